package io.sbc.admin.certs;

import io.sbc.base.Clock;
import io.sbc.admin.certs.CertificateMaker.KeyKind;
import io.sbc.core.config.CertificateFiles;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.sip.transport.tls.PemIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a certification authority and server certificates, on P-256 and with RSA, at the first start, next to where the server's certificate is
 * expected ({@code certs/}), so that {@code ./sbc run} works at once. Never overwrites a file. Softphones that verify need
 * {@code ca.pem}.
 */
public final class DevelopmentCertificates {

    private static final Logger log = LoggerFactory.getLogger(DevelopmentCertificates.class);

    private final Clock clock;
    private final SecureRandom random;

    /** With the source of validity times and of keys. */
    public DevelopmentCertificates(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /** Whether the first identity of the set side is missing, and stands where the reference has it. */
    public boolean isToCreate(SbcConfig config, SbcConfig reference) {
        CertificateFiles first = config.set().tls().certificates().getFirst();
        boolean isUsual = isSame(first, reference.set().tls().certificates().getFirst());
        boolean isWanted = config.set().tls().listener().enabled() || config.icp().tls().listener().enabled();
        return isUsual && isWanted && isMissing(first);
    }

    /**
     * Makes what is missing, {@link #isToCreate if that is wanted}; else does nothing. Of the usual identities the first is
     * on P-256, the second has an RSA key.
     */
    public void createIfMissing(SbcConfig config, SbcConfig reference) throws IOException {
        if (isToCreate(config, reference)) {
            List<CertificateFiles> configured = config.set().tls().certificates();
            create(configured.getFirst(), KeyKind.P256, config);
            List<CertificateFiles> usual = reference.set().tls().certificates();
            for (int i = 1; i < Math.min(configured.size(), usual.size()); i++) {
                if (isSame(configured.get(i), usual.get(i)) && isMissing(configured.get(i))) {
                    create(configured.get(i), KeyKind.RSA, config);
                }
            }
        }
        if (isApiToCreate(config, reference)) {
            create(apiFiles(config), KeyKind.P256, config);
        }
    }

    /** Whether the identity of {@code admin.api} is missing, and stands where the reference has it. */
    public boolean isApiToCreate(SbcConfig config, SbcConfig reference) {
        return config.admin().api().enabled() && isSame(apiFiles(config), apiFiles(reference))
                && isMissing(apiFiles(config));
    }

    private static CertificateFiles apiFiles(SbcConfig config) {
        return new CertificateFiles(config.admin().api().certificate(), config.admin().api().key(), true);
    }

    private static boolean isSame(CertificateFiles one, CertificateFiles other) {
        return one.certificate().equals(other.certificate()) && one.key().equals(other.key());
    }

    private static boolean isMissing(CertificateFiles files) {
        return !Files.exists(files.certificate()) && !Files.exists(files.key());
    }

    private void create(CertificateFiles files, KeyKind kind, SbcConfig config) throws IOException {
        SequencedSet<String> names = names(config);
        SequencedSet<String> addresses = addresses(config);
        Path directory = PemFiles.directoryOf(files.certificate());
        Path caCertificate = directory.resolve("ca.pem");
        Path caKey = directory.resolve("ca.key");
        try {
            CertificateMaker maker = new CertificateMaker(Instant.ofEpochMilli(clock.epochMillis()), random);
            Issued ca;
            if (Files.exists(caCertificate) && Files.exists(caKey)) {
                ca = new Issued(PemIdentity.certificates(caCertificate).getFirst(), PemIdentity.privateKey(caKey));
            } else {
                ca = maker.authority();
                PemFiles.writeKey(caKey, ca.key());
                PemFiles.writeCertificates(caCertificate, List.of(ca.certificate()));
            }
            Issued server = maker.server(ca, kind, names, addresses);
            PemFiles.writeKey(files.key(), server.key());
            PemFiles.writeCertificates(files.certificate(), List.of(server.certificate(), ca.certificate()));
        } catch (GeneralSecurityException e) {
            throw new IOException("no development certificate could be made: " + e.getMessage(), e);
        }
        log.atInfo().addKeyValue("certificate", files.certificate()).addKeyValue("authority", caCertificate)
                .addKeyValue("names", String.join(",", names)).addKeyValue("addresses", String.join(",", addresses))
                .log("made a development certificate; softphones that verify need its authority");
    }

    private static SequencedSet<String> names(SbcConfig config) {
        SequencedSet<String> names = new LinkedHashSet<>(List.of("localhost"));
        if (!isAddress(config.set().domain())) {
            names.add(config.set().domain());
        }
        return names;
    }

    private static SequencedSet<String> addresses(SbcConfig config) {
        SequencedSet<String> addresses = new LinkedHashSet<>(List.of("127.0.0.1"));
        addresses.add(config.set().advertisedAddress());
        addresses.add(config.icp().advertisedAddress());
        if (config.admin().api().enabled()
                && !InetAddress.ofLiteral(config.admin().api().address()).isAnyLocalAddress()) {
            addresses.add(config.admin().api().address());
        }
        if (isAddress(config.set().domain())) {
            addresses.add(config.set().domain());
        }
        return addresses;
    }

    private static boolean isAddress(String name) {
        try {
            InetAddress.ofLiteral(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
