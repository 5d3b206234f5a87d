package io.sbc.admin.account;

import io.sbc.core.access.Role;
import io.sbc.core.config.AccountSettings;
import io.sbc.core.directory.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who is logged in, in memory: a restart ends all of them. Found by the digest of the token, so that nobody learns a token from how long a
 * comparison takes. At most {@code sessions} at a time and {@code sessions-per-account} of each: the one that was idle longest
 * gives way. Thread-safe, never waits.
 */
final class Sessions {

    private static final int TOKEN_OCTETS = 32;

    private final AccountSettings settings;
    private final InstantSource clock;
    private final SecureRandom random;
    /** The oldest first: of two that were last used at the same time, that one gives way. */
    private final Map<String, Live> byDigest = new LinkedHashMap<>();

    private static final class Live {

        private final Session session;
        private Instant lastUsed;

        Live(Session session, Instant now) {
            this.session = session;
            this.lastUsed = now;
        }

        Instant lastUsed() {
            return lastUsed;
        }
    }

    Sessions(AccountSettings settings, InstantSource clock, SecureRandom random) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /** A new one, with a token that was never seen before (no session fixation). */
    Session open(String account, String password) {
        return open(account, password, Optional.empty());
    }

    /** Of somebody without an account here. */
    Session open(String name, Role role) {
        return open(name, "", Optional.of(role));
    }

    private synchronized Session open(String account, String password, Optional<Role> role) {
        Instant now = clock.instant();
        byDigest.values().removeIf(live -> isOver(live, now));
        if (byDigest.values().stream().filter(live -> live.session.account().equals(account))
                .count() >= settings.sessionsPerAccount()) {
            endIdlest(Optional.of(account));
        }
        if (byDigest.size() >= settings.sessions()) {
            endIdlest(Optional.empty());
        }
        Session session = new Session(account, token(), token(), password, role, now,
                now.plus(settings.sessionLife()));
        byDigest.put(digest(session.token().reveal()), new Live(session.withoutToken(), now));
        return session;
    }

    /** The session of a token, which is used by that; empty when there is none, or it is over. */
    synchronized Optional<Session> use(String token) {
        return find(token, true);
    }

    /** Likewise, without being used: idle time goes on. */
    synchronized Optional<Session> look(String token) {
        return find(token, false);
    }

    private Optional<Session> find(String token, boolean use) {
        Instant now = clock.instant();
        String digest = digest(token);
        Live live = byDigest.get(digest);
        if (live == null) {
            return Optional.empty();
        }
        if (isOver(live, now)) {
            byDigest.remove(digest);
            return Optional.empty();
        }
        if (use) {
            live.lastUsed = now;
        }
        return Optional.of(live.session);
    }

    synchronized void end(String token) {
        byDigest.remove(digest(token));
    }

    /** All sessions of an account. */
    synchronized void endAll(String account) {
        byDigest.values().removeIf(live -> live.session.account().equals(account));
    }

    /** SHA-256, in hex, of all tokens. */
    synchronized Set<String> digests() {
        Set<String> digests = new HashSet<>(byDigest.keySet());
        byDigest.values().forEach(live -> digests.add(digest(live.session.csrf().reveal())));
        return digests;
    }

    synchronized int size() {
        Instant now = clock.instant();
        byDigest.values().removeIf(live -> isOver(live, now));
        return byDigest.size();
    }

    private boolean isOver(Live live, Instant now) {
        return !now.isBefore(live.session.ends()) || !now.isBefore(live.lastUsed.plus(settings.sessionIdle()));
    }

    private void endIdlest(Optional<String> account) {
        byDigest.entrySet().stream()
                .filter(entry -> account.isEmpty() || entry.getValue().session.account().equals(account.get()))
                .min(Comparator.comparing(entry -> entry.getValue().lastUsed())).map(Map.Entry::getKey)
                .ifPresent(byDigest::remove);
    }

    private Secret token() {
        byte[] octets = new byte[TOKEN_OCTETS];
        random.nextBytes(octets);
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(octets));
    }

    static String digest(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
