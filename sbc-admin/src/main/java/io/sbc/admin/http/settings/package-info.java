/**
 * {@code /api/v1/settings} and {@code /api/v1/icps}. Runs on virtual threads.
 */
@NullMarked
package io.sbc.admin.http.settings;

import org.jspecify.annotations.NullMarked;
