/**
 * RTP and SRTP as a phone has them (RFC 3550, 3711): one endpoint with its two sockets, three threads and a record of all
 * that it heard. SRTP is jitsi-srtp, so that nothing here is shared with the product.
 */
@NullMarked
package io.sbc.kit.media;

import org.jspecify.annotations.NullMarked;
