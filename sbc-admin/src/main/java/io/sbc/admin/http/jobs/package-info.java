/**
 * Jobs as resources of the API, and what starts them: imports of users. Runs on virtual threads.
 */
@NullMarked
package io.sbc.admin.http.jobs;

import org.jspecify.annotations.NullMarked;
