/** What the flight recorder kept, over HTTP: ladders of calls, registration attempts, and what was wrong with them. On virtual threads. */
@NullMarked
package io.sbc.admin.http.recordings;

import org.jspecify.annotations.NullMarked;
