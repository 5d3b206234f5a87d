package io.sbc.core.directory.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.directory.DirectoryChange;
import io.sbc.core.history.Authorship;
import io.sbc.core.jobs.JobStore;
import io.sbc.core.jobs.JobStore.Glance;
import io.sbc.core.jobs.SavedJob;
import io.sbc.core.jobs.SavedJob.State;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlJobStoreTest {

    private static final Authorship EVE = Authorship.system("test");

    @TempDir
    Path directory;

    private TestDatabase database;
    private SqlStore store;

    TestDatabase database(Path at) {
        return TestDatabase.sqlite(at);
    }

    @BeforeEach
    void open() {
        database = database(directory);
        store = database.open();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static SavedJob job(String id, State state, List<SavedJob.Row> rows) {
        return new SavedJob(id, "users-import", "eve", "a", state, Instant.ofEpochMilli(1_000),
                Optional.of(Instant.ofEpochMilli(2_000)), Optional.empty(), 2, 1, "", rows);
    }

    @Test
    void shouldKeepJobsWithTheirRowsAcrossReopening() {
        SavedJob job = job("j1", State.DONE, List.of(new SavedJob.Row(2, "ada@example.com", "create", ""),
                new SavedJob.Row(3, "otto@example.com", "refused", "a tab\t, a line\n, a \\ and nothing")));
        store.jobs().put(job("j1", State.RUNNING, List.of()));
        store.jobs().put(job);
        store.close();
        store = database.open();

        JobStore jobs = store.jobs();
        assertEquals(List.of(new Glance("j1", "a", State.DONE)), jobs.glance());
        assertEquals(Optional.of(job), jobs.find("j1"));
        jobs.delete(Set.of("j1"));
        assertEquals(List.of(), jobs.glance());
    }

    @Test
    void shouldMarkAJobInTheTransactionOfWhatItWritesAndOnlyThen() {
        store.jobs().put(job("j1", State.RUNNING, List.of()));
        store.jobs().put(job("j2", State.RUNNING, List.of()));
        DirectoryChange change = DirectoryChange.of(List.of(Drafts.desktop("ada", "1006")));

        assertTrue(store.apply(change.by(Optional.of("j1")), EVE).applied());
        DirectoryChange clash = DirectoryChange.of(List.of(Drafts.desktop("otto", "1006")));
        assertFalse(store.apply(clash.by(Optional.of("j2")), EVE).applied());

        assertEquals(State.APPLIED, store.jobs().find("j1").orElseThrow().state());
        assertEquals(State.RUNNING, store.jobs().find("j2").orElseThrow().state());
    }

    @Test
    void shouldRefuseAChangeOfAUserWhomSomebodyElseChanged() {
        store.apply(List.of(Drafts.desktop("ada", "1006")), EVE);
        DirectoryChange.Base read = new DirectoryChange.Base(store.devicesOf("ada@example.com"), List.of());
        store.apply(List.of(Drafts.desktop("ada", "1007")), EVE);
        DirectoryChange change = DirectoryChange.of(List.of(Drafts.desktop("ada", "1008")));

        assertTrue(store.apply(change.madeFrom(read), EVE).stale());
        assertEquals("1007", store.devicesOf("ada@example.com").getFirst().icpUser());

        DirectoryChange.Base now = new DirectoryChange.Base(store.devices(), store.profiles());
        assertTrue(store.apply(change.madeFrom(now), EVE).applied());
    }
}
