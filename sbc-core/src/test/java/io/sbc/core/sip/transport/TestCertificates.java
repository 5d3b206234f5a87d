package io.sbc.core.sip.transport;

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
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
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

/** A CA and a server certificate of it, made for one test: {@code ca.pem}, {@code server.pem}, {@code server.key}. */
final class TestCertificates {

    private static final Duration LIFETIME = Duration.ofDays(2);

    private TestCertificates() {}

    /** For the name and 127.0.0.1; overwrites what is there. */
    static Path write(Path directory, String dnsName) {
        try {
            KeyPair caKey = newKey();
            X500Name caName = new X500Name("CN=Test CA of " + dnsName);
            X509Certificate ca = sign(builder(caName, caName, caKey)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(true)), caKey);
            KeyPair key = newKey();
            GeneralNames names = new GeneralNames(new GeneralName[]{new GeneralName(GeneralName.dNSName, dnsName),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1")});
            X509Certificate server = sign(builder(caName, new X500Name("CN=" + dnsName), key)
                    .addExtension(Extension.subjectAlternativeName, false, names), caKey);
            pem(directory.resolve("ca.pem"), ca);
            pem(directory.resolve("server.pem"), server);
            pem(directory.resolve("server.key"), new JcaPKCS8Generator(key.getPrivate(), null));
            return directory;
        } catch (IOException | GeneralSecurityException | OperatorCreationException failure) {
            throw new AssertionError(failure);
        }
    }

    /** A client of the JDK that trusts the CA in {@code directory}. */
    static SSLContext clientTrusting(Path directory) {
        try (InputStream ca = Files.newInputStream(directory.resolve("ca.pem"))) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(ca));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException failure) {
            throw new AssertionError(failure);
        }
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair key) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(issuer, BigInteger.valueOf(now.toEpochMilli()).add(BigInteger.valueOf(
                subject.hashCode() & 0xFFFF)), Date.from(now.minus(LIFETIME)), Date.from(now.plus(LIFETIME)), subject,
                key.getPublic());
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair issuer)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter().getCertificate(
                builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate())));
    }

    private static void pem(Path file, Object content) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(content);
        }
        Files.writeString(file, text.toString());
    }
}
