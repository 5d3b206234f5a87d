package io.sbc.core.config;

import java.nio.file.Path;
import java.util.List;

/**
 * A TLS listener and, on the ICP side, the client identity towards PBXs.
 *
 * @param protocols TLS versions by their JSSE names
 * @param trust CAs for the peer's certificate; on the set side unused
 */
public record TlsListener(Listener listener, List<String> protocols, Path certificate, Path key, Path trust,
        TlsProvider provider) {

    public TlsListener {
        protocols = List.copyOf(protocols);
    }

    /** Who does the cryptography. */
    public enum TlsProvider {
        OPENSSL,
        JDK
    }
}
