package io.sbc.admin.oauth;

import io.sbc.core.access.AccessToken;
import io.sbc.core.access.TemporaryToken;
import io.sbc.core.directory.Secret;
import io.sbc.core.history.Authorship;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a token (RFC 5849 §2): a consumer asks for a temporary one, an administrator approves it and passes on the verifier, the
 * consumer exchanges it for the one that it works with, until that expires or is revoked.
 */
public final class TokenService {

    private static final Logger log = LoggerFactory.getLogger(TokenService.class);

    private final Grants grants;
    private final RandomTokens random;
    private final InstantSource clock;
    private final TokenLimits limits;

    TokenService(Grants grants, RandomTokens random, InstantSource clock, TokenLimits limits) {
        this.grants = grants;
        this.random = random;
        this.clock = clock;
        this.limits = limits;
    }

    /** What became of a request for a token. */
    public sealed interface Outcome<T> {

        record Granted<T>(T token) implements Outcome<T> {}

        record Refused<T>(Refusal refusal) implements Outcome<T> {}
    }

    /** §2.1. The request was signed by that consumer. */
    public synchronized Outcome<TemporaryToken> request(String consumerId, Authorship author) {
        grants.forgetExpired();
        long pending = grants.temporary().stream().filter(token -> token.consumerId().equals(consumerId)).count();
        if (pending >= TokenLimits.PENDING) {
            return new Outcome.Refused<>(Refusal.tooManyPending());
        }
        Instant now = clock.instant();
        TemporaryToken token = new TemporaryToken(random.token(), consumerId, random.secret(), Optional.empty(), 0, now,
                now.plus(limits.temporaryLife()));
        grants.put(token, author);
        log.atInfo().addKeyValue("consumer", consumerId).log("temporary token asked for, it waits for approval");
        return new Outcome.Granted<>(token);
    }

    /** §2.2: an administrator says yes. The verifier, the same if that was said before; empty when there is no such token. */
    public synchronized Optional<Secret> approve(String value, Authorship author) {
        Optional<TemporaryToken> token = grants.temporary(value);
        if (token.isEmpty()) {
            return Optional.empty();
        }
        if (token.get().verifier().isPresent()) {
            return token.get().verifier();
        }
        Secret verifier = random.verifier();
        grants.put(token.get().approved(verifier), author);
        log.atInfo().addKeyValue("consumer", token.get().consumerId()).log("temporary token approved");
        return Optional.of(verifier);
    }

    /** An administrator says no, or takes the approval back. Whether there was such a token. */
    public synchronized boolean reject(String value, Authorship author) {
        Optional<TemporaryToken> token = grants.temporary(value);
        token.ifPresent(known -> {
            grants.removeTemporary(value, author);
            log.atInfo().addKeyValue("consumer", known.consumerId()).log("temporary token rejected");
        });
        return token.isPresent();
    }

    /** §2.3. The request was signed by that consumer, with the secret of that temporary token. */
    public synchronized Outcome<AccessToken> exchange(String consumerId, String temporary, Optional<String> verifier,
            Authorship author) {
        Optional<TemporaryToken> token = grants.temporary(temporary)
                .filter(known -> known.consumerId().equals(consumerId));
        if (token.isEmpty()) {
            return new Outcome.Refused<>(Refusal.signature());
        }
        if (verifier.isEmpty()) {
            return new Outcome.Refused<>(Refusal.absent("oauth_verifier"));
        }
        Optional<Secret> expected = token.get().verifier();
        if (expected.isEmpty()) {
            return new Outcome.Refused<>(Refusal.notApproved());
        }
        if (!expected.get().equals(new Secret(verifier.get()))) {
            countWrongVerifier(token.get(), author);
            return new Outcome.Refused<>(Refusal.verifier());
        }
        if (tokensOf(consumerId) >= TokenLimits.ACCESS) {
            return new Outcome.Refused<>(Refusal.tooManyTokens());
        }
        Instant now = clock.instant();
        AccessToken access = new AccessToken(random.token(), consumerId, random.secret(), now,
                now.plus(limits.accessLife()));
        grants.exchange(token.get(), access, author);
        log.atInfo().addKeyValue("consumer", consumerId).log("access token given");
        return new Outcome.Granted<>(access);
    }

    private long tokensOf(String consumerId) {
        return grants.access().stream().filter(token -> token.consumerId().equals(consumerId)).count();
    }

    private void countWrongVerifier(TemporaryToken token, Authorship author) {
        TemporaryToken counted = token.afterWrongVerifier();
        if (counted.wrongVerifiers() >= TokenLimits.WRONG_VERIFIERS) {
            grants.removeTemporary(token.value(), author);
            log.atWarn().addKeyValue("consumer", token.consumerId()).log("temporary token ended by wrong verifiers");
        } else {
            grants.put(counted, author);
        }
    }

    /** Those that wait for approval or exchange. */
    public List<TemporaryToken> temporaryTokens() {
        return grants.temporary();
    }

    /** Those that consumers work with, expired ones too. */
    public List<AccessToken> accessTokens() {
        return grants.access();
    }

    /** Another full life from now on; empty when there is no such token. */
    public Optional<AccessToken> renew(String value, Authorship author) {
        return renew(value, _ -> true, author);
    }

    /** Likewise; empty too when it is not what the caller means. */
    public synchronized Optional<AccessToken> renew(String value, Predicate<AccessToken> expected, Authorship author) {
        Optional<AccessToken> renewed = known(value).filter(expected)
                .map(token -> token.renewedUntil(clock.instant().plus(limits.accessLife())));
        renewed.ifPresent(token -> {
            grants.put(token, author);
            log.atInfo().addKeyValue("consumer", token.consumerId()).log("access token renewed");
        });
        return renewed;
    }

    /** From now on its requests are refused. Whether there was such a token. */
    public boolean revoke(String value, Authorship author) {
        return revoke(value, _ -> true, author);
    }

    /** Likewise, if it is what the caller means. Whether it was ended. */
    public synchronized boolean revoke(String value, Predicate<AccessToken> expected, Authorship author) {
        Optional<AccessToken> token = known(value).filter(expected);
        token.ifPresent(known -> {
            grants.removeAccess(value, author);
            log.atInfo().addKeyValue("consumer", known.consumerId()).log("access token revoked");
        });
        return token.isPresent();
    }

    private Optional<AccessToken> known(String value) {
        return grants.access().stream().filter(token -> token.value().equals(value)).findFirst();
    }
}
