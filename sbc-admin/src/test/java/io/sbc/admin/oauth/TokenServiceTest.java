package io.sbc.admin.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.oauth.TokenService.Outcome;
import io.sbc.core.access.AccessToken;
import io.sbc.core.access.Consumer;
import io.sbc.core.access.Permission;
import io.sbc.core.access.TemporaryToken;
import io.sbc.core.directory.Secret;
import java.security.SecureRandom;
import io.sbc.core.history.Authorship;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The life of tokens, by a clock of the test's. */
final class TokenServiceTest {

    private static final Authorship AUTHOR = Authorship.system("test");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration YEAR = Duration.ofDays(365);

    private final MemoryAccessStore store = new MemoryAccessStore();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Grants grants = grants();
    private TokenService tokens = tokens();

    private Grants grants() {
        return new Grants(store, clock());
    }

    private InstantSource clock() {
        return () -> now;
    }

    private TokenService tokens() {
        return tokens(grants);
    }

    private TokenService tokens(Grants over) {
        return new TokenService(over, new RandomTokens(new SecureRandom()), clock(), new TokenLimits(HOUR, YEAR));
    }

    @BeforeEach
    void addConsumers() {
        ConsumerService consumers = new ConsumerService(grants, new RandomTokens(new SecureRandom()), clock());
        consumers.add("mxone", "MX-ONE", Set.of(Permission.READ_USERS), AUTHOR);
        consumers.add("other", "Another", Set.of(Permission.READ_USERS), AUTHOR);
    }

    private TemporaryToken request() {
        return granted(tokens.request("mxone", AUTHOR));
    }

    private AccessToken exchanged() {
        TemporaryToken temporary = request();
        Secret verifier = tokens.approve(temporary.value(), AUTHOR).orElseThrow();
        return granted(tokens.exchange("mxone", temporary.value(), Optional.of(verifier.reveal()), AUTHOR));
    }

