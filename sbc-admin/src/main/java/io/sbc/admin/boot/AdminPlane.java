package io.sbc.admin.boot;

import io.sbc.admin.alarm.send.Channels;
import io.sbc.admin.guard.GuardDesk;
import io.sbc.admin.certs.ShownCertificates;
import io.sbc.admin.certs.Identities;
import io.sbc.admin.console.Console;
import io.sbc.admin.console.ConsolePages;
import io.sbc.admin.doctor.Doctor;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.doctor.DoctorResource;
import io.sbc.admin.http.logging.LoggingResource;
import io.sbc.admin.logging.LogLevels;
import io.sbc.admin.tracing.TraceExporter;
import io.sbc.admin.http.AdminServer;
import io.sbc.admin.http.Authenticator;
import io.sbc.admin.http.CallsResource;
import io.sbc.admin.http.CertificatesResource;
import io.sbc.admin.http.certificates.IdentitiesResource;
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
import io.sbc.admin.http.recordings.RecordingsResource;
import io.sbc.admin.http.settings.IcpsResource;
import io.sbc.admin.http.settings.SettingsResource;
import io.sbc.admin.http.rest.EntityTags;
import io.sbc.admin.jobs.Jobs;
import io.sbc.admin.oauth.OAuth;
import io.sbc.admin.oauth.TokenWatch;
import io.sbc.admin.settings.IcpService;
import io.sbc.admin.settings.SettingsService;
import io.sbc.base.Clock;
import io.sbc.base.Gauge;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.sql.SqlAllowedNetworks;
import io.sbc.core.directory.StoreException;
import io.sbc.core.directory.sql.SqlDirectory;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.directory.sql.StoreWatch;
import io.sbc.core.record.CallRecords;
import io.sbc.core.recorder.FlightRecorder;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API: who may call it, what it can be asked, and its server. Started by one thread, once; its parts are closed by {@link Parts}. */
final class AdminPlane {

    private static final Logger log = LoggerFactory.getLogger(AdminPlane.class);

    private final SbcConfig config;
    private final Metrics metrics;
    private final SecureRandom random;
    private final Parts parts;

    /**
     * What the API tells of, and changes.
     *
     * @param before how the process before this one ended, unless it was stopped in order
     */
    record Subjects(SqlStore store, StoreWatch watch, SettingsService settings, SqlDirectory directory,
            CallRecords records,
            Optional<FlightRecorder> recorder, SignallingPlane signalling, CaptureWiring captures,
            Certificates certificates, OAuth oauth, Clock clock, Optional<Supplier<String>> before) {}

    AdminPlane(SbcConfig config, Metrics metrics, SecureRandom random, Parts parts) {
        this.config = config;
        this.metrics = metrics;
        this.random = random;
        this.parts = parts;
    }

    /**
     * Starts everything, the server last.
     *
     * @param ports is told what was bound
     */
    void start(Subjects subjects, List<HealthCheck> checks, BoundPorts ports) throws StartFailure {
        AccountWiring accounts = new AccountWiring(config.admin().accounts(), subjects.store(), random, metrics,
                OidcWiring.provider(config.admin().oidc(), random, parts));
        accounts.makeFirst(System.out);
        List<Authenticator> authenticators = new ArrayList<>(
                List.of(new SignedRequests(subjects.oauth()), writeLocalKey()));
        authenticators.addAll(accounts.authenticators());
        List<AdminResource> resources = new ArrayList<>(resources(subjects));
        resources.addAll(accounts.resources());
        AlarmWiring alarms = parts.started("alarms", AlarmWiring.start(config, subjects, checks, metrics));
        resources.add(
                new SupportWiring(subjects, alarms.service(), accounts::sessionDigests, metrics, random).resource());
        resources.addAll(alarms.resources());
        checks.add(alarms.check());
        resources.add(StatusWiring.start(config, subjects.signalling(), checks, metrics, parts));
        resources.add(new LoggingResource(parts.started("log levels",
                new LogLevels(new LogOutput.Levels(), subjects.store().history(), InstantSource.system()).start())));
        startTracing(subjects);
        try {
            AdminServer server = parts.started("admin server", AdminServer.start(config.admin(), checks, metrics,
                    authenticators, new Console(ConsolePages.all()), resources.toArray(AdminResource[]::new)));
            server.identity().ifPresent(subjects.certificates()::add);
            metrics.register(server.counters());
            ports.put("admin.http", server.port());
            server.securePort().ifPresent(port -> ports.put("admin.api", port));
        } catch (IOException e) {
            throw new StartFailure(String.valueOf(e.getMessage()), e);
        }
        warnOfOpenDoor();
    }

