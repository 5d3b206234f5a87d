package io.sbc.admin.boot;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.AlarmService;
import io.sbc.admin.alarm.probe.AccessProbe;
import io.sbc.admin.alarm.probe.CapacityProbe;
import io.sbc.admin.alarm.probe.CertificateProbe;
import io.sbc.admin.alarm.probe.GuardProbe;
import io.sbc.admin.alarm.probe.HistoryProbe;
import io.sbc.admin.alarm.probe.LagProbe;
import io.sbc.admin.alarm.probe.Machine;
import io.sbc.admin.alarm.probe.MachineProbe;
import io.sbc.admin.alarm.probe.Measures;
import io.sbc.admin.alarm.probe.PartProbe;
import io.sbc.admin.alarm.probe.PbxProbe;
import io.sbc.admin.alarm.probe.ProcessProbe;
import io.sbc.admin.alarm.probe.QualityProbe;
import io.sbc.admin.alarm.probe.RefusalProbe;
import io.sbc.admin.alarm.probe.RefusalProbe.Tally;
import io.sbc.admin.alarm.probe.StoreProbe;
import io.sbc.admin.alarm.send.Channels;
import io.sbc.admin.alarm.send.Couriers;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.HealthCheck;
import io.sbc.admin.http.Metrics;
import io.sbc.admin.http.alarms.AlarmsResource;
import io.sbc.admin.oauth.TokenWatch;
import io.sbc.base.Clock;
import io.sbc.base.Gauge;
import io.sbc.core.alarm.AlarmRecord;
import io.sbc.core.alarm.Severity;
import io.sbc.core.config.AlarmSettings;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.StoreException;
import io.sbc.core.directory.sql.SqlAlarmStore;
import io.sbc.core.guard.GuardView;
import io.sbc.core.guard.GuardView.BlockedSource;
import io.sbc.core.registrar.RegistrationBoard;
import io.sbc.core.registrar.Registrations;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the alarms, as one part of the SBC. */
final class AlarmWiring implements AutoCloseable {

    private final AlarmService alarms;
    private final Couriers couriers;
    private final ExecutorService elsewhere = Executors.newVirtualThreadPerTaskExecutor();

    private AlarmWiring(AlarmService alarms, Couriers couriers) {
        this.alarms = alarms;
        this.couriers = couriers;
    }

    /**
     * Begins to look.
     *
     * @param checks what must be well for the SBC to be ready
     */
    static AlarmWiring start(SbcConfig config, AdminPlane.Subjects subjects, List<HealthCheck> checks,
            Metrics metrics) throws StartFailure {
        AlarmSettings settings = config.alarms();
        Clock clock = subjects.clock();
        try {
            AlarmWiring wiring = new AlarmWiring(new AlarmService(SqlAlarmStore.open(config.store()),
                    subjects.store().history(),
                    new AlarmService.Settings(settings.interval(), settings.keep(), settings.entries()), clock),
                    new Couriers(Channels.of(settings, InstantSource.system()), clock));
            wiring.addProbes(config, subjects, checks, metrics, clock);
            metrics.register(wiring.alarms.counters());
            wiring.alarms.gauges().forEach(metrics::register);
            metrics.register(wiring.couriers.counters());
            metrics.register(new Gauge("sbc_alarms_queue", "Messages about alarms that wait to be sent",
                    wiring.couriers::queued));
            wiring.alarms.add(wiring.couriers).listen(wiring.couriers::tell);
            wiring.couriers.start();
            wiring.alarms.start();
            return wiring;
        } catch (StoreException e) {
            throw new StartFailure(e.getMessage(), e);
        }
    }

    private void addProbes(SbcConfig config, AdminPlane.Subjects subjects, List<HealthCheck> checks, Metrics metrics,
            Clock clock) {
        Measures measures = metrics::value;
        SignallingPlane signalling = subjects.signalling();
        GuardView guard = signalling.guard();
        TokenWatch tokens = new TokenWatch(subjects.oauth().tokens(), InstantSource.system());
        int ports = config.media().portMax() - config.media().portMin() + 1;
        InstantSource wall = () -> java.time.Instant.ofEpochMilli(clock.epochMillis());
        alarms.add(new PbxProbe(signalling::pbxs)).add(new RefusalProbe(() -> refusals(subjects)))
                .add(new CertificateProbe(config, measures, wall))
                .add(new CapacityProbe(measures, clock, ports, config.calls().maximum()))
                .add(new GuardProbe(guard::blocks, block -> registeredFlows(guard, block), measures, clock))
                .add(new StoreProbe(subjects.store()::isUsable, subjects.store()::isListening))
                .add(new HistoryProbe(subjects.store().history(), elsewhere, clock))
                .add(new MachineProbe(Machine.here(), clock, folders(config), config.alarms().diskFree()))
                .add(new LagProbe(measures, clock)).add(new QualityProbe(measures, clock))
                .add(new AccessProbe(measures, clock, tokens::ending)).add(new PartProbe(parts(checks)))
                .add(new ProcessProbe(subjects.before(), this::processDied, wall));
    }

    private Optional<AlarmRecord> processDied() {
        return alarms.active().stream().filter(alarm -> alarm.kind().equals(AlarmKind.PROCESS_DIED.wireName()))
                .findFirst();
    }

    /** The database has alarms of its own. */
    private static Map<String, Supplier<Optional<String>>> parts(List<HealthCheck> checks) {
        return checks.stream().filter(check -> check.isNeeded() && !check.name().equals("store"))
                .collect(Collectors.toMap(HealthCheck::name, HealthCheck::problem));
    }

    private static List<Path> folders(SbcConfig config) {
        return Stream.of(config.store().database().toAbsolutePath().getParent(),
                config.recorder().database().toAbsolutePath().getParent(),
                config.capture().directory().toAbsolutePath()).distinct().toList();
    }

    private static int registeredFlows(GuardView guard, BlockedSource block) {
        String address = block.source().split("/", 2)[0];
        return guard.explain(InetAddress.ofLiteral(address)).registeredFlows();
    }

    private static Map<String, Tally> refusals(AdminPlane.Subjects subjects) {
        Registrations registrations = subjects.signalling().registrations();
        Map<String, Tally> byPbx = new HashMap<>();
        subjects.directory().devices().forEach(device -> registrations.standing(device.id()).ifPresent(standing -> {
            int refused = standing.state() == RegistrationBoard.State.REFUSED ? 1 : 0;
            byPbx.merge(device.icp(), new Tally(1, refused),
                    (a, b) -> new Tally(a.devices() + b.devices(), a.refused() + b.refused()));
        }));
        return byPbx;
    }

    AlarmService service() {
        return alarms;
    }

    List<AdminResource> resources() {
        return List.of(new AlarmsResource(alarms, couriers));
    }

    /** Critical ones are shown where readiness is; an SBC whose PBX is away is ready all the same. */
    HealthCheck check() {
        return new HealthCheck("alarms", () -> {
            List<AlarmRecord> critical = alarms.active().stream()
                    .filter(alarm -> alarm.severity() == Severity.CRITICAL).toList();
            return critical.isEmpty()
                    ? Optional.empty()
                    : Optional.of(critical.stream().map(alarm -> (alarm.kind() + " " + alarm.subject()).strip())
                            .collect(Collectors.joining(", ", "critical: ", "")));
        }, false);
    }

    @Override
    public void close() {
        alarms.close();
        couriers.close();
        elsewhere.close();
    }
}
