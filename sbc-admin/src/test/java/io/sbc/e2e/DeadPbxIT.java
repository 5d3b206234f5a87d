package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.demo.SbcProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The only PBX hangs while 500 REGISTERs a second arrive, half of them of devices that it knows: each is answered, what waits is
 * bounded, and all are registered once it speaks again. For longer, and over TLS, it is a job of the benchmark.
 */
class DeadPbxIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Devices of each kind. */
    private static final int DEVICES = 500;
    private static final int PER_TICK = 10;
    private static final long TICK_NANOS = Duration.ofMillis(20).toNanos();
    private static final long MEMORY_MAX = 128 << 20;
    private static final String PBX = "127.0.0.41";

    @TempDir
    Path directory;

    private static List<String> users(String kind) {
        return IntStream.range(0, DEVICES).mapToObj(i -> kind + i).toList();
    }

    @Test
    void shouldAnswerEveryRegisterWhileThePbxIsDeadAndRegisterAllWhenItIsBack() throws Exception {
        try (CountingRegistrar pbx = new CountingRegistrar(InetAddress.ofLiteral(PBX));
                SbcProcess sbc = start(pbx)) {
            try (CrowdLine line = new CrowdLine("127.0.0.42", sbc.port("set.tcp"))) {
                registerWhileItIsDead(pbx, sbc, line);
            }
            Occupancy.none(sbc).awaitAgain();
        }
    }

    private static void registerWhileItIsDead(CountingRegistrar pbx, SbcProcess sbc, CrowdLine line) throws Exception {
        line.begin("known0");
        paced(line, users("known"));
        assertEquals(Map.of(200, (long) DEVICES), statuses(take(line, DEVICES)));
        long before = sbc.residentBytes();

        pbx.fallSilent(true);
        paced(line, mixed());
        List<CrowdLine.Answer> answers = take(line, 2 * DEVICES);

        Map<Integer, Long> statuses = statuses(answers);
        assertEquals(Map.of(200, (long) DEVICES, 503, (long) DEVICES), statuses);
        assertTrue(answers.stream().filter(answer -> answer.user().startsWith("known"))
                .allMatch(answer -> answer.status() == 200), "what the PBX holds is renewed without it");
        assertTrue(answers.stream().filter(answer -> answer.status() == 503)
                .allMatch(answer -> answer.retryAfterSeconds() >= 10 && answer.retryAfterSeconds() <= 40));
        assertTrue(answers.stream().allMatch(answer -> answer.tookNanos() < Duration.ofSeconds(21).toNanos()),
                "before phones give up");
        Map<String, Double> dead = sbc.metrics();
        assertEquals(0, dead.get("sbc_upstream_registers_waiting"), "nobody waits for a PBX that is dead");
        assertEquals(DEVICES, dead.get("sbc_bindings"));
        long grown = sbc.residentBytes() - before;
        assertTrue(grown < MEMORY_MAX, grown + " bytes more");

        pbx.fallSilent(false);
        await(sbc, "sbc_pbx_reachable", 1);
        paced(line, users("new"));
        assertEquals(Map.of(200, (long) DEVICES), statuses(take(line, DEVICES)));
        assertEquals(2 * DEVICES, sbc.metrics().get("sbc_bindings"));
    }

    private SbcProcess start(CountingRegistrar pbx) throws IOException {
        Path config = Files.writeString(directory.resolve("sbc.yaml"), """
                set: {tls: {port: 0}, tcp: {enabled: true, port: 0}}
                icp:
                  udp: {port: 0}
                  tcp: {port: 0}
                  failover: {interval: 1s, check-timeout: 1s}
                  pbxs: [{id: pbx, domain: pbx.local, host: %s, port: %d, transport: udp}]
                admin: {port: 0}
                guard: {overload: {target-delay: 10s}} # a JVM that has just begun is another story
                media: {ports: 12000-12099}
                run: {ports-file: ports}
                """.formatted(PBX, pbx.port()));
        SbcProcess sbc = new SbcProcess(
                Path.of(System.getProperty("sbc.distribution", "target/distribution"), "bin", "sbc").toString(),
                directory, config, directory.resolve("ports"));
        sbc.awaitReady(LIMIT);
        StringBuilder csv = new StringBuilder("email,kind,set_user,set_password,icp_user,icp_password\n");
        int extension = 1000;
        for (String user : mixed()) {
            csv.append("%1$s@example.com,desktop,%1$s,set-%1$s,%2$d,icp%n".formatted(user, extension++));
        }
        sbc.tool("users", "import", Files.writeString(directory.resolve("users.csv"), csv).toString());
        await(sbc, "sbc_directory_devices", 2 * DEVICES);
        return sbc;
    }

    private static List<String> mixed() {
        List<String> mixed = new ArrayList<>();
        for (int i = 0; i < DEVICES; i++) {
            mixed.add("known" + i);
            mixed.add("new" + i);
        }
        return mixed;
    }

    /** 500 a second. */
    private static void paced(CrowdLine line, List<String> users) throws IOException {
        long due = System.nanoTime();
        for (int i = 0; i < users.size(); i++) {
            if (i % PER_TICK == 0) {
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                due += TICK_NANOS;
            }
            line.register(users.get(i), "set-" + users.get(i));
        }
    }

    private static List<CrowdLine.Answer> take(CrowdLine line, int count) throws InterruptedException {
        List<CrowdLine.Answer> taken = new ArrayList<>();
        while (taken.size() < count) {
            CrowdLine.Answer next = line.answers().poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError(line.unanswered() + " unanswered, " + taken.size() + " answered");
            }
            taken.add(next);
        }
        return taken;
    }

    private static Map<Integer, Long> statuses(List<CrowdLine.Answer> answers) {
        return answers.stream().collect(Collectors.groupingBy(CrowdLine.Answer::status,
                Collectors.counting()));
    }

    private static void await(SbcProcess sbc, String metric, double value) throws IOException {
        sbc.await("have " + metric + " " + value, LIMIT, () -> {
            try {
                return sbc.metrics().getOrDefault(metric, -1.0) == value;
            } catch (IOException e) {
                return false;
            }
        });
    }
}
