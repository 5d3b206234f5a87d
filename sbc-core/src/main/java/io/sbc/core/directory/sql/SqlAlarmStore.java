package io.sbc.core.directory.sql;

import io.sbc.core.alarm.AlarmFilter;
import io.sbc.core.alarm.AlarmRecord;
import io.sbc.core.alarm.AlarmRecord.Acknowledgement;
import io.sbc.core.alarm.AlarmStore;
import io.sbc.core.alarm.Severity;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.StoreException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Alarms in this node's own file, over a connection of their own with {@code synchronous=NORMAL}: a kill of the process loses no commit.
 * Thread-safe: one caller at a time.
 */
public final class SqlAlarmStore implements AlarmStore {

    private final OwnConnection connection;
    private final Handle handle;

    private SqlAlarmStore(OwnConnection connection) {
        this.connection = connection;
        this.handle = connection.handle();
    }

    /**
     * Opens it. The tables are there once {@link SqlStore#open} has been called.
     *
     * @throws StoreException when that is not possible
     */
    public static SqlAlarmStore open(StoreSettings settings) {
        return new SqlAlarmStore(OwnConnection.open(settings));
    }

    @Override
    public long lastId() {
        return read(open -> open.select("SELECT last_id FROM alarm_state WHERE id = 1").mapTo(Long.class).one());
    }

    @Override
    public List<AlarmRecord> active() {
        return read(open -> open.select("SELECT * FROM alarms WHERE cleared_millis IS NULL ORDER BY id")
                .map((row, _) -> toRecord(row)).list());
    }

    @Override
    public List<AlarmRecord> find(AlarmFilter filter, int limit) {
        return read(open -> select(open, filter, limit));
    }

    @Override
    public Optional<AlarmRecord> find(long id) {
        return read(open -> open.select("SELECT * FROM alarms WHERE id = ?", id).map((row, _) -> toRecord(row))
                .findOne());
    }

    private static List<AlarmRecord> select(Handle open, AlarmFilter filter, int limit) {
        List<String> conditions = new ArrayList<>(List.of("1 = 1"));
        List<Object> values = new ArrayList<>();
        filter.active().ifPresent(
                active -> conditions.add(active ? "cleared_millis IS NULL" : "cleared_millis IS NOT NULL"));
        filter.severity().ifPresent(severity -> and("severity = ?", severity.wireName(), conditions, values));
        filter.kind().ifPresent(kind -> and("kind = ?", kind, conditions, values));
        filter.subject().ifPresent(subject -> and("subject = ?", subject, conditions, values));
        filter.from().ifPresent(from -> and("since_millis >= ?", from.toEpochMilli(), conditions, values));
        filter.until().ifPresent(until -> and("since_millis < ?", until.toEpochMilli(), conditions, values));
        filter.before().ifPresent(before -> and("id < ?", before, conditions, values));
        Query query = open.createQuery(
                "SELECT * FROM alarms WHERE " + String.join(" AND ", conditions) + " ORDER BY id DESC LIMIT ?");
        int place = 0;
        for (Object value : values) {
            query.bind(place++, value);
        }
        return query.bind(place, limit).map((row, _) -> toRecord(row)).list();
    }

    private static void and(String condition, Object value, List<String> conditions, List<Object> values) {
        conditions.add(condition);
        values.add(value);
    }

    @Override
    public void write(Collection<AlarmRecord> alarms) {
        write(transaction -> {
            try (PreparedBatch delete = transaction.prepareBatch("DELETE FROM alarms WHERE id = ?")) {
                alarms.forEach(alarm -> delete.add(alarm.id()));
                if (delete.size() > 0) {
                    delete.execute();
                }
            }
            insert(transaction, alarms);
            long last = alarms.stream().mapToLong(AlarmRecord::id).max().orElse(0);
            return transaction.execute("""
                    UPDATE alarm_state SET probe = probe + 1,
                           last_id = CASE WHEN last_id < ? THEN ? ELSE last_id END WHERE id = 1""", last, last);
        });
    }

    private static void insert(Handle transaction, Collection<AlarmRecord> alarms) {
        try (PreparedBatch insert = transaction.prepareBatch("""
                INSERT INTO alarms (id, kind, severity, subject, text, since_millis, times, seen_millis, cleared_millis,
                                    ack_by, ack_millis, ack_note)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            for (AlarmRecord alarm : alarms) {
                Optional<Acknowledgement> seen = alarm.acknowledgement();
                insert.add(alarm.id(), alarm.kind(), alarm.severity().wireName(), alarm.subject(), alarm.text(),
                        alarm.since().toEpochMilli(), alarm.times(), alarm.lastSeen().toEpochMilli(),
                        millis(alarm.cleared()), seen.map(Acknowledgement::by).orElse(null),
                        millis(seen.map(Acknowledgement::at)), seen.map(Acknowledgement::note).orElse(null));
            }
            if (insert.size() > 0) {
                insert.execute();
            }
        }
    }

    private static @Nullable Long millis(Optional<Instant> time) {
        return time.map(Instant::toEpochMilli).orElse(null);
    }

    @Override
    public int trim(Instant clearedBefore, int countMax) {
        return write(transaction -> transaction.execute("DELETE FROM alarms WHERE cleared_millis < ?",
                clearedBefore.toEpochMilli())
                + transaction.execute("""
                        DELETE FROM alarms WHERE cleared_millis IS NOT NULL AND id <= (
                            SELECT COALESCE(MAX(id), 0) FROM (
                                SELECT id FROM alarms ORDER BY id DESC LIMIT -1 OFFSET ?) AS older)""", countMax));
    }

    private synchronized <T> T read(Function<Handle, T> work) {
        try {
            return work.apply(handle);
        } catch (JdbiException e) {
            throw StoreFailures.of("alarms cannot be read", e);
        }
    }

    private synchronized <T> T write(Function<Handle, T> work) {
        try {
            return handle.inTransaction(work::apply);
        } catch (JdbiException e) {
            throw StoreFailures.of("alarms cannot be written", e);
        }
    }

    private static AlarmRecord toRecord(ResultSet row) throws SQLException {
        Optional<Instant> acknowledged = instant(row, "ack_millis");
        return new AlarmRecord(row.getLong("id"), row.getString("kind"),
                Severity.named(row.getString("severity")).orElse(Severity.MAJOR), row.getString("subject"),
                row.getString("text"), Instant.ofEpochMilli(row.getLong("since_millis")), row.getInt("times"),
                Instant.ofEpochMilli(row.getLong("seen_millis")), instant(row, "cleared_millis"),
                acknowledged.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Acknowledgement(row.getString("ack_by"), acknowledged.get(),
                                row.getString("ack_note"))));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    @Override
    public synchronized void close() {
        connection.close();
    }
}
