package io.sbc.admin.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.account.Accounts.Issue;
import io.sbc.admin.account.Accounts.Login;
import io.sbc.core.access.AccountStore.Change;
import io.sbc.core.access.Role;
import io.sbc.core.config.AccountSettings;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.Secret;
import io.sbc.core.directory.sql.SqlAccountStore;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.EventFilter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountsTest {

    private static final Secret GOOD = new Secret("a river of small stones");
    private static final AccountSettings SETTINGS = new AccountSettings(Duration.ofMinutes(15), Duration.ofHours(2), 4,
            2,
            3, Duration.ofSeconds(30), Duration.ofMinutes(15), Duration.ofDays(30));

    @TempDir
    Path directory;

    private final TestClock clock = new TestClock();
    private SqlStore store;
    private Accounts accounts;

    @BeforeEach
    void open() {
        store = SqlStore.open(new StoreSettings(directory.resolve("sbc.db"), directory.resolve("key")),
                new SecureRandom());
        accounts = new Accounts(new SqlAccountStore(store.session()), store.history(), SETTINGS, clock,
                new SecureRandom(), new Argon2.Cost(64, 1, 1));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static Authorship from(String address) {
        return new Authorship(Authorship.Kind.ADMINISTRATOR, "", address, "c1");
    }

    private Login login(String name, Secret password) throws Exception {
        return accounts.login(name, password, from("192.0.2.7"));
    }

    private String token(Login login) {
        return assertInstanceOf(Login.Done.class, login).signedIn().session().token().reveal();
    }

    /** An account of that role with the good password, which it chose itself. */
    private void has(String name, Role role) throws Exception {
        Secret first = ((Issue.Done) accounts.add(name, role, from(""))).password();
        assertInstanceOf(Login.Done.class, accounts.changeOwnPassword(name, first, GOOD, from("192.0.2.7")));
    }

    @Test
    void shouldMakeAFirstAdministratorOnceWhoHasToChooseAPassword() throws Exception {
        Secret first = accounts.makeFirst().orElseThrow();

        assertEquals(Optional.empty(), accounts.makeFirst());
        Login.Done done = (Login.Done) login("admin", first);
        assertTrue(done.signedIn().administrator().mustChange());
        Login changed = accounts.changeOwnPassword("admin", first, GOOD, from("192.0.2.7"));
        assertFalse(((Login.Done) changed).signedIn().administrator().mustChange());
        assertEquals(Optional.empty(), accounts.signedIn(token(done)), "the sessions of the old password ended");
        assertTrue(accounts.signedIn(token(changed)).isPresent());
        assertInstanceOf(Login.Wrong.class, login("admin", first));
    }

    @Test
    void shouldRefuseAWrongPasswordAnUnknownNameAndAnInactiveAccountAlike() throws Exception {
        has("ada", Role.ADMINISTRATOR);
        has("otto", Role.OPERATOR);
        accounts.change("otto", Optional.empty(), Optional.of(false), _ -> true, from(""));

        assertEquals(new Login.Wrong(), login("ada", new Secret("wrong")));
        assertEquals(new Login.Wrong(), login("nobody", GOOD));
        assertEquals(new Login.Wrong(), login("otto", GOOD));
        assertEquals(new Login.Wrong(), login("no name at all!", GOOD));
        assertEquals(new Login.Wrong(), login("ada", new Secret("x".repeat(100_000))));
    }

    @Test
    void shouldShutOutAnAccountForGuessingWhoeverGuesses() throws Exception {
        has("ada", Role.ADMINISTRATOR);
        for (int i = 0; i < 4; i++) {
            assertInstanceOf(Login.Wrong.class, accounts.login("ada", new Secret("guess" + i), from("192.0.2." + i)));
        }

        Login.Shut shut = assertInstanceOf(Login.Shut.class, login("ada", GOOD));
        assertEquals(Duration.ofSeconds(30), shut.remaining());
        clock.advance(Duration.ofSeconds(30));
        assertInstanceOf(Login.Done.class, login("ada", GOOD));
        assertEquals("account.locked", store.history().find(EventFilter.ALL, 2).getLast().what().action());
    }

    /** So that nobody learns from it which names there are. */
    @Test
    void shouldShutOutNamesThatThereAreNot() throws Exception {
        for (int i = 0; i < 4; i++) {
            assertInstanceOf(Login.Wrong.class, login("nobody", GOOD));
        }

        assertInstanceOf(Login.Shut.class, login("nobody", GOOD));
    }

    @Test
    void shouldShutOutASourceThatTriesOneNameAfterTheOther() throws Exception {
        has("ada", Role.ADMINISTRATOR);
        for (int i = 0; i < 13; i++) {
            assertInstanceOf(Login.Wrong.class, accounts.login("name" + i, GOOD, from("2001:db8::" + i)));
        }

        assertInstanceOf(Login.Shut.class, accounts.login("ada", GOOD, from("2001:db8::ffff")));
        assertInstanceOf(Login.Done.class, accounts.login("ada", GOOD, from("2001:db8:0:1::1")), "another network");
    }

    @Test
    void shouldEndSessionsThatAreIdleAndThoseThatAreOld() throws Exception {
        has("ada", Role.ADMINISTRATOR);
        String busy = token(login("ada", GOOD));
        String idle = token(login("ada", GOOD));

        for (int i = 0; i < 8; i++) {
            clock.advance(Duration.ofMinutes(14));
            assertTrue(accounts.signedIn(busy).isPresent());
        }
        assertEquals(Optional.empty(), accounts.signedIn(idle));
        clock.advance(Duration.ofMinutes(8));
        assertEquals(Optional.empty(), accounts.signedIn(busy), "two hours are over");
        assertEquals(0, accounts.sessions());
    }

    @Test
    void shouldBoundSessionsOfAnAccountAndOfAll() throws Exception {
        has("ada", Role.ADMINISTRATOR);
        has("otto", Role.OPERATOR);
        has("eve", Role.AUDITOR);
        accounts.logout("none", from(""));
        String first = token(login("ada", GOOD));
        clock.advance(Duration.ofSeconds(1));
        token(login("ada", GOOD));
        clock.advance(Duration.ofSeconds(1));
        token(login("ada", GOOD));

        assertEquals(Optional.empty(), accounts.signedIn(first), "two of an account");
        for (String name : List.of("otto", "otto", "eve", "eve")) {
            clock.advance(Duration.ofSeconds(1));
            token(login(name, GOOD));
        }
        assertEquals(4, accounts.sessions());
    }

    @Test
    void shouldEndSessionsWithTheAccountItsActivityAndItsPassword() throws Exception {
        has("ada", Role.ADMINISTRATOR);
        has("otto", Role.OPERATOR);
        String inactive = token(login("otto", GOOD));
        accounts.change("otto", Optional.empty(), Optional.of(false), _ -> true, from(""));
        assertEquals(Optional.empty(), accounts.signedIn(inactive));

        accounts.change("otto", Optional.empty(), Optional.of(true), _ -> true, from(""));
        String reset = token(login("otto", GOOD));
        Secret other = ((Issue.Done) accounts.resetPassword("otto", _ -> true, from(""))).password();
        assertEquals(Optional.empty(), accounts.signedIn(reset));

        String removed = token(login("otto", other));
        assertEquals(Change.DONE, accounts.remove("otto", _ -> true, from("")));
        assertEquals(Optional.empty(), accounts.signedIn(removed));
    }

    @Test
    void shouldSeeARoleThatWasChangedAtOnce() throws Exception {
        has("ada", Role.ADMINISTRATOR);
        has("otto", Role.OPERATOR);
        String token = token(login("otto", GOOD));

        accounts.change("otto", Optional.of(Role.AUDITOR), Optional.empty(), _ -> true, from(""));

        assertEquals(Role.AUDITOR, accounts.signedIn(token).orElseThrow().administrator().role());
    }

    @Test
    void shouldRefuseWeakPasswordsWithTheReason() throws Exception {
        has("ada.lovelace", Role.ADMINISTRATOR);

        for (String weak : List.of("short", "aaaaaaaaaaaaaaaaaa", "1234567890123456", "ada.lovelace-1815",
                "Password1234", "x".repeat(300), GOOD.reveal())) {
            assertInstanceOf(Login.Weak.class,
                    accounts.changeOwnPassword("ada.lovelace", GOOD, new Secret(weak), from("")),
                    weak);
        }
        assertInstanceOf(Login.Wrong.class, accounts.changeOwnPassword("ada.lovelace", new Secret("not mine at all"),
                new Secret("another river of stones"), from("")));
    }

    @Test
    void shouldNeverShowAToken() throws Exception {
        has("ada", Role.ADMINISTRATOR);

        Login.Done done = (Login.Done) login("ada", GOOD);

        assertFalse(done.toString().contains(done.signedIn().session().token().reveal()));
        assertFalse(done.toString().contains(done.signedIn().session().csrf().reveal()));
    }
}
