package io.sbc.core.directory.sql;

import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.StoreException;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the calls of devices ended on all nodes that share a database: on this one at once, on the others when their {@link StoreWatch} hears
 * of it. Thread-safe; waits for the disk.
 */
public final class CallEndings {

    static final String TOPIC = "call-endings";

    private static final Logger log = LoggerFactory.getLogger(CallEndings.class);
    /** Versions that are kept. */
    private static final int KEPT = 100;

    private final SqlSession session;
    private final Consumer<DeviceId> here;
    /** What was heard; the watch's thread alone writes it. */
    private long heard;

    /** @param here ends the calls of a device on this node, soon; again for one whose calls have ended does nothing */
    public CallEndings(SqlStore store, Consumer<DeviceId> here) {
        session = store.session();
        this.here = here;
        heard = session.read(CallEndings::version);
    }

    /** Hears of other nodes' from now on. */
    public CallEndings follow(StoreWatch watch) {
        watch.on(TOPIC, this::hear);
        return this;
    }

    /** Ends the calls of these devices. What other nodes could not be told is logged: the change that it follows is made already. */
    public void end(List<DeviceId> devices) {
        devices.forEach(here);
        if (devices.isEmpty()) {
            return;
        }
        try {
            session.write(change -> {
                long version = version(change.handle()) + 1;
                try (PreparedBatch rows = change.handle()
                        .prepareBatch("INSERT INTO call_endings (version, device_id) VALUES (?, ?)")) {
                    devices.stream().distinct().forEach(device -> rows.add(version, device.value()));
                    rows.execute();
                }
                change.execute("DELETE FROM call_endings WHERE version <= ?", version - KEPT);
                change.touch(TOPIC);
                return version;
            });
        } catch (StoreException e) {
            log.atWarn().addKeyValue("devices", devices).log("calls on other nodes go on, they cannot be told: {}",
                    e.getMessage());
        }
    }

    private void hear() {
        long now = session.read(CallEndings::version);
        session.read(open -> open
                .select("SELECT DISTINCT device_id FROM call_endings WHERE version > ? AND version <= ?", heard, now)
                .mapTo(Long.class).list()).forEach(device -> here.accept(new DeviceId(device)));
        heard = now;
    }

    private static long version(Handle open) {
        return open.select("SELECT value FROM counters WHERE name = ?", TOPIC).mapTo(Long.class).findOne().orElse(0L);
    }
}
