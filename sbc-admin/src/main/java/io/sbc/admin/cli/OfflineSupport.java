package io.sbc.admin.cli;

import io.sbc.admin.boot.Version;
import io.sbc.admin.doctor.Doctor;
import io.sbc.admin.http.LocalKey;
import io.sbc.admin.settings.SettingsService;
import io.sbc.admin.support.CallParts;
import io.sbc.admin.support.ConfigParts;
import io.sbc.admin.support.KnownSecrets;
import io.sbc.admin.support.MachineParts;
import io.sbc.admin.support.OfflineLogs;
import io.sbc.admin.support.Part;
import io.sbc.admin.support.StateParts;
import io.sbc.admin.support.SupportBundle;
import io.sbc.base.Clock;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.StoreException;
import io.sbc.core.directory.sql.SqlAccountStore;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.recorder.CallArchive.ArchiveException;
import io.sbc.core.recorder.FlightRecorder;
import io.sbc.core.recorder.sql.SqlCallArchive;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** A support bundle of an SBC that does not run, or does not answer: from its files, its stores and this machine. Changes nothing. */
final class OfflineSupport {

    private static final Path ROOT = Path.of("/");

    private final ConfigOption option;
    private final List<Path> logs;
    private final String unit;
    private final SecureRandom random = new SecureRandom();
    private final Clock clock = Clock.system();
    private final List<String> notThere = new ArrayList<>();

    /**
     * @param logs files to take the end of
     * @param unit of systemd
     */
    OfflineSupport(ConfigOption option, List<Path> logs, String unit) {
        this.option = option;
        this.logs = List.copyOf(logs);
        this.unit = unit;
    }

    /** The name that a bundle of now has. */
    String name() {
        return new SupportBundle("", List.of(), KnownSecrets::new, SupportBundle.Limits.USUAL, clock).name();
    }

    /** A configuration that cannot be used is one of the things to tell: the defaults stand in for it then. */
    void write(OutputStream out, String name) throws CommandFailure, IOException {
        SbcConfig config = ConfigFile.reference();
        try {
            config = option.read();
        } catch (CommandFailure invalid) {
            notThere.add("configuration: " + invalid.getMessage());
        }
        try (Stores stores = new Stores(config)) {
            new SupportBundle("sbc " + Version.current() + ", not running", parts(config, stores),
                    stores::secrets, SupportBundle.Limits.USUAL, clock).write(out, name, "command line");
        }
    }

    private List<Part> parts(SbcConfig config, Stores stores) throws CommandFailure, IOException {
        List<Part> parts = new ArrayList<>(new MachineParts(ROOT, "sbc " + Version.current()).parts());
        String text = option.text();
        parts.add(new Part("configuration/sbc.yaml", "the configuration file", out -> text.lines().forEach(out::line)));
        parts.addAll(OfflineLogs.files(logs));
        parts.add(OfflineLogs.journal(unit));
        parts.addAll(OfflineLogs.crashes(Path.of("").toAbsolutePath()));
        parts.addAll(stores.parts(text));
        parts.add(StateParts.doctor(new Doctor(config, clock, random, ROOT, System.getenv()), false));
        parts.add(new Part("not-there.txt", "what could not be had", out -> notThere.forEach(out::line)));
        return parts;
    }

    /** What lies in databases, as far as they are there and open. */
    private final class Stores implements AutoCloseable {

        private final SbcConfig config;
        private final List<AutoCloseable> open = new ArrayList<>();
        private SqlStore[] store = {};

        Stores(SbcConfig config) {
            this.config = config;
        }

        List<Part> parts(String text) {
            List<Part> parts = new ArrayList<>();
            try {
                if (config.store().postgresql().isUsed() || Files.exists(config.store().database())) {
                    SqlStore opened = SqlStore.open(config.store(), random);
                    open.add(opened);
                    store = new SqlStore[]{opened};
                    parts.add(StateParts.events(opened.history()));
                    SettingsService settings = new SettingsService(Runtime.getRuntime().availableProcessors(), text,
                            opened.settings());
                    parts.addAll(new ConfigParts(text, settings::settings, settings::versions).parts().stream()
                            .filter(part -> !part.name().equals("configuration/sbc.yaml")).toList());
                } else {
                    notThere.add("store: " + config.store().database() + " is not there");
                }
            } catch (StoreException | IllegalStateException failed) {
                notThere.add("store: " + failed.getMessage());
            }
            try {
                if (Files.exists(config.recorder().database())) {
                    SqlCallArchive archive = SqlCallArchive.open(config.recorder().database());
                    open.add(archive);
                    parts.addAll(new CallParts(List::of, archive::find,
                            id -> archive.get(id).map(FlightRecorder::opened)).parts());
                }
            } catch (ArchiveException failed) {
                notThere.add("calls: " + failed.getMessage());
            }
            return parts;
        }

        KnownSecrets secrets() {
            KnownSecrets known = new KnownSecrets().addFilesOf(config,
                    LocalKey.besides(config.store().keyFile()));
            if (store.length == 0) {
                return known.unknown("what lies in the store");
            }
            try {
                known.addDevices(store[0].devices()).addAccess(store[0].access());
                known.addDigests(new SqlAccountStore(store[0].session()).apiKeys().stream().map(key -> key.digest())
                        .toList());
            } catch (StoreException failed) {
                known.unknown("what lies in the store: " + failed.getMessage());
            }
            return known;
        }

        @Override
        public void close() throws IOException {
            for (AutoCloseable each : open) {
                try {
                    each.close();
                } catch (Exception failed) {
                    throw new IOException("a store did not close: " + failed.getMessage(), failed);
                }
            }
        }
    }
}
