package io.sbc.admin.oauth;

import io.sbc.core.directory.Secret;
import io.sbc.core.directory.StoreException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides whether a signed request is what it says it is (RFC 5849 §3.2): parameters, time, signature, body, nonce, in this order. Whoever
 * does not know the secrets learns nothing: an unknown key or token costs the same work as a known one, and gets the same answer.
 * A nonce is only remembered of requests with a good signature, so that strangers fill nothing. Thread-safe.
 */
public final class RequestVerifier {

    private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{1,12}");
    private static final int NONCE_MAX = 256;
    private static final Secret NOBODY = new Secret("nobody's secret, to spend the same time on");
    private static final Secret NO_TOKEN = new Secret("");

    private final Secrets secrets;
    private final Set<SignatureMethod> methods;
    private final BodyHash bodyHash;
    private final NonceWindow nonces;
    private final SignedUntil signedUntil;
    private final Optional<SharedNonces> shared;

    /** Whether JSON bodies must be covered by {@code oauth_body_hash}; where it comes, it is always checked. */
    public enum BodyHash {
        OPTIONAL,
        REQUIRED
    }

    /** @param shared the nonces of all nodes, where there may be others */
    RequestVerifier(Secrets secrets, Set<SignatureMethod> methods, BodyHash bodyHash, NonceWindow nonces,
            SignedUntil signedUntil, Optional<SharedNonces> shared) {
        this.secrets = secrets;
        this.methods = Set.copyOf(methods);
        this.bodyHash = bodyHash;
        this.nonces = nonces;
        this.signedUntil = signedUntil;
        this.shared = shared;
    }

    /** @param now seconds since 1970 */
    public Verification verify(SignedRequest request, long now) {
        return switch (ProtocolParameters.of(request)) {
            case ProtocolParameters.Reading.Failed(Refusal refusal) -> new Verification.Refused(refusal);
            case ProtocolParameters.Reading.Read(ProtocolParameters parameters) -> verify(request, parameters, now);
        };
    }

    private Verification verify(SignedRequest request, ProtocolParameters parameters, long now) {
        Optional<String> missing = missing(parameters);
        if (missing.isPresent()) {
            return refused(Refusal.absent(missing.get()));
        }
        if (parameters.get("oauth_version").filter(version -> !version.equals("1.0")).isPresent()) {
            return refused(Refusal.version());
        }
        String methodName = parameters.get("oauth_signature_method").orElseThrow();
        Optional<SignatureMethod> method = SignatureMethod.named(methodName).filter(methods::contains);
        if (method.isEmpty()) {
            return refused(Refusal.method(methods.stream().map(SignatureMethod::wireName).sorted().toList()
                    + " are the signature methods that are taken here."));
        }
        String timestampText = parameters.get("oauth_timestamp").orElse("");
        String nonce = parameters.get("oauth_nonce").orElse("");
        boolean timed = method.get() != SignatureMethod.PLAINTEXT || !timestampText.isEmpty();
        if (timed && !TIMESTAMP.matcher(timestampText).matches()) {
            return refused(Refusal.malformed("oauth_timestamp is the number of seconds since 1970."));
        }
        if (nonce.length() > NONCE_MAX || (timed && nonce.isEmpty())) {
            return refused(Refusal.malformed("oauth_nonce is a text of 1 to " + NONCE_MAX + " characters."));
        }
        long timestamp = timed ? Long.parseLong(timestampText) : now;
        if (timed && !nonces.isInTime(timestamp, now)) {
            return refused(Refusal.time(nonces.skewSeconds()));
        }
        return verifySecrets(request, parameters, method.get(), timed ? Optional.of(nonce) : Optional.empty(),
                timestamp, now);
    }

