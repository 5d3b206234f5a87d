package io.sbc.core.sip.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/** The {@code algorithm} parameter (RFC 7616 §6.1), the weakest first: a client answers the last one that it can. */
public enum DigestAlgorithm {
    // @formatter:off
    MD5("MD5"),
    MD5_SESS("MD5-sess"),
    SHA_256("SHA-256"),
    SHA_256_SESS("SHA-256-sess"),
    SHA_512_256("SHA-512-256"),
    SHA_512_256_SESS("SHA-512-256-sess");
    // @formatter:on

    private static final List<DigestAlgorithm> ALL = List.of(values());

    private final String token;

    DigestAlgorithm(String token) {
        this.token = token;
    }

    /** The algorithm of that token, without case; empty for one that we do not know. */
    public static Optional<DigestAlgorithm> of(String token) {
        for (DigestAlgorithm algorithm : ALL) {
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
        return this != base();
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
            return MessageDigest.getInstance(base() == SHA_512_256 ? "SHA-512/256" : base().token);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK lacks the hash of " + token, e);
        }
    }
}
