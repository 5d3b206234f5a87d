package io.sbc.admin.oauth;

import io.sbc.core.access.AccessToken;
import io.sbc.core.access.TemporaryToken;
import io.sbc.core.directory.Attempts;
import io.sbc.core.directory.Secret;
import io.sbc.core.history.Authorship;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
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
        return Attempts.untilNobodyInterferes(() -> tryToMake(consumerId, author));
    }

    private Optional<Outcome<TemporaryToken>> tryToMake(String consumerId, Authorship author) {
        if (grants.consumer(consumerId).isEmpty()) {
            return Optional.of(new Outcome.Refused<>(Refusal.signature())); // it was there when its signature was looked at
        }
        long pending = grants.temporary().stream().filter(token -> token.consumerId().equals(consumerId)).count();
        if (pending >= TokenLimits.PENDING) {
            return Optional.of(new Outcome.Refused<>(Refusal.tooManyPending()));
        }
        Instant now = now();
        TemporaryToken token = new TemporaryToken(random.token(), consumerId, random.secret(), Optional.empty(), 0, now,
                now.plus(limits.temporaryLife()));
        if (!grants.add(token, author)) {
            return Optional.empty();
        }
        log.atInfo().addKeyValue("consumer", consumerId).log("temporary token asked for, it waits for approval");
        return Optional.of(new Outcome.Granted<>(token));
    }

    /** As it will be read again. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** §2.2: an administrator says yes. The verifier, the same if that was said before; empty when there is no such token. */
    public synchronized Optional<Secret> approve(String value, Authorship author) {
        return Attempts.untilNobodyInterferes(() -> {
            Optional<TemporaryToken> token = grants.temporary(value);
            if (token.isEmpty() || token.get().verifier().isPresent()) {
                return Optional.of(token.flatMap(TemporaryToken::verifier));
            }
            Secret verifier = random.verifier();
            if (!grants.replace(token.get(), token.get().approved(verifier), author)) {
                return Optional.empty();
            }
            log.atInfo().addKeyValue("consumer", token.get().consumerId()).log("temporary token approved");
            return Optional.of(Optional.of(verifier));
        });
    }

    /** An administrator says no, or takes the approval back. Whether there was such a token. */
    public synchronized boolean reject(String value, Authorship author) {
        return Attempts.untilNobodyInterferes(() -> {
            Optional<TemporaryToken> token = grants.temporary(value);
            if (token.isEmpty()) {
                return Optional.of(false);
            }
            if (!grants.remove(token.get(), author)) {
                return Optional.empty();
            }
            log.atInfo().addKeyValue("consumer", token.get().consumerId()).log("temporary token rejected");
            return Optional.of(true);
        });
    }

    /** §2.3. The request was signed by that consumer, with the secret of that temporary token. */
    public synchronized Outcome<AccessToken> exchange(String consumerId, String temporary, Optional<String> verifier,
            Authorship author) {
        return Attempts.untilNobodyInterferes(() -> tryToExchange(consumerId, temporary, verifier, author));
    }

    private Optional<Outcome<AccessToken>> tryToExchange(String consumerId, String temporary,
            Optional<String> verifier, Authorship author) {
        Optional<TemporaryToken> token = grants.temporary(temporary)
                .filter(known -> known.consumerId().equals(consumerId));
        if (token.isEmpty()) {
            return Optional.of(new Outcome.Refused<>(Refusal.signature()));
        }
        if (verifier.isEmpty()) {
            return Optional.of(new Outcome.Refused<>(Refusal.absent("oauth_verifier")));
        }
        Optional<Secret> expected = token.get().verifier();
        if (expected.isEmpty()) {
            return Optional.of(new Outcome.Refused<>(Refusal.notApproved()));
        }
        if (!expected.get().equals(new Secret(verifier.get()))) {
            return countsWrongVerifier(token.get(), author)
                    ? Optional.of(new Outcome.Refused<>(Refusal.verifier()))
                    : Optional.empty();
        }
        if (tokensOf(consumerId) >= TokenLimits.ACCESS) {
            return Optional.of(new Outcome.Refused<>(Refusal.tooManyTokens()));
        }
        Instant now = now();
        AccessToken access = new AccessToken(random.token(), consumerId, random.secret(), now,
                now.plus(limits.accessLife()));
        if (!grants.exchange(token.get(), access, author)) {
            return Optional.empty();
        }
        log.atInfo().addKeyValue("consumer", consumerId).log("access token given");
        return Optional.of(new Outcome.Granted<>(access));
    }

    private long tokensOf(String consumerId) {
        return grants.access().stream().filter(token -> token.consumerId().equals(consumerId)).count();
    }

    private boolean countsWrongVerifier(TemporaryToken token, Authorship author) {
        TemporaryToken counted = token.afterWrongVerifier();
        if (counted.wrongVerifiers() < TokenLimits.WRONG_VERIFIERS) {
            return grants.replace(token, counted, author);
        }
        boolean ended = grants.remove(token, author);
        if (ended) {
            log.atWarn().addKeyValue("consumer", token.consumerId()).log("temporary token ended by wrong verifiers");
        }
        return ended;
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
        return Attempts.untilNobodyInterferes(() -> {
            Optional<AccessToken> known = known(value).filter(expected);
            if (known.isEmpty()) {
                return Optional.of(known);
            }
            AccessToken renewed = known.get().renewedUntil(now().plus(limits.accessLife()));
            if (!grants.replace(known.get(), renewed, author)) {
                return Optional.empty();
            }
            log.atInfo().addKeyValue("consumer", renewed.consumerId()).log("access token renewed");
            return Optional.of(Optional.of(renewed));
        });
    }

    /** From now on its requests are refused. Whether there was such a token. */
    public boolean revoke(String value, Authorship author) {
        return revoke(value, _ -> true, author);
    }

    /** Likewise, if it is what the caller means. Whether it was ended. */
    public synchronized boolean revoke(String value, Predicate<AccessToken> expected, Authorship author) {
        return Attempts.untilNobodyInterferes(() -> {
            Optional<AccessToken> token = known(value).filter(expected);
            if (token.isEmpty()) {
                return Optional.of(false);
            }
            if (!grants.remove(token.get(), author)) {
                return Optional.empty();
            }
            log.atInfo().addKeyValue("consumer", token.get().consumerId()).log("access token revoked");
            return Optional.of(true);
        });
    }

    private Optional<AccessToken> known(String value) {
        return grants.access().stream().filter(token -> token.value().equals(value)).findFirst();
    }
}
