package io.sbc.core.recorder;

import io.sbc.core.recorder.sql.SqlCallArchive;
import io.sbc.core.sip.message.SipMessage;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/**
 * What the recorder costs, in CPU time of the thread that does it: a refresh of a registration (a REGISTER, a decision, a 200) and a call of
 * fourteen messages on the shard; a call in the archive on the writer's thread. A main method; see docs/performance.md.
 */
public final class RecorderBench {

    private static final int ROUNDS = 200_000;
    private static final String FILL = "X-Fill: " + "a".repeat(400) + "\n";

    private RecorderBench() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("search")) {
            search();
            return;
        }
        for (int round = 0; round < 4; round++) {
            System.out.printf(Locale.ROOT,
                    "refresh %.2f us, call on the shard %.2f us, call in the archive %.1f us, thinned %.1f us%n",
                    refresh(), call(), archived(true), archived(false));
        }
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static double refresh() {
        RecorderStage stage = new RecorderStage(32 << 20);
        SipMessage[] requests = new SipMessage[1000];
        SipMessage[] responses = new SipMessage[1000];
        for (int i = 0; i < 1000; i++) {
            requests[i] = RecorderStage.request("REGISTER", "1" + i, "r" + i, 1, FILL);
            responses[i] = RecorderStage.response(200, "REGISTER", "r" + i, 1);
        }
        long before = cpu();
        for (int i = 0; i < ROUNDS; i++) {
            stage.recorder.onReceived(requests[i % 1000], stage.phone, false);
            stage.recorder.onDecision(requests[i % 1000].callId(), "answered-locally",
                    "the PBX's registration is good for 3000 s more");
            stage.recorder.onSent(responses[i % 1000], stage.phone, false);
        }
        return (cpu() - before) / 1000.0 / ROUNDS;
    }

    private static double call() {
        RecorderStage stage = new RecorderStage(32 << 20);
        int calls = ROUNDS / 10;
        List<SipMessage> a = new ArrayList<>();
        List<SipMessage> b = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            a.add(RecorderStage.request("INVITE", "2002", "a" + i, 1, FILL));
            b.add(RecorderStage.request("INVITE", "2002", "b" + i, 1, FILL));
        }
        long before = cpu();
        for (int i = 0; i < calls; i++) {
            stage.recorder.onReceived(a.get(i), stage.phone, false);
            stage.recorder.onCall(stage.call("c" + i, "a" + i, "", false));
            stage.recorder.onDecision("a" + i, "routed", "from the set side, a call of device 1001, on to pbx.local");
            stage.recorder.onCall(stage.call("c" + i, "a" + i, "b" + i, false));
            for (int m = 0; m < 7; m++) {
                stage.recorder.onSent(b.get(i), stage.pbx, false);
            }
            for (int m = 0; m < 6; m++) {
                stage.recorder.onSent(a.get(i), stage.phone, false);
            }
            stage.recorder.onDecision("a" + i, "media-agreed",
                    "set side audio AES_CM_128_HMAC_SHA1_32, ICP side audio RTP");
            stage.recorder.onCall(stage.call("c" + i, "a" + i, "b" + i, true));
            if (i % 100 == 0) {
                stage.shard.advance(Duration.ofSeconds(3));
                stage.stored.clear();
            }
        }
        return (cpu() - before) / 1000.0 / calls;
    }

    private static double archived(boolean full) throws Exception {
        RecorderStage stage = new RecorderStage(32 << 20);
        for (int i = 0; i < 2_000; i++) {
            stage.recorder.onReceived(RecorderStage.request("INVITE", "2002", "a" + i, 1, ""), stage.phone, false);
            for (int m = 0; m < 13; m++) {
                stage.recorder.onSent(
                        RecorderStage.request("INVITE", "2002", "a" + i, m,
                                "X-Fill: " + Long.toString(i * 31L + m, 36).repeat(60) + "\n"),
                        stage.phone, false);
            }
            stage.recorder.onCall(stage.call("c" + i, "a" + i, "b" + i, true));
            stage.shard.advance(Duration.ofSeconds(3));
        }
        Path file = Files.createTempFile("records", ".db");
        try (SqlCallArchive archive = SqlCallArchive.open(file)) {
            long before = cpu();
            List<ArchivedCall> calls = stage.stored.stream()
                    .map(one -> new ArchivedCall(one.recording(),
                            one.recording().call().map(CallRecordCodec::write).orElseThrow(),
                            full ? one.events() : new byte[0], !full, " 203.0.113.7 10.0.0.5 ", ""))
                    .toList();
            for (int i = 0; i < calls.size(); i += 50) {
                archive.store(calls.subList(i, Math.min(calls.size(), i + 50)));
            }
            return (cpu() - before) / 1000.0 / calls.size();
        } finally {
            for (String suffix : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(Path.of(file + suffix));
            }
        }
    }

    /** Each kind of search among 100,000 stored calls: the slowest of ten, wall clock. */
    private static void search() throws Exception {
        Path file = Files.createTempFile("records", ".db");
        try (SqlCallArchive archive = SqlCallArchive.open(file)) {
            fill(archive, 100_000);
            long now = 100_000L * 1_000;
            time(archive, "the newest", query("", ""));
            time(archive, "number with many", query("number", "1001"));
            time(archive, "number with none", query("number", "nobody"));
            time(archive, "Call-ID", query("callId", "a5"));
            time(archive, "Call-ID, none", query("callId", "nothing"));
            time(archive, "address", query("address", "203.0.113.7"));
            time(archive, "address, few", query("address", "198.51.100.77"));
            time(archive, "failed", query("outcome", "failed"));
            time(archive, "status, few", query("outcome", "503"));
            time(archive, "rule, few", query("rule", "pbx-unreachable"));
            time(archive, "an hour long ago", new CallQuery(Optional.empty(), Optional.empty(), Optional.empty(),
                    OptionalLong.of(now / 10), OptionalLong.of(now / 10 + 3_600_000), Optional.empty(),
                    Optional.empty(), 100));
            long before = System.nanoTime();
            boolean isThere = archive.get("a5").isPresent();
            System.out.printf(Locale.ROOT, "one call: %.1f ms, there: %b%n", (System.nanoTime() - before) / 1e6,
                    isThere);
            for (int i = 0; i < 5; i++) {
                before = System.nanoTime();
                int removed = archive.expire(now / 10 * (i + 1), 1L << 40);
                System.out.printf(Locale.ROOT, "%d removed: %.1f ms%n", removed, (System.nanoTime() - before) / 1e6);
            }
            System.out.println(archive.octets() / 1024 + " KiB");
        } finally {
            for (String suffix : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(Path.of(file + suffix));
            }
        }
    }

    private static CallQuery query(String what, String value) {
        Optional<String> one = Optional.of(value);
        return new CallQuery(what.equals("number") ? one : Optional.empty(),
                what.equals("callId") ? one : Optional.empty(), what.equals("address") ? one : Optional.empty(),
                OptionalLong.empty(), OptionalLong.empty(), what.equals("outcome") ? one : Optional.empty(),
                what.equals("rule") ? one : Optional.empty(), 100);
    }

    private static void time(SqlCallArchive archive, String what, CallQuery query) {
        double slowest = 0;
        double quickest = Double.MAX_VALUE;
        int found = 0;
        for (int i = 0; i < 10; i++) {
            long before = System.nanoTime();
            found = archive.find(query).size();
            double took = (System.nanoTime() - before) / 1e6;
            slowest = Math.max(slowest, took);
            quickest = Math.min(quickest, took);
        }
        System.out.printf(Locale.ROOT, "%-18s %4d found, %.1f to %.1f ms%n", what, found, quickest, slowest);
    }

    private static void fill(SqlCallArchive archive, int count) {
        RecorderStage stage = new RecorderStage(1 << 20);
        byte[] summary = CallRecordCodec.write(stage.call("c", "a", "b", true));
        byte[] events = new byte[4_000];
        new Random(1).nextBytes(events);
        List<ArchivedCall> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean rare = i % 20_000 == 3;
            Recording call = new Recording("c" + i, false, "1" + i % 5_000, "203.0.113.7", "1" + i % 5_000, "1001",
                    List.of("a" + i, "b" + i), i * 1_000L, OptionalLong.of(i * 1_000L + 60_000), rare
                            ? 503
                            : i % 10 == 0
                                    ? 486
                                    : 200,
                    Optional.empty(), List.of(), 0);
            batch.add(new ArchivedCall(0, call, summary, i % 4 == 0 ? events : new byte[0], i % 4 != 0, i % 10 != 0,
                    false, rare ? " 198.51.100.77 " : " 203.0.113.7 10.0.0.5 ", rare ? "pbx-unreachable" : ""));
            if (batch.size() == (i < count / 2 ? 2 : 250)) {
                archive.store(batch);
                batch.clear();
            }
        }
    }
}
