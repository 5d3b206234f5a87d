package io.sbc.admin.oidc;

import io.sbc.core.directory.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Log-ins that were begun and did not come back: at most {@link #MOST}, for {@link #LIFE}. Each can come back once. Found by the digest of its state.
 * Thread-safe; never waits.
 */
final class PendingLogins {

    /** The oldest gives way: who begins many keeps nobody out for long. */
    static final int MOST = 1_000;
    static final Duration LIFE = Duration.ofMinutes(10);

    private static final int OCTETS = 32;

    private final InstantSource clock;
    private final SecureRandom random;
    private final Map<String, Pending> byState = new LinkedHashMap<>();

    /**
     * One of them.
     *
     * @param state comes back with the browser (RFC 6749 §10.12)
     * @param nonce comes back in the token
     * @param verifier proves to the provider who began (RFC 7636)
     * @param browser what the cookie of the browser that began holds
     */
    record Pending(Secret state, Secret nonce, Secret verifier, Secret browser, Instant begun) {}

    PendingLogins(InstantSource clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    synchronized Pending begin() {
        Instant now = clock.instant();
        byState.values().removeIf(old -> isOver(old, now));
        if (byState.size() >= MOST) {
            byState.remove(byState.keySet().iterator().next());
        }
        Pending begun = new Pending(chance(), chance(), chance(), chance(), now);
        byState.put(digest(begun.state().reveal()), begun);
        return begun;
    }

    /** The log-in of that state and that browser; it is forgotten with that, whatever comes of it. */
    synchronized Optional<Pending> end(String state, String browser) {
        return Optional.ofNullable(byState.remove(digest(state)))
                .filter(pending -> !isOver(pending, clock.instant()))
                .filter(pending -> pending.browser().equals(new Secret(browser)));
    }

    synchronized int size() {
        return byState.size();
    }

    private static boolean isOver(Pending pending, Instant now) {
        return !now.isBefore(pending.begun().plus(LIFE));
    }

    private Secret chance() {
        byte[] octets = new byte[OCTETS];
        random.nextBytes(octets);
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(octets));
    }

    /** SHA-256 in Base64url: also the challenge of PKCE's S256. */
    static String digest(String text) {
        try {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
