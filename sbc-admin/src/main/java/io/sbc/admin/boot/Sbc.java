package io.sbc.admin.boot;

import io.sbc.admin.certs.CertificateCheck;
import io.sbc.admin.certs.DevelopmentCertificates;
import io.sbc.admin.certs.Identities;
import io.sbc.admin.http.HealthCheck;
import io.sbc.admin.http.Metrics;
import io.sbc.admin.life.CallsAfter;
import io.sbc.admin.life.EndedProcess;
import io.sbc.admin.life.LifeMark;
import io.sbc.admin.oauth.OAuth;
import io.sbc.admin.settings.ConfigInspection;
import io.sbc.admin.settings.SettingsService;
import io.sbc.base.Clock;
import io.sbc.base.Gauge;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.ProfileAdvice;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.StoreException;
import io.sbc.core.directory.sql.SqlBlockStore;
import io.sbc.core.directory.sql.SqlDirectory;
import io.sbc.core.directory.sql.SqlRegistrationStore;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.directory.sql.StoreInUse;
import io.sbc.core.directory.sql.StoreWatch;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.HistoryKeeper;
import io.sbc.core.history.PropertyChange;
import io.sbc.core.history.Retention;
import io.sbc.core.history.Subject;
import io.sbc.core.record.CallRecords;
import io.sbc.core.recorder.CallArchive;
import io.sbc.core.recorder.FlightRecorder;
import io.sbc.core.sip.transport.SentBy;
import io.sbc.media.conductor.MediaConductor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole SBC: made from one configuration, started part by part, closed in the reverse order. Started and closed by one
 * thread each, once.
 */
