/**
 * RTCP (RFC 3550 §6): headers and report blocks read in place, reports written, the interval between them. No state but a
 * writer's; called by the media loops and by {@code media.srtp}. What peers send is passed through unchanged.
 */
@NullMarked
package io.sbc.media.rtcp;

import org.jspecify.annotations.NullMarked;
