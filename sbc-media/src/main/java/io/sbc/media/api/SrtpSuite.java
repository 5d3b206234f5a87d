package io.sbc.media.api;

/**
 * SRTP crypto suites. Lengths are octets. The name in SDP is {@link #sdesName()} (RFC 4568 §6.2, RFC 6188 §4, RFC 7714
 * §14.1).
 */
public enum SrtpSuite {
    /** RFC 4568 §6.2.1. */
    AES_CM_128_HMAC_SHA1_80("AES_CM_128_HMAC_SHA1_80", 16, 14, 10, 10),
    /** RFC 4568 §6.2.2. */
    AES_CM_128_HMAC_SHA1_32("AES_CM_128_HMAC_SHA1_32", 16, 14, 4, 10),
    /** RFC 6188 §4. */
    AES_256_CM_HMAC_SHA1_80("AES_256_CM_HMAC_SHA1_80", 32, 14, 10, 10),
    /** RFC 6188 §4. */
    AES_256_CM_HMAC_SHA1_32("AES_256_CM_HMAC_SHA1_32", 32, 14, 4, 10),
    /** RFC 7714 §12. */
    AEAD_AES_128_GCM("AEAD_AES_128_GCM", 16, 12, 16, 16),
    /** RFC 7714 §12. */
    AEAD_AES_256_GCM("AEAD_AES_256_GCM", 32, 12, 16, 16);

    private final String sdesName;
    private final int masterKeyLength;
    private final int masterSaltLength;
    private final int srtpTagLength;
    private final int srtcpTagLength;

    SrtpSuite(String sdesName, int masterKeyLength, int masterSaltLength, int srtpTagLength, int srtcpTagLength) {
        this.sdesName = sdesName;
        this.masterKeyLength = masterKeyLength;
        this.masterSaltLength = masterSaltLength;
        this.srtpTagLength = srtpTagLength;
        this.srtcpTagLength = srtcpTagLength;
    }

    /** The crypto-suite token of an {@code a=crypto} line. */
    public String sdesName() {
        return sdesName;
    }

    /** Octets of the master key. */
    public int masterKeyLength() {
        return masterKeyLength;
    }

    /** Octets of the master salt. */
    public int masterSaltLength() {
        return masterSaltLength;
    }

    /** Octets of the tag behind an SRTP packet. */
    public int srtpTagLength() {
        return srtpTagLength;
    }

    /** Octets of the tag behind an SRTCP packet: 10 with every HMAC suite, _32 included (RFC 4568 §6.2.2). */
    public int srtcpTagLength() {
        return srtcpTagLength;
    }

    /** Whether one transform encrypts and authenticates (RFC 7714) instead of AES-CM with HMAC-SHA1. */
    public boolean isAead() {
        return this == AEAD_AES_128_GCM || this == AEAD_AES_256_GCM;
    }
}
