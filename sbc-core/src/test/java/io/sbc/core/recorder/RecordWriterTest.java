package io.sbc.core.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.config.RecorderSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecordWriterTest {

    private static final long RETENTION_SIZE = 1_000_000;
    private static final Duration RETENTION_AGE = Duration.ofDays(30);

    private final Counters<RecorderCounter> counters = new Counters<>(RecorderCounter.class);
    private final RecordingArchive archive = new RecordingArchive();
    private final RecorderStage stage = new RecorderStage(1 << 20);
    private final Clock clock = Clock.system();
    private final RecordWriter writer = new RecordWriter(
            new RecorderSettings(true, 1 << 20, 8, Path.of("none"), RETENTION_AGE, RETENTION_SIZE, 100), archive, clock,
            counters, _ -> "a-rule");

    /** An archive that remembers what it was asked for; read after the writer ended. */
    private static final class RecordingArchive implements CallArchive {

        private final List<String> stored = new ArrayList<>();
        private long beforeMillis;
        private long octetsMax;
        private boolean full;

        @Override
        public void store(List<ArchivedCall> calls) {
            if (full) {
                throw new ArchiveException("the disk is full", new IllegalStateException());
            }
            calls.forEach(call -> stored.add(call.recording().id() + call.addresses()));
        }

        @Override
        public int expire(long before, long octets) {
            beforeMillis = before;
            octetsMax = octets;
            return 3;
        }

        @Override
        public List<ArchivedCall> find(CallQuery query) {
            return List.of();
        }

        @Override
        public Optional<ArchivedCall> get(String idOrCallId) {
            return Optional.empty();
        }

        @Override
        public long size() {
            return 0;
        }

        @Override
        public long octets() {
            return 0;
        }

        @Override
        public void close() {}
    }

    /** A call that ended, of one message from the phone and one to the PBX, and so many octets more. */
    private Finished ended(String id, int more) {
        stage.recorder.onReceived(RecorderStage.request("INVITE", "2002", id, 1, ""), stage.phone, false);
        stage.recorder.onCall(stage.call(id, id, "", false));
        stage.recorder.onSent(RecorderStage.request("INVITE", "2002", id, 1, ""), stage.pbx, false);
        stage.recorder.onCall(stage.call(id, id, "", true));
        stage.shard.advance(Duration.ofSeconds(3));
        Finished finished = stage.stored.removeLast();
        byte[] events = new byte[finished.events().length + more];
        System.arraycopy(finished.events(), 0, events, 0, finished.events().length);
        return new Finished(finished.recording(), events, true);
    }

    private void runToTheEnd() {
        writer.start();
        writer.close();
    }

    @Test
    void shouldStoreWhatEndedWithTheAddressesOfItsPeers() {
        writer.take(ended("c1", 0));
        assertTrue(writer.pending("c1").isPresent(), "it is found while it waits");

        runToTheEnd();

        assertEquals(List.of("c1 203.0.113.7 10.0.0.5 "), archive.stored);
        assertEquals(1, counters.value(RecorderCounter.CALLS_STORED));
        assertEquals(0, writer.waitingOctets());
    }

    @Test
    void shouldDropTheOldestThatWaitAndCountThem() {
        for (int i = 0; i < 40; i++) {
            writer.take(ended("c" + i, 1 << 20)); // 40 MiB, of which 32 may wait
        }

        assertTrue(writer.waitingOctets() <= 32 << 20);
        assertEquals(9, counters.value(RecorderCounter.CALLS_LOST));
        assertTrue(writer.pending("c8").isEmpty() && writer.pending("c9").isPresent(), "the oldest go first");
        runToTheEnd();
        assertEquals(31, counters.value(RecorderCounter.CALLS_STORED));
    }

    @Test
    void shouldRemoveWhatIsTooOldAndTooMuchAsConfigured() {
        long before = clock.epochMillis();

        runToTheEnd();

        assertEquals(RETENTION_SIZE, archive.octetsMax);
        assertTrue(archive.beforeMillis >= before - RETENTION_AGE.toMillis()
                && archive.beforeMillis <= clock.epochMillis() - RETENTION_AGE.toMillis());
        assertEquals(3, counters.value(RecorderCounter.CALLS_EXPIRED));
    }

    @Test
    void shouldCountWhatTheDiskDoesNotTake() {
        archive.full = true;
        writer.take(ended("c1", 0));

        runToTheEnd();
        writer.take(ended("c2", 0));

        assertEquals(2, counters.value(RecorderCounter.CALLS_LOST));
        assertEquals(0, counters.value(RecorderCounter.CALLS_STORED));
    }
}
