package io.sbc.core.sip.auth;

import java.util.List;
import java.util.Optional;

/**
 * Digest credentials: the value of {@code Authorization} or {@code Proxy-Authorization} (RFC 7616 §3.4). An absent
 * parameter is an empty string.
 *
 * @param algorithm its token as written; {@code MD5} when there is none
 * @param qop {@code auth}, {@code auth-int}, or empty for the legacy form of RFC 2069
 * @param nonceCount {@code nc}: eight hex digits where there is a qop
 * @param response lower-case hex
 */
public record DigestCredentials(String username, String realm, String nonce, String uri, String algorithm,
        String opaque, String qop, String nonceCount, String cnonce, String response) {

    /** Longest user name that is looked up. */
    static final int USERNAME_MAX = 256;

    /** Parses one field; empty for another scheme, and for what is malformed: then {@link #isDigest} still says true. */
    public static Optional<DigestCredentials> parse(String field) {
        Optional<List<AuthParameters>> all = AuthParameters.parse(field);
        if (all.isEmpty() || all.get().size() != 1 || !all.get().getFirst().isDigest()) {
            return Optional.empty();
        }
        DigestCredentials credentials = of(all.get().getFirst());
        return credentials.isWellFormed() ? Optional.of(credentials) : Optional.empty();
    }

    /** Whether the field claims to be of this scheme, however malformed. */
    static boolean isDigest(String field) {
        return field.strip().regionMatches(true, 0, "Digest", 0, 6);
    }

    private static DigestCredentials of(AuthParameters p) {
        String algorithm = p.get("algorithm");
        return new DigestCredentials(p.get("username"), p.get("realm"), p.get("nonce"), p.get("uri"),
                algorithm.isEmpty() ? DigestAlgorithm.MD5.token() : algorithm, p.get("opaque"), p.get("qop"),
                p.get("nc"), p.get("cnonce"), p.get("response"));
    }

    private boolean isWellFormed() {
        boolean qopComplete = qop.isEmpty() || (isHex(nonceCount, 8) && !cnonce.isEmpty());
        return qopComplete && !username.isEmpty() && username.length() <= USERNAME_MAX && !nonce.isEmpty()
                && !uri.isEmpty() && !response.isEmpty();
    }

    private static boolean isHex(String text, int digits) {
        if (text.length() != digits) {
            return false;
        }
        for (int i = 0; i < digits; i++) {
            char c = text.charAt(i);
            if (c >= 128 || Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }

    /** {@code nc} as a number; the legacy form counts as a first use. */
    long count() {
        return qop.isEmpty() ? 1 : Long.parseLong(nonceCount, 16);
    }

    DigestCredentials withResponse(String value) {
        return new DigestCredentials(username, realm, nonce, uri, algorithm, opaque, qop, nonceCount, cnonce, value);
    }

    /** The value of the header field. */
    public String toHeaderValue() {
        StringBuilder out = new StringBuilder(320).append("Digest ");
        AuthParameters.appendQuoted(out, "username", username);
        AuthParameters.appendQuoted(out.append(", "), "realm", realm);
        AuthParameters.appendQuoted(out.append(", "), "nonce", nonce);
        AuthParameters.appendQuoted(out.append(", "), "uri", uri);
        AuthParameters.appendQuoted(out.append(", "), "response", response);
        out.append(", algorithm=").append(algorithm);
        if (!opaque.isEmpty()) {
            AuthParameters.appendQuoted(out.append(", "), "opaque", opaque);
        }
        if (!qop.isEmpty()) {
            out.append(", qop=").append(qop).append(", nc=").append(nonceCount);
            AuthParameters.appendQuoted(out.append(", "), "cnonce", cnonce);
        }
        return out.toString();
    }

    /** Without what an offline guess at the password would need. */
    @Override
    public String toString() {
        return "DigestCredentials[username=" + username + ", realm=" + realm + ", algorithm=" + algorithm
                + ", response=***]";
    }
}
