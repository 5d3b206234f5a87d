package io.sbc.kit.media;

import java.util.Optional;
import org.jitsi.srtp.SrtpPolicy;

/** The crypto-suites of RFC 4568 §6.2, RFC 6188 and RFC 7714 that jitsi-srtp can do. */
public enum SrtpSuite {
    AES_CM_128_HMAC_SHA1_80(16, 14, 10),
    AES_CM_128_HMAC_SHA1_32(16, 14, 4),
    AES_256_CM_HMAC_SHA1_80(32, 14,
            10),
    AES_256_CM_HMAC_SHA1_32(32, 14, 4),
    AEAD_AES_128_GCM(16, 12, 16),
    AEAD_AES_256_GCM(32, 12,
            16);

    /** RFC 4568 §6.2.2: also with _32 the tag of SRTCP has 80 bits. */
    private static final int RTCP_TAG_BYTES = 10;
    private static final int AUTH_KEY_BYTES = 20;

    private final int keyBytes;
    private final int saltBytes;
    private final int tagBytes;

    SrtpSuite(int keyBytes, int saltBytes, int tagBytes) {
        this.keyBytes = keyBytes;
        this.saltBytes = saltBytes;
        this.tagBytes = tagBytes;
    }

    /** Master key and master salt together, as an inline key has them. */
    public int keyAndSaltBytes() {
        return keyBytes + saltBytes;
    }

    int keyBytes() {
        return keyBytes;
    }

    SrtpPolicy rtpPolicy() {
        return policy(tagBytes);
    }

    SrtpPolicy rtcpPolicy() {
        return policy(isAead() ? tagBytes : RTCP_TAG_BYTES);
    }

    /** Octets behind the MKI of a packet: its tag, which is before it with AEAD (RFC 7714 §8.2, §9.2). */
    int behindIdentifier(boolean report) {
        if (isAead()) {
            return 0;
        }
        return report ? RTCP_TAG_BYTES : tagBytes;
    }

    private boolean isAead() {
        return this == AEAD_AES_128_GCM || this == AEAD_AES_256_GCM;
    }

    private SrtpPolicy policy(int tag) {
        return isAead()
                ? new SrtpPolicy(SrtpPolicy.AESGCM_ENCRYPTION, keyBytes, SrtpPolicy.NULL_AUTHENTICATION, 0, tag,
                        saltBytes)
                : new SrtpPolicy(SrtpPolicy.AESCM_ENCRYPTION, keyBytes, SrtpPolicy.HMACSHA1_AUTHENTICATION,
                        AUTH_KEY_BYTES, tag, saltBytes);
    }

    /** By the name in a crypto attribute, also by the one that AES-256 in counter mode is often given by mistake. */
    public static Optional<SrtpSuite> named(String name) {
        for (SrtpSuite suite : values()) {
            if (suite.name().equals(name) || suite.name().equals(name.replace("AES_CM_256_", "AES_256_CM_"))) {
                return Optional.of(suite);
            }
        }
        return Optional.empty();
    }
}
