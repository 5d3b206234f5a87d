package io.sbc.core.directory.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.access.AccessStore;
import io.sbc.core.access.Consumer;
import io.sbc.core.access.Permission;
import io.sbc.core.access.TemporaryToken;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.Secret;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.ChainVerdict;
import io.sbc.core.history.Event;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.EventFilter;
import io.sbc.core.history.EventPage;
import io.sbc.core.history.HistoryStore;
import io.sbc.core.history.PropertyChange;
import io.sbc.core.history.Retention;
import io.sbc.core.history.Subject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlHistoryTest {

    private static final Authorship MXONE = new Authorship(Authorship.Kind.CONSUMER, "mxone", "10.0.0.1", "c-1");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00.123Z");
    private static final Retention FOR_EVER = new Retention(Duration.ofDays(10_000), Long.MAX_VALUE);

    @TempDir
    Path directory;

    private Instant now = START;
    private TestDatabase database;
    private SqlStore store;
    private HistoryStore history;

    @BeforeEach
    void begin() {
        database = database(directory);
        open();
    }

    TestDatabase database(Path inDirectory) {
        return TestDatabase.sqlite(inDirectory);
    }

    private void open() {
        store = database.open(() -> now);
        history = store.history();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<String> actions(EventFilter filter) {
        return history.find(filter, 100).stream().map(event -> event.what().action()).toList();
    }

    private void note(String id) {
        history.record(EventDraft.of(MXONE, "test.noted", new Subject("test", id), List.of(), "notes"));
    }

    private void sql(String statement) {
        database.sql(statement);
    }

    @Test
    void shouldTellWhoDidWhatToAUserWithoutSecrets() {
        store.apply(List.of(Drafts.draft("alice", DeviceKind.DESKTOP, "1001", "1001", "marker-1")), MXONE);
        now = now.plusSeconds(5);
        store.apply(List.of(Drafts.draft("alice", DeviceKind.DESKTOP, "1001", "1002", "marker-2")), MXONE);
        store.deleteUser("alice@example.com", MXONE);

        List<Event> events = history.find(EventFilter.about(new Subject("user", "alice@example.com")), 10);

        assertEquals(List.of("user.deleted", "user.changed", "user.created"),
                events.stream().map(event -> event.what().action()).toList());
        assertEquals(MXONE, events.getFirst().what().author());
        assertEquals(START.plusSeconds(5), events.get(1).time());
        assertEquals(List.of(
                new PropertyChange("desktop.icpUser", Optional.of("1001"), Optional.of("1002")),
                new PropertyChange("desktop.icpAuthUser", Optional.of("1001"), Optional.of("1002")),
                new PropertyChange("desktop.icpPassword", Optional.of("***"), Optional.of("***"))),
                events.get(1).what().changes());
        assertFalse(events.toString().contains("marker"));
    }

    @Test
    void shouldSearchTextPieceByPieceAndSayWhereToGoOn() {
        note("needle");
        int entries = SqlHistory.SEARCH_PIECE + 10;
        sql("""
                INSERT INTO events WITH RECURSIVE numbers(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < %d)
                SELECT n, time_millis, author_kind, author_name, address, correlation_id, action, subject_kind, 'hay', changes,
                       tags, previous, hash, octets
                FROM numbers CROSS JOIN events WHERE sequence = 1"""
                .formatted(entries));
        sql("UPDATE event_chain SET sequence = " + entries);

        EventFilter needle = new EventFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("needle"),
                OptionalLong.empty());
        EventPage newest = history.search(needle, 100);
        assertEquals(List.of(), newest.events());
        EventPage rest = history.search(needle.before(newest.next().orElseThrow()), 100);
        assertEquals(List.of(1L), rest.events().stream().map(Event::sequence).toList());
        assertTrue(rest.next().isEmpty());

        EventPage all = history.search(EventFilter.ALL, 3);
        assertEquals(3, all.events().size());
        assertEquals(OptionalLong.of(entries - 2L), all.next());
        EventPage about = history.search(EventFilter.about(new Subject("test", "needle")), 100);
        assertEquals(1, about.events().size());
    }

    @Test
    void shouldWriteNothingWhenNothingChangesOrTheChangeFails() {
        store.apply(List.of(Drafts.desktop("alice", "1001")), MXONE);

        store.apply(List.of(Drafts.desktop("alice", "1001")), MXONE);
        store.apply(List.of(Drafts.desktop("bob", "1002"), Drafts.desktop("carol", "1002")), MXONE);
        store.deleteUser("nobody@example.com", MXONE);
        assertThrows(IllegalStateException.class, () -> store.session().write(change -> {
            change.record(EventDraft.of(MXONE, "test.noted", new Subject("test", "x"), List.of()));
            throw new IllegalStateException("on purpose");
        }));

        assertEquals(List.of("user.created"), actions(EventFilter.ALL));
    }

    @Test
    void shouldTellTheLifeOfAToken() {
        AccessStore access = store.access();
        Consumer consumer = new Consumer("mxone", "MX-ONE", new Secret("marker"), Set.of(Permission.READ_USERS), true,
                START);
        TemporaryToken waiting = new TemporaryToken("waiting", "mxone", new Secret("marker"), Optional.empty(), 0,
                START, START.plusSeconds(60));
        TemporaryToken approved = waiting.approved(new Secret("marker"));
        access.add(consumer, MXONE);
        access.replace(consumer, consumer.withActive(false), MXONE);
        access.add(waiting, MXONE);
        access.replace(waiting, approved, MXONE);
        access.delete(approved, MXONE);
        access.delete(consumer.withActive(false), MXONE);

        assertEquals(List.of("consumer.deleted", "token.rejected", "token.approved", "token.requested",
                "consumer.changed", "consumer.created"), actions(EventFilter.ALL));
        assertEquals(List.of(new PropertyChange("active", Optional.of("true"), Optional.of("false"))),
                history.find(EventFilter.ALL, 10).get(4).what().changes());
        assertFalse(history.find(EventFilter.ALL, 10).toString().contains("marker"));
    }

    @Test
    void shouldFindByEachOfTheFilters() {
        note("first 100%");
        now = now.plusSeconds(10);
        store.apply(List.of(Drafts.desktop("alice", "1001")), Authorship.commandLine("users import"));

        EventFilter all = EventFilter.ALL;
        assertEquals(List.of("user.created"), actions(filter(Optional.of(START.plusSeconds(1)), "", "", "", "")));
        assertEquals(List.of("test.noted"), actions(filter(Optional.empty(), "mxone", "", "", "")));
        assertEquals(List.of("user.created"), actions(filter(Optional.empty(), "", "user", "", "")));
        assertEquals(List.of(), actions(filter(Optional.empty(), "", "use", "", "")));
        assertEquals(List.of("test.noted"), actions(filter(Optional.empty(), "", "", "notes", "")));
        assertEquals(List.of("test.noted"), actions(filter(Optional.empty(), "", "", "", "00%")));
        assertEquals(List.of(), actions(filter(Optional.empty(), "", "", "", "f%t")));
        assertEquals(List.of("user.created"), actions(filter(Optional.empty(), "", "", "", "ALICE@")));
        assertEquals(List.of("test.noted"), actions(all.before(2)));
        assertEquals(1, history.find(all, 1).size());
    }

    private static EventFilter filter(Optional<Instant> from, String author, String action, String tag, String text) {
        return new EventFilter(from, Optional.empty(), given(author), given(action), Optional.empty(),
                Optional.empty(), given(tag), Optional.empty(), given(text), EventFilter.ALL.before());
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(value -> !value.isEmpty());
    }

    @Test
    void shouldVerifyWhatNobodyTouched() {
        assertEquals(new ChainVerdict.Intact(0, 0, 0), history.verify());
        store.apply(IntStream.range(0, 6_000).mapToObj(i -> Drafts.desktop("user" + i, "" + i)).toList(), MXONE);
        note("tab\t, line\n, backslash \\- and nothing");
        close();
        open();

        assertEquals(new ChainVerdict.Intact(6_001, 0, 6_001), history.verify());
        List<Event> exported = new ArrayList<>();
        history.export(EventFilter.ALL, exported::add);
        assertEquals(6_001, exported.size());
        assertEquals("tab\t, line\n, backslash \\- and nothing", exported.getLast().what().subject().id());
    }

    /** With all columns of another, beside the chain. */
    private static final String PUT_IN = """
            INSERT INTO events (sequence, time_millis, author_kind, author_name, address, correlation_id, action, subject_kind,
                                subject_id, changes, tags, previous, hash, octets)
            SELECT %d, time_millis, author_kind, author_name, address, correlation_id, action, subject_kind, subject_id, changes,
                   tags, previous, hash, octets FROM events WHERE sequence = 3""";

    @Test
    void shouldFindEntriesThatComeBackAfterTheyWereForgotten() {
        for (int i = 0; i < 10; i++) {
            note("entry " + i);
            now = now.plus(Duration.ofDays(1));
        }
        history.trim(new Retention(Duration.ofDays(4), Long.MAX_VALUE));
        assertInstanceOf(ChainVerdict.Intact.class, history.verify());

        sql(PUT_IN.formatted(2).replace("sequence = 3", "sequence = 8"));

        assertEquals(new ChainVerdict.Broken(2, "the entry was put in beside the chain"), history.verify());
    }

    @Test
    void shouldFindEveryKindOfTampering() {
        List<String> tampering = List.of("UPDATE events SET author_name = 'somebody' WHERE sequence = 2",
                "UPDATE events SET changes = 'a line without tabs' WHERE sequence = 2",
                "UPDATE events SET author_kind = 'NOBODY' WHERE sequence = 2",
                "DELETE FROM events WHERE sequence = 2",
                "DELETE FROM events WHERE sequence = 1", "DELETE FROM events WHERE sequence = 3",
                "UPDATE events SET time_millis = time_millis + 1 WHERE sequence = 3",
                "UPDATE events SET hash = previous WHERE sequence = 1",
                "UPDATE events SET sequence = -sequence WHERE sequence = 2", PUT_IN.formatted(4), PUT_IN.formatted(0),
                "UPDATE event_chain SET sequence = 2, hash = (SELECT hash FROM events WHERE sequence = 2)",
                "UPDATE event_chain SET anchor_sequence = 1, anchor_hash = (SELECT hash FROM events WHERE sequence = 1)");
        for (int i = 0; i < 3; i++) {
            note("entry " + i);
        }
        for (String statement : tampering) {
            sql("CREATE TABLE kept_events AS SELECT * FROM events");
            sql("CREATE TABLE kept_chain AS SELECT * FROM event_chain");
            sql(statement);

            assertInstanceOf(ChainVerdict.Broken.class, history.verify(), statement);
            history.find(EventFilter.ALL, 10);

            sql("DELETE FROM events");
            sql("INSERT INTO events SELECT * FROM kept_events");
            sql("DELETE FROM event_chain");
            sql("INSERT INTO event_chain SELECT * FROM kept_chain");
            sql("DROP TABLE kept_events");
            sql("DROP TABLE kept_chain");
            assertInstanceOf(ChainVerdict.Intact.class, history.verify(), statement);
        }
    }

    @Test
    void shouldForgetWhatIsTooOldAndStayVerifiable() {
        for (int i = 0; i < 10; i++) {
            note("entry " + i);
            now = now.plus(Duration.ofDays(1));
        }

        assertEquals(0, history.trim(FOR_EVER));
        assertEquals(6, history.trim(new Retention(Duration.ofDays(4), Long.MAX_VALUE)));

        assertEquals(new ChainVerdict.Intact(5, 6, 11), history.verify());
        Event trimmed = history.find(EventFilter.ALL, 1).getFirst();
        assertEquals("history.trimmed", trimmed.what().action());
        note("after");
        assertInstanceOf(ChainVerdict.Intact.class, history.verify());
    }

    @Test
    void shouldForgetTheOldestWhenItIsTooMuch() {
        for (int i = 0; i < 100; i++) {
            note("entry " + i);
        }

        long removed = history.trim(new Retention(Duration.ofDays(10_000), 10_000));

        assertTrue(removed > 60 && removed < 80, "removed " + removed);
        assertEquals(new ChainVerdict.Intact(101 - removed, removed, 101), history.verify());
    }
}
