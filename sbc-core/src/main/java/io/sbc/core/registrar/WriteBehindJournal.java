package io.sbc.core.registrar;

import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.StoreException;
import io.sbc.core.registrar.RegistrationStore.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what the registrars leave to a {@link RegistrationStore}, in batches, from a thread of its own: no shard ever
 * waits for a disk. Of one device only the latest counts, so what waits is limited by the number of devices, and by a
 * capacity besides. What a kill takes is what was left here since the last batch: at most {@link #INTERVAL} and the time
 * of a write. While the store fails nothing is given up; it is tried again.
 *
 * <p>{@link #save} and {@link #forget} may be called from any thread.
 */
public final class WriteBehindJournal implements RegistrationJournal, AutoCloseable {

    /** Between two batches. */
    static final Duration INTERVAL = Duration.ofMillis(250);

    /** Between two tries while the store fails. */
    private static final Duration RETRY = Duration.ofSeconds(2);

    /** Devices in one transaction: about 30 ms, for which another process that writes has to wait. */
    static final int BATCH_MAX = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(WriteBehindJournal.class);

    private final RegistrationStore store;
    private final int capacity;
    private final RegistrarMetrics metrics;
    private final ConcurrentHashMap<DeviceId, Change> pending = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable Thread writer;
    private boolean failing;
    private volatile int writing;

    /** @param capacity devices that may wait for the disk; more are lost, and counted */
    public WriteBehindJournal(RegistrationStore store, int capacity, RegistrarMetrics metrics) {
        this.store = store;
        this.capacity = capacity;
        this.metrics = metrics;
        metrics.unsaved(() -> pending.size() + writing);
    }

    /** Starts to write. */
    public WriteBehindJournal start() {
        writer = Thread.ofPlatform().daemon().name("registration-journal").start(this::writeUntilClosed);
        return this;
    }

    @Override
    public void save(SavedRegistration registration) {
        put(new Change(registration.device(), Optional.of(registration)));
    }

    @Override
    public void forget(DeviceId device) {
        put(new Change(device, Optional.empty()));
    }

    private void put(Change change) {
        if (pending.size() >= capacity && !pending.containsKey(change.device())) {
            metrics.count(RegistrarCounter.SAVES_LOST);
            return;
        }
        pending.put(change.device(), change);
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
        for (List<Change> batch = take(); !batch.isEmpty(); batch = take()) {
            try {
                store.write(batch);
                metrics.counters().add(RegistrarCounter.SAVED, batch.size());
                failing = false;
                writing = 0;
            } catch (StoreException e) {
                batch.forEach(change -> pending.putIfAbsent(change.device(), change)); // what came meanwhile is newer
                writing = 0;
                metrics.count(RegistrarCounter.SAVES_FAILED);
                if (!failing) {
                    LOG.error("registrations cannot be saved, a restart would cost each a REGISTER at its PBX: {}",
                            e.getMessage());
                }
                failing = true;
                return false;
            }
        }
        return true;
    }

    private List<Change> take() {
        List<Change> batch = new ArrayList<>();
        for (Iterator<Change> each = pending.values().iterator(); each.hasNext() && batch.size() < BATCH_MAX;) {
            Change change = each.next();
            writing = batch.size() + 1;
            if (pending.remove(change.device(), change)) {
                batch.add(change);
            }
        }
        writing = batch.size();
        return batch;
    }

    /** Writes what is left, and closes the store. After the shards have ended. */
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
            metrics.counters().add(RegistrarCounter.SAVES_LOST, pending.size());
        }
        store.close();
    }
}