public final class Sbc implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Sbc.class);

    /** Ended calls that are kept in memory. */
    private static final int CALL_RECORDS = 10_000;

    private final Parts parts = new Parts();
    private final List<HealthCheck> checks = new ArrayList<>();
    private final BoundPorts ports = new BoundPorts();
    /** The file's at first; with what was set by API as soon as the store is open. */
    private SbcConfig config;
    private final String fileText;
    private final Clock clock = Clock.system();
    private final SecureRandom random = new SecureRandom();
    private final Metrics metrics = new Metrics(Version.current());

    private Sbc(SbcConfig config, String fileText) {
        this.config = config;
        this.fileText = fileText;
    }

    /**
     * Starts everything.
     *
     * @param fileText what the configuration was read from
     * @throws StartFailure when a part does not start; those before it are closed again
     */
    public static Sbc start(SbcConfig config, String fileText) throws StartFailure {
        Sbc sbc = new Sbc(config, fileText);
        boolean started = false;
        try {
            sbc.startParts();
            started = true;
            return sbc;
        } finally {
            if (!started) { // whatever it was: no thread may keep a process that serves nobody
                sbc.close();
            }
        }
    }

    private void startParts() throws StartFailure {
        parts.started("metrics", metrics);
        SqlStore store = openStore();
        LifeMark life = parts.started("life mark",
                LifeMark.open(config.store().keyFile().resolveSibling("running"), clock));
        SettingsService settings = readSettings(store);
        makeCertificates();
        StoreWatch watch = new StoreWatch(store.session());
        SqlDirectory directory = startDirectory(store, watch);
        CallRecords records = new CallRecords(CALL_RECORDS, RecorderWiring.firstId(clock));
        Optional<FlightRecorder> recorder = startRecorder(directory, records);
        MediaConductor media = startMedia();
        SignallingPlane signalling = startSignalling(store, directory, media, records, recorder);
        CaptureWiring captures = parts.started("captures",
                CaptureWiring.start(config, signalling.tap(), media, clock, random, metrics));
        Certificates certificates = new Certificates(signalling.identities());
        OAuth oauth = OAuthWiring.oauth(config.admin().oauth(), store, random);
        Optional<Supplier<String>> before = life.before()
                .map(ended -> () -> ended.words(life.openedMillis(), signalling.callsAfter(ended.calls())));
        new AdminPlane(config, metrics, random, parts).start(new AdminPlane.Subjects(store, watch, settings, directory,
                records, recorder, signalling, captures, certificates, oauth, clock, before), checks, ports);
        settings.onChange(now -> signalling.reconfigure(now, metrics));
        settings.onChange(now -> LogOutput.setLevel(now.logging().level()));
        parts.started("store watch", watch.on(SqlStore.SETTINGS, settings::reload)
                .on(SqlStore.ACCESS, oauth::reload).on(SqlBlockStore.TOPIC, signalling::takeUpBlocks).start());
        store.wake(watch);
        parts.started("certificate watch", CertificateWatch.start(certificates, config.tls().reloadCheck()));
        life.before().ifPresent(ended -> tell(ended, signalling.callsAfter(ended.calls()), store));
        life.begin(signalling::liveCalls);
        writePorts();
    }

    /** Whoever reads the history next morning finds it there, whatever became of the alarm. */
    private static void tell(EndedProcess ended, CallsAfter after, SqlStore store) {
        log.warn("the process before this one was not stopped in order: last seen alive at {}, {}",
                Instant.ofEpochMilli(ended.aliveMillis()), after.words());
        try {
            store.history().record(EventDraft.of(Authorship.system("start"), "process.died",
                    new Subject("process", Long.toString(ended.pid())),
                    List.of(new PropertyChange("lastSeenAlive", Optional.empty(),
                            Optional.of(Instant.ofEpochMilli(ended.aliveMillis()).toString())),
                            new PropertyChange("calls", Optional.of(Integer.toString(ended.calls())),
                                    Optional.of(after.words()))),
                    "system"));
        } catch (StoreException unwritable) {
            log.warn("the event history does not have it: {}", unwritable.getMessage());
        }
    }

    private SettingsService readSettings(SqlStore store) throws StartFailure {
        try {
            SettingsService settings = new SettingsService(Runtime.getRuntime().availableProcessors(), fileText,
                    store.settings(), new ConfigInspection(clock, new ConfigReader(1).reference())::of);
            config = settings.config();
            LogOutput.setLevel(config.logging().level());
            return settings;
        } catch (StoreException e) {
            throw new StartFailure(e.getMessage(), e);
        }
    }

    private void makeCertificates() throws StartFailure {
        try {
            Identities.completeExchanges(config)
                    .forEach(file -> log.warn("{} and its key: the exchange that was cut off is completed", file));
            new DevelopmentCertificates(clock, random).createIfMissing(config, new ConfigReader(1).reference());
        } catch (IOException e) {
            throw new StartFailure("certificates: " + e.getMessage(), e);
        }
        CertificateCheck.Result result = new CertificateCheck(clock).check(config);
        if (!result.problems().isEmpty()) {
            throw new StartFailure(String.join("\n", result.problems()));
        }
        result.warnings().forEach(log::warn);
    }

    private SqlStore openStore() throws StartFailure {
        try {
            parts.started("store lock", StoreInUse.shared(config.store().database()));
            SqlStore store = parts.started("store", SqlStore.open(config.store(), random));
            checks.add(HealthCheck.that("store", "the database does not answer", store::isUsable));
            StoreSettings.HistorySettings history = config.store().history();
            parts.started("history keeper",
                    HistoryKeeper.start(store.history(), new Retention(history.keep(), history.size())));
            return store;
        } catch (StoreException e) {
            throw new StartFailure(e.getMessage(), e);
        }
    }

    private SqlRegistrationStore openRegistrations() throws StartFailure {
        try {
            return SqlRegistrationStore.open(config.store());
        } catch (StoreException e) {
            throw new StartFailure(e.getMessage(), e);
        }
    }

    /** Nodes that share a database share what the guard blocks. */
    private SqlBlockStore openBlocks(SqlStore store) throws StartFailure {
        try {
            return config.store().postgresql().isUsed()
                    ? SqlBlockStore.ofAllNodes(store)
                    : SqlBlockStore.open(config.store());
        } catch (StoreException e) {
            throw new StartFailure(e.getMessage(), e);
        }
    }

    private SqlDirectory startDirectory(SqlStore store, StoreWatch watch) throws StartFailure {
        try {
            SqlDirectory directory = new SqlDirectory(store).follow(watch);
            metrics.register(new Gauge("sbc_directory_devices", "Devices in the directory.", directory::size));
            warnOfUseless(directory);
            ProfileAdvice.of(config).forEach(log::warn);
            return directory;
        } catch (StoreException e) {
            throw new StartFailure(e.getMessage(), e);
        }
    }

    /** Devices that cannot work with this configuration. */
    private void warnOfUseless(SqlDirectory directory) {
        String realm = config.set().realm();
        long otherRealm = directory.count(device -> !device.ha1().isPending() && !device.ha1().realm().equals(realm));
        if (otherRealm > 0) {
            log.warn("{} devices have a set-side password for another realm than {} (set.realm): import them again",
                    otherRealm, realm);
        }
        Set<String> pbxs = config.icp().pbxs().stream().map(PbxDefinition::id).collect(Collectors.toSet());
        long noPbx = directory.count(device -> !pbxs.contains(device.icp()));
        if (noPbx > 0) {
            log.warn("{} devices belong to a PBX that is not in icp.pbxs", noPbx);
        }
    }

    private MediaConductor startMedia() throws StartFailure {
        try {
            MediaConductor media = parts.started("media",
                    MediaConductor.start(MediaPlaneWiring.settings(config), clock));
            metrics.register(media.counters());
            media.gauges().forEach(metrics::register);
            media.distributions().forEach(metrics::register);
            checks.add(HealthCheck.that("media", "a media thread ended", media::isAlive));
            return media;
        } catch (UncheckedIOException e) {
            throw new StartFailure("media: " + e.getMessage(), e);
        }
    }

    private Optional<FlightRecorder> startRecorder(SqlDirectory directory, CallRecords records) throws StartFailure {
        if (!config.recorder().enabled()) {
            return Optional.empty();
        }
        try {
            FlightRecorder recorder = parts.started("recorder",
                    RecorderWiring.start(config, directory, records, clock));
            metrics.register(recorder.counters());
            recorder.gauges().forEach(metrics::register);
            return Optional.of(recorder);
        } catch (CallArchive.ArchiveException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private SignallingPlane startSignalling(SqlStore store, SqlDirectory directory, MediaConductor media,
            CallRecords records, Optional<FlightRecorder> recorder) throws StartFailure {
        SignallingPlane signalling = parts.started("signalling",
                new SignallingPlane(config, store, directory, openRegistrations(), openBlocks(store), media, clock,
                        random, records, recorder));
        try {
            signalling.start();
        } catch (IOException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
        signalling.register(metrics);
        checks.add(HealthCheck.that("signalling", "a signalling shard does not answer", signalling::answers));
        signalling.localPorts().forEach(ports::put);
        return signalling;
    }

    private void writePorts() throws StartFailure {
        if (config.run().portsFile().isPresent()) {
            try {
                ports.write(config.run().portsFile().get());
            } catch (IOException e) {
                throw new StartFailure("run.ports-file: " + e.getMessage(), e);
            }
        }
    }

    /** Every listener with its address: {@code set.tls 127.0.0.1:5061, ...}. */
    public String listeners() {
        return ports.bound().entrySet().stream()
                .map(entry -> entry.getKey() + " " + SentBy.of(addressOf(entry.getKey()), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private String addressOf(String listener) {
        return switch (listener.substring(0, listener.indexOf('.'))) {
            case "set" -> config.set().address();
            case "icp" -> config.icp().address();
            default -> listener.equals("admin.api") ? config.admin().api().address() : config.admin().address();
        };
    }

    /** Closes every part, the last started first. */
    @Override
    public void close() {
        parts.close();
    }
}
