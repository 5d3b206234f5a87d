package io.sbc.media.srtp;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/**
 * HMAC-SHA1 (RFC 2104) that allocates nothing for a tag. Cloning digests whose state stands behind the key's pads saves
 * two compressions (20 ns of 250), but costs 350 octets of garbage for each packet; {@code Mac} leaves 40 octets and is
 * no faster. One thread.
 */
final class HmacSha1 {

    /** Octets of a whole tag. */
    static final int LENGTH = 20;

    private static final int BLOCK = 64;

    private final MessageDigest sha1;
    private final byte[] innerPad = new byte[BLOCK];
    /** The outer pad, and room for the inner digest behind it. */
    private final byte[] outer = new byte[BLOCK + LENGTH];
    private final byte[] tag = new byte[LENGTH];

    /** The key has 64 octets at most. */
    HmacSha1(byte[] key) {
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no SHA-1", e);
        }
        System.arraycopy(key, 0, innerPad, 0, key.length);
        System.arraycopy(key, 0, outer, 0, key.length);
        for (int i = 0; i < BLOCK; i++) {
            innerPad[i] ^= 0x36;
            outer[i] ^= 0x5c;
        }
    }

    /** Puts the first {@code tagLength} octets of the tag over {@code data[0, length)} to {@code to}. */
    void writeTag(byte[] data, int length, byte[] to, int toOffset, int tagLength) {
        compute(data, length);
        System.arraycopy(tag, 0, to, toOffset, tagLength);
    }

    /** Whether the tag over {@code data[0, length)} starts with {@code expected[0, tagLength)}; in constant time. */
    boolean verifies(byte[] data, int length, byte[] expected, int tagLength) {
        compute(data, length);
        int difference = 0;
        for (int i = 0; i < tagLength; i++) {
            difference |= tag[i] ^ expected[i];
        }
        return difference == 0;
    }

    private void compute(byte[] data, int length) {
        try {
            sha1.update(innerPad, 0, BLOCK);
            sha1.update(data, 0, length);
            sha1.digest(outer, BLOCK, LENGTH);
            sha1.update(outer, 0, BLOCK + LENGTH);
            sha1.digest(tag, 0, LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-1 refused to write its digest", e);
        }
    }
}
