package io.sbc.kit.media;

import java.util.Optional;
import org.jitsi.srtp.SrtpPolicy;

/** The crypto-suites of RFC 4568 §6.2 that jitsi-srtp can do: AES in counter mode, HMAC-SHA1. */
public enum SrtpSuite {
    AES_CM_128_HMAC_SHA1_80(16, 10),
    AES_CM_128_HMAC_SHA1_32(16, 4),
    AES_256_CM_HMAC_SHA1_80(32,
            10),
    AES_256_CM_HMAC_SHA1_32(32, 4);

    private static final int SALT_BYTES = 14;
    /** RFC 4568 §6.2.2: also with _32 the tag of SRTCP has 80 bits. */
    private static final int RTCP_TAG_BYTES = 10;
    private static final int AUTH_KEY_BYTES = 20;

    private final int keyBytes;
    private final int tagBytes;

    SrtpSuite(int keyBytes, int tagBytes) {
        this.keyBytes = keyBytes;
        this.tagBytes = tagBytes;
    }

    /** Master key and master salt together, as an inline key has them. */
    public int keyAndSaltBytes() {
        return keyBytes + SALT_BYTES;
    }

    int keyBytes() {
        return keyBytes;
    }

    SrtpPolicy rtpPolicy() {
        return policy(tagBytes);
    }

    SrtpPolicy rtcpPolicy() {
        return policy(RTCP_TAG_BYTES);
    }

    private SrtpPolicy policy(int tag) {
        return new SrtpPolicy(SrtpPolicy.AESCM_ENCRYPTION, keyBytes, SrtpPolicy.HMACSHA1_AUTHENTICATION, AUTH_KEY_BYTES,
                tag, SALT_BYTES);
    }

    /** By the name in a crypto attribute. */
    public static Optional<SrtpSuite> named(String name) {
        for (SrtpSuite suite : values()) {
            if (suite.name().equals(name)) {
                return Optional.of(suite);
            }
        }
        return Optional.empty();
    }
}
