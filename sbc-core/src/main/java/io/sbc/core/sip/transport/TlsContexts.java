package io.sbc.core.sip.transport;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.sbc.core.config.TlsListener;
import io.sbc.core.config.TlsListener.TlsProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS identity of a side, read from its PEM files, and what it accepts from peers: the suites of RFC 9325 §4.2 and
 * those of TLS 1.3. Immutable: a renewed certificate makes a new one, which replaces the old one whole (lesson 11).
 */
final class TlsContexts {

    private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);

    private static final List<String> SUITES = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private TlsContexts() {}

    /** For accepting: our certificate, none asked of the peer. */
    static SslContext server(TlsListener settings) throws IOException {
        PemIdentity ours = PemIdentity.read(settings.certificate(), settings.key());
        return common(SslContextBuilder.forServer(ours.key(), ours.chain()), settings).clientAuth(ClientAuth.NONE)
                .build();
    }

    /**
     * For opening: the peer's chain must lead to one of {@link TlsListener#trust} and its certificate must be for the
     * name or address that was asked for (RFC 5922 §4 as the "HTTPS" algorithm does it); ours is shown when asked for.
     */
    static SslContext client(TlsListener settings) throws IOException {
        SslContextBuilder builder = common(SslContextBuilder.forClient(), settings)
                .trustManager(PemIdentity.certificates(settings.trust())).endpointIdentificationAlgorithm("HTTPS");
        if (Files.exists(settings.certificate())) {
            PemIdentity ours = PemIdentity.read(settings.certificate(), settings.key());
            builder.keyManager(ours.key(), ours.chain());
        }
        return builder.build();
    }

    private static SslContextBuilder common(SslContextBuilder builder, TlsListener settings) {
        return builder.sslProvider(provider(settings.provider())).protocols(settings.protocols()).ciphers(SUITES,
                SupportedCipherSuiteFilter.INSTANCE);
    }

    private static SslProvider provider(TlsProvider wanted) {
        if (wanted == TlsProvider.OPENSSL && !OpenSsl.isAvailable()) {
            LOG.warn("BoringSSL cannot be loaded here, the JDK does TLS instead: {}",
                    String.valueOf(OpenSsl.unavailabilityCause()));
            return SslProvider.JDK;
        }
        return wanted == TlsProvider.OPENSSL ? SslProvider.OPENSSL : SslProvider.JDK;
    }
}