    private static <T> T granted(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Granted<T>(T token) -> token;
            case Outcome.Refused<T>(Refusal refusal) -> throw new AssertionError(refusal.sentence());
        };
    }

    private static String code(Outcome<?> outcome) {
        return outcome instanceof Outcome.Refused<?>(Refusal refusal) ? refusal.code() : "granted";
    }

    @Test
    void shouldLetATemporaryTokenGoAfterItsLife() {
        TemporaryToken token = request();
        Secret verifier = tokens.approve(token.value(), AUTHOR).orElseThrow();
        now = now.plus(HOUR);

        assertEquals(Optional.empty(), tokens.approve(token.value(), AUTHOR));
        assertEquals("signature_invalid",
                code(tokens.exchange("mxone", token.value(), Optional.of(verifier.reveal()), AUTHOR)));
        tokens.request("mxone", AUTHOR);
        assertEquals(1, store.temporaryTokens().size());
    }

    @Test
    void shouldNotExchangeWithoutApproval() {
        assertEquals("permission_unknown",
                code(tokens.exchange("mxone", request().value(), Optional.of("GUESS"), AUTHOR)));
    }

    @Test
    void shouldNotExchangeTheTokenOfAnother() {
        TemporaryToken token = request();
        Secret verifier = tokens.approve(token.value(), AUTHOR).orElseThrow();

        assertEquals("signature_invalid",
                code(tokens.exchange("other", token.value(), Optional.of(verifier.reveal()), AUTHOR)));
    }

    @Test
    void shouldExchangeOnce() {
        TemporaryToken token = request();
        Optional<String> verifier = tokens.approve(token.value(), AUTHOR).map(Secret::reveal);

        assertEquals("granted", code(tokens.exchange("mxone", token.value(), verifier, AUTHOR)));
        assertEquals("signature_invalid", code(tokens.exchange("mxone", token.value(), verifier, AUTHOR)));
    }

    @Test
    void shouldShowTheSameVerifierAgain() {
        TemporaryToken token = request();

        assertEquals(tokens.approve(token.value(), AUTHOR), tokens.approve(token.value(), AUTHOR));
    }

    @Test
    void shouldLimitWhatWaits() {
        for (int i = 0; i < TokenLimits.PENDING; i++) {
            assertEquals("granted", code(tokens.request("mxone", AUTHOR)));
        }

        assertEquals("additional_authorization_required", code(tokens.request("mxone", AUTHOR)));
        assertEquals("granted", code(tokens.request("other", AUTHOR)));
    }

    @Test
    void shouldEndAnAccessTokenAfterAYearUnlessItIsRenewed() {
        AccessToken token = exchanged();
        now = now.plus(YEAR);
        assertEquals(Optional.empty(), grants.ofToken("mxone", token.value()));

        tokens.renew(token.value(), AUTHOR);

        assertEquals(Optional.of(token.secret()), grants.ofToken("mxone", token.value()));
        assertEquals(now.plus(YEAR), tokens.accessTokens().getFirst().expires());
    }

    @Test
    void shouldForgetARevokedToken() {
        AccessToken token = exchanged();

        assertTrue(tokens.revoke(token.value(), AUTHOR));
        assertFalse(tokens.revoke(token.value(), AUTHOR));
        assertEquals(Optional.empty(), grants.ofToken("mxone", token.value()));
    }

    @Test
    void shouldKnowEverythingAgainAfterARestart() {
        AccessToken access = exchanged();
        TemporaryToken waiting = request();

        grants = grants();
        tokens = tokens();

        assertEquals(Optional.of(access.secret()), grants.ofToken("mxone", access.value()));
        assertTrue(tokens.approve(waiting.value(), AUTHOR).isPresent());
    }

    /** Until a notification has come, what a node knows is old. */
    @Test
    void shouldExchangeOnceOverTwoNodes() {
        TemporaryToken token = request();
        Optional<String> verifier = tokens.approve(token.value(), AUTHOR).map(Secret::reveal);
        TokenService other = tokens(grants());

        assertEquals("granted", code(other.exchange("mxone", token.value(), verifier, AUTHOR)));
        assertEquals("signature_invalid", code(tokens.exchange("mxone", token.value(), verifier, AUTHOR)));
        assertEquals(1, store.accessTokens().size());
    }

    @Test
    void shouldCountWrongVerifiersOverTwoNodes() {
        TemporaryToken token = request();
        tokens.approve(token.value(), AUTHOR);
        TokenService other = tokens(grants());

        for (int i = 0; i < TokenLimits.WRONG_VERIFIERS; i++) {
            (i % 2 == 0 ? tokens : other).exchange("mxone", token.value(), Optional.of("GUESS"), AUTHOR);
        }

        assertEquals(0, store.temporaryTokens().size());
    }

    @Test
    void shouldNotRenewWhatTheOtherNodeRevoked() {
        AccessToken token = exchanged();
        TokenService other = tokens(grants());

        assertTrue(other.revoke(token.value(), AUTHOR));
        assertEquals(Optional.empty(), tokens.renew(token.value(), AUTHOR));
        assertEquals(0, store.accessTokens().size());
    }

    @Test
    void shouldChangeAConsumerOnlyAsTheOtherNodeLeftIt() {
        ConsumerService here = new ConsumerService(grants, new RandomTokens(new SecureRandom()), clock());
        ConsumerService there = new ConsumerService(grants(), new RandomTokens(new SecureRandom()), clock());
        there.setActive("mxone", false, _ -> true, AUTHOR);

        assertInstanceOf(ConsumerService.Change.Stale.class, here.remove("mxone", Consumer::active, AUTHOR));
        there.remove("other", _ -> true, AUTHOR);
        assertInstanceOf(ConsumerService.Change.Unknown.class, here.setActive("other", false, _ -> true, AUTHOR));
        assertEquals(1, store.consumers().size());
    }

    @Test
    void shouldEndTheTokensOfARemovedConsumer() {
        AccessToken access = exchanged();

        grants.remove(grants.consumer("mxone").orElseThrow(), AUTHOR);

        assertEquals(Optional.empty(), grants.ofToken("mxone", access.value()));
        assertEquals(Optional.empty(), grants.ofConsumer("mxone"));
    }

    @Test
    void shouldWriteTheNewestSecondAheadAndRefuseWhatIsOlderAfterARestart() {
        SignedUntil before = new SignedUntil(store);
        for (long second = 1_000; second < 1_011; second++) {
            before.include("mxone", second);
        }

        assertEquals(2, store.marksWritten);
        assertEquals(1, before.notBefore("mxone"));
        assertEquals(1_012, new SignedUntil(store).notBefore("mxone"));
        assertEquals(1, new SignedUntil(store).notBefore("other"));
    }
}
