package io.sbc.core.directory.sql;

import io.sbc.core.access.AccessStore;
import io.sbc.core.access.AccessToken;
import io.sbc.core.access.Consumer;
import io.sbc.core.access.Permission;
import io.sbc.core.access.TemporaryToken;
import io.sbc.core.directory.Secret;
import io.sbc.core.directory.StoreException;
import io.sbc.core.history.Authorship;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** {@link AccessStore} over the connection of a {@link SqlStore}: the same lock, the same synchronous commits. */
final class SqlAccessStore implements AccessStore {

    private static final String CONSUMER_SECRET = "consumers.secret:";
    private static final String TEMPORARY_SECRET = "temporary_tokens.secret:";
    private static final String VERIFIER = "temporary_tokens.verifier:";
    private static final String TOKEN_SECRET = "access_tokens.secret:";

    static final String TOPIC = "access";

    private final SqlSession session;
    private final SecretBox secretBox;

    SqlAccessStore(SqlSession session, SecretBox secretBox) {
        this.session = session;
        this.secretBox = secretBox;
    }

    @Override
    public List<Consumer> consumers() {
        return session.read(open -> open.select("SELECT * FROM consumers ORDER BY id")
                .map((row, _) -> toConsumer(row)).list());
    }

    @Override
    public List<TemporaryToken> temporaryTokens() {
        return session.read(open -> open.select("SELECT * FROM temporary_tokens ORDER BY created, value")
                .map((row, _) -> toTemporaryToken(row)).list());
    }

    @Override
    public List<AccessToken> accessTokens() {
        return session.read(open -> open.select("SELECT * FROM access_tokens ORDER BY created, value")
                .map((row, _) -> toAccessToken(row)).list());
    }

    @Override
    public boolean add(Consumer consumer, Authorship author) {
        return change(change -> write(change, Optional.empty(), consumer, author));
    }

    @Override
    public boolean replace(Consumer before, Consumer after, Authorship author) {
        return change(change -> write(change, Optional.of(before), after, author));
    }

    private boolean write(SqlChange change, Optional<Consumer> before, Consumer after, Authorship author) {
        if (!consumer(change.handle(), after.id()).equals(before)) {
            return false;
        }
        change.execute("""
                INSERT INTO consumers (id, name, secret, permissions, active, created, signed_until)
                VALUES (?, ?, ?, ?, ?, ?, 0)
                ON CONFLICT (id) DO UPDATE SET name = excluded.name, secret = excluded.secret,
                    permissions = excluded.permissions, active = excluded.active""", after.id(), after.name(),
                secretBox.seal(after.secret(), CONSUMER_SECRET + after.id()),
                after.permissions().stream().map(Permission::wireName).sorted().collect(Collectors.joining(",")),
                after.active(), after.created().toEpochMilli());
        change.record(AccessEvents.of(before, Optional.of(after), author));
        return true;
    }

    @Override
    public boolean delete(Consumer consumer, Authorship author) {
        return change(change -> {
            if (!consumer(change.handle(), consumer.id()).equals(Optional.of(consumer))) {
                return false;
            }
            change.execute("DELETE FROM consumers WHERE id = ?", consumer.id());
            change.record(AccessEvents.of(Optional.of(consumer), Optional.empty(), author));
            return true;
        });
    }

    @Override
    public boolean add(TemporaryToken token, Authorship author) {
        return change(change -> consumer(change.handle(), token.consumerId()).isPresent()
                && write(change, Optional.empty(), token, author));
    }

    @Override
    public boolean replace(TemporaryToken before, TemporaryToken after, Authorship author) {
        return change(change -> write(change, Optional.of(before), after, author));
    }

    private boolean write(SqlChange change, Optional<TemporaryToken> before, TemporaryToken after, Authorship author) {
        if (!temporary(change.handle(), after.value()).equals(before)) {
            return false;
        }
        change.execute("""
                INSERT INTO temporary_tokens (value, consumer_id, secret, verifier, wrong_verifiers, created, expires)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (value) DO UPDATE SET verifier = excluded.verifier,
                    wrong_verifiers = excluded.wrong_verifiers""", after.value(), after.consumerId(),
                secretBox.seal(after.secret(), TEMPORARY_SECRET + after.value()),
                after.verifier().map(verifier -> secretBox.seal(verifier, VERIFIER + after.value())).orElse(null),
                after.wrongVerifiers(), after.created().toEpochMilli(), after.expires().toEpochMilli());
        change.record(AccessEvents.ofTemporary(before, after, author));
        return true;
    }

    @Override
    public boolean delete(TemporaryToken token, Authorship author) {
        return change(change -> {
            if (!isThere(change, token)) {
                return false;
            }
            change.execute("DELETE FROM temporary_tokens WHERE value = ?", token.value());
            change.record(AccessEvents.temporaryEnded(token,
                    author.kind() == Authorship.Kind.SYSTEM ? "token.expired" : "token.rejected", author));
            return true;
        });
    }

