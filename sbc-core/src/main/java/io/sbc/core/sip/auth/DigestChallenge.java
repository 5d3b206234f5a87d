package io.sbc.core.sip.auth;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A digest challenge: the value of {@code WWW-Authenticate} or {@code Proxy-Authenticate} (RFC 7616 §3.3).
 *
 * @param algorithm its token as written; {@code MD5} when there is none
 * @param opaque to be returned as it is; empty when there is none
 * @param stale the credentials were right but for their nonce
 * @param qop the qualities offered, in lower case; empty for the legacy form of RFC 2069
 */
public record DigestChallenge(String realm, String nonce, String algorithm, String opaque, boolean stale,
        List<String> qop) {

    public DigestChallenge {
        qop = List.copyOf(qop);
    }

    /** A challenge of ours: {@code qop="auth"}, no opaque. */
    static DigestChallenge of(String realm, String nonce, DigestAlgorithm algorithm, boolean stale) {
        return new DigestChallenge(realm, nonce, algorithm.token(), "", stale, List.of("auth"));
    }

    /**
     * The digest challenges of one field, other schemes left out (RFC 8760 §2.6 forbids Basic); empty when the field is
     * malformed or a challenge lacks realm or nonce.
     */
    public static List<DigestChallenge> parse(String field) {
        return AuthParameters.parse(field).orElse(List.of()).stream().filter(AuthParameters::isDigest)
                .flatMap(parameters -> of(parameters).stream()).toList();
    }

    private static Optional<DigestChallenge> of(AuthParameters parameters) {
        if (!parameters.has("realm") || parameters.get("nonce").isEmpty()) {
            return Optional.empty();
        }
        String algorithm = parameters.get("algorithm");
        List<String> qop = Arrays.stream(parameters.get("qop").toLowerCase(Locale.ROOT).split(",")).map(String::strip)
                .filter(value -> !value.isEmpty()).toList();
        return Optional.of(new DigestChallenge(parameters.get("realm"), parameters.get("nonce"),
                algorithm.isEmpty() ? DigestAlgorithm.MD5.token() : algorithm, parameters.get("opaque"),
                parameters.get("stale").equalsIgnoreCase("true"), qop));
    }

    /** The algorithm if we know it. */
    public Optional<DigestAlgorithm> knownAlgorithm() {
        return DigestAlgorithm.of(algorithm);
    }

    /** The value of the header field. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(160).append("Digest ");
        AuthParameters.appendQuoted(out, "realm", realm);
        AuthParameters.appendQuoted(out.append(", "), "nonce", nonce);
        if (!opaque.isEmpty()) {
            AuthParameters.appendQuoted(out.append(", "), "opaque", opaque);
        }
        out.append(", algorithm=").append(algorithm);
        if (stale) {
            out.append(", stale=true");
        }
        if (!qop.isEmpty()) {
            AuthParameters.appendQuoted(out.append(", "), "qop", String.join(",", qop));
        }
        return out.toString();
    }
}
