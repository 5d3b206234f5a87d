/**
 * The little of SDP (RFC 8866) that the peers need: one audio stream, its addresses, profile, direction and SDES keys (RFC
 * 4568). Immutable values, any thread; independent of the product's parser.
 */
@NullMarked
package io.sbc.kit.sdp;

import org.jspecify.annotations.NullMarked;
