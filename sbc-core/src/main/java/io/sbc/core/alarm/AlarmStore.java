package io.sbc.core.alarm;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Alarms on the disk. Thread-safe; waits for a disk. Every method throws {@code StoreException} when the database fails. */
public interface AlarmStore extends AutoCloseable {

    /** The largest id there ever was; 0 before the first. */
    long lastId();

    /** Those that go on. */
    List<AlarmRecord> active();

    /** The newest first. */
    List<AlarmRecord> find(AlarmFilter filter, int limit);

    /** One of them. */
    Optional<AlarmRecord> find(long id);

    /** Adds or replaces them, all or none. None: only tries whether the disk takes a write. */
    void write(Collection<AlarmRecord> alarms);

    /**
     * Removes cleared ones that are too old or too many; those that go on stay.
     *
     * @return how many were removed
     */
    int trim(Instant clearedBefore, int countMax);

    @Override
    void close();
}
