package io.sbc.admin.alarm.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.Findings;
import io.sbc.admin.alarm.FoundAlarms;
import io.sbc.admin.alarm.Probe;
import io.sbc.admin.alarm.probe.RefusalProbe.Tally;
import io.sbc.base.Clock;
import io.sbc.base.VirtualClock;
import io.sbc.core.guard.GuardView.BlockedSource;
import io.sbc.core.icp.PbxSight;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each condition from the figures that it is seen by. */
class ProbesTest {

    private final VirtualClock clock = new VirtualClock(1_790_000_000_000L);
    private final Map<String, Double> figures = new HashMap<>();
    private final Measures measures = metric -> figures.containsKey(metric)
            ? OptionalDouble.of(figures.get(metric))
            : OptionalDouble.empty();

    private static Set<AlarmKind> bad(Probe probe) {
        Findings findings = new Findings();
        probe.look(findings);
        return FoundAlarms.bad(findings);
    }

    private void pass(Duration time) {
        clock.advance(time.toNanos());
    }

    @Test
    void shouldTellAPbxThatIsGoneFromOneWithASingleNodeDownAndFromFailingDns() {
        List<PbxSight> sights = new ArrayList<>();
        PbxProbe probe = new PbxProbe(() -> sights);
        assertEquals(Set.of(), bad(probe));
        sights.add(new PbxSight("a", List.of("a.local"), true, List.of("192.0.2.1:5060 udp"), List.of()));
        assertEquals(Set.of(), bad(probe));
        sights.set(0, new PbxSight("a", List.of("a.local"), true, List.of("x", "y"), List.of("x")));
        assertEquals(Set.of(AlarmKind.PBX_NODE_UNREACHABLE), bad(probe));
        sights.set(0, new PbxSight("a", List.of("a.local"), false, List.of("x", "y"), List.of("x", "y")));
        assertEquals(Set.of(AlarmKind.PBX_UNREACHABLE), bad(probe));
        sights.set(0, new PbxSight("a", List.of("a.local"), true, List.of(), List.of()));
        assertEquals(Set.of(AlarmKind.DNS_FAILING), bad(probe));
    }

    @Test
    void shouldTakeManyRefusalsForThePbxsTroubleAndFewForUsers() {
        Map<String, Tally> tallies = new HashMap<>();
        RefusalProbe probe = new RefusalProbe(() -> tallies);
        tallies.put("a", new Tally(1_000, 40));
        assertEquals(Set.of(), bad(probe));
        tallies.put("a", new Tally(1_000, 250));
        assertEquals(Set.of(AlarmKind.PBX_REFUSES), bad(probe));
        tallies.put("a", new Tally(4, 4));
        assertEquals(Set.of(), bad(probe), "so few may all be wrong");
    }

    @Test
    void shouldSeePortsCallsAndLicencesNearTheirLimits() {
        CapacityProbe probe = new CapacityProbe(measures, clock, 100, 20);
        figures.put("sbc_media_ports", 85.0);
        assertEquals(Set.of(), bad(probe));
        figures.put("sbc_media_ports_resting", 6.0);
        figures.put("sbc_calls", 19.0);
        figures.put("sbc_teleworker_licences", 10.0);
        figures.put("sbc_teleworker_licences_used", 9.0);
        assertEquals(Set.of(AlarmKind.MEDIA_PORTS_LOW, AlarmKind.CALLS_AT_LIMIT, AlarmKind.LICENCES_LOW), bad(probe));
        figures.put("sbc_teleworker_licences_used", 10.0);
        figures.put("sbc_media_ports_exhausted_total", 1.0);
        pass(Duration.ofSeconds(5));
        assertEquals(Set.of(AlarmKind.MEDIA_PORTS_LOW, AlarmKind.CALLS_AT_LIMIT, AlarmKind.LICENCES_EXHAUSTED,
                AlarmKind.MEDIA_PORTS_EXHAUSTED), bad(probe));
        pass(Duration.ofSeconds(30));
        assertTrue(bad(probe).contains(AlarmKind.MEDIA_PORTS_EXHAUSTED));
        figures.put("sbc_media_ports", 40.0);
        pass(Duration.ofSeconds(32));
        assertEquals(Set.of(AlarmKind.CALLS_AT_LIMIT, AlarmKind.LICENCES_EXHAUSTED), bad(probe),
                "a minute without a refusal clears it");
    }

