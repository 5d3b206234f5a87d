package io.sbc.admin.boot;

import io.sbc.admin.oidc.OidcLogin;
import io.sbc.core.config.OidcSettings;
import io.sbc.core.directory.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Makes {@link OidcLogin} as the configuration says. */
final class OidcWiring {

    private OidcWiring() {}

    /** Empty where the configuration names no provider. It is first asked when somebody logs in: the SBC starts without it. */
    static Optional<OidcLogin> provider(OidcSettings settings, SecureRandom random, Parts parts) throws StartFailure {
        if (!settings.isUsed()) {
            return Optional.empty();
        }
        Optional<Secret> secret = settings.clientSecretFile().isPresent()
                ? Optional.of(secret(settings.clientSecretFile().get()))
                : Optional.empty();
        Optional<SSLContext> trust = settings.trust().isPresent()
                ? Optional.of(trust(settings.trust().get()))
                : Optional.empty();
        return Optional.of(parts.started("OpenID provider",
                new OidcLogin(settings, secret, trust, InstantSource.system(), random)));
    }

    private static Secret secret(Path file) throws StartFailure {
        try {
            return new Secret(Files.readString(file).strip());
        } catch (IOException e) {
            throw new StartFailure("admin.oidc.client-secret-file: " + file + " cannot be read", e);
        }
    }

    private static SSLContext trust(Path file) throws StartFailure {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore authorities = KeyStore.getInstance(KeyStore.getDefaultType());
            authorities.load(null, null);
            int number = 0;
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                authorities.setCertificateEntry(String.valueOf(number++), authority);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new StartFailure("admin.oidc.trust: " + file + " cannot be used: " + e.getMessage(), e);
        }
    }
}
