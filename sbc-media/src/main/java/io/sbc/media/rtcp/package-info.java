/**
 * RTCP headers (RFC 3550 §6) read in place. Static functions over byte arrays; called by the media loops and by
 * {@code media.srtp}. The relay passes reports and feedback through and does not rewrite them.
 */
@NullMarked
package io.sbc.media.rtcp;

import org.jspecify.annotations.NullMarked;