    @Test
    void shouldTellAnAttackFromAScannerAndAnOfficeFromAStranger() {
        List<BlockedSource> blocks = new ArrayList<>();
        int[] phones = new int[1];
        GuardProbe probe = new GuardProbe(() -> blocks, _ -> phones[0], measures, clock);
        assertEquals(Set.of(), bad(probe));
        blocks.add(new BlockedSource("192.0.2.9", "operator", false, Instant.EPOCH, Instant.MAX, 1, ""));
        assertEquals(Set.of(), bad(probe), "who did that knows it");
        blocks.add(new BlockedSource("192.0.2.7", "scanner", false, Instant.EPOCH, Instant.MAX, 1, ""));
        assertEquals(Set.of(AlarmKind.SOURCE_BLOCKED), bad(probe));
        phones[0] = 12;
        assertEquals(Set.of(AlarmKind.SOURCE_BLOCKED, AlarmKind.OFFICE_BLOCKED), bad(probe));
        phones[0] = 0;
        figures.put("sbc_guard_blocked_scanner_total", 25.0);
        pass(Duration.ofSeconds(5));
        assertEquals(Set.of(AlarmKind.SOURCE_BLOCKED, AlarmKind.ATTACK), bad(probe));
        figures.put("sbc_guard_requests_overload_total", 3.0);
        assertEquals(Set.of(AlarmKind.SOURCE_BLOCKED, AlarmKind.ATTACK, AlarmKind.OVERLOAD), bad(probe));
        pass(Duration.ofMinutes(6));
        bad(probe);
        pass(Duration.ofMinutes(6));
        assertEquals(Set.of(AlarmKind.SOURCE_BLOCKED), bad(probe));
    }

    @Test
    void shouldTakeOneOneWayCallForAUsersTroubleAndManyForOurs() {
        QualityProbe probe = new QualityProbe(measures, clock);
        bad(probe);
        figures.put("sbc_media_one_way_total", 4.0);
        figures.put("sbc_media_sessions_opened_total", 20.0);
        pass(Duration.ofSeconds(5));
        assertEquals(Set.of(), bad(probe));
        figures.put("sbc_media_one_way_total", 6.0);
        assertEquals(Set.of(AlarmKind.ONE_WAY_AUDIO), bad(probe));
        figures.put("sbc_media_sessions_opened_total", 500.0);
        assertEquals(Set.of(), bad(probe), "6 of 500");
    }

    @Test
    void shouldSeeThreadsThatAreLateAndWhatIsLostBehindThem() {
        LagProbe probe = new LagProbe(measures, clock);
        bad(probe);
        figures.put("sbc_shard_wait_seconds", 0.6);
        figures.put("sbc_media_loop_queue", 2_000.0);
        figures.put("sbc_recorder_calls_lost_total", 1.0);
        figures.put("sbc_capture_lost_total", 1.0);
        figures.put("sbc_registrations_unsaved", 6_000.0);
        pass(Duration.ofSeconds(5));
        assertEquals(Set.of(AlarmKind.SIGNALLING_LATE, AlarmKind.MEDIA_LATE, AlarmKind.RECORDER_LOSING,
                AlarmKind.CAPTURE_LOSING, AlarmKind.JOURNAL_BEHIND), bad(probe));
    }

    @Test
    void shouldSeeLoginsThatFailAndAccountsThatAreShutOut() {
        AccessProbe probe = new AccessProbe(measures, clock, List::of);
        bad(probe);
        figures.put("sbc_admin_logins_failed_total", 10.0);
        figures.put("sbc_admin_lockouts_total", 1.0);
        pass(Duration.ofSeconds(5));
        assertEquals(Set.of(AlarmKind.LOGINS_FAILING, AlarmKind.ACCOUNT_LOCKED), bad(probe));
        pass(Duration.ofMinutes(16));
        bad(probe);
        pass(Duration.ofSeconds(5));
        assertEquals(Set.of(), bad(probe));
    }

    /** A clock that somebody sets. */
    private final class SetClock implements Clock {

        private long shiftMillis;

        @Override
        public long nanoTime() {
            return clock.nanoTime();
        }

        @Override
        public long epochMillis() {
            return clock.epochMillis() + shiftMillis;
        }
    }

    @Test
    void shouldSeeWhatTheMachineIsShortOf() {
        FakeMachine machine = new FakeMachine();
        SetClock wall = new SetClock();
        MachineProbe probe = new MachineProbe(machine, wall, List.of(Path.of("/data")), 1_000_000);
        assertEquals(Set.of(), bad(probe));
        machine.setFree(999_999);
        machine.setHeap(90);
        machine.setFiles(900);
        machine.collect(7_000);
        machine.setClockKept(false);
        pass(Duration.ofSeconds(5));
        assertEquals(Set.of(AlarmKind.DISK_LOW, AlarmKind.HEAP_HIGH, AlarmKind.FILES_LOW, AlarmKind.GC_SLOW,
                AlarmKind.CLOCK_UNKEPT), bad(probe));
    }

    @Test
    void shouldTellThatTheClockWasSetForTenMinutes() {
        SetClock wall = new SetClock();
        MachineProbe probe = new MachineProbe(new FakeMachine(), wall, List.of(), 1);
        bad(probe);
        wall.shiftMillis = -3_600_000;
        pass(Duration.ofSeconds(5));
        assertEquals(Set.of(AlarmKind.CLOCK_JUMPED), bad(probe));
        pass(Duration.ofMinutes(9));
        assertEquals(Set.of(AlarmKind.CLOCK_JUMPED), bad(probe));
        pass(Duration.ofMinutes(1));
        assertEquals(Set.of(), bad(probe));
    }
}
