package io.sbc.admin.http;

import io.sbc.admin.certs.DevelopmentCertificates;
import io.sbc.base.Clock;
import io.sbc.core.config.AdminSettings;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.ConfigResult;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.sip.transport.tls.PemIdentity;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Settings of an admin server with TLS on any port, its certificate, and clients that verify it. */
public final class TlsSettings {

    private TlsSettings() {}

    /** @param http entries of {@code admin.http}, as in {@code body: 1MiB} */
    public static AdminSettings in(Path directory, String http) throws IOException {
        SbcConfig config = config(directory, http);
        new DevelopmentCertificates(Clock.system(), new SecureRandom()).createIfMissing(config, config);
        return config.admin();
    }

    /** Certificates that were made before: a pair of RSA takes its time. */
    public static void copy(Path from, Path to) throws IOException {
        for (String file : List.of("ca.pem", "ca.key", "server.pem", "server.key", "admin.pem", "admin.key")) {
            Files.copy(from.resolve(file), to.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** Another certificate under the same names. */
    public static void renew(Path directory) throws IOException {
        Files.delete(directory.resolve("admin.pem"));
        Files.delete(directory.resolve("admin.key"));
        in(directory, "");
    }

    private static SbcConfig config(Path directory, String http) {
        String yaml = """
                set: {tls: {certificates: [{certificate: %1$s/server.pem, key: %1$s/server.key}]}}
                admin: {port: 0, api: {certificate: %1$s/admin.pem, key: %1$s/admin.key}, http: {%2$s}}
                """.formatted(directory, http);
        return ((ConfigResult.Valid) new ConfigReader(1).parse(yaml)).config();
    }

    public static X509Certificate certificate(Path directory) throws IOException {
        return PemIdentity.certificates(directory.resolve("admin.pem")).getFirst();
    }

    public static SSLContext trust(Path directory) throws IOException {
        try {
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            anchors.setCertificateEntry("ca", PemIdentity.certificates(directory.resolve("ca.pem")).getFirst());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(anchors);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    public static HttpClient client(Path directory) throws IOException {
        return HttpClient.newBuilder().sslContext(trust(directory)).build();
    }
}
