/**
 * {@code /api/v1/events}: who changed what. Runs on virtual threads.
 */
@NullMarked
package io.sbc.admin.http.events;

import org.jspecify.annotations.NullMarked;