    private boolean isThere(SqlChange change, TemporaryToken token) {
        return temporary(change.handle(), token.value()).equals(Optional.of(token));
    }

    @Override
    public boolean replace(AccessToken before, AccessToken after, Authorship author) {
        return change(change -> {
            if (!isThere(change, before)) {
                return false;
            }
            change.execute("UPDATE access_tokens SET expires = ? WHERE value = ?", after.expires().toEpochMilli(),
                    after.value());
            change.record(AccessEvents.of(Optional.of(before), Optional.of(after), "token.renewed", author));
            return true;
        });
    }

    @Override
    public boolean delete(AccessToken token, Authorship author) {
        return change(change -> {
            if (!isThere(change, token)) {
                return false;
            }
            change.execute("DELETE FROM access_tokens WHERE value = ?", token.value());
            change.record(AccessEvents.of(Optional.of(token), Optional.empty(), "token.revoked", author));
            return true;
        });
    }

    private boolean isThere(SqlChange change, AccessToken token) {
        return access(change.handle(), token.value()).equals(Optional.of(token));
    }

    @Override
    public boolean exchange(TemporaryToken from, AccessToken to, Authorship author) {
        return change(change -> {
            if (!isThere(change, from)) {
                return false;
            }
            change.execute("DELETE FROM temporary_tokens WHERE value = ?", from.value());
            change.execute(
                    "INSERT INTO access_tokens (value, consumer_id, secret, created, expires) VALUES (?, ?, ?, ?, ?)",
                    to.value(), to.consumerId(), secretBox.seal(to.secret(), TOKEN_SECRET + to.value()),
                    to.created().toEpochMilli(), to.expires().toEpochMilli());
            change.record(AccessEvents.of(Optional.empty(), Optional.of(to), "token.given", author));
            return true;
        });
    }

    @Override
    public Map<String, Long> signedUntil() {
        return session.read(open -> open.select("SELECT id, signed_until FROM consumers")
                .map((row, _) -> Map.entry(row.getString("id"), row.getLong("signed_until"))).stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** Not a change of what is administered: no entry, no topic. */
    @Override
    public void putSignedUntil(String consumerId, long second) {
        session.write(change -> change.execute(
                "UPDATE consumers SET signed_until = ? WHERE id = ? AND signed_until < ?", second, consumerId, second));
    }

    /** Others are told only of what was written. */
    private boolean change(Predicate<SqlChange> work) {
        return session.write(change -> {
            boolean written = work.test(change);
            if (written) {
                change.touch(TOPIC);
            }
            return written;
        });
    }

    private Optional<Consumer> consumer(Handle open, String id) {
        return open.select("SELECT * FROM consumers WHERE id = ?", id).map((row, _) -> toConsumer(row)).findOne();
    }

    private Optional<TemporaryToken> temporary(Handle open, String value) {
        return open.select("SELECT * FROM temporary_tokens WHERE value = ?", value)
                .map((row, _) -> toTemporaryToken(row)).findOne();
    }

    private Optional<AccessToken> access(Handle open, String value) {
        return open.select("SELECT * FROM access_tokens WHERE value = ?", value).map((row, _) -> toAccessToken(row))
                .findOne();
    }

    private Consumer toConsumer(ResultSet row) throws SQLException {
        String id = row.getString("id");
        return new Consumer(id, row.getString("name"), open(row.getString("secret"), CONSUMER_SECRET + id),
                permissions(row.getString("permissions")), row.getBoolean("active"), time(row, "created"));
    }

    private TemporaryToken toTemporaryToken(ResultSet row) throws SQLException {
        String value = row.getString("value");
        Optional<Secret> verifier = Optional.ofNullable(row.getString("verifier"))
                .map(sealed -> open(sealed, VERIFIER + value));
        return new TemporaryToken(value, row.getString("consumer_id"),
                open(row.getString("secret"), TEMPORARY_SECRET + value), verifier, row.getInt("wrong_verifiers"),
                time(row, "created"), time(row, "expires"));
    }

    private AccessToken toAccessToken(ResultSet row) throws SQLException {
        String value = row.getString("value");
        return new AccessToken(value, row.getString("consumer_id"),
                open(row.getString("secret"), TOKEN_SECRET + value), time(row, "created"), time(row, "expires"));
    }

    private Secret open(String sealed, String place) {
        return secretBox.open(sealed, place)
                .orElseThrow(() -> new StoreException("a secret does not open, it was changed: " + place));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    private static Set<Permission> permissions(String names) {
        return Arrays.stream(names.split(",")).map(Permission::named).flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
    }
}
