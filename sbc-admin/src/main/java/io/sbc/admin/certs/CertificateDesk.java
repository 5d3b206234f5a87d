package io.sbc.admin.certs;

import io.sbc.base.Clock;
import io.sbc.core.config.CertificateFiles;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.Secret;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.Changes;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.PropertyChange;
import io.sbc.core.history.Subject;
import io.sbc.core.sip.transport.tls.CertificateNames;
import io.sbc.core.sip.transport.tls.PemIdentity;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The certificates that this SBC shows, by name ({@code set}, {@code set-2}, {@code icp}, {@code api}): what they are, and how an administrator exchanges
 * one. New files are checked as a pair, take the place of the old ones, and are in force for what connects from then on; if any listener cannot use them, the old
 * ones are put back. Thread-safe, one change at a time; waits for files.
 */
public final class CertificateDesk {

    private final Map<String, Place> places = new LinkedHashMap<>();
    private final Reload reload;
    private final Consumer<EventDraft> history;
    private final Clock clock;

    /** What reads all certificates again. */
    @FunctionalInterface
    public interface Reload {

        /** @throws IOException when they cannot be used, and nothing has changed; its message is for the operator */
        void run() throws IOException;
    }

    /** Where one of them lies, who shows it, and for which host names, of which one has to be in it; none: any. */
    private record Place(CertificateFiles files, List<String> usedBy, Set<String> hosts) {}

    /**
     * One of them.
     *
     * @param usedBy sections of the configuration
     * @param chain the end entity first; empty while the files are missing, or cannot be read
     * @param problem why they cannot be read; else empty
     */
    public record Shown(String name, List<String> usedBy, List<X509Certificate> chain, String problem) {

        public Shown {
            usedBy = List.copyOf(usedBy);
            chain = List.copyOf(chain);
        }
    }

    /** What became of an exchange. */
    public sealed interface Outcome {

        record Done(Shown now) implements Outcome {}

        record Unknown() implements Outcome {}

        /** Nothing has changed. */
        record Refused(String why) implements Outcome {}
    }

    /** @param config of the start: which files are read is decided then */
    public CertificateDesk(SbcConfig config, Reload reload, Consumer<EventDraft> history, Clock clock) {
        this.reload = reload;
        this.history = history;
        this.clock = clock;
        add("set", "set.tls", config.set().tls().certificates(), config.set().domain());
        add("icp", "icp.tls", config.icp().tls().certificates(), config.icp().advertisedAddress());
        if (config.admin().api().enabled()) {
            add("api", "admin.api", List.of(new CertificateFiles(config.admin().api().certificate(),
                    config.admin().api().key(), true)), "");
        }
    }

    /** At the start, before anybody reads them: completes what a kill has cut in two. */
    public static void finishExchanges(SbcConfig config) throws IOException {
        List<CertificateFiles> all = new ArrayList<>(config.set().tls().certificates());
        all.addAll(config.icp().tls().certificates());
        all.add(new CertificateFiles(config.admin().api().certificate(), config.admin().api().key(), true));
        for (CertificateFiles files : all) {
            KeyPairSwap.finish(files);
        }
    }

    private void add(String name, String section, List<CertificateFiles> all, String host) {
        for (int i = 0; i < all.size(); i++) {
            CertificateFiles files = all.get(i);
            Optional<Map.Entry<String, Place>> same = places.entrySet().stream()
                    .filter(other -> other.getValue().files().certificate().equals(files.certificate())).findFirst();
            List<String> users = new ArrayList<>(same.map(other -> other.getValue().usedBy()).orElse(List.of()));
            users.add(section);
            Set<String> hosts = same.map(other -> other.getValue().hosts())
                    .orElse(host.isEmpty() ? Set.of() : Set.of(host));
            places.put(same.map(Map.Entry::getKey).orElse(i == 0 ? name : name + "-" + (i + 1)),
                    new Place(files, users, hosts));
        }
    }

    /** All of them. */
    public List<Shown> certificates() {
        return places.entrySet().stream().map(place -> shown(place.getKey(), place.getValue())).toList();
    }

