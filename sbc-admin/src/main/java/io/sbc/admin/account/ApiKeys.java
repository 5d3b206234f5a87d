package io.sbc.admin.account;

import io.sbc.core.access.AccountStore;
import io.sbc.core.access.AccountStore.Change;
import io.sbc.core.access.ApiKey;
import io.sbc.core.access.Permission;
import io.sbc.core.directory.Secret;
import io.sbc.core.history.Authorship;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Keys for programs of administrators: {@code sbc_}, eight octets of id in hex, {@code _}, 32 random octets. Read from the store each
 * time: revoked is revoked at once. Thread-safe; waits for the disk.
 */
public final class ApiKeys {

    /** What every key begins with, so that scanners of source code find one that was left lying about. */
    public static final String PREFIX = "sbc_";

    private static final int KEYS_MAX = 1_000;
    private static final int ID_OCTETS = 8;
    private static final int KEY_OCTETS = 32;
    private static final int KEY_LENGTH_MAX = 128;

    private final AccountStore store;
    private final InstantSource clock;
    private final SecureRandom random;
    private final Duration life;

    /** @param life of a key for which nothing else is said, and at most */
    public ApiKeys(AccountStore store, InstantSource clock, SecureRandom random, Duration life) {
        this.store = store;
        this.clock = clock;
        this.random = random;
        this.life = life;
    }

    /** What a key that was shown is worth. */
    public sealed interface Check {

        record Good(ApiKey key) implements Check {}

        record Expired() implements Check {}

        record Unknown() implements Check {}
    }

    /** @param secret shown once; empty when there are too many */
    public record Issued(ApiKey key, Secret secret) {}

    /** Makes one; empty when there are too many. */
    public Optional<Issued> add(String name, Set<Permission> permissions, Optional<Duration> wanted,
            Authorship author) {
        byte[] id = new byte[ID_OCTETS];
        byte[] octets = new byte[KEY_OCTETS];
        random.nextBytes(id);
        random.nextBytes(octets);
        String idText = HexFormat.of().formatHex(id);
        Secret secret = new Secret(
                PREFIX + idText + "_" + Base64.getUrlEncoder().withoutPadding().encodeToString(octets));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS); // as it will be read again
        Duration kept = wanted.filter(other -> other.compareTo(life) < 0).orElse(life);
        ApiKey key = new ApiKey(idText, name, Sessions.digest(secret.reveal()), permissions, now, now.plus(kept));
        return store.add(key, KEYS_MAX, author) == Change.DONE
                ? Optional.of(new Issued(key, secret))
                : Optional.empty();
    }

    /** Looks at a key that somebody shows. */
    public Check check(String shown) {
        int end = PREFIX.length() + 2 * ID_OCTETS;
        if (shown.length() <= end || shown.length() > KEY_LENGTH_MAX || !shown.startsWith(PREFIX)) {
            return new Check.Unknown();
        }
        byte[] digest = Sessions.digest(shown).getBytes(StandardCharsets.US_ASCII);
        Optional<ApiKey> key = store.apiKey(shown.substring(PREFIX.length(), end))
                .filter(known -> MessageDigest.isEqual(digest, known.digest().getBytes(StandardCharsets.US_ASCII)));
        if (key.isEmpty()) {
            return new Check.Unknown();
        }
        return key.get().isValidAt(clock.instant()) ? new Check.Good(key.get()) : new Check.Expired();
    }

    /** By the time they were made. */
    public List<ApiKey> all() {
        return store.apiKeys();
    }

    /** The one with that id. */
    public Optional<ApiKey> find(String id) {
        return store.apiKey(id);
    }

    /**
     * Ends one at once.
     *
     * @param expected whether the one that is there is the one that the caller means
     */
    public Change revoke(String id, Predicate<ApiKey> expected, Authorship author) {
        return store.removeApiKey(id, expected, author);
    }
}
