package io.sbc.core.recorder.sql;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.recorder.ArchivedCall;
import io.sbc.core.recorder.CallQuery;
import io.sbc.core.recorder.Recording;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlCallArchiveTest {

    private static final byte[] EVENTS = "SIP/2.0 200 OK\r\n".repeat(400).getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    @Test
    void shouldFindCallsByEverythingThatIsKnown() {
        try (SqlCallArchive archive = SqlCallArchive.open(directory.resolve("records.db"))) {
            archive.store(
                    List.of(call("c1", "1001", "2002", "ida", "idb", 1_000, 486, " 203.0.113.7 10.0.0.5 ", "busy"),
                            call("c2", "2002", "1001", "idc", "idd", 2_000, 200, " 203.0.113.70 ", ""),
                            call("c3", "3003", "4004", "ide", "", 3_000, 503, " 10.0.0.5 ", "pbx-unreachable")));

            assertEquals(List.of("c3", "c2", "c1"), found(archive, CallQuery.newest(10)));
            assertEquals(List.of("c2", "c1"), found(archive, query("number", "1001")));
            assertEquals(List.of("c1"), found(archive, query("callId", "idb")));
            assertEquals(List.of("c1"), found(archive, query("address", "203.0.113.7")));
            assertEquals(List.of("c3"), found(archive, query("outcome", "503")));
            assertEquals(List.of("c3"), found(archive, query("rule", "pbx-unreachable")));
            assertEquals(List.of("c2"),
                    found(archive, new CallQuery(Optional.empty(), Optional.empty(), Optional.empty(),
                            OptionalLong.of(1_500), OptionalLong.of(3_000), Optional.empty(), Optional.empty(), 10)));
            assertArrayEquals(EVENTS, archive.get("c1").orElseThrow().events());
            assertEquals("c2", archive.get("idd").orElseThrow().recording().id());
        }
    }

    @Test
    void shouldKeepCallsOverARestart() {
        try (SqlCallArchive archive = SqlCallArchive.open(directory.resolve("records.db"))) {
            archive.store(List.of(call("c1", "1001", "2002", "ida", "idb", 1_000, 200, "", "")));
        }
        try (SqlCallArchive archive = SqlCallArchive.open(directory.resolve("records.db"))) {
            assertEquals(1, archive.size());
            archive.store(List.of(call("c2", "1001", "2002", "idc", "idd", 1_000, 200, "", "")));
            assertEquals(2, archive.find(CallQuery.newest(10)).size());
        }
    }

    @Test
    void shouldRemoveWhatIsTooOldAndWhatTakesTooMuchRoom() {
        try (SqlCallArchive archive = SqlCallArchive.open(directory.resolve("records.db"))) {
            Random random = new Random(1);
            byte[] dense = new byte[20_000];
            random.nextBytes(dense);
            for (int i = 0; i < 1_000; i++) {
                ArchivedCall call = call("c" + i, "1001", "2002", "a" + i, "b" + i, i, 200, "", "");
                archive.store(List.of(new ArchivedCall(call.recording(), call.summary(), dense, false, "", "")));
            }

            assertEquals(64, archive.expire(100, 1L << 40),
                    "those that were put together, when all of them are too old");
            assertEquals(936, archive.size());
            int removed = archive.expire(0, 10L << 20);

            assertTrue(removed >= 400, "removed " + removed);
            assertTrue(archive.octets() <= 10L << 20);
            assertEquals("c999", archive.find(CallQuery.newest(1)).getFirst().recording().id(), "the oldest go first");
            assertEquals(936 - removed, archive.size());
        }
    }

    @Test
    void shouldOpenOnlyWhatItFindsAmongThousands() {
        try (SqlCallArchive archive = SqlCallArchive.open(directory.resolve("records.db"))) {
            fill(archive, 0, 20_000, 300);
            fill(archive, 20_000, 20_500, 1);
            assertEquals(20_500, archive.size());

            assertEquals(1, opened(archive, query("callId", "a7777"), 1));
            assertEquals(1, opened(archive, query("callId", "b20400"), 1));
            assertEquals(10, opened(archive, query("number", "1001"), 10), "a page of hundreds");
            assertEquals(3, opened(archive, query("address", "198.51.100.77"), 3));
            assertEquals(3, opened(archive, query("rule", "rare"), 3));
            assertEquals(10, opened(archive, query("outcome", "failed"), 10));
            assertEquals(0, opened(archive, query("number", "nobody"), 0));
            assertEquals(0, opened(archive, query("outcome", "488"), 0));
            assertTrue(opened(archive, new CallQuery(Optional.of("1001"), Optional.empty(), Optional.empty(),
                    OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), Optional.of("rare"), 10), 1) <= 1,
                    "both at a time are looked for without opening what has one of them");
            assertTrue(opened(archive, new CallQuery(Optional.empty(), Optional.empty(), Optional.empty(),
                    OptionalLong.of(5_000), OptionalLong.of(5_010), Optional.empty(), Optional.empty(), 100),
                    10) <= 600,
                    "two segments at most");
        }
    }

    @Test
    void shouldGiveAllCallsPageByPage() {
        try (SqlCallArchive archive = SqlCallArchive.open(directory.resolve("records.db"))) {
            fill(archive, 0, 1_000, 70);
            CallQuery query = new CallQuery(Optional.of("1003"), Optional.empty(), Optional.empty(),
                    OptionalLong.empty(), OptionalLong.empty(), Optional.empty(), Optional.empty(), 3);

            List<String> all = new ArrayList<>();
            for (List<ArchivedCall> page = archive.find(query); !page.isEmpty(); page = archive
                    .find(query.before(page.getLast().number()))) {
                page.forEach(call -> all.add(call.recording().id()));
            }

            assertEquals(IntStream.range(0, 1_000).filter(i -> i % 50 == 3).mapToObj(i -> "c" + i).toList().reversed(),
                    all);
        }
    }

    @Test
    void shouldGoStraightToRows() throws SQLException {
        Path file = directory.resolve("records.db");
        SqlCallArchive.open(file).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            assertTrue(
                    plan(connection, SqlCallArchive.TERMS_OF).startsWith("SEARCH segments USING INTEGER PRIMARY KEY"));
            assertTrue(
                    plan(connection, SqlCallArchive.CALLS_OF).startsWith("SEARCH segments USING INTEGER PRIMARY KEY"));
            assertTrue(plan(connection, SqlCallArchive.EVENTS_OF)
                    .startsWith("SEARCH recordings USING INTEGER PRIMARY KEY"));
        }
    }

    @Test
    void shouldBeginAnewWithAnArchiveOfAnotherVersion() throws SQLException {
        Path file = directory.resolve("records.db");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE calls (n INTEGER PRIMARY KEY, id TEXT)");
            statement.execute("CREATE TABLE recordings (n INTEGER PRIMARY KEY, summary BLOB)");
        }
        try (SqlCallArchive archive = SqlCallArchive.open(file)) {
            archive.store(List.of(call("c1", "1001", "2002", "ida", "idb", 1_000, 200, "", "")));

            assertArrayEquals(EVENTS, archive.get("c1").orElseThrow().events());
        }
    }

    @Test
    void shouldReadWhatWasStoredWithDeflate() throws SQLException {
        Path file = directory.resolve("records.db");
        try (SqlCallArchive archive = SqlCallArchive.open(file)) {
            archive.store(List.of(call("c1", "1001", "2002", "ida", "idb", 1_000, 200, "", "")));
        }
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        deflater.setInput(EVENTS);
        deflater.finish();
        byte[] deflated = new byte[EVENTS.length];
        int length = deflater.deflate(deflated);
        deflater.end();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                PreparedStatement statement = connection.prepareStatement("UPDATE recordings SET events = ?")) {
            statement.setBytes(1, Arrays.copyOf(deflated, length));
            assertEquals(1, statement.executeUpdate());
        }
        try (SqlCallArchive archive = SqlCallArchive.open(file)) {
            assertArrayEquals(EVENTS, archive.get("c1").orElseThrow().events());
        }
    }

    private static String plan(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("EXPLAIN QUERY PLAN " + sql.replace("?", "1"))) {
            return row.getString("detail");
        }
    }

    /** Fifty numbers, and now and then something rare. */
    private static void fill(SqlCallArchive archive, int from, int to, int atATime) {
        List<ArchivedCall> batch = new ArrayList<>();
        for (int i = from; i < to; i++) {
            boolean rare = i % 7_000 == 6_999 || i == 20_001;
            ArchivedCall call = call("c" + i, Integer.toString(1_000 + i % 50), "2002", "a" + i, "b" + i, i,
                    i % 10 == 0 ? 486 : 200, " 203.0.113.7 " + (rare ? "198.51.100.77 " : ""), rare ? "rare" : "");
            batch.add(new ArchivedCall(call.recording(), call.summary(), new byte[0], true, call.addresses(),
                    call.rule()));
            if (batch.size() == atATime || i == to - 1) {
                archive.store(batch);
                batch.clear();
            }
        }
    }

    /** How many calls a search looks at. */
    private static long opened(SqlCallArchive archive, CallQuery query, int expected) {
        long before = archive.rowsOpened();
        assertEquals(expected, archive.find(query).size(), query::toString);
        return archive.rowsOpened() - before;
    }

    private static List<String> found(SqlCallArchive archive, CallQuery query) {
        return archive.find(query).stream().map(call -> call.recording().id()).toList();
    }

    private static CallQuery query(String what, String value) {
        return new CallQuery(of(what, "number", value), of(what, "callId", value), of(what, "address", value),
                OptionalLong.empty(), OptionalLong.empty(), of(what, "outcome", value), of(what, "rule", value), 10);
    }

    private static Optional<String> of(String what, String which, String value) {
        return what.equals(which) ? Optional.of(value) : Optional.empty();
    }

    private static ArchivedCall call(String id, String caller, String callee, String callId, String other, long started,
            int status, String addresses, String rule) {
        return new ArchivedCall(new Recording(id, false, caller, "203.0.113.7", caller, callee,
                other.isEmpty() ? List.of(callId) : List.of(callId, other), started, OptionalLong.of(started + 5),
                status,
                Optional.empty(), List.of(), 0), new byte[0], EVENTS, false, addresses, rule);
    }
}
