package io.sbc.admin.boot;

import io.sbc.admin.http.recordings.RecordingsResource;
import java.util.Optional;
import io.sbc.core.recorder.FlightRecorder;
import io.sbc.core.recorder.CallArchive;
import io.sbc.core.record.CallRecords;
import io.sbc.admin.certs.CertificateCheck;
import io.sbc.admin.certs.DevelopmentCertificates;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.AdminServer;
import io.sbc.admin.http.Authenticator;
import io.sbc.admin.http.CallsResource;
import io.sbc.admin.http.CertificatesResource;
import io.sbc.admin.http.ConsumersResource;
import io.sbc.admin.http.GuardResource;
import io.sbc.admin.http.HealthCheck;
import io.sbc.admin.http.LocalKey;
import io.sbc.admin.http.Metrics;
import io.sbc.admin.http.OAuthResource;
import io.sbc.admin.http.SignedRequests;
import io.sbc.admin.http.TokensResource;
import io.sbc.admin.http.captures.CapturesResource;
import io.sbc.admin.http.captures.Targets;
import io.sbc.admin.http.events.EventsResource;
import io.sbc.admin.http.settings.IcpsResource;
import io.sbc.admin.http.settings.SettingsResource;
import io.sbc.admin.jobs.Jobs;
import io.sbc.admin.oauth.OAuth;
import io.sbc.admin.oauth.TokenWatch;
import io.sbc.admin.settings.IcpService;
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
import io.sbc.core.history.HistoryKeeper;
import io.sbc.core.history.Retention;
import io.sbc.media.conductor.MediaConductor;
import io.sbc.core.sip.transport.SentBy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
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

    /** What was started, the last on top. */
    private final Deque<Part> parts = new ArrayDeque<>();
    private final List<HealthCheck> checks = new ArrayList<>();
    private final BoundPorts ports = new BoundPorts();
    /** The file's at first; with what was set by API as soon as the store is open. */
    private SbcConfig config;
    private final String fileText;
    private final Clock clock = Clock.system();
    private final SecureRandom random = new SecureRandom();
    private final Metrics metrics = new Metrics(Version.current());

    private record Part(String name, AutoCloseable closeable) {}

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
        started("metrics", metrics);
        SqlStore store = openStore();
        SettingsService settings = readSettings(store);
        makeCertificates();
        StoreWatch watch = new StoreWatch(store.session());
        SqlDirectory directory = startDirectory(store, watch);
        CallRecords records = new CallRecords(CALL_RECORDS, RecorderWiring.firstId(clock));
        Optional<FlightRecorder> recorder = startRecorder(directory, records);
        MediaConductor media = startMedia();
        SignallingPlane signalling = startSignalling(store, directory, media, records, recorder);
        CaptureWiring captures = started("captures",
                CaptureWiring.start(config, signalling.tap(), media, clock, random, metrics));
        OAuth oauth = ProvisioningWiring.oauth(config.admin().oauth(), store, random);
        TokenWatch tokens = started("token watch", new TokenWatch(oauth.tokens(), InstantSource.system()).start());
        metrics.register(new Gauge("sbc_access_tokens_ending", "Access tokens in use that end within 30 days",
                () -> tokens.ending().size()));
        AccountWiring accounts = new AccountWiring(config.admin().accounts(), store, random, metrics);
        accounts.makeFirst(System.out);
        Certificates certificates = new Certificates(signalling.identities());
        List<Authenticator> authenticators = new ArrayList<>(List.of(new SignedRequests(oauth), writeLocalKey()));
        authenticators.addAll(accounts.authenticators());
        List<AdminResource> resources = new ArrayList<>(List.of(new GuardResource(signalling.guard()),
                new CallsResource(records, recorder),
                new RecordingsResource(recorder, signalling.troubles(), store.history()),
                new CertificatesResource(certificates::load), new OAuthResource(oauth),
                new ConsumersResource(oauth.consumers()), new TokensResource(oauth.tokens(), InstantSource.system()),
                Provisioning.of(settings::config, store, directory, signalling, metrics, startJobs(), random),
                new EventsResource(store.history()),
                new SettingsResource(settings),
                new IcpsResource(
                        new IcpService(settings, id -> directory.count(device -> device.icp().equals(id)))),
                new CapturesResource(captures.captures(), new Targets(directory::find), store.history())));
        resources.addAll(accounts.resources());
        startAdminServer(certificates, authenticators, resources.toArray(AdminResource[]::new));
        settings.onChange(now -> signalling.reconfigure(now, metrics));
        settings.onChange(now -> LogOutput.setLevel(now.logging().level()));
        started("store watch", watch.on(SqlStore.SETTINGS, settings::reload)
                .on(SqlStore.ACCESS, oauth::reload).start());
        store.wake(watch);
        started("certificate watch", CertificateWatch.start(certificates, config.tls().reloadCheck()));
        writePorts();
    }

    private SettingsService readSettings(SqlStore store) throws StartFailure {
        try {
            SettingsService settings = new SettingsService(Runtime.getRuntime().availableProcessors(), fileText,
                    store.settings());
            config = settings.config();
            LogOutput.setLevel(config.logging().level());
            return settings;
        } catch (StoreException e) {
            throw new StartFailure(e.getMessage(), e);
        }
    }

    private void makeCertificates() throws StartFailure {
        try {
            new DevelopmentCertificates(clock, random).createIfMissing(config, new ConfigReader(1).reference());
        } catch (IOException e) {
            throw new StartFailure("set.tls.certificates: " + e.getMessage(), e);
        }
        CertificateCheck.Result result = new CertificateCheck(clock).check(config);
        if (!result.problems().isEmpty()) {
            throw new StartFailure(String.join("\n", result.problems()));
        }
        result.warnings().forEach(log::warn);
    }

    private SqlStore openStore() throws StartFailure {
        try {
            started("store lock", StoreInUse.shared(config.store().database()));
            SqlStore store = started("store", SqlStore.open(config.store(), random));
            checks.add(HealthCheck.that("store", "the database does not answer", store::isUsable));
            StoreSettings.HistorySettings history = config.store().history();
            started("history keeper",
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

    private SqlBlockStore openBlocks() throws StartFailure {
        try {
            return SqlBlockStore.open(config.store());
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
            MediaConductor media = started("media", MediaConductor.start(MediaPlaneWiring.settings(config), clock));
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
            FlightRecorder recorder = started("recorder", RecorderWiring.start(config, directory, records, clock));
            metrics.register(recorder.counters());
            recorder.gauges().forEach(metrics::register);
            return Optional.of(recorder);
        } catch (CallArchive.ArchiveException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private SignallingPlane startSignalling(SqlStore store, SqlDirectory directory, MediaConductor media,
            CallRecords records, Optional<FlightRecorder> recorder) throws StartFailure {
        SignallingPlane signalling = started("signalling",
                new SignallingPlane(config, store, directory, openRegistrations(), openBlocks(), media, clock,
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

    private Jobs startJobs() {
        return started("jobs", new Jobs(config.provisioning().jobsKept(), config.provisioning().jobsKeptFor(),
                InstantSource.system()));
    }

    private LocalKey writeLocalKey() throws StartFailure {
        Path file = LocalKey.besides(config.store().keyFile());
        try {
            return LocalKey.write(file, random);
        } catch (IOException e) {
            throw new StartFailure("store.key-file: " + file + " beside it cannot be written: " + e.getMessage(), e);
        }
    }

    private void startAdminServer(Certificates certificates, List<Authenticator> authenticators,
            AdminResource... resources) throws StartFailure {
        try {
            AdminServer server = started("admin server",
                    AdminServer.start(config.admin(), checks, metrics, authenticators, resources));
            server.identity().ifPresent(certificates::add);
            metrics.register(server.counters());
            ports.put("admin.http", server.port());
            server.securePort().ifPresent(port -> ports.put("admin.api", port));
        } catch (IOException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
        if (!InetAddress.ofLiteral(config.admin().address()).isLoopbackAddress()) {
            log.warn(
                    "admin.address {} is not a loopback address: health and metrics are open to everybody there, and nothing is encrypted",
                    config.admin().address());
        }
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

    private <T extends AutoCloseable> T started(String name, T part) {
        parts.push(new Part(name, part));
        return part;
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

    /** Closes every part, the last started first. One that fails to close is logged and does not keep the others. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            try {
                part.closeable().close();
            } catch (Exception e) {
                log.error("{} did not close", part.name(), e);
            }
        }
    }
}
