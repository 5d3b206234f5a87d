/** Levels of the log over the API. On virtual threads. */
@NullMarked
package io.sbc.admin.http.logging;

import org.jspecify.annotations.NullMarked;
