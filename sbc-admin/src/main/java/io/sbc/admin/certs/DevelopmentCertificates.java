package io.sbc.admin.certs;

import io.sbc.base.Clock;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.config.TlsListener;
import io.sbc.core.sip.transport.PemIdentity;
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
 * Makes a certification authority and a server certificate at the first start, next to where the server's certificate is
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

    /** Whether both files of the set side are missing, and stand where the reference has them. */
    public boolean isToCreate(SbcConfig config, SbcConfig reference) {
        TlsListener tls = config.set().tls();
        TlsListener usual = reference.set().tls();
        boolean isUsual = tls.certificate().equals(usual.certificate()) && tls.key().equals(usual.key());
        boolean isWanted = tls.listener().enabled() || config.icp().tls().listener().enabled();
        return isUsual && isWanted && !Files.exists(tls.certificate()) && !Files.exists(tls.key());
    }

    /** Makes what is missing, {@link #isToCreate if that is wanted}; else does nothing. */
    public void createIfMissing(SbcConfig config, SbcConfig reference) throws IOException {
        if (isToCreate(config, reference)) {
            create(config.set().tls().certificate(), config.set().tls().key(), names(config), addresses(config));
        }
    }

    private void create(Path certificate, Path key, SequencedSet<String> names, SequencedSet<String> addresses)
            throws IOException {
        Path directory = PemFiles.directoryOf(certificate);
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
            Issued server = maker.server(ca, names, addresses);
            PemFiles.writeKey(key, server.key());
            PemFiles.writeCertificates(certificate, List.of(server.certificate(), ca.certificate()));
        } catch (GeneralSecurityException e) {
            throw new IOException("no development certificate could be made: " + e.getMessage(), e);
        }
        log.atInfo().addKeyValue("certificate", certificate).addKeyValue("authority", caCertificate)
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
