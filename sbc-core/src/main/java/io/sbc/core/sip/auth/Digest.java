package io.sbc.core.sip.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The computation of RFC 7616 §3.4.1, and of RFC 2069 where there is no {@code qop}. Text is UTF-8. Pure. */
public final class Digest {

    private Digest() {}

    /**
     * H(username ":" realm ":" password) in lower-case hex: what may be stored instead of a password. The same for an
     * algorithm and its {@code -sess} variant.
     */
    public static String ha1(DigestAlgorithm algorithm, String username, String realm, String password) {
        return hash(algorithm, username, realm, password);
    }

    /**
     * What {@code response} of these credentials has to be.
     *
     * @param ha1 of {@link #ha1}
     * @param credentials all but their {@code response}
     * @param body hashed for {@code qop=auth-int} only
     */
    public static String response(DigestAlgorithm algorithm, String ha1, DigestCredentials credentials, String method,
            byte[] body) {
        String sessionHa1 = algorithm.isSession()
                ? hash(algorithm, ha1, credentials.nonce(), credentials.cnonce())
                : ha1;
        String ha2 = credentials.qop().equalsIgnoreCase("auth-int")
                ? hash(algorithm, method, credentials.uri(), hex(algorithm.newHash().digest(body)))
                : hash(algorithm, method, credentials.uri());
        if (credentials.qop().isEmpty()) {
            return hash(algorithm, sessionHa1, credentials.nonce(), ha2);
        }
        return hash(algorithm, sessionHa1, credentials.nonce(), credentials.nonceCount(), credentials.cnonce(),
                credentials.qop(), ha2);
    }

    /** Whether two hex values are equal, in a time that does not tell where they differ. */
    static boolean equalInConstantTime(String expected, String actual) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8),
                actual.getBytes(StandardCharsets.UTF_8));
    }

    private static String hash(DigestAlgorithm algorithm, String... parts) {
        return hex(algorithm.newHash().digest(String.join(":", parts).getBytes(StandardCharsets.UTF_8)));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
