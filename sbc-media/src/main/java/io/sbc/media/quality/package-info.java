/**
 * What packets say about the quality of a call. On the loop: loss and jitter as RFC 3550 appendix A counts them
 * ({@code ReceptionStatistics}), round trips from RTCP ({@code PeerReports}). On the conductor, from samples of those
 * counters: ratings by the E-model (ITU-T G.107, G.113) and verdicts on who is not heard, since when and why
 * ({@code SessionQuality}).
 */
@NullMarked
package io.sbc.media.quality;

import org.jspecify.annotations.NullMarked;
