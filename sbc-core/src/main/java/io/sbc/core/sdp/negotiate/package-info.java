/**
 * Offer/answer (RFC 3264) and RTP security (RFC 4568) as pure functions: policy and descriptions in, description and
 * media plan out. {@link io.sbc.core.sdp.negotiate.MediaNegotiation} is the door; {@code PeerStream} is what a peer said
 * about one m-line, {@code Sdes} decides about crypto lines, {@code OwnDescription} writes what the other side may see,
 * {@code Exchange} holds an offer with its answer. Runs on the call's shard; no clock, no I/O, randomness as an argument.
 */
@NullMarked
package io.sbc.core.sdp.negotiate;

import org.jspecify.annotations.NullMarked;
