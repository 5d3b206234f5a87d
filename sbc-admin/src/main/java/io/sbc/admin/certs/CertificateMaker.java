package io.sbc.admin.certs;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates (RFC 5280): authorities with RSA, which every client can verify, servers' on P-256 or with RSA. Fresh keys. */
final class CertificateMaker {

    private static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);

    /** Below the 825 days that Apple's clients bear. */
    private static final Duration SERVER_VALIDITY = Duration.ofDays(730);

    /** Peers' clocks may be behind ours. */
    private static final Duration BACKDATING = Duration.ofDays(1);

    private static final int SERIAL_BITS = 120;

    /** What every client takes; longer keys make handshakes dear (lesson 20). */
    private static final int RSA_BITS = 2048;

    /** Of a server's key. */
    enum KeyKind {
        P256,
        RSA
    }

    private final Instant now;
    private final SecureRandom random;

    CertificateMaker(Instant now, SecureRandom random) {
        this.now = now;
        this.random = random;
    }

    /** A root that may sign end entities only. Its name has a random part, so that two of them are told apart. */
    Issued authority() throws GeneralSecurityException {
        KeyPair pair = keyPair(KeyKind.RSA);
        X500Name name = new X500Name("CN=SBC development CA " + Integer.toHexString(random.nextInt()));
        X509v3CertificateBuilder builder = builder(name, name, pair, AUTHORITY_VALIDITY);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(Extension.subjectKeyIdentifier, false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        return new Issued(sign(builder, pair.getPrivate()), pair.getPrivate());
    }

    /**
     * A server's certificate that it may also use as a client.
     *
     * @param names for subjectAltName as dNSName; some clients (linphone) look at nothing else. The first is also the CN
     * @param addresses IP literals for subjectAltName as iPAddress
     */
    Issued server(Issued authority, KeyKind kind, Collection<String> names, Collection<String> addresses)
            throws GeneralSecurityException {
        KeyPair pair = keyPair(kind);
        List<GeneralName> alternatives = new ArrayList<>();
        names.forEach(name -> alternatives.add(new GeneralName(GeneralName.dNSName, name)));
        addresses.forEach(address -> alternatives.add(new GeneralName(GeneralName.iPAddress, address)));
        X500Name issuer = X500Name.getInstance(authority.certificate().getSubjectX500Principal().getEncoded());
        X509v3CertificateBuilder builder = builder(issuer, new X500Name("CN=" + names.iterator().next()), pair,
                SERVER_VALIDITY);
        try {
            JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(
                    new KeyPurposeId[]{KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
            builder.addExtension(Extension.subjectKeyIdentifier, false,
                    identifiers.createSubjectKeyIdentifier(pair.getPublic()));
            builder.addExtension(Extension.authorityKeyIdentifier, false,
                    identifiers.createAuthorityKeyIdentifier(authority.certificate()));
            builder.addExtension(Extension.subjectAlternativeName, false,
                    new GeneralNames(alternatives.toArray(GeneralName[]::new)));
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        return new Issued(sign(builder, authority.key()), pair.getPrivate());
    }

    private KeyPair keyPair(KeyKind kind) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind == KeyKind.P256 ? "EC" : "RSA");
        switch (kind) {
            case P256 -> generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            case RSA -> generator.initialize(RSA_BITS, random);
        }
        return generator.generateKeyPair();
    }

    private X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair pair, Duration validity) {
        return new JcaX509v3CertificateBuilder(issuer, new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
                Date.from(now.minus(BACKDATING)), Date.from(now.plus(validity)), subject, pair.getPublic());
    }

    private X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key) throws GeneralSecurityException {
        try {
            return new JcaX509CertificateConverter().getCertificate(
                    builder.build(new JcaContentSignerBuilder("SHA256withRSA").setSecureRandom(random).build(key)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
