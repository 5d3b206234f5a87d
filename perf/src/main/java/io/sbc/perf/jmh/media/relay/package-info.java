/** What a packet costs between two sockets. Mirrors {@code io.sbc.media.relay}. */
@NullMarked
package io.sbc.perf.jmh.media.relay;

import org.jspecify.annotations.NullMarked;
