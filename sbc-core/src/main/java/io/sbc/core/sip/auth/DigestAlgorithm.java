package io.sbc.core.sip.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** The {@code algorithm} parameter (RFC 7616 §6.1), the weakest first: a client answers the last one that it can. */
public enum DigestAlgorithm {
    MD5("MD5", "MD5", false), MD5_SESS("MD5-sess", "MD5", true), SHA_256("SHA-256", "SHA-256", false), SHA_256_SESS(
            "SHA-256-sess", "SHA-256", true), SHA_512_256("SHA-512-256", "SHA-512/256",
                    false), SHA_512_256_SESS("SHA-512-256-sess", "SHA-512/256", true);

    private final String token;
    private final String hashName;
    private final boolean session;

    DigestAlgorithm(String token, String hashName, boolean session) {
        this.token = token;
        this.hashName = hashName;
        this.session = session;
    }

    /** The algorithm of that token, without case; empty for one that we do not know. */
    public static Optional<DigestAlgorithm> of(String token) {
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.token.equalsIgnoreCase(token)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /** As it stands in a header. */
    public String token() {
        return token;
    }

    /** A {@code -sess} variant: HA1 covers nonce and cnonce (RFC 7616 §3.4.2). */
    public boolean isSession() {
        return session;
    }

    /** The variant whose HA1 is H(user:realm:password) and can be stored. */
    public DigestAlgorithm base() {
        return switch (this) {
            case MD5, MD5_SESS -> MD5;
            case SHA_256, SHA_256_SESS -> SHA_256;
            case SHA_512_256, SHA_512_256_SESS -> SHA_512_256;
        };
    }

    MessageDigest newHash() {
        try {
            return MessageDigest.getInstance(hashName);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK lacks " + hashName, e);
        }
    }
}
