/**
 * Offer/answer (RFC 3264) and RTP security (RFC 4568) as pure functions: policy and descriptions in, description
 * and media plan out.
 */
@NullMarked
package io.sbc.core.sdp.negotiate;

import org.jspecify.annotations.NullMarked;
