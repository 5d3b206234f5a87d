/** Captures over the API: begun, ended, listed, downloaded; each of it with an entry in the event history. On virtual threads. */
@NullMarked
package io.sbc.admin.http.captures;

import org.jspecify.annotations.NullMarked;
