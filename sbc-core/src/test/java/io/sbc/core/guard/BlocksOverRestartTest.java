package io.sbc.core.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.Counters;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.StoreException;
import io.sbc.base.VirtualClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the guard knows of who was shut out, over the end of its process. */
class BlocksOverRestartTest {

    private static final SbcConfig CONFIG = new ConfigReader(1).reference();
    private static final InetAddress RUDE = InetAddress.ofLiteral("192.0.2.7");
    private static final InetAddress RUDE6 = InetAddress.ofLiteral("2001:db8:0:1::5");

    private final VirtualClock clock = new VirtualClock(1_790_000_000_000L);
    private final MemoryBlocks store = new MemoryBlocks();

    /** A disk that can fail. */
    private static final class MemoryBlocks implements BlockStore {
        final Map<String, SavedBlock> kept = new TreeMap<>();
        boolean fails;

        @Override
        public List<SavedBlock> load() {
            return List.copyOf(kept.values());
        }

        @Override
        public synchronized void write(List<Change> changes) {
            if (fails) {
                throw new StoreException("full");
            }
            changes.forEach(change -> change.now().ifPresentOrElse(now -> kept.put(change.source(), now),
                    () -> kept.remove(change.source())));
        }

        @Override
        public void close() {}
    }

    private Guard guard() {
        Guard guard = new Guard(CONFIG.guard(), CONFIG.emergency(), clock, new Random(1));
        guard.keep(store);
        return guard;
    }

    @Test
    void shouldKeepBlocksWithWhatIsLeftOfTheirTime() {
        try (Guard before = guard()) {
            before.view().block(RUDE, Duration.ofHours(2), "rings all night");
            before.view().block(RUDE6, Duration.ofHours(1), "");
        }
        clock.advance(Duration.ofMinutes(90).toNanos());

        try (Guard after = guard()) {
            List<GuardView.BlockedSource> blocks = after.view().blocks();
            assertEquals(List.of("192.0.2.7"), blocks.stream().map(GuardView.BlockedSource::source).toList());
            assertEquals("rings all night", blocks.getFirst().note());
            assertEquals(1_790_000_000_000L + Duration.ofHours(2).toMillis(),
                    blocks.getFirst().until().toEpochMilli());
            assertEquals(2, after.counters().value(GuardCounter.BLOCKS_RESTORED), "one is over, and remembered");
            assertEquals(2, after.view().block(RUDE6, Duration.ofHours(1), "").orElseThrow().times());
        }
    }

    @Test
    void shouldForgetWhatIsOverForLongOrOfAnotherVersion() {
        try (Guard before = guard()) {
            before.view().block(RUDE, Duration.ofHours(1), "");
        }
        store.kept.put("192.0.2.8", new SavedBlock("192.0.2.8", "bad-taste", false, 0, Long.MAX_VALUE, 1, ""));
        store.kept.put("nobody", new SavedBlock("nobody", "flood", false, 0, Long.MAX_VALUE, 1, ""));
        clock.advance(Duration.ofHours(30).toNanos());

        try (Guard after = guard()) {
            assertEquals(List.of(), after.view().blocks());
            assertEquals(0, after.counters().value(GuardCounter.BLOCKS_RESTORED));
        }
        assertEquals(Map.of(), store.kept);
    }

    @Test
    void shouldForgetOnDiskWhomAnOperatorLetsIn() {
        try (Guard before = guard()) {
            before.view().block(RUDE, Duration.ofHours(1), "");
        }
        try (Guard then = guard()) {
            assertTrue(then.view().unblock(RUDE));
        }

        assertEquals(Map.of(), store.kept);
    }

    @Test
    void shouldTryAgainWhileTheDiskFailsAndLoseNoMoreThanItsCapacity() {
        Counters<GuardCounter> counters = new Counters<>(GuardCounter.class);
        BlockJournal journal = new BlockJournal(store, 2, clock, counters);
        store.fails = true;
        for (int key = 1; key <= 3; key++) {
            journal.kept(new Block(SourceKey.of(RUDE) + key, BlockReason.FLOOD, false, 0, 0, 1, ""));
        }
        journal.forgotten(SourceKey.of(RUDE) + 1);

        assertEquals(false, journal.flush());
        assertEquals(2, journal.size());
        store.fails = false;
        assertTrue(journal.flush());

        assertEquals(0, journal.size());
        assertEquals(Optional.of("192.0.2.9"), store.kept.keySet().stream().findFirst());
        assertEquals(1, store.kept.size());
        assertEquals(1, counters.value(GuardCounter.BLOCK_SAVES_LOST));
        assertEquals(1, counters.value(GuardCounter.BLOCK_SAVES_FAILED));
    }
}
