package io.sbc.core.access;

import io.sbc.core.directory.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * What a consumer asked for and an administrator has yet to approve, or has (RFC 5849 §2.1, §2.2).
 *
 * @param value {@code oauth_token}
 * @param secret {@code oauth_token_secret}
 * @param verifier empty while it is pending; the administrator reads it to whoever sits before the consumer
 * @param wrongVerifiers how often one was tried that was not it
 */
public record TemporaryToken(String value, String consumerId, Secret secret, Optional<Secret> verifier,
        int wrongVerifiers, Instant created, Instant expires) {

    /** Whether it may still be approved or exchanged. */
    public boolean isValidAt(Instant now) {
        return now.isBefore(expires);
    }

    /** The same, approved. */
    public TemporaryToken approved(Secret withVerifier) {
        return new TemporaryToken(value, consumerId, secret, Optional.of(withVerifier), 0, created, expires);
    }

    /** The same after one more wrong verifier. */
    public TemporaryToken afterWrongVerifier() {
        return new TemporaryToken(value, consumerId, secret, verifier, wrongVerifiers + 1, created, expires);
    }
}
