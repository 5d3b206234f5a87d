package io.sbc.admin.certs;

import io.sbc.admin.certs.PairExchange.Pair;
import io.sbc.core.config.ApiListener;
import io.sbc.core.config.CertificateFiles;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.sip.transport.tls.PemIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The identities that listeners show, as files that can be replaced while the SBC runs. Thread-safe; waits for files.
 *
 * <p>A new pair is written beside the old one, read and checked there, put in its place by a {@link PairExchange}, which a kill cannot cut in halves, and
 * taken by the same reload as always; when that refuses it, the old pair is put back the same way. The old files stay as {@code .old}.
 */
public final class Identities {

    private static final String PRIVATE = "rw-------";

    private final SbcConfig config;
    private final Reload reload;
    private final InstantSource clock;

    /** Has all certificates read again. */
    @FunctionalInterface
    public interface Reload {

        /** @throws IOException when they cannot be used, and nothing has changed */
        void run() throws IOException;
    }

    /**
     * One of them.
     *
     * @param id as in {@code set-0}, {@code icp-0}, {@code api}
     * @param key of the configuration that names its files
     * @param chain as it lies there now; empty when it cannot be read
     * @param problem why; empty for none
     */
    public record Identity(String id, String key, CertificateFiles files, List<X509Certificate> chain, String problem) {

        public Identity {
            chain = List.copyOf(chain);
        }
    }

    /** What became of a replacement. */
    public sealed interface Outcome {

        /**
         * It is in force.
         *
         * @param before what was there, if it could be read
         */
        record Done(Optional<X509Certificate> before, Identity now) implements Outcome {}

        /**
         * Nothing has changed.
         *
         * @param field {@code certificate} or {@code key}
         */
        record Refused(String field, String sentence) implements Outcome {}

        record Unknown() implements Outcome {}
    }

    /** @param config where the files are, which no setting changes while the SBC runs */
    public Identities(SbcConfig config, Reload reload, InstantSource clock) {
        this.config = config;
        this.reload = reload;
        this.clock = clock;
    }

    /** All that are configured. */
    public List<Identity> all() {
        List<Identity> all = new ArrayList<>();
        add(all, "set", "set.tls.certificates", config.set().tls().certificates());
        add(all, "icp", "icp.tls.certificates", config.icp().tls().certificates());
        ApiListener api = config.admin().api();
        if (api.enabled()) {
            all.add(read("api", "admin.api", new CertificateFiles(api.certificate(), api.key(), true)));
        }
        return all;
    }

    /**
     * Before anybody reads certificates: does what a process left undone that was ended while it exchanged a pair.
     *
     * @return the certificates of pairs that were completed
     * @throws IOException naming the file that cannot be used
     */
    public static List<Path> completeExchanges(SbcConfig config) throws IOException {
        List<CertificateFiles> pairs = new ArrayList<>(config.set().tls().certificates());
        pairs.addAll(config.icp().tls().certificates());
        pairs.add(new CertificateFiles(config.admin().api().certificate(), config.admin().api().key(), true));
        List<Path> completed = new ArrayList<>();
        for (CertificateFiles files : pairs) {
            if (new PairExchange(files).complete()) {
                completed.add(files.certificate());
            }
        }
        return completed;
    }

    private static void add(List<Identity> all, String side, String key, List<CertificateFiles> files) {
        for (int i = 0; i < files.size(); i++) {
            all.add(read(side + "-" + i, key + "[" + i + "]", files.get(i)));
        }
    }

    private static Identity read(String id, String key, CertificateFiles files) {
        try {
            return new Identity(id, key, files, PemIdentity.certificates(files.certificate()), "");
        } catch (IOException unreadable) {
            return new Identity(id, key, files, List.of(), String.valueOf(unreadable.getMessage()));
        }
    }

    /**
     * Puts another pair in the place of one.
     *
     * @param certificate the chain, PEM, end entity first
     * @param key PKCS#8, PEM, not encrypted
     */
    public synchronized Outcome replace(String id, String certificate, String key) throws IOException {
        Optional<Identity> known = all().stream().filter(each -> each.id().equals(id)).findFirst();
        if (known.isEmpty()) {
            return new Outcome.Unknown();
        }
        CertificateFiles files = known.get().files();
        Path newCertificate = beside(files.certificate(), certificate);
        Path newKey = beside(files.key(), key);
        try {
            Optional<Outcome.Refused> refusal = refusal(newCertificate, newKey);
            if (refusal.isPresent()) {
                return refusal.get();
            }
            return swapped(known.get(), new Pair(certificate, key));
        } finally {
            Files.deleteIfExists(newCertificate);
            Files.deleteIfExists(newKey);
        }
    }

    private static Path beside(Path file, String text) throws IOException {
        Path directory = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
        Path made = Files.createTempFile(directory, "checked", ".pem",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE)));
        Files.writeString(made, text, StandardCharsets.ISO_8859_1);
        return made;
    }

    /** What is wrong with it; the files of the attempt are not named, nobody knows them. */
    private Optional<Outcome.Refused> refusal(Path certificate, Path key) {
        List<X509Certificate> chain;
        try {
            chain = PemIdentity.certificates(certificate);
            chain.getFirst().checkValidity(java.util.Date.from(clock.instant()));
        } catch (CertificateException expired) {
            return Optional
                    .of(new Outcome.Refused("certificate", "It is not valid now: " + expired.getMessage() + "."));
        } catch (IOException unreadable) {
            return Optional.of(new Outcome.Refused("certificate", "There is no certificate in it, in PEM."));
        }
        try {
            if (!new PemIdentity(chain, PemIdentity.privateKey(key)).fits()) {
                return Optional.of(new Outcome.Refused("key", "It is not the key of this certificate."));
            }
            return Optional.empty();
        } catch (IOException unreadable) {
            return Optional
                    .of(new Outcome.Refused("key", "There is no private key in it: PKCS#8, PEM, not encrypted."));
        }
    }

    private Outcome swapped(Identity before, Pair now) throws IOException {
        CertificateFiles files = before.files();
        PairExchange exchange = new PairExchange(files);
        Optional<Pair> old = exchange.present();
        keep(files.key());
        keep(files.certificate());
        exchange.install(now);
        try {
            reload.run();
        } catch (IOException refused) {
            putBack(exchange, old, files);
            return new Outcome.Refused("certificate", refused.getMessage() + ".");
        }
        return new Outcome.Done(before.chain().stream().findFirst(), read(before.id(), before.key(), files));
    }

    /** A copy with the name and {@code .old}. */
    private static void keep(Path file) throws IOException {
        Path old = old(file);
        if (Files.exists(file)) {
            Files.copy(file, old, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        } else {
            Files.deleteIfExists(old);
        }
    }

    private static Path old(Path file) {
        return file.resolveSibling(file.getFileName() + ".old");
    }

    private static void putBack(PairExchange exchange, Optional<Pair> old, CertificateFiles files) throws IOException {
        if (old.isPresent()) {
            exchange.install(old.get());
            return;
        }
        for (Path file : List.of(files.key(), files.certificate())) { // one of them was missing: as it was
            Files.deleteIfExists(file);
            if (Files.exists(old(file))) {
                Files.copy(old(file), file, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** When an identity ends; empty when it cannot be read. */
    public static Optional<Instant> endOf(Identity identity) {
        return identity.chain().stream().findFirst().map(certificate -> certificate.getNotAfter().toInstant());
    }
}
