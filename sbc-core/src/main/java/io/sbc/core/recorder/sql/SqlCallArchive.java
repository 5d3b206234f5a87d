package io.sbc.core.recorder.sql;

import io.sbc.core.recorder.ArchivedCall;
import io.sbc.core.recorder.CallArchive;
import io.sbc.core.recorder.CallQuery;
import io.sbc.core.recorder.Recording;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Ended calls in SQLite: a narrow table to search in, and what was recorded, compressed, in another. {@code synchronous=NORMAL}: a power
 * cut may take the last calls, never the file. A kill takes what was not handed over yet.
 */
public final class SqlCallArchive implements CallArchive {

    private static final String TABLES = """
            CREATE TABLE IF NOT EXISTS calls (
              n INTEGER PRIMARY KEY, id TEXT NOT NULL, call_id TEXT NOT NULL, other_call_id TEXT NOT NULL, device TEXT NOT NULL,
              caller TEXT NOT NULL, callee TEXT NOT NULL, source TEXT NOT NULL, addresses TEXT NOT NULL, started INTEGER NOT NULL,
              ended INTEGER, answered INTEGER NOT NULL, status INTEGER NOT NULL, poor INTEGER NOT NULL, rule TEXT NOT NULL,
              thinned INTEGER NOT NULL, dropped INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS recordings (n INTEGER PRIMARY KEY, summary BLOB NOT NULL, length INTEGER NOT NULL, events BLOB NOT NULL);
            CREATE UNIQUE INDEX IF NOT EXISTS calls_id ON calls (id);
            CREATE INDEX IF NOT EXISTS calls_call_id ON calls (call_id);
            CREATE INDEX IF NOT EXISTS calls_other_call_id ON calls (other_call_id);
            CREATE INDEX IF NOT EXISTS calls_caller ON calls (caller, started);
            CREATE INDEX IF NOT EXISTS calls_callee ON calls (callee, started);
            CREATE INDEX IF NOT EXISTS calls_device ON calls (device, started);
            CREATE INDEX IF NOT EXISTS calls_started ON calls (started);
            """;

    private static final String INSERT = """
            INSERT OR REPLACE INTO calls (n, id, call_id, other_call_id, device, caller, callee, source, addresses, started, ended, answered,
            status, poor, rule, thinned, dropped) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)""";

    private static final int BUSY_TIMEOUT_MILLIS = 5_000;

    /** Rows that go in one step when there is no room. */
    private static final int EXPIRE_STEP = 500;

    /** No recording is larger; guards against a damaged length. Octets. */
    private static final int EVENTS_MAX = 8 << 20;

    private final Connection writing;
    private final Connection reading;
    private final PreparedStatement insert;
    private final PreparedStatement insertRecording;
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    private final byte[] scratch = new byte[16 * 1024];
    private long nextRow;
    private volatile long size; // of the writer, for all
    private volatile long octets;

    private SqlCallArchive(Connection writing, Connection reading) throws SQLException {
        this.writing = writing;
        this.reading = reading;
        this.insert = writing.prepareStatement(INSERT);
        this.insertRecording = writing
                .prepareStatement("INSERT OR REPLACE INTO recordings (n, summary, length, events) VALUES (?,?,?,?)");
        this.nextRow = number(writing, "SELECT coalesce(max(n), 0) + 1 FROM calls");
        this.size = number(writing, "SELECT count(*) FROM calls");
        this.octets = measured();
    }

