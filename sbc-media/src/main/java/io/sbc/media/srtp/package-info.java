/**
 * SRTP and SRTCP (RFC 3711, RFC 6188, RFC 7714): a {@link io.sbc.media.srtp.SrtpContext} for each direction and key, one
 * class for each transform, replay windows and rollover counters for each SSRC. A context is made on the conductor and
 * then belongs to one media loop. Packets are worked on in place; nothing is allocated for a packet. What an
 * unauthenticated packet says moves no state.
 */
@NullMarked
package io.sbc.media.srtp;

import org.jspecify.annotations.NullMarked;
