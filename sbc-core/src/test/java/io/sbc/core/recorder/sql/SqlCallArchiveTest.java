package io.sbc.core.recorder.sql;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.recorder.ArchivedCall;
import io.sbc.core.recorder.CallQuery;
import io.sbc.core.recorder.Recording;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
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

            assertEquals(100, archive.expire(100, 1L << 40));
            assertEquals(900, archive.size());
            int removed = archive.expire(0, 10L << 20);

            assertTrue(removed >= 400, "removed " + removed);
            assertTrue(archive.octets() <= 10L << 20);
            assertEquals("c999", archive.find(CallQuery.newest(1)).getFirst().recording().id(), "the oldest go first");
            assertEquals(900 - removed, archive.size());
        }
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
