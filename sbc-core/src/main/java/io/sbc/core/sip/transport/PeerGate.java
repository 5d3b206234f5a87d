package io.sbc.core.sip.transport;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** Whether a peer that came in over TLS may stay, after its chain was verified. On event loops; thread-safe. */
@FunctionalInterface
interface PeerGate {

    /** Everybody. */
    PeerGate OPEN = (source, certificate) -> true;

    /** @param certificate what the peer proved to hold the key of; empty when it showed none */
    boolean admits(InetAddress source, Optional<X509Certificate> certificate);
}
