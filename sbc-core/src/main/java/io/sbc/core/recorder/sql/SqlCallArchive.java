package io.sbc.core.recorder.sql;

import io.sbc.core.recorder.ArchivedCall;
import io.sbc.core.recorder.CallArchive;
import io.sbc.core.recorder.CallQuery;
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
import java.util.function.Predicate;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * Ended calls in SQLite. What a call is found by stands with others of its batch in a {@link Segment}: one row of a table that only grows at its
 * end, instead of a row in each of seven indexes for each call (ADR 0250). What was recorded is, by {@link Packing}, in a table of its own.
 * {@code synchronous=NORMAL}: a power cut may take the last seconds, never the file. A kill takes what was not handed over yet.
 */
public final class SqlCallArchive implements CallArchive {

    private static final int VERSION = 2;

    private static final String TABLES = """
            CREATE TABLE IF NOT EXISTS segments (n INTEGER PRIMARY KEY, count INTEGER NOT NULL, started_min INTEGER NOT NULL,
              started_max INTEGER NOT NULL, terms BLOB NOT NULL, calls BLOB NOT NULL);
            CREATE TABLE IF NOT EXISTS recordings (n INTEGER PRIMARY KEY, length INTEGER NOT NULL, events BLOB NOT NULL);
            """;

    private static final String INSERT = "INSERT INTO segments (n, count, started_min, started_max, terms, calls) VALUES (?,?,?,?,?,?)";

    static final String TERMS_OF = """
            SELECT n, count, terms FROM segments WHERE n < ? AND started_max >= ? AND started_min < ? ORDER BY n DESC""";
    static final String CALLS_OF = "SELECT calls FROM segments WHERE n = ?";
    static final String EVENTS_OF = "SELECT length, events FROM recordings WHERE n = ?";

    private static final int BUSY_TIMEOUT_MILLIS = 5_000;

    /** Calls that go in one step when there is no room, about: a step is a segment at least. */
    private static final int EXPIRE_STEP = 500;
    private static final int EXPIRE_STEPS = 20;

    /** A segment of so many calls is left as it is. */
    private static final int SEGMENT_ENOUGH = 128;

    /** So many segments in a row that are smaller become one. */
    private static final int SEGMENTS_MERGED = 64;

    /** No recording is larger; guards against a damaged length. Octets. */
    private static final int EVENTS_MAX = 8 << 20;

    private final Connection writing;
    private final Connection reading;
    private final PreparedStatement insert;
    private final PreparedStatement insertRecording;
    private final Packing packing = new Packing();
    private long nextNumber;
    private int smallSegments;
    private volatile long size; // of the writer, for all
    private volatile long octets;
    private long rowsOpened; // below the lock of reading

