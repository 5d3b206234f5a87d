package io.sbc.core.sip.transport.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate chain and its key, read from PEM files (RFC 7468) with the JDK alone. Netty would ask Bouncy Castle, whose
 * whole provider then has to be loaded and verified: a second and more of every start.
 *
 * @param chain the end entity first
 * @param key of the end entity
 */
public record PemIdentity(List<X509Certificate> chain, PrivateKey key) {

    private static final Pattern PRIVATE_KEY = Pattern
            .compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /** What is signed to see whether a key fits. */
    private static final byte[] PROBE = {1, 2, 3, 4};

    /** A chain of a dozen certificates has 30 KiB; what is larger than this is something else. */
    private static final long FILE_OCTETS_MAX = 1 << 20;

    public PemIdentity {
        chain = List.copyOf(chain);
    }

    /**
     * Reads both.
     *
     * @throws IOException naming the file and what is wrong with it, also when the key is not the certificate's
     */
    public static PemIdentity read(Path certificate, Path key) throws IOException {
        PemIdentity identity = new PemIdentity(certificates(certificate), privateKey(key));
        if (!identity.fits()) {
            throw new IOException(key + " is not the key of " + certificate);
        }
        return identity;
    }

    /** Whether the key is the certificate's: signs with one and verifies with the other. */
    public boolean fits() {
        PublicKey certified = chain.getFirst().getPublicKey();
        if (!certified.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        try {
            Signature signature = Signature
                    .getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException unusable) {
            return false;
        }
    }

    /**
     * Every certificate of a file; at least one.
     *
     * @throws IOException naming the file and what is wrong with it
     */
    public static List<X509Certificate> certificates(Path file) throws IOException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (Certificate certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(read(file)))) {
                certificates.add((X509Certificate) certificate);
            }
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds no usable certificate: " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new IOException(file + " holds no certificate");
        }
        return certificates;
    }

    /**
     * A PKCS#8 key, EC or RSA, not encrypted.
     *
     * @throws IOException naming the file and what is wrong with it
     */
    public static PrivateKey privateKey(Path file) throws IOException {
        Matcher pem;
        try {
            pem = PRIVATE_KEY.matcher(new String(read(file), StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        }
        if (!pem.find()) {
            throw new IOException(
                    file + " holds no \"PRIVATE KEY\" (PKCS#8); openssl pkcs8 -topk8 -nodes makes one of other forms");
        }
        try {
            PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
            try {
                return KeyFactory.getInstance("EC").generatePrivate(spec);
            } catch (InvalidKeySpecException notEc) {
                return KeyFactory.getInstance("RSA").generatePrivate(spec);
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + " holds no usable EC or RSA key: " + e.getMessage(), e);
        }
    }

    private static byte[] read(Path file) throws IOException {
        if (Files.size(file) > FILE_OCTETS_MAX) {
            throw new IOException(file + " is larger than any certificate or key");
        }
        return Files.readAllBytes(file);
    }

    @Override
    public String toString() {
        return "PemIdentity[" + chain.getFirst().getSubjectX500Principal() + "]";
    }
}
