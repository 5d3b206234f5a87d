package io.sbc.admin.alarm.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.AlarmNews;
import io.sbc.admin.alarm.AlarmStage;
import io.sbc.admin.alarm.Findings;
import io.sbc.admin.alarm.Probe;
import io.sbc.admin.alarm.probe.AccessProbe;
import io.sbc.admin.alarm.probe.CapacityProbe;
import io.sbc.admin.alarm.probe.CertificateProbe;
import io.sbc.admin.alarm.probe.GuardProbe;
import io.sbc.admin.alarm.probe.HistoryProbe;
import io.sbc.admin.alarm.probe.LagProbe;
import io.sbc.admin.alarm.probe.FakeMachine;
import io.sbc.admin.alarm.probe.MachineProbe;
import io.sbc.admin.alarm.probe.PartProbe;
import io.sbc.admin.alarm.probe.PbxProbe;
import io.sbc.admin.alarm.probe.ProcessProbe;
import io.sbc.admin.alarm.probe.QualityProbe;
import io.sbc.admin.alarm.probe.RefusalProbe;
import io.sbc.admin.alarm.probe.StoreProbe;
import io.sbc.admin.certs.DevelopmentCertificates;
import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.base.VirtualClock;
import io.sbc.core.access.AccessToken;
import io.sbc.core.alarm.AlarmFilter;
import io.sbc.core.alarm.AlarmRecord;
import io.sbc.core.alarm.AlarmStore;
import io.sbc.core.alarm.Severity;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.ConfigResult;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.Secret;
import io.sbc.core.directory.StoreException;
import io.sbc.core.guard.GuardView.BlockedSource;
import io.sbc.core.history.ChainVerdict;
import io.sbc.core.history.Event;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.EventFilter;
import io.sbc.core.history.EventPage;
import io.sbc.core.history.HistoryStore;
import io.sbc.core.history.Retention;
import io.sbc.core.icp.PbxSight;
import io.sbc.core.sip.transport.tls.PemIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every alarm of the catalogue, raised and cleared by its own condition, through the probes that the product has. */
class AlarmConditionsTest {

    /** Half an hour of virtual time: longer than any condition has to hold, or to be gone. A day more for what is looked at daily. */
    private static final int TURNS = 360;

    @TempDir
    private static Path directory;

    private final VirtualClock clock = new VirtualClock(1_790_000_000_000L);
    private final Map<String, Double> figures = new HashMap<>();
    private final Map<AlarmKind, Condition> conditions = new EnumMap<>(AlarmKind.class);
    private final List<PbxSight> pbxs = new ArrayList<>();
    private final Map<String, RefusalProbe.Tally> refusals = new HashMap<>();
    private final List<BlockedSource> blocks = new ArrayList<>();
    private final List<AccessToken> ending = new ArrayList<>();
    private final FakeMachine machine = new FakeMachine();
    private boolean collects;
    private final FakeHistory history = new FakeHistory();
    private final FakeStore store = new FakeStore();
    private final FakeWire wire = new FakeWire();
    private final Courier courier = new Courier(wire, clock, new Counters<>(DeliveryCounter.class));
    private Instant certificatesNow = Instant.EPOCH;
    private int phonesBehind;
    private boolean databaseGone;
    private boolean deaf;
    private Optional<String> partTrouble = Optional.empty();
    private long shiftMillis;
    private Optional<Probe> process = Optional.empty();
    private Duration sinceItsStart = Duration.ZERO;

    /** How it comes to be, and how it passes. */
    private record Condition(Runnable begins, Runnable ends) {}

    private void when(AlarmKind kind, Runnable begins, Runnable ends) {
        conditions.put(kind, new Condition(begins, ends));
    }

    /** A gauge that has one value while it is so, and another when all is well. */
    private void gauge(AlarmKind kind, String name, double bad, double good) {
        figures.put(name, good);
        when(kind, () -> figures.put(name, bad), () -> figures.put(name, good));
    }

    /** A counter that jumps, and stands still afterwards. */
    private void counter(AlarmKind kind, String name, double by) {
        figures.put(name, 0.0);
        when(kind, () -> figures.merge(name, by, Double::sum), () -> {});
    }

