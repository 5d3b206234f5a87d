package io.sbc.kit.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.Locale;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS contexts out of PEM files, with the JDK's TLS. */
public final class Trust {
    private static final char[] NO_PASSWORD = new char[0];

    private Trust() {}

    /** A client that trusts the CAs in a PEM file and nobody else. */
    public static SSLContext clientOf(Path caPem) {
        try {
            return context(new KeyManager[0], certificates(caPem));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot trust the CA in " + caPem, e);
        }
    }

    /** As {@link #clientOf(Path)}, with a clock of its own that says this time. */
    public static SSLContext clientOf(Path caPem, Instant now) {
        try {
            PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors(certificates(caPem)),
                    new X509CertSelector());
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(parameters));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], factory.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot trust the CA in " + caPem, e);
        }
    }

    /**
     * A client that shows a certificate and trusts the CAs in a PEM file.
     *
     * @param chainPem its certificate first
     * @param keyPem   its key, PKCS #8
     */
    public static SSLContext clientOf(Path caPem, Path chainPem, Path keyPem) {
        try {
            return context(keyManagers(chainPem, keyPem), certificates(caPem));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot be a client with " + chainPem + " and " + keyPem, e);
        }
    }

    /**
     * A server with a certificate.
     *
     * @param chainPem its certificate first
     * @param keyPem   its key, PKCS #8
     */
    public static SSLContext serverOf(Path chainPem, Path keyPem) {
        try {
            return context(keyManagers(chainPem, keyPem), certificates(chainPem));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot serve with " + chainPem + " and " + keyPem, e);
        }
    }

    private static KeyManager[] keyManagers(Path chainPem, Path keyPem) throws IOException, GeneralSecurityException {
        Certificate[] chain = certificates(chainPem).toArray(new Certificate[0]);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, NO_PASSWORD);
        keys.setKeyEntry("own", privateKey(keyPem, chain[0].getPublicKey().getAlgorithm()), NO_PASSWORD, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static SSLContext context(KeyManager[] keys, Collection<? extends Certificate> trusted)
            throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(anchors(trusted));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, factory.getTrustManagers(), null);
        return context;
    }

    private static KeyStore anchors(Collection<? extends Certificate> trusted)
            throws GeneralSecurityException, IOException {
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, NO_PASSWORD);
        int number = 0;
        for (Certificate certificate : trusted) {
            anchors.setCertificateEntry("ca-" + number++, certificate);
        }
        return anchors;
    }

    private static Collection<? extends Certificate> certificates(Path pem)
            throws IOException, GeneralSecurityException {
        try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(pem))) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
    }

    private static PrivateKey privateKey(Path pem, String algorithm) throws IOException, GeneralSecurityException {
        String text = Files.readString(pem).replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "");
        byte[] der = Base64.getMimeDecoder().decode(text);
        return KeyFactory.getInstance(algorithm.toUpperCase(Locale.ROOT)).generatePrivate(new PKCS8EncodedKeySpec(der));
    }
}
