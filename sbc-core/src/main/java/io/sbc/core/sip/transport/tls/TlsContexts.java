package io.sbc.core.sip.transport.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.sbc.core.config.CertificateFiles;
import io.sbc.core.config.TlsListener;
import io.sbc.core.config.TlsListener.ClientAuth;
import io.sbc.core.config.TlsListener.TlsProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What we offer and accept over TLS: the suites of RFC 9325 §4.2 for TLS 1.2 (ECDHE with an AEAD) and all of TLS 1.3; no
 * compression, which none of the libraries has, and no renegotiation (RFC 9325 §3.3 and §3.5). ALPN is not spoken: a client
 * that offers a protocol is served as if it had not (RFC 7301 §3.1).
 */
final class TlsContexts {

    private static final List<String> SUITES = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** Sessions of TLS 1.2 without tickets, for each certificate; about 2 KiB each. */
    private static final int SESSION_CACHE = 10_000;

    private TlsContexts() {}

    /** For accepting, as {@code identity}. */
    static SslContext server(PemIdentity identity, TlsListener settings, TlsProvider provider) throws IOException {
        SslContextBuilder builder = common(TlsProviders.server(provider, identity), settings)
                .sessionCacheSize(SESSION_CACHE).sessionTimeout(TicketKeys.LIFETIME.toSeconds())
                .clientAuth(clientAuth(settings.clientAuth()));
        if (settings.clientAuth() != ClientAuth.NONE) {
            builder.trustManager(new PeerTrust(PemIdentity.certificates(settings.trust()), _ -> List.of()));
        }
        return builder.build();
    }

    /**
     * For opening: the peer's chain must lead to one of {@link TlsListener#trust}, and its certificate must be for one of the
     * names that stand for the host that was asked for (RFC 5922 §7.3). Ours is shown when asked for.
     *
     * @param identitiesOf a host's names
     */
    static SslContext client(TlsListener settings, TlsProvider provider,
            Function<String, Collection<String>> identitiesOf) throws IOException {
        CertificateFiles files = settings.certificates().getFirst();
        Optional<PemIdentity> ours = Files.exists(files.certificate())
                ? Optional.of(PemIdentity.read(files.certificate(), files.key()))
                : Optional.empty();
        return common(TlsProviders.client(provider, ours), settings)
                .trustManager(new PeerTrust(PemIdentity.certificates(settings.trust()), identitiesOf))
                .endpointIdentificationAlgorithm(null).build();
    }

    private static SslContextBuilder common(SslContextBuilder builder, TlsListener settings) {
        return builder.protocols(settings.protocols()).ciphers(SUITES,
                SupportedCipherSuiteFilter.INSTANCE);
    }

    private static io.netty.handler.ssl.ClientAuth clientAuth(ClientAuth configured) {
        return switch (configured) {
            case NONE -> io.netty.handler.ssl.ClientAuth.NONE;
            case OPTIONAL -> io.netty.handler.ssl.ClientAuth.OPTIONAL;
            case REQUIRED -> io.netty.handler.ssl.ClientAuth.REQUIRE;
        };
    }
}