    private SqlCallArchive(Connection writing, Connection reading) throws SQLException {
        this.writing = writing;
        this.reading = reading;
        this.insert = writing.prepareStatement(INSERT);
        this.insertRecording = writing.prepareStatement("INSERT INTO recordings (n, length, events) VALUES (?,?,?)");
        this.nextNumber = number(writing, "SELECT coalesce(max(n + count), 1) FROM segments");
        this.size = number(writing, "SELECT coalesce(sum(count), 0) FROM segments");
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
            prepare(writing);
            return new SqlCallArchive(writing, source(database).getConnection());
        } catch (IOException | SQLException e) {
            throw new ArchiveException("recorder.database: " + database + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** An archive of another version is begun anew: what is past is for looking back on, and its age ends in weeks anyway. */
    private static void prepare(Connection writing) throws SQLException {
        try (Statement statement = writing.createStatement()) {
            if (number(writing, "PRAGMA user_version") != VERSION) {
                for (String table : List.of("calls", "recordings", "segments")) {
                    statement.execute("DROP TABLE IF EXISTS " + table);
                }
                statement.execute("PRAGMA user_version = " + VERSION);
            }
            for (String one : TABLES.split(";\n")) {
                statement.execute(one);
            }
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
        if (calls.isEmpty()) {
            return;
        }
        boolean alone = calls.size() >= SEGMENT_ENOUGH;
        if (smallSegments >= SEGMENTS_MERGED || (alone && smallSegments >= SEGMENTS_MERGED / 8)) {
            mergeSmall();
        }
        Segment segment = Segment.of(nextNumber, calls);
        change("ended calls cannot be stored", () -> {
            insert(segment);
            for (int i = 0; i < calls.size(); i++) {
                if (calls.get(i).events().length > 0) {
                    insertRecording.setLong(1, segment.first() + i);
                    insertRecording.setInt(2, calls.get(i).events().length);
                    insertRecording.setBytes(3, packing.packed(calls.get(i).events()));
                    insertRecording.executeUpdate();
                }
            }
        });
        nextNumber += calls.size();
        long before = size;
        size = before + calls.size();
        smallSegments = alone ? 0 : smallSegments + 1;
    }

    private void insert(Segment segment) throws SQLException {
        insert.setLong(1, segment.first());
        insert.setInt(2, segment.count());
        insert.setLong(3, segment.startedMin());
        insert.setLong(4, segment.startedMax());
        insert.setBytes(5, segment.terms());
        insert.setBytes(6, segment.rows());
        insert.executeUpdate();
    }

    /** Where few calls end at a time, each call is written once more: with its neighbours. */
    private void mergeSmall() {
        int count = smallSegments;
        smallSegments = 0;
        change("segments cannot be merged", () -> {
            List<Segment> last = new ArrayList<>();
            try (Statement statement = writing.createStatement();
                    ResultSet row = statement.executeQuery("SELECT * FROM segments ORDER BY n DESC LIMIT " + count)) {
                while (row.next()) {
                    last.addFirst(new Segment(row.getLong("n"), row.getInt("count"), row.getLong("started_min"),
                            row.getLong("started_max"), row.getBytes("terms"), row.getBytes("calls")));
                }
            }
            try (Statement statement = writing.createStatement()) {
                statement.executeUpdate("DELETE FROM segments WHERE n >= " + last.getFirst().first());
            }
            insert(Segment.merged(last));
        });
    }

    /** What is done in one transaction. */
    @FunctionalInterface
    private interface Change {
        void make() throws SQLException;
    }

    private void change(String failure, Change change) {
        try {
            writing.setAutoCommit(false);
            try {
                change.make();
                writing.commit();
                octets = measured();
            } catch (SQLException e) {
                writing.rollback();
                throw e;
            } finally {
                writing.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new ArchiveException(failure + ": " + e.getMessage(), e);
        }
    }

    private static byte[] opened(byte[] stored, int length) {
        if (length <= 0 || length > EVENTS_MAX || stored.length == 0) {
            return new byte[0];
        }
        return stored[0] == Packing.MARK
                ? Packing.unpacked(stored, length).orElseGet(() -> new byte[0])
                : inflated(stored, length);
    }

    /** As archives had it before {@link Packing}. */
    private static byte[] inflated(byte[] deflated, int length) {
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
        long before = size;
        for (int step = 0; step < EXPIRE_STEPS && size > 0; step++) {
            String which = octets > octetsMax ? "" : " WHERE started_max < " + beforeMillis;
            if (!removeOldest(which)) {
                break;
            }
        }
        return (int) (before - size);
    }

    /** A transaction is short: readers and the next batch do not wait for a month of calls to go. */
    private boolean removeOldest(String which) {
        try {
            long upTo = -1;
            long count = 0;
            try (Statement statement = writing.createStatement();
                    ResultSet row = statement.executeQuery("SELECT n, count FROM segments" + which + " ORDER BY n")) {
                while (count < EXPIRE_STEP && row.next()) {
                    upTo = row.getLong(1) + row.getInt(2);
                    count += row.getInt(2);
                }
            }
            if (count == 0) {
                return false;
            }
            String older = " WHERE n < " + upTo;
            change("old calls cannot be removed", () -> {
                try (Statement statement = writing.createStatement()) {
                    statement.executeUpdate("DELETE FROM recordings" + older);
                    statement.executeUpdate("DELETE FROM segments" + older);
                }
            });
            size = number(writing, "SELECT coalesce(sum(count), 0) FROM segments");
            smallSegments = 0;
            return true;
        } catch (SQLException e) {
            throw new ArchiveException("old calls cannot be removed: " + e.getMessage(), e);
        }
    }

    @Override
    public List<ArchivedCall> find(CallQuery query) {
        return search(query, Terms.of(query), call -> CallRow.matches(call, query));
    }

    @Override
    public Optional<ArchivedCall> get(String idOrCallId) {
        Optional<ArchivedCall> found = search(CallQuery.newest(1), List.of(Terms.id(idOrCallId)),
                call -> call.recording().id().equals(idOrCallId) || call.recording().callIds().contains(idOrCallId))
                .stream().findFirst();
        return found.map(this::withEvents);
    }

    private List<ArchivedCall> search(CallQuery query, List<String> wanted, Predicate<ArchivedCall> meant) {
        int[] hashes = wanted.stream().mapToInt(Terms::hash).toArray();
        List<ArchivedCall> found = new ArrayList<>();
        synchronized (reading) {
            try (PreparedStatement terms = reading.prepareStatement(TERMS_OF);
                    PreparedStatement calls = reading.prepareStatement(CALLS_OF)) {
                terms.setLong(1, query.before().orElse(Long.MAX_VALUE));
                terms.setLong(2, query.fromMillis().orElse(Long.MIN_VALUE));
                terms.setLong(3, query.toMillis().orElse(Long.MAX_VALUE));
                try (ResultSet row = terms.executeQuery()) {
                    while (found.size() < query.limit() && row.next()) {
                        int[] candidates = hashes.length == 0
                                ? null
                                : Segment.candidates(row.getBytes("terms"), hashes);
                        if (candidates == null || candidates.length > 0) {
                            calls.setLong(1, row.getLong("n"));
                            open(calls, row.getInt("count"), candidates, query.limit(), meant, found);
                        }
                    }
                }
            } catch (SQLException | IndexOutOfBoundsException e) {
                throw new ArchiveException("stored calls cannot be read: " + e.getMessage(), e);
            }
        }
        return found;
    }

    /** @param candidates where to look in the segment; null for everywhere */
    private void open(PreparedStatement calls, int count, int @Nullable [] candidates, int limit,
            Predicate<ArchivedCall> meant, List<ArchivedCall> found) throws SQLException {
        try (ResultSet row = calls.executeQuery()) {
            if (!row.next()) {
                return; // one snapshot for both statements: it is there
            }
            byte[] rows = row.getBytes(1);
            int[] offsets = candidates == null ? Segment.all(rows, count) : candidates;
            for (int i = offsets.length - 1; i >= 0 && found.size() < limit; i--) {
                ArchivedCall call = Segment.row(rows, offsets[i]);
                rowsOpened++;
                if (meant.test(call)) {
                    found.add(call);
                }
            }
        }
    }

    private ArchivedCall withEvents(ArchivedCall call) {
        synchronized (reading) {
            try (PreparedStatement statement = reading.prepareStatement(EVENTS_OF)) {
                statement.setLong(1, call.number());
                try (ResultSet row = statement.executeQuery()) {
                    byte[] events = row.next() ? opened(row.getBytes("events"), row.getInt("length")) : new byte[0];
                    return new ArchivedCall(call.number(), call.recording(), call.summary(), events, call.thinned(),
                            call.answered(), call.poor(), call.addresses(), call.rule());
                }
            } catch (SQLException e) {
                throw new ArchiveException("a stored call cannot be read: " + e.getMessage(), e);
            }
        }
    }

    /** Calls that searches looked at until now; for tests. */
    long rowsOpened() {
        synchronized (reading) {
            return rowsOpened;
        }
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
            synchronized (reading) {
                reading.close();
            }
            writing.close();
        } catch (SQLException e) {
            throw new ArchiveException("recorder.database cannot be closed: " + e.getMessage(), e);
        }
    }
}
