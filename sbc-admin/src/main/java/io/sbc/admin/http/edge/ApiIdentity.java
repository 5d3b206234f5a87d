package io.sbc.admin.http.edge;

import io.sbc.base.Counters;
import io.sbc.core.config.ApiListener;
import io.sbc.core.sip.transport.tls.PemIdentity;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * The certificate of {@code admin.api} and the TLS that is spoken with it (RFC 9325): versions 1.3 and 1.2, suites with ephemeral keys
 * and authenticated encryption only, no renegotiation, no compression. Any thread; waits for files.
 */
public final class ApiIdentity {

    /** RFC 9325 §4.2, and what TLS 1.3 has (RFC 8446 §9.1). */
    private static final String[] SUITES = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"};

    /** The key store lives in memory only; its password protects nothing. */
    private static final String NO_PASSWORD = "none";

    private final ApiListener settings;
    private final Counters<HttpCounter> counters;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();

    /** What was read and can be taken. */
    public record Reading(PemIdentity identity, KeyStore keys) {}

    /**
     * Reads certificate and key.
     *
     * @throws IOException naming the file and what is wrong with it
     */
    public ApiIdentity(ApiListener settings, Counters<HttpCounter> counters) throws IOException {
        this.settings = settings;
        this.counters = counters;
        factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        factory.setExcludeProtocols();
        factory.setIncludeCipherSuites(SUITES);
        factory.setExcludeCipherSuites();
        factory.setRenegotiationAllowed(false);
        factory.setSniRequired(false);
        factory.setKeyStore(read().keys());
        factory.setKeyStorePassword(NO_PASSWORD);
    }

    /**
     * What the files hold now; nothing changes yet.
     *
     * @throws IOException naming the file and what is wrong with it
     */
    public Reading read() throws IOException {
        try {
            PemIdentity identity = PemIdentity.read(settings.certificate(), settings.key());
            identity.chain().getFirst().checkValidity();
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("api", identity.key(), NO_PASSWORD.toCharArray(),
                    identity.chain().toArray(X509Certificate[]::new));
            return new Reading(identity, keys);
        } catch (IOException unusable) {
            throw new IOException("admin.api: " + unusable.getMessage(), unusable);
        } catch (GeneralSecurityException unusable) {
            throw new IOException("admin.api: " + settings.certificate() + ": " + unusable.getMessage(), unusable);
        }
    }

    /** New connections get it; those that exist live on. */
    public void take(Reading reading) {
        try {
            factory.reload(changed -> changed.setKeyStore(reading.keys()));
            counters.increment(HttpCounter.RELOADS);
        } catch (Exception e) {
            throw new IllegalStateException("a key store that was just made cannot be used", e);
        }
    }

    /** Which files. */
    public ApiListener settings() {
        return settings;
    }

    SslContextFactory.Server factory() {
        return factory;
    }
}
