package io.sbc.admin.certs;

import io.sbc.base.Clock;
import io.sbc.core.config.ApiListener;
import io.sbc.core.config.CertificateFiles;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.config.TlsListener;
import io.sbc.core.config.TlsListener.ClientAuth;
import io.sbc.core.sip.transport.tls.CertificateNames;
import io.sbc.core.sip.transport.tls.PemIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at the certificates and keys that a configuration names before anybody relies on them. */
public final class CertificateCheck {

    /** When an expiry is near enough to speak of it. */
    private static final Duration EXPIRY_WARNING = Duration.ofDays(30);

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
        return check(config, true);
    }

    /** @param withApi false: all but that of {@code admin.api}, which is yet to be made */
    public Result check(SbcConfig config, boolean withApi) {
        List<String> problems = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        TlsListener set = config.set().tls();
        TlsListener icp = config.icp().tls();
        boolean tlsToPbx = config.icp().reachesByTls();
        if (set.listener().enabled()) {
            checkIdentities("set.tls", set, config.set().domain(), problems, warnings);
            if (set.clientAuth() != ClientAuth.NONE) {
                readCertificates("set.tls.trust", set.trust(), problems);
            }
        }
        if (icp.listener().enabled()) {
            checkIdentities("icp.tls", icp, config.icp().advertisedAddress(), problems, warnings);
        }
        if (tlsToPbx || (icp.listener().enabled() && icp.clientAuth() != ClientAuth.NONE)) {
            readCertificates("icp.tls.trust", icp.trust(), problems);
        }
        ApiListener api = config.admin().api();
        if (api.enabled() && withApi) {
            checkIdentity("admin.api", new CertificateFiles(api.certificate(), api.key(), true), problems, warnings);
        }
        return new Result(problems, warnings);
    }

    /** Of several identities one has to be for the name that peers are told. */
    private void checkIdentities(String path, TlsListener tls, String name, List<String> problems,
            List<String> warnings) {
        List<X509Certificate> ours = new ArrayList<>();
        for (int i = 0; i < tls.certificates().size(); i++) {
            CertificateFiles files = tls.certificates().get(i);
            if (files.isWanted()) {
                checkIdentity(path + ".certificates[" + i + "]", files, problems, warnings).ifPresent(ours::add);
            }
        }
        if (!ours.isEmpty() && ours.stream().map(CertificateNames::of).noneMatch(names -> names.covers(name))) {
            warnings.add(path + ".certificates: " + tls.certificates().getFirst().certificate() + " is not for " + name
                    + " (it is for " + CertificateNames.of(ours.getFirst()).described()
                    + "): peers that verify it will refuse it");
        }
    }

    private Optional<X509Certificate> checkIdentity(String path, CertificateFiles files, List<String> problems,
            List<String> warnings) {
        List<X509Certificate> chain = readCertificates(path + ".certificate", files.certificate(), problems);
        try {
            PrivateKey key = PemIdentity.privateKey(files.key());
            if (!chain.isEmpty() && !new PemIdentity(chain, key).fits()) {
                problems.add(path + ".key: " + files.key() + " is not the key of " + files.certificate());
            }
            if (isOpenToOthers(files.key())) {
                warnings.add(path + ".key: others may read " + files.key() + " too; chmod 600 " + files.key());
            }
        } catch (IOException e) {
            problems.add(path + ".key: " + e.getMessage());
        }
        if (chain.isEmpty()) {
            return Optional.empty();
        }
        checkCertificate(path + ".certificate: " + files.certificate(), chain.getFirst(), problems, warnings);
        checkChain(path + ".certificate: " + files.certificate(), chain, warnings);
        return Optional.of(chain.getFirst());
    }

    private void checkCertificate(String what, X509Certificate certificate, List<String> problems,
            List<String> warnings) {
        Instant now = Instant.ofEpochMilli(clock.epochMillis());
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            problems.add(what + " expired on " + end);
        } else if (now.isAfter(end.minus(EXPIRY_WARNING))) {
            warnings.add(what + " expires on " + end);
        }
        if (CertificateNames.of(certificate).dnsNames().isEmpty()) {
            warnings.add(what + " has no dNSName: some clients look at nothing else");
        }
    }

    /** Peers that know no other way to an authority refuse a chain for a link of it that has expired; others do not mind. */
    private void checkChain(String what, List<X509Certificate> chain, List<String> warnings) {
        Instant now = Instant.ofEpochMilli(clock.epochMillis());
        for (X509Certificate link : chain.subList(1, chain.size())) {
            Instant end = link.getNotAfter().toInstant();
            if (now.isAfter(end.minus(EXPIRY_WARNING))) {
                warnings.add(what + ": in its chain " + link.getSubjectX500Principal().getName()
                        + (now.isAfter(end) ? " expired on " : " expires on ") + end);
            }
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

    private static boolean isOpenToOthers(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        return permissions.contains(PosixFilePermission.GROUP_READ)
                || permissions.contains(PosixFilePermission.OTHERS_READ);
    }
}
