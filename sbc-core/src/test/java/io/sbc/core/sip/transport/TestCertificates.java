package io.sbc.core.sip.transport;

import io.sbc.core.sip.transport.tls.PemIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A CA and certificates of it, made for one test: {@code ca.pem}, {@code server.pem}, {@code server.key} and others. */
final class TestCertificates {

    private static final Duration LIFETIME = Duration.ofDays(2);

    private static final AtomicLong SERIAL = new AtomicLong(System.currentTimeMillis());

    /** With RSA, which every client can verify. These two take long to make, so that all tests share them. */
    private static final KeyPair CA_KEY = newRsaKey();
    private static final KeyPair RSA_KEY = newRsaKey();

    private TestCertificates() {}

    /** For the name and 127.0.0.1; overwrites what is there, also the CA. */
    static Path write(Path directory, String dnsName) {
        try {
            KeyPair caKey = CA_KEY;
            X500Name caName = new X500Name("CN=Test CA of " + dnsName);
            X509Certificate ca = sign(builder(caName, caName, caKey, LIFETIME)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(true)), caKey.getPrivate());
            pem(directory.resolve("ca.pem"), ca);
            pem(directory.resolve("ca.key"), new JcaPKCS8Generator(caKey.getPrivate(), null));
        } catch (IOException | GeneralSecurityException | OperatorCreationException failure) {
            throw new AssertionError(failure);
        }
        return issue(directory, "server", "EC", dnsName, "127.0.0.1");
    }

    /**
     * One more of the CA that is there: {@code file.pem}, {@code file.key}.
     *
     * @param names for subjectAltName: {@code sip:} URIs, addresses, DNS names; none: no subjectAltName
     */
    static Path issue(Path directory, String file, String algorithm, String... names) {
        return issue(directory, file, algorithm, LIFETIME, file, names);
    }

    /** @param lifetime negative: it has expired for so long */
    static Path issue(Path directory, String file, String algorithm, Duration lifetime, String commonName,
            String... names) {
        try {
            X509Certificate ca = PemIdentity.certificates(directory.resolve("ca.pem")).getFirst();
            KeyPair key = newKey(algorithm);
            X509v3CertificateBuilder builder = builder(
                    X500Name.getInstance(ca.getSubjectX500Principal().getEncoded()),
                    new X500Name("CN=" + (names.length > 0 ? names[0].replace("sip:", "") : commonName)), key,
                    lifetime);
            if (names.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false,
                        new GeneralNames(Arrays.stream(names).map(TestCertificates::generalName)
                                .toArray(GeneralName[]::new)));
            }
            pem(directory.resolve(file + ".pem"), sign(builder, PemIdentity.privateKey(directory.resolve("ca.key"))));
            pem(directory.resolve(file + ".key"), new JcaPKCS8Generator(key.getPrivate(), null));
            return directory;
        } catch (IOException | GeneralSecurityException | OperatorCreationException failure) {
            throw new AssertionError(failure);
        }
    }

    private static GeneralName generalName(String name) {
        if (name.startsWith("sip:")) {
            return new GeneralName(GeneralName.uniformResourceIdentifier, name);
        }
        return new GeneralName(name.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    /** A client of the JDK that trusts the CA in {@code directory}. */
    static SSLContext clientTrusting(Path directory) {
        return client(directory, new KeyManager[0]);
    }

    /** The same with a certificate of its own. */
    static SSLContext clientWith(Path directory, String file) {
        try {
            PemIdentity identity = PemIdentity.read(directory.resolve(file + ".pem"), directory.resolve(file + ".key"));
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setKeyEntry("client", identity.key(), new char[0],
                    identity.chain().toArray(X509Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, new char[0]);
            return client(directory, keys.getKeyManagers());
        } catch (IOException | GeneralSecurityException failure) {
            throw new AssertionError(failure);
        }
    }

    private static SSLContext client(Path directory, KeyManager[] keys) {
        try (InputStream ca = Files.newInputStream(directory.resolve("ca.pem"))) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(ca));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException failure) {
            throw new AssertionError(failure);
        }
    }

    private static KeyPair newKey(String algorithm) throws GeneralSecurityException {
        if (algorithm.equals("RSA")) {
            return RSA_KEY;
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static KeyPair newRsaKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException failure) {
            throw new AssertionError(failure);
        }
    }

    private static JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair key,
            Duration lifetime) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(issuer, BigInteger.valueOf(SERIAL.incrementAndGet()),
                Date.from(now.minus(LIFETIME)), Date.from(now.plus(lifetime)), subject, key.getPublic());
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey issuer)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter().getCertificate(
                builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(issuer)));
    }

    private static void pem(Path file, Object content) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(content);
        }
        Files.writeString(file, text.toString());
    }
}
