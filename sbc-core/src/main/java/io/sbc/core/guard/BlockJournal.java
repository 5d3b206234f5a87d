package io.sbc.core.guard;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.guard.BlockStore.Change;
import io.sbc.core.journal.WriteBehind;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the block list over a restart, and equal on all nodes that share a {@link BlockStore}: writes what changes behind the guard, and takes up
 * what others wrote. {@link #kept}, {@link #forgotten} and {@link #takeUp} may be called from any thread, and never wait.
 */
final class BlockJournal implements BlockList.Observer, AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** Sources in one transaction. */
    private static final int BATCH_MAX = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(BlockJournal.class);

    private final BlockStore store;
    private final Clock clock;
    private final Counters<GuardCounter> counters;
    private final WriteBehind<String, Change> writes;

    /** @param capacity sources that may wait for the disk; more are lost, and counted */
    BlockJournal(BlockStore store, int capacity, Clock clock, Counters<GuardCounter> counters) {
        this.store = store;
        this.clock = clock;
        this.counters = counters;
        writes = new WriteBehind<>(new WriteBehind.Pace(INTERVAL, RETRY, BATCH_MAX, capacity), Change::source,
                store::write, new Watcher());
    }

    private final class Watcher implements WriteBehind.Watcher {

        @Override
        public void saved(int changes) {}

        @Override
        public void failed(boolean first, String why) {
            counters.increment(GuardCounter.BLOCK_SAVES_FAILED);
            if (first) {
                LOG.error("blocks cannot be saved, a restart would let their sources in: {}", why);
            }
        }

        @Override
        public void lost(int changes) {
            counters.add(GuardCounter.BLOCK_SAVES_LOST, changes);
        }
    }

    /**
     * Starts to write.
     *
     * @param others is run when somebody else may have written: behind our own changes, on the writer's thread
     */
    void start(Runnable others) {
        writes.reading(others);
        writes.start("block-journal");
    }

    /** Somebody else may have written. */
    void takeUp() {
        writes.ask();
    }

    /** Whether what is stored of a source is older than what is known here. */
    boolean waits(long key) {
        return writes.waits(SourceKey.text(key));
    }

    @Override
    public void kept(Block block) {
        long endMillis = clock.epochMillis() + Duration.ofNanos(block.endNanos() - clock.nanoTime()).toMillis();
        String source = SourceKey.text(block.key());
        writes.put(new Change(source, Optional.of(new SavedBlock(source, block.reason().code(), block.datagramsOnly(),
                block.sinceMillis(), endMillis, block.times(), block.note()))));
    }

    @Override
    public void forgotten(long key) {
        forgotten(SourceKey.text(key));
    }

    /** What is stored and is of no use. */
    void forgotten(String source) {
        writes.put(new Change(source, Optional.empty()));
    }

    /** Changes that wait for the disk. */
    int size() {
        return writes.size();
    }

    /** Writes what waits; for tests. */
    boolean flush() {
        return writes.flush();
    }

    /** Writes what is left, and closes the store. After whoever blocks has ended. */
    @Override
    public void close() {
        writes.close();
        store.close();
    }
}