    private void startTracing(Subjects subjects) {
        config.tracing().endpoint().ifPresent(endpoint -> subjects.recorder().ifPresentOrElse(recorder -> {
            TraceExporter exporter = parts.started("tracing",
                    new TraceExporter(config.tracing(), endpoint, Version.current(), Channels.hostName()).start());
            recorder.listen(exporter);
            metrics.register(exporter.counters());
            exporter.gauges().forEach(metrics::register);
        }, () -> log.warn("tracing.endpoint is given, but recorder.enabled is false: no traces are sent")));
    }

    private List<AdminResource> resources(Subjects subjects) throws StartFailure {
        SqlStore store = subjects.store();
        SqlDirectory directory = subjects.directory();
        SignallingPlane signalling = subjects.signalling();
        OAuth oauth = subjects.oauth();
        TokenWatch tokens = parts.started("token watch",
                new TokenWatch(oauth.tokens(), InstantSource.system()).start());
        metrics.register(new Gauge("sbc_access_tokens_ending", "Access tokens in use that end within 30 days",
                () -> tokens.ending().size()));
        Jobs jobs = openJobs(store);
        subjects.watch().on(SqlStore.JOBS, jobs::reload);
        IcpService icps = new IcpService(subjects.settings(),
                id -> directory.count(device -> device.icp().equals(id)));
        return List.of(new GuardResource(guardDesk(signalling, store, subjects.watch())),
                new CallsResource(subjects.records(), subjects.recorder()),
                new RecordingsResource(subjects.recorder(), signalling.troubles(),
                        new ShownCertificates(config.set().tls())::wereValid, store.history()),
                new CertificatesResource(subjects.certificates()::load, store.history()::record),
                new IdentitiesResource(new Identities(config, subjects.certificates()::load, InstantSource.system()),
                        store.history()),
                new OAuthResource(oauth),
                new ConsumersResource(oauth.consumers(), new EntityTags(store.nonceKey())),
                new TokensResource(oauth.tokens(), InstantSource.system(), new EntityTags(store.nonceKey())),
                UserWiring.of(subjects.settings()::config, NodeName.of(config.run()), store, subjects.watch(),
                        directory,
                        signalling, metrics, jobs, random),
                new EventsResource(store.history()), new SettingsResource(subjects.settings()),
                new IcpsResource(icps, new EntityTags(store.nonceKey())), new DoctorResource(
                        () -> new Doctor(subjects.settings().config(), Clock.system(), random, Path.of("/"),
                                System.getenv()).look(true),
                        InstantSource.system()),
                new CapturesResource(subjects.captures().captures(),
                        new Targets(directory::find), store.history()));
    }

    private static GuardDesk guardDesk(SignallingPlane signalling, SqlStore store, StoreWatch watch) {
        GuardDesk desk = new GuardDesk(signalling.guard(), new SqlAllowedNetworks(store.session()),
                store.history()::record);
        desk.reload();
        watch.on(SqlAllowedNetworks.TOPIC, desk::reload);
        return desk;
    }

    private Jobs openJobs(SqlStore store) throws StartFailure {
        try {
            return parts.started("jobs", new Jobs(config.provisioning().jobsKept(),
                    config.provisioning().jobsKeptFor(), InstantSource.system(),
                    config.store().postgresql().isUsed() ? NodeName.of(config.run()) : "", store.jobs()));
        } catch (StoreException e) {
            throw new StartFailure(e.getMessage(), e);
        }
    }

    private LocalKey writeLocalKey() throws StartFailure {
        Path file = LocalKey.besides(config.store().keyFile());
        try {
            return LocalKey.write(file, random);
        } catch (IOException e) {
            throw new StartFailure("store.key-file: " + file + " beside it cannot be written: " + e.getMessage(), e);
        }
    }

    private void warnOfOpenDoor() {
        if (!InetAddress.ofLiteral(config.admin().address()).isLoopbackAddress()) {
            log.warn(
                    "admin.address {} is not a loopback address: health and metrics are open to everybody there, and nothing is encrypted",
                    config.admin().address());
        }
    }
}
