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
    public void put(Consumer consumer, Authorship author) {
        change(change -> {
            Optional<Consumer> before = consumer(change.handle(), consumer.id());
            change.execute("""
                    INSERT INTO consumers (id, name, secret, permissions, active, created, signed_until)
                    VALUES (?, ?, ?, ?, ?, ?, 0)
                    ON CONFLICT (id) DO UPDATE SET name = excluded.name, secret = excluded.secret,
                        permissions = excluded.permissions, active = excluded.active""", consumer.id(),
                    consumer.name(), secretBox.seal(consumer.secret(), CONSUMER_SECRET + consumer.id()),
                    consumer.permissions().stream().map(Permission::wireName).sorted()
                            .collect(Collectors.joining(",")),
                    consumer.active(), consumer.created().toEpochMilli());
            change.record(AccessEvents.of(before, Optional.of(consumer), author));
        });
    }

    @Override
    public void deleteConsumer(String id, Authorship author) {
        change(change -> consumer(change.handle(), id).ifPresent(before -> {
            change.execute("DELETE FROM consumers WHERE id = ?", id);
            change.record(AccessEvents.of(Optional.of(before), Optional.empty(), author));
        }));
    }

    @Override
    public void put(TemporaryToken token, Authorship author) {
        change(change -> {
            Optional<TemporaryToken> before = temporary(change.handle(), token.value());
            change.execute(
                    """
                            INSERT INTO temporary_tokens (value, consumer_id, secret, verifier, wrong_verifiers, created, expires)
                            VALUES (?, ?, ?, ?, ?, ?, ?)
                            ON CONFLICT (value) DO UPDATE SET verifier = excluded.verifier,
                                wrong_verifiers = excluded.wrong_verifiers""",
                    token.value(), token.consumerId(),
                    secretBox.seal(token.secret(), TEMPORARY_SECRET + token.value()),
                    token.verifier().map(verifier -> secretBox.seal(verifier, VERIFIER + token.value())).orElse(null),
                    token.wrongVerifiers(), token.created().toEpochMilli(), token.expires().toEpochMilli());
            change.record(AccessEvents.ofTemporary(before, token, author));
        });
    }

    @Override
    public void deleteTemporaryToken(String value, Authorship author) {
        change(change -> temporary(change.handle(), value).ifPresent(before -> {
            change.execute("DELETE FROM temporary_tokens WHERE value = ?", value);
            change.record(AccessEvents.temporaryEnded(before,
                    author.kind() == Authorship.Kind.SYSTEM ? "token.expired" : "token.rejected", author));
        }));
    }

    @Override
    public void put(AccessToken token, Authorship author) {
        change(change -> insert(change, token, author, "token.renewed"));
    }

    @Override
    public void deleteAccessToken(String value, Authorship author) {
        change(change -> access(change.handle(), value).ifPresent(before -> {
            change.execute("DELETE FROM access_tokens WHERE value = ?", value);
            change.record(AccessEvents.of(Optional.of(before), Optional.empty(), "token.revoked", author));
        }));
    }

    @Override
    public void exchange(String temporaryToken, AccessToken token, Authorship author) {
        change(change -> {
            change.execute("DELETE FROM temporary_tokens WHERE value = ?", temporaryToken);
            insert(change, token, author, "token.given");
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

    private void insert(SqlChange change, AccessToken token, Authorship author, String action) {
        Optional<AccessToken> before = access(change.handle(), token.value());
        change.execute("""
                INSERT INTO access_tokens (value, consumer_id, secret, created, expires) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (value) DO UPDATE SET expires = excluded.expires""", token.value(), token.consumerId(),
                secretBox.seal(token.secret(), TOKEN_SECRET + token.value()), token.created().toEpochMilli(),
                token.expires().toEpochMilli());
        change.record(AccessEvents.of(before, Optional.of(token), action, author));
    }

    private void change(java.util.function.Consumer<SqlChange> work) {
        session.write(change -> {
            work.accept(change);
            change.touch(TOPIC);
            return true;
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
