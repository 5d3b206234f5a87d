/** What SRTP costs per packet: one question for each class. Mirrors {@code io.sbc.media.srtp}. */
@NullMarked
package io.sbc.perf.jmh.media.srtp;

import org.jspecify.annotations.NullMarked;
