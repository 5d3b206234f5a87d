package io.sbc.core.directory.sql;

import io.sbc.core.history.EventDraft;
import io.sbc.core.settings.SettingsStore;
import io.sbc.core.settings.SettingsVersion;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** {@link SettingsStore} in the table {@code settings_versions}. */
final class SqlSettingsStore implements SettingsStore {

    static final String TOPIC = "settings";

    private final SqlSession session;
    private final InstantSource clock;

    SqlSettingsStore(SqlSession session, InstantSource clock) {
        this.session = session;
        this.clock = clock;
    }

    @Override
    public SettingsVersion current() {
        return session.read(SqlSettingsStore::current);
    }

    @Override
    public List<SettingsVersion> versions() {
        return session.read(open -> open.select("SELECT * FROM settings_versions ORDER BY version DESC")
                .map((row, _) -> toVersion(row)).list());
    }

    @Override
    public Optional<Put.InUse> inUse(Set<String> icps) {
        return icps.isEmpty() ? Optional.empty() : session.read(open -> inUse(open, icps));
    }

    private static Optional<Put.InUse> inUse(Handle open, Set<String> icps) {
        return icps.stream().sorted()
                .map(icp -> new Put.InUse(icp, open.select("SELECT COUNT(*) FROM devices WHERE icp = ?", icp)
                        .mapTo(Long.class).one()))
                .filter(used -> used.devices() > 0).findFirst();
    }

    @Override
    public Put put(long from, String overlay, String note, Set<String> icpsGone, EventDraft event) {
        return session.write(change -> {
            if (current(change.handle()).version() != from) {
                return new Put.Stale();
            }
            Optional<Put.InUse> used = inUse(change.handle(), icpsGone);
            if (used.isPresent()) {
                return used.get();
            }
            SettingsVersion made = new SettingsVersion(from + 1, Instant.ofEpochMilli(clock.millis()),
                    event.author().name(), note, overlay);
            change.execute("""
                    INSERT INTO settings_versions (version, time_millis, author, note, overlay)
                    VALUES (?, ?, ?, ?, ?)""", made.version(), made.time().toEpochMilli(), made.author(), made.note(),
                    made.overlay());
            change.execute("DELETE FROM settings_versions WHERE version <= ?", made.version() - KEPT);
            change.record(event);
            change.touch(TOPIC);
            return new Put.Made(made);
        });
    }

    private static SettingsVersion current(Handle open) {
        return open.select("SELECT * FROM settings_versions ORDER BY version DESC LIMIT 1")
                .map((row, _) -> toVersion(row)).findOne().orElse(SettingsVersion.NONE);
    }

    private static SettingsVersion toVersion(ResultSet row) throws SQLException {
        return new SettingsVersion(row.getLong("version"), Instant.ofEpochMilli(row.getLong("time_millis")),
                row.getString("author"), row.getString("note"), row.getString("overlay"));
    }
}
