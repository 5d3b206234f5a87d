/** What reading an RTP header costs. Mirrors {@code io.sbc.media.rtp}. */
@NullMarked
package io.sbc.perf.jmh.media.rtp;

import org.jspecify.annotations.NullMarked;
