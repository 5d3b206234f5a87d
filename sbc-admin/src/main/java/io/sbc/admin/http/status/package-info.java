/**
 * How things are just now: registrations of devices, status of PSI users. Reads what the shards publish, never waits for them. Runs on virtual threads.
 */
@NullMarked
package io.sbc.admin.http.status;

import org.jspecify.annotations.NullMarked;
