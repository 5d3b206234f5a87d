package io.sbc.core.registrar;

import io.sbc.core.directory.DeviceId;
import io.sbc.core.journal.WriteBehind;
import io.sbc.core.registrar.RegistrationStore.Change;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what the registrars leave to a {@link RegistrationStore}, behind them: no shard ever waits for a disk. Any thread. */
public final class WriteBehindJournal implements RegistrationJournal, AutoCloseable {

    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final Duration RETRY = Duration.ofSeconds(2);

    /** Devices in one transaction: about 30 ms, for which another process that writes has to wait. */
    private static final int BATCH_MAX = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(WriteBehindJournal.class);

    private final RegistrationStore store;
    private final RegistrarMetrics metrics;
    private final WriteBehind<DeviceId, Change> writes;

    /** @param capacity devices that may wait for the disk; more are lost, and counted */
    public WriteBehindJournal(RegistrationStore store, int capacity, RegistrarMetrics metrics) {
        this.store = store;
        this.metrics = metrics;
        writes = new WriteBehind<>(new WriteBehind.Pace(INTERVAL, RETRY, BATCH_MAX, capacity), Change::device,
                store::write, new Watcher());
        metrics.unsaved(writes::size);
    }

    private final class Watcher implements WriteBehind.Watcher {

        @Override
        public void saved(int changes) {
            metrics.counters().add(RegistrarCounter.SAVED, changes);
        }

        @Override
        public void failed(boolean first, String why) {
            metrics.count(RegistrarCounter.SAVES_FAILED);
            if (first) {
                LOG.error("registrations cannot be saved, a restart would cost each a REGISTER at its PBX: {}", why);
            }
        }

        @Override
        public void lost(int changes) {
            metrics.counters().add(RegistrarCounter.SAVES_LOST, changes);
        }
    }

    /** Starts to write. */
    public WriteBehindJournal start() {
        writes.start("registration-journal");
        return this;
    }

    @Override
    public void save(SavedRegistration registration) {
        writes.put(new Change(registration.device(), Optional.of(registration)));
    }

    @Override
    public void forget(DeviceId device) {
        writes.put(new Change(device, Optional.empty()));
    }

    /** Writes what waits; for tests. */
    boolean flush() {
        return writes.flush();
    }

    /** Writes what is left, and closes the store. After the shards have ended. */
    @Override
    public void close() {
        writes.close();
        store.close();
    }
}
