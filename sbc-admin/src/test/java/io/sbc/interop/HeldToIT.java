package io.sbc.interop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.interop.peer.ManagedProcess;
import io.sbc.interop.peer.PeerStage;
import io.sbc.interop.peer.ProcessLoad;
import io.sbc.interop.peer.SbcProcess;
import io.sbc.interop.peer.SbcSettings;
import io.sbc.interop.peer.User;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an administrator is promised of the process: it starts fast, idles cheaply, loses nothing, stops when told. */
@Tag("interop")
class HeldToIT {

    private static final List<User> USERS = User.range(1000, 500);
    private static final Duration READY_LIMIT = Duration.ofSeconds(5);
    private static final double IDLE_CPU_LIMIT = 0.02;
    private static final long RESIDENT_BYTES_LIMIT = 300L << 20;

    @RegisterExtension
    final PeerStage stage = new PeerStage();

    @Test
    void shouldBeReadySoonAndIdleCheaply() {
        SbcProcess sbc = startSbc(USERS);
        sbc.process().close();
        sbc.restart();
        ProcessLoad load = ProcessLoad.of(sbc.jvm().pid());

        assertTrue(sbc.timeToReady().compareTo(readyLimit()) < 0,
                () -> "ready after " + sbc.timeToReady().toMillis() + " ms, limit " + readyLimit().toMillis() + " ms");
        Awaitility.await("idle CPU below 2 %").atMost(90, SECONDS).pollDelay(5, SECONDS).pollInterval(5, SECONDS).until(
                load::cpuShareSinceLast,
                share -> share < IDLE_CPU_LIMIT);
        assertTrue(load.residentBytes() < RESIDENT_BYTES_LIMIT, () -> (load.residentBytes() >> 20) + " MiB resident");
    }

    @Test
    void shouldStillHaveTheUsersWhenKilledStraightAfterTheirImport() {
        SbcProcess sbc = startSbc(List.of());

        sbc.importUsers(USERS);
        sbc.process().kill();
        sbc.restart();

        ManagedProcess list = sbc.run("users", "list", "--config", "sbc.yaml");
        USERS.forEach(user -> assertTrue(list.output().all().stream().anyMatch(line -> line.contains(user.extension())),
                user.extension()));
        Awaitility.await("the directory holds them").atMost(30, SECONDS)
                .until(() -> sbc.metrics().sum("sbc_directory_devices") == USERS.size());
        sbc.assertNoExceptionLogged();
    }

    @Test
    void shouldStopCleanlyOnSigterm() {
        SbcProcess sbc = startSbc(List.of());

        sbc.process().terminate();

        assertEquals(0, sbc.process().awaitExit(Duration.ofSeconds(20)), "exit code of a clean stop");
        sbc.process().awaitLine("stopped", Duration.ofSeconds(1));
        sbc.assertNoExceptionLogged();
    }

    /** Five seconds on a machine that has nothing else to do; longer by as much as others want its cores. */
    private static Duration readyLimit() {
        var machine = ManagementFactory.getOperatingSystemMXBean();
        double contention = Math.max(1, machine.getSystemLoadAverage() / machine.getAvailableProcessors());
        return Duration.ofMillis(Math.round(READY_LIMIT.toMillis() * contention));
    }

    private SbcProcess startSbc(List<User> users) {
        return SbcProcess.start(stage, SbcSettings.withPbxAt(stage.ports().one()), users);
    }
}
