package io.sbc.core.sip.auth;

import io.sbc.core.directory.Secret;
import io.sbc.core.sip.message.CSeq;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Answers the challenges of one peer for one identity (RFC 3261 §22.2–3, RFC 7616 §3.4, RFC 8760 §2.4): for a
 * registration or for the requests of one call leg. Realms are kept apart, of several algorithms the strongest is taken,
 * Basic never. Remembers nonces, so that {@link #begin later requests} save the challenge. Owned by one shard.
 */
public final class DigestClient {

    /** Realms that are remembered; a peer that names more is answered for the latest. */
    static final int REALMS_MAX = 4;

    /** Answers to {@code stale=true} in a row for one request: a server that ages its nonces faster is broken. */
    static final int STALE_MAX = 2;

    /** What {@link DigestClient#answer} made of a challenge. */
    public sealed interface Answer {

        /** To be sent: the request again with credentials and the next CSeq, without Via. */
        record Retry(SipRequest request) implements Answer {}

        /** Not to be answered: refused credentials, or nothing that we can or may answer. */
        record Refused(String why) implements Answer {}
    }

    private final String username;
    private final Secret password;
    private final RandomGenerator random;
    private final Map<RealmKey, RealmState> realms = new LinkedHashMap<>();

    /** @param random for cnonces: unique, not secret */
    public DigestClient(String username, Secret password, RandomGenerator random) {
        this.username = username;
        this.password = password;
        this.random = random;
    }

    private record RealmKey(HeaderName credentialsHeader, String realm) {}

    /** The challenge in use for a realm, how often its nonce was used, how often it was stale since {@link #begin}. */
    private record RealmState(DigestChallenge challenge, DigestAlgorithm algorithm, long uses, int staleInARow) {}

    /** A new request: with credentials for the realms that are known already. Its CSeq stays. */
    public SipRequest begin(SipRequest request) {
        realms.replaceAll((key, state) -> new RealmState(state.challenge, state.algorithm, state.uses, 0));
        realms.entrySet().removeIf(entry -> entry.getValue().challenge.qop().isEmpty());
        return realms.isEmpty() ? request : withCredentials(request, request.edit()).build();
    }

    /**
     * Answers a 401 or 407.
     *
     * @param sent the request as it was given to the transaction layer
     * @param response the challenge to it
     */
    public Answer answer(SipRequest sent, SipResponse response) {
        boolean proxy = response.status() == 407;
        HeaderName credentialsHeader = proxy ? HeaderName.PROXY_AUTHORIZATION : HeaderName.AUTHORIZATION;
        Map<String, DigestChallenge> challenges = strongestByRealm(
                response.headers(proxy ? HeaderName.PROXY_AUTHENTICATE : HeaderName.WWW_AUTHENTICATE));
        if (challenges.isEmpty()) {
            return new Answer.Refused("no digest challenge with an algorithm and quality that we know");
        }
        for (DigestChallenge challenge : challenges.values()) {
            RealmKey key = new RealmKey(credentialsHeader, challenge.realm());
            Optional<DigestCredentials> before = sent.headers(credentialsHeader).stream()
                    .flatMap(field -> DigestCredentials.parse(field).stream())
                    .filter(credentials -> credentials.realm().equals(challenge.realm())).findFirst();
            Optional<String> refusal = before.flatMap(credentials -> refusal(credentials, challenge, realms.get(key)));
            if (refusal.isPresent()) {
                realms.remove(key);
                return new Answer.Refused(refusal.get());
            }
            remember(key, challenge);
        }
        CSeq cseq = sent.cseq();
        SipRequest.Builder next = sent.edit().remove(HeaderName.VIA).set(HeaderName.CSEQ,
                new CSeq(cseq.number() + 1, cseq.method()));
        return new Answer.Retry(withCredentials(sent, next).build());
    }

    /** Why credentials that were refused are not to be tried again; empty when another try makes sense. */
    private static Optional<String> refusal(DigestCredentials before, DigestChallenge challenge,
            @Nullable RealmState state) {
        boolean sameNonce = before.nonce().equals(challenge.nonce());
        boolean firstUse = before.count() == 1;
        if (challenge.stale() && !sameNonce) {
            return state != null && state.staleInARow >= STALE_MAX
                    ? Optional.of("the peer finds every nonce stale")
                    : Optional.empty();
        }
        // A nonce from an earlier request may have lost its worth without the peer saying stale: after its restart.
        return sameNonce || firstUse ? Optional.of("credentials refused") : Optional.empty();
    }

    private void remember(RealmKey key, DigestChallenge challenge) {
        RealmState before = realms.remove(key);
        int stale = challenge.stale() ? (before == null ? 0 : before.staleInARow) + 1 : 0;
        realms.put(key, new RealmState(challenge, challenge.knownAlgorithm().orElseThrow(), 0, stale));
        if (realms.size() > REALMS_MAX) {
            realms.remove(realms.keySet().iterator().next());
        }
    }

    /** RFC 8760 §2.4 lets the server's order decide; we take the strongest, so that nobody on the way can weaken us. */
    private static Map<String, DigestChallenge> strongestByRealm(List<String> fields) {
        Map<String, DigestChallenge> strongest = new LinkedHashMap<>();
        Comparator<DigestChallenge> strength = Comparator.comparing(c -> c.knownAlgorithm().orElseThrow());
        for (String field : fields) {
            for (DigestChallenge challenge : DigestChallenge.parse(field)) {
                if (isAnswerable(challenge)
                        && (strongest.containsKey(challenge.realm()) || strongest.size() < REALMS_MAX)) {
                    strongest.merge(challenge.realm(), challenge,
                            (a, b) -> strength.compare(a, b) >= 0 ? a : b);
                }
            }
        }
        return strongest;
    }

    /** A {@code -sess} algorithm needs the cnonce that only a qop brings. */
    private static boolean isAnswerable(DigestChallenge challenge) {
        Optional<DigestAlgorithm> algorithm = challenge.knownAlgorithm();
        return challenge.qop().isEmpty()
                ? algorithm.filter(known -> !known.isSession()).isPresent()
                : algorithm.isPresent() && !quality(challenge).isEmpty();
    }

    private SipRequest.Builder withCredentials(SipRequest request, SipRequest.Builder builder) {
        builder.remove(HeaderName.AUTHORIZATION).remove(HeaderName.PROXY_AUTHORIZATION);
        realms.replaceAll((key, state) -> {
            builder.add(key.credentialsHeader, credentials(request, state).toHeaderValue());
            return new RealmState(state.challenge, state.algorithm, state.uses + 1, state.staleInARow);
        });
        return builder;
    }

    private DigestCredentials credentials(SipRequest request, RealmState state) {
        DigestChallenge challenge = state.challenge;
        String quality = quality(challenge);
        DigestCredentials credentials = new DigestCredentials(username, challenge.realm(), challenge.nonce(),
                request.requestUri(), challenge.algorithm(), challenge.opaque(), quality,
                quality.isEmpty() ? "" : HexFormat.of().toHexDigits(state.uses + 1, 8),
                quality.isEmpty() ? "" : HexFormat.of().toHexDigits(random.nextLong()), "");
        String ha1 = Digest.ha1(state.algorithm, username, challenge.realm(), password.reveal());
        return credentials.withResponse(
                Digest.response(state.algorithm, ha1, credentials, request.method().name(), request.body()));
    }

    /** {@code auth} if it is offered, else {@code auth-int}; empty for neither. */
    private static String quality(DigestChallenge challenge) {
        return challenge.qop().contains("auth") ? "auth" : challenge.qop().contains("auth-int") ? "auth-int" : "";
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "DigestClient[username=" + username + ", password=" + password + "]";
    }
}