    @BeforeEach
    void tellConditions() throws IOException {
        PbxSight well = new PbxSight("a", List.of("a.local"), true, List.of("x", "y"), List.of());
        pbxs.add(well);
        when(AlarmKind.PBX_UNREACHABLE,
                () -> pbxs.set(0, new PbxSight("a", List.of("a.local"), false, List.of("x", "y"), List.of("x", "y"))),
                () -> pbxs.set(0, well));
        when(AlarmKind.PBX_NODE_UNREACHABLE,
                () -> pbxs.set(0, new PbxSight("a", List.of("a.local"), true, List.of("x", "y"), List.of("x"))),
                () -> pbxs.set(0, well));
        when(AlarmKind.DNS_FAILING,
                () -> pbxs.set(0, new PbxSight("a", List.of("a.local"), true, List.of(), List.of())),
                () -> pbxs.set(0, well));
        when(AlarmKind.PBX_REFUSES, () -> refusals.put("a", new RefusalProbe.Tally(1_000, 300)),
                () -> refusals.put("a", new RefusalProbe.Tally(1_000, 3)));
        certificates();
        gauge(AlarmKind.CERTIFICATE_UNUSABLE, "sbc_tls_reload_failing", 1, 0);
        AccessToken token = new AccessToken("t", "manager", new Secret("s"), Instant.EPOCH, Instant.MAX);
        when(AlarmKind.TOKEN_ENDS, () -> ending.add(token), ending::clear);
        gauge(AlarmKind.MEDIA_PORTS_LOW, "sbc_media_ports", 95, 10);
        counter(AlarmKind.MEDIA_PORTS_EXHAUSTED, "sbc_media_ports_exhausted_total", 1);
        gauge(AlarmKind.CALLS_AT_LIMIT, "sbc_calls", 20, 2);
        figures.put("sbc_teleworker_licences", 100.0);
        gauge(AlarmKind.LICENCES_LOW, "sbc_teleworker_licences_used", 95, 10);
        gauge(AlarmKind.LICENCES_EXHAUSTED, "sbc_teleworker_licences_used", 100, 10);
        counter(AlarmKind.OVERLOAD, "sbc_guard_requests_overload_total", 50);
        when(AlarmKind.OVERLOAD, () -> repeating = true, () -> repeating = false);
        BlockedSource scanner = new BlockedSource("192.0.2.7", "scanner", false, Instant.EPOCH, Instant.MAX, 1, "");
        when(AlarmKind.SOURCE_BLOCKED, () -> blocks.add(scanner), blocks::clear);
        when(AlarmKind.OFFICE_BLOCKED, () -> {
            blocks.add(scanner);
            phonesBehind = 12;
        }, blocks::clear);
        gauge(AlarmKind.ATTACK, "sbc_guard_users_attacked", 1, 0);
        when(AlarmKind.STORE_UNWRITABLE, () -> store.full = true, () -> store.full = false);
        when(AlarmKind.DATABASE_GONE, () -> databaseGone = true, () -> databaseGone = false);
        when(AlarmKind.NOTIFICATIONS_DOWN, () -> deaf = true, () -> deaf = false);
        when(AlarmKind.HISTORY_BROKEN, () -> history.broken = true, () -> history.broken = false);
        when(AlarmKind.DISK_LOW, () -> machine.setFree(10), () -> machine.setFree(1L << 40));
        counter(AlarmKind.RECORDER_LOSING, "sbc_recorder_calls_lost_total", 1);
        counter(AlarmKind.CAPTURE_LOSING, "sbc_capture_lost_total", 1);
        gauge(AlarmKind.JOURNAL_BEHIND, "sbc_registrations_unsaved", 6_000, 0);
        when(AlarmKind.HEAP_HIGH, () -> machine.setHeap(90), () -> machine.setHeap(20));
        when(AlarmKind.GC_SLOW, () -> collects = true, () -> collects = false);
        when(AlarmKind.FILES_LOW, () -> machine.setFiles(900), () -> machine.setFiles(100));
        when(AlarmKind.CLOCK_JUMPED, () -> shiftMillis += 60_000, () -> {});
        when(AlarmKind.CLOCK_UNKEPT, () -> machine.setClockKept(false), () -> machine.setClockKept(true));
        gauge(AlarmKind.MEDIA_LATE, "sbc_media_loop_queue", 2_000, 0);
        gauge(AlarmKind.SIGNALLING_LATE, "sbc_shard_wait_seconds", 0.6, 0);
        counter(AlarmKind.ONE_WAY_AUDIO, "sbc_media_one_way_total", 20);
        counter(AlarmKind.MEDIA_POOR, "sbc_media_poor_sessions_total", 20);
        counter(AlarmKind.LOGINS_FAILING, "sbc_admin_logins_failed_total", 12);
        counter(AlarmKind.ACCOUNT_LOCKED, "sbc_admin_lockouts_total", 1);
        when(AlarmKind.DELIVERY_FAILING, () -> {
            wire.cut = true;
            courier.offer(News.raised(AlarmKind.DISK_LOW, "/"));
        }, () -> wire.cut = false);
        when(AlarmKind.PART_FAILED, () -> partTrouble = Optional.of("it has ended"),
                () -> partTrouble = Optional.empty());
        when(AlarmKind.PROCESS_DIED,
                () -> process = Optional.of(new ProcessProbe(Optional.of(() -> "3 of 5 calls went on"), Optional::empty,
                        () -> Instant.ofEpochMilli(clock.epochMillis()).plus(sinceItsStart))),
                () -> sinceItsStart = Duration.ofHours(25));
    }

