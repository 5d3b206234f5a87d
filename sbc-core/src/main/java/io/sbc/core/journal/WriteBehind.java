package io.sbc.core.journal;

import io.sbc.core.directory.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes changes from any thread, which never waits, and writes them in batches from a thread of its own. Of one key only the latest counts, so
 * what waits is limited by the number of keys, and by a capacity besides. What a kill takes is what was left here since the last batch. While the
 * place fails nothing is given up; it is tried again.
 *
 * @param <K> what a change is about
 * @param <C> a change; {@code equals} tells one from the next
 */
public final class WriteBehind<K, C> implements AutoCloseable {

    private final Pace pace;
    private final Function<C, K> key;
    private final Place<C> place;
    private final Watcher watcher;
    private final ConcurrentHashMap<K, C> pending = new ConcurrentHashMap<>();
    private final Semaphore wakeUps = new Semaphore(0);
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile boolean closed;
    private @Nullable Thread writer;
    private @Nullable Runnable reading;
    private boolean failing;

    /** Where changes go; throws {@link StoreException} when it does not take them. */
    @FunctionalInterface
    public interface Place<C> {

        /** All of it or nothing. */
        void write(List<C> batch);
    }

    /** Who counts. */
    public interface Watcher {

        void saved(int changes);

        /** @param first of several tries */
        void failed(boolean first, String why);

        /** Changes that nobody will write. */
        void lost(int changes);
    }

    /**
     * How fast, and how much.
     *
     * @param interval between two batches
     * @param retry between two tries while the place fails
     * @param batchMax changes in one transaction
     * @param capacity keys that may wait; more are lost, and counted
     */
    public record Pace(Duration interval, Duration retry, int batchMax, int capacity) {}

    public WriteBehind(Pace pace, Function<C, K> key, Place<C> place, Watcher watcher) {
        this.pace = pace;
        this.key = key;
        this.place = place;
        this.watcher = watcher;
    }

    /** Starts to write, from a thread of that name. Once. */
    public void start(String thread) {
        writer = Thread.ofPlatform().daemon().name(thread).start(this::writeUntilClosed);
    }

    /** What is to be run on the writer's thread, behind what waits, whenever it is {@link #ask asked} for. Before the start. */
    public void reading(Runnable work) {
        reading = work;
    }

    /** Asks for the reading, soon. Any thread. */
    public void ask() {
        asked.set(true);
        wakeUps.release();
    }

    public void put(C change) {
        if (pending.size() >= pace.capacity() && !pending.containsKey(key.apply(change))) {
            watcher.lost(1);
            return;
        }
        pending.put(key.apply(change), change);
    }

    /** Changes that are not written yet. */
    public int size() {
        return pending.size();
    }

    /** Whether there is a change of that key which is not written yet. */
    public boolean waits(K one) {
        return pending.containsKey(one);
    }

    private void writeUntilClosed() {
        try {
            while (!closed) {
                boolean _ = wakeUps.tryAcquire((failing ? pace.retry() : pace.interval()).toMillis(),
                        TimeUnit.MILLISECONDS);
                wakeUps.drainPermits();
                if (flush()) {
                    read();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        Runnable work = reading;
        if (work != null && asked.getAndSet(false)) {
            try {
                work.run();
            } catch (StoreException e) {
                watcher.failed(true, e.getMessage());
                asked.set(true); // with the next batch
            }
        }
    }

    /**
     * Writes what waits, batch by batch. The writer's thread, and tests.
     *
     * @return false when the place failed: what waits still waits
     */
    public boolean flush() {
        while (!pending.isEmpty()) {
            List<C> batch = pending.values().stream().limit(pace.batchMax()).toList();
            try {
                place.write(batch);
            } catch (StoreException e) {
                watcher.failed(!failing, e.getMessage());
                failing = true;
                return false;
            }
            batch.forEach(change -> pending.remove(key.apply(change), change)); // what came meanwhile is newer, and stays
            watcher.saved(batch.size());
            failing = false;
        }
        return true;
    }

    /** Writes what is left. After whoever changes something has ended. */
    @Override
    public void close() {
        closed = true;
        wakeUps.release();
        Thread running = writer;
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (!flush()) {
            watcher.lost(pending.size());
        }
    }
}
