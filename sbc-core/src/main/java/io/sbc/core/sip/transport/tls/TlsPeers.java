package io.sbc.core.sip.transport.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;

/** What is done with a TLS connection once its handshake is over. On its event loop. */
public final class TlsPeers {

    private TlsPeers() {}

    /** The peer's certificate, whose chain was verified; empty when none was asked for or shown. */
    public static Optional<X509Certificate> certificate(SSLEngine engine) {
        if (!engine.getUseClientMode() && !engine.getNeedClientAuth() && !engine.getWantClientAuth()) {
            return Optional.empty(); // without the exception that each new phone would cost
        }
        try {
            return engine.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? Optional.of(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }

    /**
     * Lets no second handshake happen on a connection of TLS 1.2 (RFC 9325 §3.5). BoringSSL and Bouncy Castle refuse it by
     * themselves; the JDK does not, unless a property of the whole process says so: an engine without any protocol has
     * nothing to agree on.
     */
    public static void refuseRenegotiation(SSLEngine engine) {
        boolean byItself = engine instanceof ReferenceCountedOpenSslEngine
                || engine.getClass().getName().startsWith("org.bouncycastle.");
        if (!byItself && engine.getSession().getProtocol().equals("TLSv1.2")) {
            engine.setEnabledProtocols(new String[0]);
        }
    }
}