    /**
     * Opens the archive; makes it, readable for this user alone, when it is missing.
     *
     * @throws ArchiveException when that is not possible
     */
    public static SqlCallArchive open(Path database) {
        try {
            if (database.getParent() != null) {
                Files.createDirectories(database.getParent());
            }
            if (!Files.exists(database)) {
                Files.createFile(database);
                if (Files.getFileStore(database).supportsFileAttributeView("posix")) {
                    Files.setPosixFilePermissions(database,
                            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
                }
            }
            Connection writing = source(database).getConnection();
            try (Statement statement = writing.createStatement()) {
                for (String one : TABLES.split(";\n")) {
                    statement.execute(one);
                }
            }
            return new SqlCallArchive(writing, source(database).getConnection());
        } catch (IOException | SQLException e) {
            throw new ArchiveException("recorder.database: " + database + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static SQLiteDataSource source(Path database) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + database);
        return source;
    }

    @Override
    public void store(List<ArchivedCall> calls) {
        try {
            writing.setAutoCommit(false);
            try {
                for (ArchivedCall call : calls) {
                    store(call);
                }
                writing.commit();
                long before = size;
                size = before + calls.size();
                octets = measured();
            } catch (SQLException e) {
                writing.rollback();
                throw e;
            } finally {
                writing.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new ArchiveException("ended calls cannot be stored: " + e.getMessage(), e);
        }
    }

    private void store(ArchivedCall call) throws SQLException {
        Recording recording = call.recording();
        List<String> callIds = recording.callIds();
        long row = nextRow++;
        int at = 0;
        insert.setLong(++at, row);
        insert.setString(++at, recording.id());
        insert.setString(++at, callIds.isEmpty() ? "" : callIds.getFirst());
        insert.setString(++at, callIds.size() < 2 ? "" : callIds.getLast());
        insert.setString(++at, recording.user());
        insert.setString(++at, recording.caller());
        insert.setString(++at, recording.callee());
        insert.setString(++at, recording.source());
        insert.setString(++at, call.addresses());
        insert.setLong(++at, recording.startedMillis());
        insert.setLong(++at, recording.endedMillis().orElse(recording.startedMillis()));
        insert.setBoolean(++at, recording.call().filter(its -> its.answeredMillis().isPresent()).isPresent());
        insert.setInt(++at, recording.status());
        insert.setBoolean(++at, recording.call().filter(its -> !its.quality().verdicts().isEmpty()).isPresent());
        insert.setString(++at, call.rule());
        insert.setBoolean(++at, call.thinned());
        insert.setInt(++at, recording.dropped());
        insert.executeUpdate();
        insertRecording.setLong(1, row);
        insertRecording.setBytes(2, call.summary());
        insertRecording.setInt(3, call.events().length);
        insertRecording.setBytes(4, deflated(call.events()));
        insertRecording.executeUpdate();
    }

    private byte[] deflated(byte[] events) {
        if (events.length == 0) {
            return events;
        }
        deflater.reset();
        deflater.setInput(events);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream(events.length / 3);
        while (!deflater.finished()) {
            out.write(scratch, 0, deflater.deflate(scratch));
        }
        return out.toByteArray();
    }

    private static byte[] inflated(byte[] deflated, int length) {
        if (length <= 0 || length > EVENTS_MAX) {
            return new byte[0];
        }
        Inflater inflater = new Inflater();
        try {
            byte[] events = new byte[length];
            inflater.setInput(deflated);
            int read = inflater.inflate(events);
            return read == length ? events : new byte[0];
        } catch (DataFormatException damaged) {
            return new byte[0];
        } finally {
            inflater.end();
        }
    }

    @Override
    public int expire(long beforeMillis, long octetsMax) {
        try {
            long before = size;
            remove("SELECT n FROM calls WHERE started < " + beforeMillis + " ORDER BY started LIMIT " + EXPIRE_STEP);
            octets = measured();
            for (int step = 0; step < 20 && octets > octetsMax && size > 0; step++) {
                remove("SELECT n FROM calls ORDER BY n LIMIT " + EXPIRE_STEP);
                octets = measured();
            }
            return (int) (before - size);
        } catch (SQLException e) {
            throw new ArchiveException("old calls cannot be removed: " + e.getMessage(), e);
        }
    }

    /** One transaction; the rows of the first table last, since they say which. */
    private void remove(String which) throws SQLException {
        writing.setAutoCommit(false);
        try (Statement statement = writing.createStatement()) {
            statement.executeUpdate("DELETE FROM recordings WHERE n IN (" + which + ")");
            int removed = statement.executeUpdate("DELETE FROM calls WHERE n IN (" + which + ")");
            long before = size;
            size = before - removed;
            writing.commit();
        } catch (SQLException e) {
            writing.rollback();
            throw e;
        } finally {
            writing.setAutoCommit(true);
        }
    }

    @Override
    public List<ArchivedCall> find(CallQuery query) {
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        query.number().ifPresent(number -> {
            conditions.add("n IN (SELECT n FROM calls WHERE caller = ? UNION SELECT n FROM calls WHERE callee = ?"
                    + " UNION SELECT n FROM calls WHERE device = ?)");
            values.addAll(List.of(number, number, number));
        });
        query.callId().ifPresent(callId -> {
            conditions.add("(call_id = ? OR other_call_id = ?)");
            values.addAll(List.of(callId, callId));
        });
        query.address().ifPresent(address -> {
            conditions.add("instr(addresses, ?) > 0");
            values.add(" " + address + " ");
        });
        query.fromMillis().ifPresent(from -> {
            conditions.add("started >= ?");
            values.add(from);
        });
        query.toMillis().ifPresent(to -> {
            conditions.add("started < ?");
            values.add(to);
        });
        query.rule().ifPresent(rule -> {
            conditions.add("rule = ?");
            values.add(rule);
        });
        query.outcome().ifPresent(outcome -> {
            switch (outcome) {
                case "answered" -> conditions.add("answered = 1");
                case "failed" -> conditions.add("answered = 0");
                case "poor" -> conditions.add("poor = 1");
                default -> {
                    conditions.add("status = ?");
                    values.add(Integer.valueOf(outcome));
                }
            }
        });
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        return select("SELECT c.*, r.summary, 0 AS length, x'' AS events FROM (SELECT * FROM calls" + where
                + " ORDER BY started DESC LIMIT " + query.limit()
                + ") c JOIN recordings r USING (n) ORDER BY started DESC",
                values);
    }

    @Override
    public Optional<ArchivedCall> get(String idOrCallId) {
        String select = "SELECT * FROM calls JOIN recordings USING (n) WHERE ";
        return select(select + "id = ?", List.of(idOrCallId)).stream().findFirst()
                .or(() -> select(select + "(call_id = ? OR other_call_id = ?) ORDER BY started DESC LIMIT 1",
                        List.of(idOrCallId, idOrCallId)).stream().findFirst());
    }

    private List<ArchivedCall> select(String sql, List<Object> values) {
        List<ArchivedCall> found = new ArrayList<>();
        synchronized (reading) {
            try (PreparedStatement statement = reading.prepareStatement(sql)) {
                for (int i = 0; i < values.size(); i++) {
                    statement.setObject(i + 1, values.get(i));
                }
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        found.add(call(row));
                    }
                }
            } catch (SQLException e) {
                throw new ArchiveException("stored calls cannot be read: " + e.getMessage(), e);
            }
        }
        return found;
    }

    private static ArchivedCall call(ResultSet row) throws SQLException {
        List<String> callIds = new ArrayList<>(List.of(row.getString("call_id")));
        if (!row.getString("other_call_id").isEmpty()) {
            callIds.add(row.getString("other_call_id"));
        }
        Recording recording = new Recording(row.getString("id"), false, row.getString("device"),
                row.getString("source"), row.getString("caller"), row.getString("callee"), callIds,
                row.getLong("started"), OptionalLong.of(row.getLong("ended")), row.getInt("status"), Optional.empty(),
                List.of(), row.getInt("dropped"));
        return new ArchivedCall(recording, row.getBytes("summary"),
                inflated(row.getBytes("events"), row.getInt("length")), row.getBoolean("thinned"),
                row.getString("addresses"), row.getString("rule"));
    }

    private long measured() throws SQLException {
        return (number(writing, "PRAGMA page_count") - number(writing, "PRAGMA freelist_count"))
                * number(writing, "PRAGMA page_size");
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery(sql)) {
            return row.getLong(1);
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long octets() {
        return octets;
    }

    @Override
    public void close() {
        try {
            deflater.end();
            synchronized (reading) {
                reading.close();
            }
            writing.close();
        } catch (SQLException e) {
            throw new ArchiveException("recorder.database cannot be closed: " + e.getMessage(), e);
        }
    }
}