    private boolean repeating;
    private SbcConfig config = new ConfigReader(1).reference();

    private void certificates() throws IOException {
        config = config("set: {tls: {certificates: [{certificate: %1$s/server.pem, key: %1$s/server.key}]}}\n"
                .formatted(directory) + "admin: {api: {enabled: false}}");
        Path file = directory.resolve("server.pem");
        if (!file.toFile().exists()) {
            new DevelopmentCertificates(Clock.system(), new SecureRandom()).createIfMissing(config, config);
        }
        Instant end = PemIdentity.certificates(file).getFirst().getNotAfter().toInstant();
        Instant well = end.minus(Duration.ofDays(60));
        certificatesNow = well;
        Map.of(AlarmKind.CERTIFICATE_EXPIRED, Duration.ofDays(-1), AlarmKind.CERTIFICATE_ENDS_IN_DAYS,
                Duration.ofDays(5), AlarmKind.CERTIFICATE_ENDS_IN_WEEKS, Duration.ofDays(20))
                .forEach((kind, left) -> when(kind, () -> certificatesNow = end.minus(left),
                        () -> certificatesNow = well));
    }

    private static SbcConfig config(String yaml) {
        return ((ConfigResult.Valid) new ConfigReader(1).parse(yaml)).config();
    }

    private OptionalDouble figure(String name) {
        return figures.containsKey(name) ? OptionalDouble.of(figures.get(name)) : OptionalDouble.empty();
    }

    private List<Probe> probes() {
        return List.of(new PbxProbe(() -> pbxs), new RefusalProbe(() -> refusals),
                new CertificateProbe(config, this::figure, () -> certificatesNow),
                new AccessProbe(this::figure, clock, () -> ending), new CapacityProbe(this::figure, clock, 100, 20),
                new GuardProbe(() -> blocks, _ -> phonesBehind, this::figure, clock),
                new StoreProbe(() -> !databaseGone, () -> !deaf), new HistoryProbe(history, Runnable::run, clock),
                new MachineProbe(machine, new SetClock(), List.of(directory), 1_000), new LagProbe(this::figure, clock),
                new QualityProbe(this::figure, clock), new PartProbe(Map.of("part", () -> partTrouble)),
                new CourierProbe(), new ProbeOfAStart());
    }

