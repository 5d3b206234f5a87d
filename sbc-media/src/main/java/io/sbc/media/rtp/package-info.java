/**
 * RTP headers (RFC 3550 §5) read in place, and the split of RTP from RTCP on one port (RFC 5761 §4). Static functions
 * over byte arrays: nothing is allocated, nothing is kept. Called by the media loops and by {@code media.srtp}.
 */
@NullMarked
package io.sbc.media.rtp;

import org.jspecify.annotations.NullMarked;
