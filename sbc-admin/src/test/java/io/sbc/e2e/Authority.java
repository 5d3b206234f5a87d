package io.sbc.e2e;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A CA of a test's own, and what it issues, as PEM files. */
final class Authority {
    private static final Duration LIFETIME = Duration.ofDays(2);

    /** A certificate and its key. */
    record Identity(Path chain, Path key) {}

    private final Path directory;
    private final X500Name name;
    private final KeyPair keys = keyPair();
    private final SecureRandom random = new SecureRandom();

    /** The certificates between this authority and one that is trusted. */
    private String vouched = "";

    private Authority(Path directory, String name) {
        this.directory = directory;
        this.name = new X500Name("CN=" + name);
    }

    /** Makes one whose files lie in a directory. */
    static Authority in(Path directory, String name) {
        Authority authority = new Authority(directory, name);
        write(authority.ca(), authority.signed(authority.name, authority.keys, new BasicConstraints(true), LIFETIME));
        return authority;
    }

    /** Who trusts it needs this file. */
    Path ca() {
        return directory.resolve(name.toString().substring("CN=".length()) + ".pem");
    }

    /** Issues for a DNS name, or for the domain of a {@code sip:} URI (RFC 5922 §7.1). */
    Identity issue(String subject) {
        return issue(subject, subject.replace("sip:", ""), LIFETIME);
    }

    /** Issues one that is good for so long. */
    Identity issueFor(String subject, Duration left) {
        return issue(subject, subject, left);
    }

    /** Another authority, which this one vouches for: what it issues has the proof of that in its chain. */
    Authority branch(String branch) {
        return branch(branch, LIFETIME);
    }

    /** @param left how long this one vouches for it from now on */
    Authority branch(String branch, Duration left) {
        Authority other = new Authority(directory, branch);
        other.vouched = signed(other.name, other.keys, new BasicConstraints(true), left) + vouched;
        return other;
    }

    /** Issues one that is no longer good. */
    Identity issueExpired(String subject) {
        return issue(subject, subject + "-expired", Duration.ofDays(-1));
    }

    private Identity issue(String subject, String file, Duration left) {
        KeyPair pair = keyPair();
        GeneralName alternative = new GeneralName(
                subject.startsWith("sip:") ? GeneralName.uniformResourceIdentifier : GeneralName.dNSName, subject);
        Path chain = directory.resolve(file + ".pem");
        Path key = directory.resolve(file + ".key");
        write(chain,
                signed(new X500Name("CN=" + subject.replace("sip:", "")), pair, new GeneralNames(alternative), left)
                        + vouched);
        write(key, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        return new Identity(chain, key);
    }

    private String signed(X500Name subject, KeyPair pair, Object extension, Duration left) {
        Instant now = Instant.now();
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(name, new BigInteger(64, random),
                    Date.from(now.minus(LIFETIME)), Date.from(now.plus(left)), subject, pair.getPublic());
            switch (extension) {
                case BasicConstraints ca -> builder.addExtension(Extension.basicConstraints, true, ca);
                case GeneralNames names -> builder.addExtension(Extension.subjectAlternativeName, false, names);
                default -> throw new IllegalArgumentException(extension.toString());
            }
            return pem("CERTIFICATE",
                    builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                            .getEncoded());
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot issue for " + subject, e);
        }
    }

    private static KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no P-256", e);
        }
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(der)
                + "\n-----END " + type + "-----\n";
    }

    private static void write(Path file, String pem) {
        try {
            Files.writeString(file, pem);
        } catch (IOException e) {
            throw new IllegalStateException("cannot write " + file, e);
        }
    }
}
