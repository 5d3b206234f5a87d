package io.sbc.core.guard;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.directory.StoreException;
import io.sbc.core.guard.BlockStore.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the block list over a restart: writes what changes to a {@link BlockStore}, in batches, from a thread of its own. Of one
 * source only the latest counts, so what waits is limited by the sources that were blocked lately, and by a capacity besides.
 * What a kill takes is what changed within the last {@link #INTERVAL}. While the store fails it is tried again.
 *
 * <p>{@link #kept} and {@link #forgotten} may be called from any thread, and never wait.
 */
final class BlockJournal implements BlockList.Observer, AutoCloseable {

    /** Between two batches. */
    static final Duration INTERVAL = Duration.ofMillis(500);

    /** Between two tries while the store fails. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** Sources in one transaction. */
    static final int BATCH_MAX = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(BlockJournal.class);

    private final BlockStore store;
    private final Clock clock;
    private final Counters<GuardCounter> counters;
    private final int capacity;
    private final Map<String, Change> pending = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable Thread writer;
    private boolean failing;

    /** @param capacity sources that may wait for the disk; more are lost, and counted */
    BlockJournal(BlockStore store, int capacity, Clock clock, Counters<GuardCounter> counters) {
        this.store = store;
        this.capacity = capacity;
        this.clock = clock;
        this.counters = counters;
    }

    /** Starts to write. */
    void start() {
        writer = Thread.ofPlatform().daemon().name("block-journal").start(this::writeUntilClosed);
    }

    @Override
    public void kept(Block block) {
        long endMillis = clock.epochMillis() + Duration.ofNanos(block.endNanos() - clock.nanoTime()).toMillis();
        String source = SourceKey.text(block.key());
        put(new Change(source, Optional.of(new SavedBlock(source, block.reason().code(), block.datagramsOnly(),
                block.sinceMillis(), endMillis, block.times(), block.note()))));
    }

    @Override
    public void forgotten(long key) {
        put(new Change(SourceKey.text(key), Optional.empty()));
    }

    /** What is stored and is of no use. */
    void forgotten(String source) {
        put(new Change(source, Optional.empty()));
    }

    private void put(Change change) {
        if (pending.size() >= capacity && !pending.containsKey(change.source())) {
            counters.increment(GuardCounter.BLOCK_SAVES_LOST);
            return;
        }
        pending.put(change.source(), change);
    }

    /** Changes that wait for the disk. */
    int size() {
        return pending.size();
    }

    private void writeUntilClosed() {
        try {
            while (!closing.await((failing ? RETRY : INTERVAL).toMillis(), TimeUnit.MILLISECONDS)) {
                flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Writes what waits, batch by batch. The writer's thread only.
     *
     * @return false when the store failed: what waits still waits
     */
    boolean flush() {
        while (!pending.isEmpty()) {
            List<Change> batch = pending.values().stream().limit(BATCH_MAX).toList();
            try {
                store.write(new ArrayList<>(batch));
            } catch (StoreException e) {
                counters.increment(GuardCounter.BLOCK_SAVES_FAILED);
                if (!failing) {
                    LOG.error("blocks cannot be saved, a restart would let their sources in: {}", e.getMessage());
                }
                failing = true;
                return false;
            }
            batch.forEach(change -> pending.remove(change.source(), change)); // what came meanwhile is newer, and stays
            failing = false;
        }
        return true;
    }

    /** Writes what is left, and closes the store. After whoever blocks has ended. */
    @Override
    public void close() {
        closing.countDown();
        Thread running = writer;
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (!flush()) {
            counters.add(GuardCounter.BLOCK_SAVES_LOST, pending.size());
        }
        store.close();
    }
}
