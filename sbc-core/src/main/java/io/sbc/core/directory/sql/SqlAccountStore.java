package io.sbc.core.directory.sql;

import io.sbc.core.access.AccountStore;
import io.sbc.core.access.Administrator;
import io.sbc.core.access.ApiKey;
import io.sbc.core.access.PasswordHash;
import io.sbc.core.access.Permission;
import io.sbc.core.access.Role;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.Changes;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.Subject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** {@link AccountStore} in the database of a {@link SqlStore}. Never in memory: what is changed by whichever node holds at once. */
public final class SqlAccountStore implements AccountStore {

    private static final String TAG = "access";
    private static final String ADMINISTRATOR = "administrator";
    private static final String API_KEY = "api-key";

    private final SqlSession session;

    /** Closed with the store that the session belongs to. */
    public SqlAccountStore(SqlSession session) {
        this.session = session;
    }

    @Override
    public List<Administrator> administrators() {
        return session.read(SqlAccountStore::administrators);
    }

    @Override
    public Optional<Administrator> administrator(String name) {
        return session.read(open -> administrator(open, name));
    }

    @Override
    public boolean addFirst(Administrator administrator, Authorship author) {
        return session.write(change -> {
            boolean none = administrators(change.handle()).isEmpty();
            if (none) {
                insert(change, administrator, author);
            }
            return none;
        });
    }

    @Override
    public Change add(Administrator administrator, int limit, Authorship author) {
        return session.write(change -> {
            if (administrator(change.handle(), administrator.name()).isPresent()) {
                return Change.TAKEN;
            }
            if (administrators(change.handle()).size() >= limit) {
                return Change.TOO_MANY;
            }
            insert(change, administrator, author);
            return Change.DONE;
        });
    }

    @Override
    public Change change(String name, Predicate<Administrator> expected, UnaryOperator<Administrator> to,
            Authorship author) {
        return session.write(change -> {
            Optional<Administrator> before = administrator(change.handle(), name);
            if (before.isEmpty()) {
                return Change.UNKNOWN;
            }
            if (!expected.test(before.get())) {
                return Change.STALE;
            }
            Administrator after = to.apply(before.get());
            if (after.equals(before.get())) {
                return Change.DONE;
            }
            if (commands(before.get()) && !commands(after) && isLast(change.handle(), name)) {
                return Change.LAST_ADMINISTRATOR;
            }
            change.execute(
                    "UPDATE administrators SET role = ?, password = ?, active = ?, must_change = ? WHERE name = ?",
                    after.role().wireName(), after.password().text(), after.active(), after.mustChange(), name);
            change.record(event(before, Optional.of(after), author));
            return Change.DONE;
        });
    }

    @Override
    public Change remove(String name, Predicate<Administrator> expected, Authorship author) {
        return session.write(change -> {
            Optional<Administrator> before = administrator(change.handle(), name);
            if (before.isEmpty()) {
                return Change.UNKNOWN;
            }
            if (!expected.test(before.get())) {
                return Change.STALE;
            }
            if (commands(before.get()) && isLast(change.handle(), name)) {
                return Change.LAST_ADMINISTRATOR;
            }
            change.execute("DELETE FROM administrators WHERE name = ?", name);
            change.record(event(before, Optional.empty(), author));
            return Change.DONE;
        });
    }

    @Override
    public List<ApiKey> apiKeys() {
        return session.read(SqlAccountStore::apiKeys);
    }

    @Override
    public Optional<ApiKey> apiKey(String id) {
        return session.read(open -> apiKey(open, id));
    }

    @Override
    public Change add(ApiKey key, int limit, Authorship author) {
        return session.write(change -> {
            if (apiKeys(change.handle()).size() >= limit) {
                return Change.TOO_MANY;
            }
            change.execute(
                    "INSERT INTO api_keys (id, name, digest, permissions, created, expires) VALUES (?, ?, ?, ?, ?, ?)",
                    key.id(), key.name(), key.digest(), Permission.wireNames(key.permissions()),
                    key.created().toEpochMilli(), key.expires().toEpochMilli());
            change.record(event(Optional.empty(), Optional.of(key), API_KEY + ".created", author));
            return Change.DONE;
        });
    }

