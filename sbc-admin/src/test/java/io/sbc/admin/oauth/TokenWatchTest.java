package io.sbc.admin.oauth;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.access.AccessToken;
import io.sbc.core.directory.Secret;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenWatchTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static AccessToken endingIn(Duration time) {
        return new AccessToken("t", "mxone", new Secret("s"), NOW.minus(Duration.ofDays(300)), NOW.plus(time));
    }

    @Test
    void shouldWarnOfTokensThatAreGoodForLessThanAMonth() {
        assertTrue(TokenWatch.isEnding(endingIn(Duration.ofDays(29)), () -> NOW));
        assertFalse(TokenWatch.isEnding(endingIn(Duration.ofDays(31)), () -> NOW));
        assertFalse(TokenWatch.isEnding(endingIn(Duration.ofDays(-1)), () -> NOW), "it is over already");
    }
}
