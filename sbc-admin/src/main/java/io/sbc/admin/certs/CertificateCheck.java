package io.sbc.admin.certs;

import io.sbc.base.Clock;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.config.TlsListener;
import io.sbc.core.sip.transport.PemIdentity;
import io.sbc.core.sip.transport.TransportProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Looks at the certificates and keys that a configuration names before anybody relies on them. */
public final class CertificateCheck {

    /** When an expiry is near enough to speak of it. */
    private static final Duration EXPIRY_WARNING = Duration.ofDays(30);

    private static final byte[] PROBE = {1, 2, 3, 4};

    private final Clock clock;

    /** With what tells whether a certificate has expired. */
    public CertificateCheck(Clock clock) {
        this.clock = clock;
    }

    /**
     * What was found, each with the path of its key.
     *
     * @param problems that keep a listener from working
     * @param warnings that some peers will stumble over
     */
    public record Result(List<String> problems, List<String> warnings) {

        public Result {
            problems = List.copyOf(problems);
            warnings = List.copyOf(warnings);
        }
    }

    /** Checks the identities of the listeners that are enabled. */
    public Result check(SbcConfig config) {
        List<String> problems = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        if (config.set().tls().listener().enabled()) {
            checkIdentity("set.tls", config.set().tls(), config.set().domain(), problems, warnings);
        }
        if (config.icp().tls().listener().enabled()) {
            checkIdentity("icp.tls", config.icp().tls(), config.icp().advertisedAddress(), problems, warnings);
        }
        if (config.icp().pbxs().stream().anyMatch(pbx -> pbx.transport() == TransportProtocol.TLS)) {
            readCertificates("icp.tls.trust", config.icp().tls().trust(), problems);
        }
        return new Result(problems, warnings);
    }

    private void checkIdentity(String path, TlsListener tls, String name, List<String> problems,
            List<String> warnings) {
        List<X509Certificate> chain = readCertificates(path + ".certificate", tls.certificate(), problems);
        try {
            PrivateKey key = PemIdentity.privateKey(tls.key());
            if (!chain.isEmpty() && !fits(key, chain.getFirst())) {
                problems.add(path + ".key: " + tls.key() + " is not the key of " + tls.certificate());
            }
            if (isOpenToOthers(tls.key())) {
                warnings.add(path + ".key: others may read " + tls.key() + " too; chmod 600 " + tls.key());
            }
        } catch (IOException | GeneralSecurityException e) {
            problems.add(path + ".key: " + e.getMessage());
        }
        if (!chain.isEmpty()) {
            checkCertificate(path + ".certificate: " + tls.certificate(), chain.getFirst(), name, problems, warnings);
        }
    }

    private void checkCertificate(String what, X509Certificate certificate, String name, List<String> problems,
            List<String> warnings) {
        Instant now = Instant.ofEpochMilli(clock.epochMillis());
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            problems.add(what + " expired on " + end);
        } else if (now.isAfter(end.minus(EXPIRY_WARNING))) {
            warnings.add(what + " expires on " + end);
        }
        if (!isFor(certificate, name)) {
            warnings.add(what + " is not for " + name + ": peers that verify it will refuse it");
        }
    }

    private static List<X509Certificate> readCertificates(String path, Path file, List<String> problems) {
        try {
            return PemIdentity.certificates(file);
        } catch (IOException e) {
            problems.add(path + ": " + e.getMessage());
            return List.of();
        }
    }

    /** Signs with one and verifies with the other. */
    private static boolean fits(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        String keyAlgorithm = certificate.getPublicKey().getAlgorithm();
        if (!keyAlgorithm.equals(key.getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(keyAlgorithm.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        signature.update(PROBE);
        return signature.verify(signed);
    }

    /** By subjectAltName only (RFC 5922 §7.1); a wildcard stands for one label. */
    private static boolean isFor(X509Certificate certificate, String name) {
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            return alternatives != null
                    && alternatives.stream().map(entry -> String.valueOf(entry.get(1))).anyMatch(alternative -> {
                        String wildcard = name.contains(".") ? "*" + name.substring(name.indexOf('.')) : "*";
                        return alternative.equalsIgnoreCase(name) || alternative.equalsIgnoreCase(wildcard);
                    });
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static boolean isOpenToOthers(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        return permissions.contains(PosixFilePermission.GROUP_READ)
                || permissions.contains(PosixFilePermission.OTHERS_READ);
    }
}