    @Override
    public Change removeApiKey(String id, Predicate<ApiKey> expected, Authorship author) {
        return session.write(change -> {
            Optional<ApiKey> before = apiKey(change.handle(), id);
            if (before.isEmpty()) {
                return Change.UNKNOWN;
            }
            if (!expected.test(before.get())) {
                return Change.STALE;
            }
            change.execute("DELETE FROM api_keys WHERE id = ?", id);
            change.record(event(before, Optional.empty(), API_KEY + ".revoked", author));
            return Change.DONE;
        });
    }

    private static void insert(SqlChange change, Administrator administrator, Authorship author) {
        change.execute("""
                INSERT INTO administrators (name, role, password, active, must_change, created)
                VALUES (?, ?, ?, ?, ?, ?)""", administrator.name(), administrator.role().wireName(),
                administrator.password().text(), administrator.active(), administrator.mustChange(),
                administrator.created().toEpochMilli());
        change.record(event(Optional.empty(), Optional.of(administrator), author));
    }

    private static boolean commands(Administrator administrator) {
        return administrator.active() && administrator.role() == Role.ADMINISTRATOR;
    }

    private static boolean isLast(Handle open, String name) {
        return administrators(open).stream().noneMatch(other -> commands(other) && !other.name().equals(name));
    }

    private static List<Administrator> administrators(Handle open) {
        return open.select("SELECT * FROM administrators ORDER BY name").map((row, _) -> toAdministrator(row)).list();
    }

    private static Optional<Administrator> administrator(Handle open, String name) {
        return open.select("SELECT * FROM administrators WHERE name = ?", name)
                .map((row, _) -> toAdministrator(row)).findOne();
    }

    private static List<ApiKey> apiKeys(Handle open) {
        return open.select("SELECT * FROM api_keys ORDER BY created, id").map((row, _) -> toApiKey(row)).list();
    }

    private static Optional<ApiKey> apiKey(Handle open, String id) {
        return open.select("SELECT * FROM api_keys WHERE id = ?", id).map((row, _) -> toApiKey(row)).findOne();
    }

    private static Administrator toAdministrator(ResultSet row) throws SQLException {
        String role = row.getString("role");
        return new Administrator(row.getString("name"),
                Role.named(role).orElseThrow(() -> new IllegalStateException("no role: " + role)),
                new PasswordHash(row.getString("password")), row.getBoolean("active"), row.getBoolean("must_change"),
                Instant.ofEpochMilli(row.getLong("created")));
    }

    private static ApiKey toApiKey(ResultSet row) throws SQLException {
        Set<Permission> permissions = Arrays.stream(row.getString("permissions").split(",")).map(Permission::named)
                .flatMap(Optional::stream).collect(Collectors.toUnmodifiableSet());
        return new ApiKey(row.getString("id"), row.getString("name"), row.getString("digest"), permissions,
                Instant.ofEpochMilli(row.getLong("created")), Instant.ofEpochMilli(row.getLong("expires")));
    }

    private static EventDraft event(Optional<Administrator> before, Optional<Administrator> after, Authorship author) {
        Changes changes = new Changes()
                .text("role", before.map(one -> one.role().wireName()), after.map(one -> one.role().wireName()))
                .text("active", before.map(Administrator::active), after.map(Administrator::active))
                .text("mustChangePassword", before.map(Administrator::mustChange), after.map(Administrator::mustChange))
                .secret("password", before.map(Administrator::password), after.map(Administrator::password));
        String verb = before.isEmpty() ? ".created" : after.isEmpty() ? ".deleted" : ".changed";
        return EventDraft.of(author, ADMINISTRATOR + verb,
                new Subject(ADMINISTRATOR, after.or(() -> before).map(Administrator::name).orElseThrow()),
                changes.list(), TAG);
    }

    private static EventDraft event(Optional<ApiKey> before, Optional<ApiKey> after, String action, Authorship author) {
        Changes changes = new Changes().text("name", before.map(ApiKey::name), after.map(ApiKey::name))
                .text("permissions", before.map(key -> Permission.wireNames(key.permissions())),
                        after.map(key -> Permission.wireNames(key.permissions())))
                .text("expires", before.map(ApiKey::expires), after.map(ApiKey::expires))
                .secret("key", before.map(ApiKey::digest), after.map(ApiKey::digest));
        return EventDraft.of(author, action,
                new Subject(API_KEY, after.or(() -> before).map(ApiKey::id).orElseThrow()), changes.list(), TAG);
    }
}
