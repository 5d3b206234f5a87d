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

/**
 * What the recorder costs, in CPU time of the thread that does it: a refresh of a registration (a REGISTER, a decision, a 200) and a call of
 * fourteen messages on the shard; a call in the archive on the writer's thread. A main method; see docs/performance.md.
 */
public final class RecorderBench {

    private static final int ROUNDS = 200_000;
    private static final String FILL = "X-Fill: " + "a".repeat(400) + "\n";

    private RecorderBench() {}

    public static void main(String[] arguments) throws Exception {
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
            List<ArchivedCall> calls = stage.stored.stream().map(one -> new ArchivedCall(one.recording(), new byte[900],
                    full ? one.events() : new byte[0], !full, " 203.0.113.7 10.0.0.5 ", "")).toList();
            long before = cpu();
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
}