    @Test
    void shouldHaveAConditionForEachAlarm() {
        assertEquals(EnumSet.allOf(AlarmKind.class), conditions.keySet());
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeRaisedAndClearedByItsCondition(AlarmKind kind) {
        try (AlarmStage stage = new AlarmStage(store, history, clock, probes())) {
            Condition condition = Objects.requireNonNull(conditions.get(kind), kind.wireName());
            pass(stage, 30);
            assertEquals(Set.of(), active(stage), "all is well");

            condition.begins().run();
            awaitActive(stage, kind, true);
            condition.ends().run();
            awaitActive(stage, kind, false);

            AlarmRecord past = store.find(AlarmFilter.ALL, 100).stream()
                    .filter(alarm -> alarm.kind().equals(kind.wireName())).findFirst().orElseThrow();
            assertTrue(past.cleared().isPresent(), "it is in the history");
            assertEquals(kind.severity(), past.severity());
            assertFalse(past.text().isBlank());
        }
    }

    private void awaitActive(AlarmStage stage, AlarmKind kind, boolean wanted) {
        for (int i = 0; i < TURNS && active(stage).contains(kind.wireName()) != wanted; i++) {
            pass(stage, 1);
        }
        if (kind == AlarmKind.HISTORY_BROKEN) { // once a day
            clock.advance(Duration.ofDays(1).toNanos());
            pass(stage, 2);
        }
        assertEquals(wanted, active(stage).contains(kind.wireName()), () -> kind + ", active: " + active(stage));
    }

    private void pass(AlarmStage stage, int turns) {
        for (int i = 0; i < turns; i++) {
            if (repeating) {
                figures.merge("sbc_guard_requests_overload_total", 10.0, Double::sum);
            }
            machine.collect(collects ? 2_000 : 1);
            courier.work();
            stage.turn();
        }
    }

    private static Set<String> active(AlarmStage stage) {
        return Set.copyOf(stage.service().active().stream().map(AlarmRecord::kind).toList());
    }

    /** As {@link ProcessProbe}, which knows from its start whether the process before was stopped in order. */
    private final class ProbeOfAStart implements Probe {

        @Override
        public Set<AlarmKind> kinds() {
            return EnumSet.of(AlarmKind.PROCESS_DIED);
        }

        @Override
        public void look(Findings findings) {
            process.ifPresent(its -> its.look(findings));
        }
    }

    /** As {@link Couriers}, whose threads would wait in real time. */
    private final class CourierProbe implements Probe {

        @Override
        public Set<AlarmKind> kinds() {
            return EnumSet.of(AlarmKind.DELIVERY_FAILING);
        }

        @Override
        public void look(Findings findings) {
            courier.trouble().ifPresent(words -> findings.bad(AlarmKind.DELIVERY_FAILING, "syslog", words));
        }
    }

    private static final class FakeWire implements Channel {

        private boolean cut;

        @Override
        public String name() {
            return "syslog";
        }

        @Override
        public String target() {
            return "192.0.2.5:514";
        }

        @Override
        public Severity severity() {
            return Severity.MINOR;
        }

        @Override
        public int batchMax() {
            return 1;
        }

        @Override
        public Duration gather() {
            return Duration.ZERO;
        }

        @Override
        public void send(List<AlarmNews> batch) throws IOException {
            if (cut) {
                throw new IOException("Connection refused");
            }
        }
    }

    /** The clock that somebody sets. */
    private final class SetClock implements Clock {

        @Override
        public long nanoTime() {
            return clock.nanoTime();
        }

        @Override
        public long epochMillis() {
            return clock.epochMillis() + shiftMillis;
        }
    }

    private static final class FakeHistory implements HistoryStore {

        private boolean broken;

        @Override
        public void record(EventDraft what) {}

        @Override
        public List<Event> find(EventFilter filter, int limit) {
            return List.of();
        }

        @Override
        public EventPage search(EventFilter filter, int limit) {
            return new EventPage(List.of(), OptionalLong.empty());
        }

        @Override
        public void export(EventFilter filter, Consumer<Event> reader) {}

        @Override
        public ChainVerdict verify() {
            return broken ? new ChainVerdict.Broken(7, "its hash is another") : new ChainVerdict.Intact(9, 0, 9);
        }

        @Override
        public long trim(Retention retention) {
            return 0;
        }
    }

    /** In memory; takes nothing while it is full. */
    private static final class FakeStore implements AlarmStore {

        private final Map<Long, AlarmRecord> records = new HashMap<>();
        private boolean full;

        @Override
        public long lastId() {
            return 0;
        }

        @Override
        public List<AlarmRecord> active() {
            return List.of();
        }

        @Override
        public List<AlarmRecord> find(AlarmFilter filter, int limit) {
            return List.copyOf(records.values());
        }

        @Override
        public Optional<AlarmRecord> find(long id) {
            return Optional.ofNullable(records.get(id));
        }

        @Override
        public void write(Collection<AlarmRecord> alarms) {
            if (full) {
                throw new StoreException("the disk is full");
            }
            alarms.forEach(alarm -> records.put(alarm.id(), alarm));
        }

        @Override
        public int trim(Instant clearedBefore, int countMax) {
            return 0;
        }

        @Override
        public void close() {}
    }
}
