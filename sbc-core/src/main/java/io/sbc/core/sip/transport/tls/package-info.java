/**
 * Who we are over TLS and who we take a peer for: certificates and keys from PEM files, the choice among several by what a
 * client says in its ClientHello, their replacement while we run, and the check of a peer's certificate (RFC 9325, RFC 5922,
 * RFC 6066 §3). Used by the transport on its event loops; replaced as a whole by whoever calls a reload.
 */
@NullMarked
package io.sbc.core.sip.transport.tls;

import org.jspecify.annotations.NullMarked;
