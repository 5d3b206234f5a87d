package io.sbc.core.directory.sql;

import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Which devices each of the last versions of the directory changed: inside the transaction of a change, and for who follows. */
final class ChangedDevices {

    /** A change of more devices is not told one by one: to read all of them is as quick. */
    static final int FEW = 500;
    /** Versions that are kept. */
    static final int VERSIONS = 1_000;

    private static final long ALL = 0;

    private ChangedDevices() {}

    /** Leaves in the transaction of a change what it changed; the directory is touched by it as well. */
    static void record(SqlChange change, List<DeviceId> devices) {
        Handle transaction = change.handle();
        long version = version(transaction) + 1;
        List<Long> told = devices.size() > FEW || devices.isEmpty()
                ? List.of(ALL)
                : devices.stream().map(DeviceId::value).distinct().toList();
        try (PreparedBatch rows = transaction
                .prepareBatch("INSERT INTO directory_changes (version, device_id) VALUES (?, ?)")) {
            told.forEach(device -> rows.add(version, device));
            rows.execute();
        }
        transaction.execute("DELETE FROM directory_changes WHERE version <= ?", version - VERSIONS);
        change.touch(SqlStore.TOPIC);
    }

    static long version(Handle open) {
        return open.select("SELECT value FROM counters WHERE name = ?", SqlStore.TOPIC).mapTo(Long.class).one();
    }

    /** The devices that changed from one version to another; empty where that is not known, or they are many. */
    static Optional<Set<DeviceId>> between(Handle open, long from, long to) {
        Set<Long> versions = new HashSet<>();
        Set<Long> devices = new TreeSet<>();
        open.select("SELECT version, device_id FROM directory_changes WHERE version > ? AND version <= ?", from, to)
                .map((row, _) -> List.of(row.getLong("version"), row.getLong("device_id"))).forEach(row -> {
                    versions.add(row.get(0));
                    devices.add(row.get(1));
                });
        if (versions.size() != to - from || devices.contains(ALL) || devices.size() > FEW) {
            return Optional.empty();
        }
        Set<DeviceId> changed = new HashSet<>();
        devices.forEach(device -> changed.add(new DeviceId(device)));
        return Optional.of(changed);
    }

    /**
     * What somebody who follows the directory has missed.
     *
     * @param version that he has with it
     * @param changed the devices that changed, went or came; empty: {@code devices} are all there are
     * @param devices of those, as they are now
     */
    record Missed(long version, Optional<Set<DeviceId>> changed, List<Device> devices) {}
}
