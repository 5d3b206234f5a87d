package io.sbc.core.directory.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.access.AccountStore;
import io.sbc.core.access.AccountStore.Change;
import io.sbc.core.access.Administrator;
import io.sbc.core.access.ApiKey;
import io.sbc.core.access.PasswordHash;
import io.sbc.core.access.Permission;
import io.sbc.core.access.Role;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.Event;
import io.sbc.core.history.EventFilter;
import io.sbc.core.history.PropertyChange;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlAccountStoreTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Authorship ADA = new Authorship(Authorship.Kind.ADMINISTRATOR, "ada", "192.0.2.1", "c1");

    @TempDir
    Path directory;

    private TestDatabase database;
    private SqlStore store;
    private AccountStore accounts;

    @BeforeEach
    void begin() {
        database = database(directory);
        open();
    }

    TestDatabase database(Path inDirectory) {
        return TestDatabase.sqlite(inDirectory);
    }

    private void open() {
        store = database.open();
        accounts = new SqlAccountStore(store.session());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Administrator account(String name, Role role) {
        return new Administrator(name, role, new PasswordHash("$argon2id$of-" + name), true, true, NOW);
    }

    @Test
    void shouldKeepAccountsOverARestart() {
        accounts.add(account("ada", Role.ADMINISTRATOR), 10, ADA);
        accounts.add(account("otto", Role.OPERATOR), 10, ADA);
        store.close();
        open();

        assertEquals(List.of(account("ada", Role.ADMINISTRATOR), account("otto", Role.OPERATOR)),
                accounts.administrators());
        assertEquals(Optional.empty(), accounts.administrator("Ada"), "case matters");
    }

    @Test
    void shouldMakeTheFirstAccountOnlyWhereThereIsNone() {
        assertTrue(accounts.addFirst(account("admin", Role.ADMINISTRATOR), ADA));
        assertFalse(accounts.addFirst(account("second", Role.ADMINISTRATOR), ADA));

        assertEquals(1, accounts.administrators().size());
    }

    @Test
    void shouldNeverLeaveNobodyWhoMayDoEverything() {
        accounts.add(account("ada", Role.ADMINISTRATOR), 10, ADA);
        accounts.add(account("otto", Role.OPERATOR), 10, ADA);

        assertEquals(Change.LAST_ADMINISTRATOR, accounts.remove("ada", _ -> true, ADA));
        assertEquals(Change.LAST_ADMINISTRATOR, accounts.change("ada", _ -> true, one -> one.withActive(false), ADA));
        assertEquals(Change.LAST_ADMINISTRATOR,
                accounts.change("ada", _ -> true, one -> one.withRole(Role.AUDITOR), ADA));
        assertEquals(Change.DONE, accounts.change("otto", _ -> true, one -> one.withRole(Role.ADMINISTRATOR), ADA));
        assertEquals(Change.DONE, accounts.remove("ada", _ -> true, ADA));
    }

    @Test
    void shouldRefuseWhatIsTakenTooMuchOrNotThere() {
        accounts.add(account("ada", Role.ADMINISTRATOR), 1, ADA);

        assertEquals(Change.TAKEN, accounts.add(account("ada", Role.AUDITOR), 10, ADA));
        assertEquals(Change.TOO_MANY, accounts.add(account("otto", Role.AUDITOR), 1, ADA));
        assertEquals(Change.UNKNOWN, accounts.remove("otto", _ -> true, ADA));
        assertEquals(Change.UNKNOWN, accounts.change("otto", _ -> true, one -> one, ADA));
    }

    @Test
    void shouldChangeOnlyTheVersionThatIsMeantAndLeaveNoEntryForNothing() {
        accounts.add(account("ada", Role.ADMINISTRATOR), 10, ADA);
        int entries = store.history().find(EventFilter.ALL, 100).size();

        assertEquals(Change.STALE, accounts.change("ada", one -> one.role() == Role.AUDITOR, one -> one, ADA));
        assertEquals(Change.STALE, accounts.remove("ada", _ -> false, ADA));
        assertEquals(Change.DONE, accounts.change("ada", _ -> true, one -> one.withRole(Role.ADMINISTRATOR), ADA));

        assertEquals(entries, store.history().find(EventFilter.ALL, 100).size());
    }

    @Test
    void shouldTellTheHistoryWithoutThePassword() {
        accounts.add(account("ada", Role.ADMINISTRATOR), 10, ADA);
        accounts.change("ada", _ -> true, one -> one.withPassword(new PasswordHash("$argon2id$other"), false), ADA);

        List<Event> events = store.history().find(EventFilter.ALL, 10);

        assertEquals(List.of("administrator.changed", "administrator.created"),
                events.stream().map(event -> event.what().action()).toList());
        assertTrue(events.getFirst().what().changes().contains(
                new PropertyChange("password", Optional.of("***"), Optional.of("***"))));
        assertFalse(events.toString().contains("argon2"), events.toString());
        assertEquals("c1", events.getFirst().what().author().correlationId());
    }

    @Test
    void shouldKeepApiKeysUntilTheyAreRevoked() {
        ApiKey key = new ApiKey("k1", "backup", "d".repeat(64), Set.of(Permission.READ_STATUS, Permission.READ_USERS),
                NOW,
                NOW.plusSeconds(60));

        assertEquals(Change.DONE, accounts.add(key, 1, ADA));
        assertEquals(Change.TOO_MANY, accounts.add(key, 1, ADA));
        assertEquals(Optional.of(key), accounts.apiKey("k1"));
        assertEquals(List.of(key), accounts.apiKeys());
        assertEquals(Change.STALE, accounts.removeApiKey("k1", _ -> false, ADA));
        assertEquals(Change.DONE, accounts.removeApiKey("k1", _ -> true, ADA));
        assertEquals(Change.UNKNOWN, accounts.removeApiKey("k1", _ -> true, ADA));
        assertEquals(Optional.empty(), accounts.apiKey("k1"));
        assertEquals("api-key.revoked", store.history().find(EventFilter.ALL, 1).getFirst().what().action());
    }
}
