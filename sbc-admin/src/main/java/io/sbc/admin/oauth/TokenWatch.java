package io.sbc.admin.oauth;

import io.sbc.core.access.AccessToken;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once a day which access tokens end soon: a provisioning manager whose token ends can tell us nothing any more. A virtual thread of its own. */
public final class TokenWatch implements AutoCloseable {

    /** How long before its end an administrator is warned. */
    public static final Duration SOON = Duration.ofDays(30);

    private static final Logger log = LoggerFactory.getLogger(TokenWatch.class);

    private final TokenService tokens;
    private final InstantSource clock;
    private final CountDownLatch closed = new CountDownLatch(1);

    public TokenWatch(TokenService tokens, InstantSource clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    /** Begins to watch. */
    public TokenWatch start() {
        Thread.ofVirtual().name("token-watch").start(this::run);
        return this;
    }

    private void run() {
        try {
            do {
                warn();
            } while (!closed.await(1, TimeUnit.DAYS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void warn() {
        ending().forEach(token -> log.atWarn().addKeyValue("consumer", token.consumerId())
                .addKeyValue("expires", token.expires()).log("an access token ends soon: renew it"));
    }

    /** Tokens in use that end soon. */
    public List<AccessToken> ending() {
        return tokens.accessTokens().stream().filter(token -> isEnding(token, clock)).toList();
    }

    /** Whether a token may still be used, and not for long. */
    public static boolean isEnding(AccessToken token, InstantSource clock) {
        return token.isValidAt(clock.instant()) && !token.isValidAt(clock.instant().plus(SOON));
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
