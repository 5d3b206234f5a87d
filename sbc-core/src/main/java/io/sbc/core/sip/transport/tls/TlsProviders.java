package io.sbc.core.sip.transport.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.sbc.core.config.TlsListener.TlsProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.Certificate;
import java.util.Optional;
import java.util.logging.Level;
import javax.net.ssl.KeyManagerFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which library does TLS. */
final class TlsProviders {

    private static final Logger LOG = LoggerFactory.getLogger(TlsProviders.class);

    /** Held here, since the JDK forgets the level of a logger that nobody holds. */
    private static final java.util.logging.Logger BOUNCY_CASTLE_LOG = java.util.logging.Logger
            .getLogger("org.bouncycastle.jsse");
    private static final char[] NO_PASSWORD = new char[0];

    private TlsProviders() {}

    /** The provider that is really used: BoringSSL needs a native library, and without it the JDK stands in. */
    static TlsProvider usable(TlsProvider wanted) {
        if (wanted == TlsProvider.OPENSSL && !OpenSsl.isAvailable()) {
            LOG.warn("BoringSSL cannot be loaded here, the JDK does TLS instead: {}",
                    String.valueOf(OpenSsl.unavailabilityCause()));
            return TlsProvider.JDK;
        }
        return wanted;
    }

    /**
     * A builder for accepting.
     *
     * @param usable as {@link #usable} returned it
     */
    static SslContextBuilder server(TlsProvider usable, PemIdentity identity) throws IOException {
        return switch (usable) {
            case OPENSSL -> boringSsl(identity);
            case JDK -> SslContextBuilder.forServer(identity.key(), identity.chain()).sslProvider(SslProvider.JDK);
            case BCTLS -> {
                Provider bouncyCastle = bouncyCastle();
                yield SslContextBuilder.forServer(keys(bouncyCastle, identity)).sslProvider(SslProvider.JDK)
                        .sslContextProvider(bouncyCastle);
            }
        };
    }

    /**
     * Counted references: engines are freed when their connection ends, not when a collector finds them. What BoringSSL asks
     * us in a handshake is asked in the middle of it, since a task would be run by the same thread and cost a second way
     * through the engine; but for a signature of others, which netty-tcnative 2.0.84 can only take from a task.
     */
    private static SslContextBuilder boringSsl(PemIdentity identity) {
        Optional<LibcryptoRsa> signer = LibcryptoRsa.of(identity.key());
        SslContextBuilder builder = SslContextBuilder
                .forServer(new OpenSslCachingX509KeyManagerFactory(FixedIdentity.factory(identity, signer.isEmpty())))
                .sslProvider(SslProvider.OPENSSL_REFCNT).option(OpenSslContextOption.USE_TASKS, signer.isPresent());
        signer.ifPresent(rsa -> builder.option(OpenSslContextOption.PRIVATE_KEY_METHOD, rsa));
        return builder;
    }

    /** A builder for opening, without or with an identity of our own. */
    static SslContextBuilder client(TlsProvider usable, Optional<PemIdentity> identity) throws IOException {
        SslContextBuilder builder = SslContextBuilder.forClient();
        if (usable == TlsProvider.BCTLS) {
            Provider bouncyCastle = bouncyCastle();
            builder.sslProvider(SslProvider.JDK).sslContextProvider(bouncyCastle);
            if (identity.isPresent()) {
                builder.keyManager(keys(bouncyCastle, identity.get()));
            }
            return builder;
        }
        identity.ifPresent(ours -> builder.keyManager(ours.key(), ours.chain()));
        return builder.sslProvider(usable == TlsProvider.OPENSSL ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK);
    }

    /** TLS and cryptography of Bouncy Castle alone; it would log each handshake, which is counted here instead. */
    private static Provider bouncyCastle() {
        BOUNCY_CASTLE_LOG.setLevel(Level.OFF);
        return new BouncyCastleJsseProvider(new BouncyCastleProvider());
    }

    /** Bouncy Castle asks key managers in words of its own, which the JDK's do not know. */
    private static KeyManagerFactory keys(Provider bouncyCastle, PemIdentity identity) throws IOException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setKeyEntry("identity", identity.key(), NO_PASSWORD, identity.chain().toArray(Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX", bouncyCastle);
            factory.init(store, NO_PASSWORD);
            return factory;
        } catch (GeneralSecurityException e) {
            throw new IOException("the key cannot be used: " + e.getMessage(), e);
        }
    }
}
