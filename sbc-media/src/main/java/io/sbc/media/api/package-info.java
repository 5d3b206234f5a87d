/**
 * The only door between signalling and media: {@link io.sbc.media.api.MediaCommand}s go in, {@link
 * io.sbc.media.api.MediaEvent}s come out, all of them immutable records, so that the media plane could become a process
 * of its own. Commands may be offered from any thread; events of a session arrive in order on the thread that the
 * session's owner named when it opened it.
 */
@NullMarked
package io.sbc.media.api;

import org.jspecify.annotations.NullMarked;
