package io.sbc.core.access;

import io.sbc.core.directory.Secret;
import java.time.Instant;

/**
 * What a consumer signs with once an administrator approved it (RFC 5849 §2.3).
 *
 * @param value {@code oauth_token}
 * @param secret {@code oauth_token_secret}
 */
public record AccessToken(String value, String consumerId, Secret secret, Instant created, Instant expires) {

    /** Whether it may be used. */
    public boolean isValidAt(Instant now) {
        return now.isBefore(expires);
    }

    /** The same for longer. */
    public AccessToken renewedUntil(Instant end) {
        return new AccessToken(value, consumerId, secret, created, end);
    }
}