    private Verification verifySecrets(SignedRequest request, ProtocolParameters parameters, SignatureMethod method,
            Optional<String> nonce, long timestamp, long now) {
        String consumerKey = parameters.get("oauth_consumer_key").orElseThrow();
        Optional<String> token = parameters.get("oauth_token").filter(text -> !text.isEmpty());
        Optional<Secret> consumerSecret = secrets.ofConsumer(consumerKey);
        Optional<Secret> tokenSecret = token.isEmpty()
                ? Optional.of(NO_TOKEN)
                : secrets.ofToken(consumerKey, token.get());
        String expected = method.sign(SignatureBase.of(request.method(), request.baseUri(), parameters.all()),
                consumerSecret.orElse(NOBODY).reveal(), tokenSecret.orElse(NOBODY).reveal());
        boolean good = equal(expected, parameters.get("oauth_signature").orElseThrow());
        if (!good || consumerSecret.isEmpty() || tokenSecret.isEmpty()) {
            return refused(Refusal.signature());
        }
        Optional<Refusal> body = checkBody(request, parameters);
        if (body.isPresent()) {
            return refused(body.get());
        }
        NonceWindow.Verdict verdict = nonce.isEmpty()
                ? NonceWindow.Verdict.NEW
                : take(request, consumerKey, token.orElse(""), timestamp, nonce.get(), now);
        if (verdict == NonceWindow.Verdict.NEW && nonce.isPresent()) {
            include(request, consumerKey, timestamp);
        }
        return switch (verdict) {
            case NEW -> new Verification.Genuine(consumerKey, token, parameters.get("oauth_verifier"),
                    parameters.get("oauth_callback"));
            case USED -> refused(Refusal.replay());
            case OUT_OF_TIME -> refused(Refusal.time(nonces.skewSeconds()));
            case FULL -> refused(Refusal.busy());
        };
    }

    /** While the database takes no writes, what only reads is served; a change, which would be refused anyway, is refused here. */
    private void include(SignedRequest request, String consumerKey, long timestamp) {
        try {
            signedUntil.include(consumerKey, timestamp);
        } catch (StoreException unwritable) {
            if (!request.reads()) {
                throw unwritable;
            }
        }
    }

    private NonceWindow.Verdict take(SignedRequest request, String consumerKey, String token, long timestamp,
            String nonce, long now) {
        NonceWindow.Verdict here = nonces.take(consumerKey, token, timestamp, nonce, now);
        return here == NonceWindow.Verdict.NEW && shared.isPresent()
                && !shared.get().take(request.reads(), timestamp, nonces.hash(consumerKey, token, timestamp, nonce),
                        now)
                                ? NonceWindow.Verdict.USED
                                : here;
    }

    private static Optional<String> missing(ProtocolParameters parameters) {
        for (String name : new String[]{"oauth_consumer_key", "oauth_signature_method", "oauth_signature"}) {
            if (parameters.get(name).isEmpty()) {
                return Optional.of(name);
            }
        }
        if (parameters.get("oauth_signature_method").filter(SignatureMethod.PLAINTEXT.wireName()::equals).isPresent()) {
            return Optional.empty();
        }
        for (String name : new String[]{"oauth_timestamp", "oauth_nonce"}) {
            if (parameters.get(name).isEmpty()) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** {@code oauth_body_hash}: the body's SHA-1 or SHA-256 in Base64, by the signature method; of a form there must be none. */
    private Optional<Refusal> checkBody(SignedRequest request, ProtocolParameters parameters) {
        Optional<String> said = parameters.get("oauth_body_hash");
        if (said.isEmpty()) {
            boolean uncovered = bodyHash == BodyHash.REQUIRED && request.body().length > 0 && !request.isForm();
            return uncovered ? Optional.of(Refusal.bodyHashAbsent()) : Optional.empty();
        }
        if (request.isForm()) {
            return Optional.of(Refusal.malformed("oauth_body_hash is not for forms."));
        }
        boolean sha1 = parameters.get("oauth_signature_method").filter(SignatureMethod.HMAC_SHA1.wireName()::equals)
                .isPresent();
        String actual = Base64.getEncoder().encodeToString(hash(sha1 ? "SHA-1" : "SHA-256", request.body()));
        return equal(actual, said.get()) ? Optional.empty() : Optional.of(Refusal.body());
    }

    private static byte[] hash(String algorithm, byte[] body) {
        try {
            return MessageDigest.getInstance(algorithm).digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has both
        }
    }

    private static boolean equal(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static Verification refused(Refusal refusal) {
        return new Verification.Refused(refusal);
    }
}
