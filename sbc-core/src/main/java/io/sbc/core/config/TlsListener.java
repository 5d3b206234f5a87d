package io.sbc.core.config;

import java.nio.file.Path;
import java.util.List;

/**
 * A TLS listener and, on the ICP side, the client identity towards PBXs.
 *
 * @param protocols TLS versions by their JSSE names
 * @param certificates at least one; the first is the default and, towards a PBX, our client certificate
 * @param clientAuth what is asked of the peer that connects
 * @param trust CAs for the peer's certificate: of who connects where {@code clientAuth} asks, and of PBXs
 */
public record TlsListener(Listener listener, List<String> protocols, List<CertificateFiles> certificates,
        ClientAuth clientAuth, Path trust, TlsProvider provider) {

    public TlsListener {
        protocols = List.copyOf(protocols);
        certificates = List.copyOf(certificates);
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("a TLS listener has a certificate");
        }
    }

    /** Who does the cryptography. */
    public enum TlsProvider {
        /** BoringSSL, by netty-tcnative. */
        OPENSSL,
        /** Bouncy Castle's JSSE provider on Bouncy Castle's cryptography. */
        BCTLS,
        /** The JDK's own; also what is used where BoringSSL cannot be loaded. */
        JDK
    }

    /** Whether the peer has to show a certificate (mutual TLS). */
    public enum ClientAuth {
        NONE,
        /** One that is shown must be good; who has none may come in. */
        OPTIONAL,
        REQUIRED
    }
}
