package io.sbc.admin.oauth;

import io.sbc.admin.oauth.RequestVerifier.BodyHash;
import io.sbc.core.access.AccessStore;
import io.sbc.core.access.AccessToken;
import io.sbc.core.access.Consumer;
import io.sbc.core.access.NonceStore;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** All of OAuth, wired over one store. Thread-safe. */
public final class OAuth {

    /** A signed request per millisecond for the whole window, and some: 16 MiB at most. */
    private static final int NONCES_MAX = 1_000_000;
    private static final int HASH_KEY_LENGTH = 32;

    private final Grants grants;
    private final RequestVerifier verifier;
    private final InstantSource clock;
    private final ConsumerService consumers;
    private final TokenService tokens;

    /**
     * What may be configured.
     *
     * @param skew how far a time stamp may be from the clock, either way
     */
    public record Settings(Set<SignatureMethod> methods, BodyHash bodyHash, Duration skew, TokenLimits tokens) {

        public Settings {
            methods = Set.copyOf(methods);
        }
    }

    /**
     * Where nodes that share a database keep the nonces that they have taken.
     *
     * @param key the same on all of them
     */
    public record Cluster(NonceStore nonces, byte[] key) {}

    /** Of one node alone. */
    public OAuth(Settings settings, AccessStore store, InstantSource clock, SecureRandom random) {
        this(settings, store, clock, random, Optional.empty());
    }

    /** @param cluster where there may be other nodes */
    public OAuth(Settings settings, AccessStore store, InstantSource clock, SecureRandom random,
            Optional<Cluster> cluster) {
        this.clock = clock;
        byte[] hashKey = cluster.map(Cluster::key).orElseGet(() -> randomKey(random));
        grants = new Grants(store, clock);
        SignedUntil signedUntil = new SignedUntil(store);
        NonceWindow nonces = new NonceWindow(hashKey, settings.skew().toSeconds(), signedUntil::notBefore, NONCES_MAX);
        verifier = new RequestVerifier(grants, settings.methods(), settings.bodyHash(), nonces, signedUntil,
                cluster.map(nodes -> new SharedNonces(nodes.nonces(), settings.skew().toSeconds())));
        RandomTokens tokensOfChance = new RandomTokens(random);
        consumers = new ConsumerService(grants, tokensOfChance, clock);
        tokens = new TokenService(grants, tokensOfChance, clock, settings.tokens());
    }

    private static byte[] randomKey(SecureRandom random) {
        byte[] key = new byte[HASH_KEY_LENGTH];
        random.nextBytes(key);
        return key;
    }

    /** Takes up what another node has changed. */
    public void reload() {
        grants.reload();
    }

    /** Who may ask for tokens. */
    public ConsumerService consumers() {
        return consumers;
    }

    /** The tokens and their life. */
    public TokenService tokens() {
        return tokens;
    }

    /** Whether a signed request is what it says it is; its token may be a temporary one. */
    public Verification verify(SignedRequest request) {
        return verifier.verify(request, clock.instant().getEpochSecond());
    }

    /** Who it is that signed a request. */
    public sealed interface Authorization {

        record Authorized(Consumer consumer, AccessToken token) implements Authorization {}

        record Refused(Refusal refusal) implements Authorization {}
    }

    /** Who made a signed request that carries an access token. */
    public Authorization authorize(SignedRequest request) {
        return switch (verify(request)) {
            case Verification.Refused(Refusal refusal) -> new Authorization.Refused(refusal);
            case Verification.Genuine genuine -> authorize(genuine);
        };
    }

    private Authorization authorize(Verification.Genuine genuine) {
        Optional<AccessToken> token = genuine.token().flatMap(grants::access);
        Optional<Consumer> consumer = grants.consumer(genuine.consumerKey());
        if (token.isEmpty() || consumer.isEmpty()) {
            return new Authorization.Refused(Refusal.temporary());
        }
        return new Authorization.Authorized(consumer.get(), token.get());
    }
}
