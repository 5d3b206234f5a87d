package io.sbc.admin.account;

import io.sbc.base.Counters;
import io.sbc.core.access.AccountStore;
import io.sbc.core.access.AccountStore.Change;
import io.sbc.core.access.Administrator;
import io.sbc.core.access.PasswordHash;
import io.sbc.core.access.Role;
import io.sbc.core.config.AccountSettings;
import io.sbc.core.directory.Secret;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.HistoryStore;
import io.sbc.core.history.Subject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Administrators: who they are, how they log in, and what others may change about them. Accounts are read from the store each time, so that
 * a change holds at once, by whichever node it was made. Thread-safe; waits for the disk and for {@link Argon2}.
 */
public final class Accounts {

    private static final Logger log = LoggerFactory.getLogger(Accounts.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final String FIRST_NAME = "admin";
    private static final String TAG = "security";
    private static final int ACCOUNTS_MAX = 1_000;
    private static final int LOCKOUT_ENTRIES = 10_000;
    /** A source may be the NAT of an office. */
    private static final int SOURCE_FACTOR = 4;

    private final AccountStore store;
    private final HistoryStore history;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Argon2 argon2;
    private final Sessions sessions;
    private final Lockout accountLockout;
    private final Lockout sourceLockout;
    private final Counters<AccountCounter> counters = new Counters<>(AccountCounter.class);

    /** A session with the account as it is now. */
    public record SignedIn(Session session, Administrator administrator) {}

    /** What became of a login, or of a change of one's own password. */
    public sealed interface Login {

        record Done(SignedIn signedIn) implements Login {}

        /** Name or password is wrong, or the account is not active: nobody learns which. */
        record Wrong() implements Login {}

        /** Not even looked at. */
        record Shut(Duration remaining) implements Login {}

        /** Too many at a time. */
        record Busy() implements Login {}

        /** The new password is refused. */
        record Weak(String why) implements Login {}
    }

    /** What became of a new account or a new password. */
    public sealed interface Issue {

        /** @param password shown once */
        record Done(Administrator administrator, Secret password) implements Issue {}

        record Refused(Change why) implements Issue {}

        record Invalid(String sentence) implements Issue {}

        record Busy() implements Issue {}
    }

    public Accounts(AccountStore store, HistoryStore history, AccountSettings settings, InstantSource clock,
            SecureRandom random) {
        this(store, history, settings, clock, random, Argon2.USUAL);
    }

    Accounts(AccountStore store, HistoryStore history, AccountSettings settings, InstantSource clock,
            SecureRandom random, Argon2.Cost cost) {
        this.store = store;
        this.history = history;
        this.clock = clock;
        this.random = random;
        this.argon2 = new Argon2(random, cost);
        this.sessions = new Sessions(settings, clock, random);
        this.accountLockout = new Lockout(LOCKOUT_ENTRIES, settings.lockAfter(), settings.lockFirst(),
                settings.lockMaximum(), clock);
        this.sourceLockout = new Lockout(LOCKOUT_ENTRIES, settings.lockAfter() * SOURCE_FACTOR, settings.lockFirst(),
                settings.lockMaximum(), clock);
    }

    /** Makes {@code admin} when there is no account at all; its password, to be told once and changed at the first login. */
    public Optional<Secret> makeFirst() throws InterruptedException {
        if (!store.administrators().isEmpty()) {
            return Optional.empty();
        }
        Secret password = PasswordBasics.generate(random);
        PasswordHash hash = argon2.hash(password).orElseThrow();
        Administrator first = new Administrator(FIRST_NAME, Role.ADMINISTRATOR, hash, true, true, clock.instant());
        return store.addFirst(first, Authorship.system("first start")) ? Optional.of(password) : Optional.empty();
    }

    /** Somebody wants to be let in. */
    public Login login(String name, Secret password, Authorship from) throws InterruptedException {
        Login outcome = checked(name, password, from);
        if (outcome instanceof Login.Done(SignedIn signedIn)) {
            counters.increment(AccountCounter.LOGINS);
            Administrator administrator = signedIn.administrator();
            if (argon2.isOutdated(administrator.password())) {
                rehash(administrator, password, from);
            }
            Session session = sessions.open(name,
                    store.administrator(name).map(Administrator::password).orElse(administrator.password()).text());
            record(from, "session.opened", name);
            return new Login.Done(new SignedIn(session, administrator));
        }
        return outcome;
    }

    /** Lets somebody in of whom an OpenID provider says who it is; there is no account of that name here. */
    public SignedIn letIn(String name, Role role, Authorship from) {
        counters.increment(AccountCounter.LOGINS);
        Session session = sessions.open(name, role);
        record(from, "session.opened", name);
        return new SignedIn(session, guest(session, role));
    }

    /** Somebody was not let in by the provider. */
    public void refused(String why, Authorship from) {
        counters.increment(AccountCounter.LOGINS_FAILED);
        log.atWarn().addKeyValue("address", from.address()).addKeyValue("reason", why).log("login by OpenID failed");
    }

    private static Administrator guest(Session session, Role role) {
        return new Administrator(session.account(), role, new PasswordHash(""), true, false, session.opened());
    }

    /** A login without its session. */
    private Login checked(String name, Secret password, Authorship from) throws InterruptedException {
        String account = NAME.matcher(name).matches() ? name : "?";
        String source = SourceAddress.of(from.address());
        Duration shut = longer(accountLockout.begin(account), sourceLockout.begin(source));
        if (!shut.isZero()) {
            counters.increment(AccountCounter.LOGINS_SHUT);
            return new Login.Shut(shut);
        }
        Optional<Administrator> administrator = store.administrator(account).filter(Administrator::active);
        boolean tooLong = password.reveal().length() > PasswordStrength.LENGTH_MAX;
        Optional<Boolean> matches = argon2.matches(tooLong ? new Secret("") : password,
                administrator.map(Administrator::password));
        if (matches.isEmpty()) {
            accountLockout.forgive(account);
            sourceLockout.forgive(source);
            counters.increment(AccountCounter.BUSY);
            return new Login.Busy();
        }
        if (!matches.get() || tooLong) {
            failed(account, source, from);
            return new Login.Wrong();
        }
        accountLockout.clear(account);
        sourceLockout.forgive(source);
        return new Login.Done(new SignedIn(Session.NONE, administrator.orElseThrow()));
    }

    private void failed(String account, String source, Authorship from) {
        counters.increment(AccountCounter.LOGINS_FAILED);
        log.atWarn().addKeyValue("account", account).addKeyValue("address", from.address()).log("login failed");
        Duration shut = longer(accountLockout.remaining(account), sourceLockout.remaining(source));
        if (!shut.isZero()) {
            counters.increment(AccountCounter.LOCKED);
            log.atWarn().addKeyValue("account", account).addKeyValue("address", from.address())
                    .addKeyValue("seconds", shut.toSeconds()).log("shut out for guessing passwords");
            record(from, "account.locked", account);
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private void rehash(Administrator administrator, Secret password, Authorship from) throws InterruptedException {
        Optional<PasswordHash> fresh = argon2.hash(password);
        if (fresh.isPresent()) {
            store.change(administrator.name(), now -> now.password().equals(administrator.password()),
                    now -> now.withPassword(fresh.get(), now.mustChange()), from);
        }
    }

    private void record(Authorship from, String action, String account) {
        history.record(EventDraft.of(
                new Authorship(Authorship.Kind.ADMINISTRATOR, account, from.address(), from.correlationId()), action,
                new Subject("administrator", account), List.of(), TAG));
    }

    /** Who a session's token belongs to; empty when it is over, or the account is no longer what it was. */
    public Optional<SignedIn> signedIn(String token) {
        return signedIn(token, sessions.use(token));
    }

    /** Likewise, for what a page asks of its own accord: who only looks on is idle. */
    public Optional<SignedIn> lookedOn(String token) {
        return signedIn(token, sessions.look(token));
    }

    private Optional<SignedIn> signedIn(String token, Optional<Session> session) {
        if (session.isEmpty()) {
            return Optional.empty();
        }
        if (session.get().role().isPresent()) {
            return Optional.of(new SignedIn(session.get(), guest(session.get(), session.get().role().get())));
        }
        Optional<SignedIn> signedIn = store.administrator(session.get().account())
                .filter(account -> account.active() && account.password().text().equals(session.get().password()))
                .map(account -> new SignedIn(session.get(), account));
        if (signedIn.isEmpty()) {
            sessions.end(token);
        }
        return signedIn;
    }

    /** The session of that token ends. */
    public void logout(String token, Authorship author) {
        sessions.use(token).ifPresent(session -> {
            sessions.end(token);
            record(author, "session.closed", session.account());
        });
    }

    /** Somebody changes his own password: all his sessions end, and a new one begins. */
    public Login changeOwnPassword(String name, Secret current, Secret next, Authorship author)
            throws InterruptedException {
        Optional<String> weakness = current.equals(next)
                ? Optional.of("it is the old one")
                : PasswordStrength.weakness(next, name);
        if (weakness.isPresent()) {
            return new Login.Weak(weakness.get());
        }
        Login outcome = checked(name, current, author);
        if (!(outcome instanceof Login.Done(SignedIn signedIn))) {
            return outcome;
        }
        Optional<PasswordHash> hash = argon2.hash(next);
        if (hash.isEmpty()) {
            return new Login.Busy();
        }
        if (store.change(name, _ -> true, account -> account.withPassword(hash.get(), false), author) != Change.DONE) {
            return new Login.Wrong();
        }
        sessions.endAll(name);
        Administrator changed = signedIn.administrator().withPassword(hash.get(), false);
        return new Login.Done(new SignedIn(sessions.open(name, hash.get().text()), changed));
    }

    /** By name. */
    public List<Administrator> administrators() {
        return store.administrators();
    }

    /** The one of that name. */
    public Optional<Administrator> administrator(String name) {
        return store.administrator(name);
    }

    /** A new account with a password that has to be changed at the first login. */
    public Issue add(String name, Role role, Authorship author) throws InterruptedException {
        if (!NAME.matcher(name).matches()) {
            return new Issue.Invalid("name: 1 to 64 letters, digits, dots, hyphens, underscores and @.");
        }
        Secret password = PasswordBasics.generate(random);
        Optional<PasswordHash> hash = argon2.hash(password);
        if (hash.isEmpty()) {
            return new Issue.Busy();
        }
        Administrator added = new Administrator(name, role, hash.get(), true, true,
                clock.instant().truncatedTo(ChronoUnit.MILLIS)); // as it will be read again
        Change change = store.add(added, ACCOUNTS_MAX, author);
        return change == Change.DONE ? new Issue.Done(added, password) : new Issue.Refused(change);
    }

    /**
     * Another role, active or not; what is empty stays. Inactive: its sessions end.
     *
     * @param expected whether the account that is there is the one that the caller means
     */
    public Change change(String name, Optional<Role> role, Optional<Boolean> active,
            Predicate<Administrator> expected, Authorship author) {
        Change change = store.change(name, expected, account -> {
            Administrator changed = role.map(account::withRole).orElse(account);
            return active.map(changed::withActive).orElse(changed);
        }, author);
        if (change == Change.DONE && active.filter(is -> !is).isPresent()) {
            sessions.endAll(name);
        }
        return change;
    }

    /** A new password that has to be changed at the next login; sessions end, and who was shut out may try again. */
    public Issue resetPassword(String name, Predicate<Administrator> expected, Authorship author)
            throws InterruptedException {
        Secret password = PasswordBasics.generate(random);
        Optional<PasswordHash> hash = argon2.hash(password);
        if (hash.isEmpty()) {
            return new Issue.Busy();
        }
        Change change = store.change(name, expected, account -> account.withPassword(hash.get(), true), author);
        if (change != Change.DONE) {
            return new Issue.Refused(change);
        }
        sessions.endAll(name);
        accountLockout.clear(name);
        return new Issue.Done(store.administrator(name).orElseThrow(), password);
    }

    /** Ends the account and its sessions. */
    public Change remove(String name, Predicate<Administrator> expected, Authorship author) {
        Change change = store.remove(name, expected, author);
        if (change == Change.DONE) {
            sessions.endAll(name);
        }
        return change;
    }

    /** SHA-256, in hex, of what sessions are recognised by: to find it where it must not be. */
    public Collection<String> sessionDigests() {
        return sessions.digests();
    }

    /** How many are logged in. */
    public int sessions() {
        return sessions.size();
    }

    /** What operators count of it. */
    public Counters<AccountCounter> counters() {
        return counters;
    }
}