    /** One of them. */
    public Optional<Shown> certificate(String name) {
        return Optional.ofNullable(places.get(name)).map(place -> shown(name, place));
    }

    private static Shown shown(String name, Place place) {
        try {
            return new Shown(name, place.usedBy(), PemIdentity.certificates(place.files().certificate()), "");
        } catch (IOException unreadable) {
            return new Shown(name, place.usedBy(), List.of(), String.valueOf(unreadable.getMessage()));
        }
    }

    /** Reads all of them again. @throws IOException when they cannot be used, and nothing has changed */
    public synchronized void reload(Authorship author) throws IOException {
        reload.run();
        history.accept(EventDraft.of(author, "certificates.reloaded", new Subject("certificate", "all"), List.of(),
                "security"));
    }

    /**
     * Puts another certificate into the place of one.
     *
     * @param chain PEM, the end entity first
     * @param key PKCS#8 PEM, not encrypted
     * @param anyName whether it need not be for the name that peers are told
     * @throws IOException when the disk fails; nothing has changed then
     */
    public synchronized Outcome replace(String name, String chain, Secret key, boolean anyName, Authorship author)
            throws IOException {
        Place place = places.get(name);
        if (place == null) {
            return new Outcome.Unknown();
        }
        try (KeyPairSwap swap = KeyPairSwap.prepare(place.files(), chain, key)) {
            Optional<String> problem = problem(swap.identity().chain(), place, anyName);
            if (problem.isPresent()) {
                return new Outcome.Refused(problem.get());
            }
            Shown before = shown(name, place);
            swap.exchange();
            try {
                reload.run();
            } catch (IOException unusable) {
                swap.putBack();
                reload.run();
                return new Outcome.Refused(String.valueOf(unusable.getMessage()));
            }
            Shown now = shown(name, place);
            history.accept(EventDraft.of(author, "certificate.replaced", new Subject("certificate", name),
                    changes(before, now), "security"));
            return new Outcome.Done(now);
        } catch (KeyPairSwap.Unusable unusable) {
            return new Outcome.Refused(unusable.getMessage());
        }
    }

    private Optional<String> problem(List<X509Certificate> chain, Place place, boolean anyName) {
        X509Certificate certificate = chain.getFirst();
        Instant now = Instant.ofEpochMilli(clock.epochMillis());
        if (!now.isBefore(certificate.getNotAfter().toInstant())) {
            return Optional.of("The certificate has expired on " + certificate.getNotAfter().toInstant() + ".");
        }
        if (now.isBefore(certificate.getNotBefore().toInstant())) {
            return Optional.of("The certificate begins on " + certificate.getNotBefore().toInstant() + ".");
        }
        for (int i = 0; i + 1 < chain.size(); i++) {
            if (!chain.get(i).getIssuerX500Principal().equals(chain.get(i + 1).getSubjectX500Principal())) {
                return Optional.of("Certificate " + (i + 2) + " of the chain has not issued the one before it.");
            }
        }
        CertificateNames names = CertificateNames.of(certificate);
        return anyName || place.hosts().isEmpty() || place.hosts().stream().anyMatch(names::covers)
                ? Optional.empty()
                : Optional.of("The certificate is for " + names.described() + ", and peers are told "
                        + String.join(", ", place.hosts()) + ".");
    }

    private static List<PropertyChange> changes(Shown before, Shown now) {
        Changes changes = new Changes();
        Optional<X509Certificate> was = before.chain().stream().findFirst();
        Optional<X509Certificate> is = now.chain().stream().findFirst();
        return changes.text("subject", was.map(X509Certificate::getSubjectX500Principal),
                is.map(X509Certificate::getSubjectX500Principal))
                .text("until", was.map(each -> each.getNotAfter().toInstant()),
                        is.map(each -> each.getNotAfter().toInstant()))
                .text("fingerprint", was.map(CertificateDesk::fingerprint), is.map(CertificateDesk::fingerprint))
                .list();
    }

    /** SHA-256, in hexadecimal. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it, and it was read from octets
        }
    }
}
