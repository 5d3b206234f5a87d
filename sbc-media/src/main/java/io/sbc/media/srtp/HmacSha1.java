package io.sbc.media.srtp;

import io.sbc.media.rtp.Octets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * HMAC-SHA1 (RFC 2104) with keys of 20 octets, which allocates nothing for a tag. Cloning digests whose state stands behind
 * the key's pads saves two compressions (20 ns of 250), but costs 350 octets of garbage for each packet; {@code Mac} leaves
 * 40 octets and is no faster. Belongs to a workspace; the key comes with each call. One thread.
 */
final class HmacSha1 {

    /** Octets of a key, and of a whole tag. */
    static final int LENGTH = 20;

    private static final int BLOCK = 64;
    private static final byte INNER = 0x36;
    private static final byte OUTER = 0x5c;
    private static final long INNER_LONG = 0x3636_3636_3636_3636L;
    private static final long OUTER_LONG = 0x5c5c_5c5c_5c5c_5c5cL;

    private final MessageDigest sha1;
    /** The inner pad; its first 20 octets are XORed with the key. */
    private final byte[] inner = new byte[BLOCK];
    /** The outer pad likewise, and the inner digest behind it. */
    private final byte[] outer = new byte[BLOCK + LENGTH];
    private final byte[] tag = new byte[LENGTH];

    HmacSha1() {
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no SHA-1", e);
        }
        Arrays.fill(inner, INNER);
        Arrays.fill(outer, OUTER);
    }

    /** Puts the first {@code tagLength} octets of the tag over {@code data[0, length)} to {@code to}. */
    void writeTag(SessionKeys keys, byte[] data, int length, byte[] to, int toOffset, int tagLength) {
        compute(keys, data, length);
        System.arraycopy(tag, 0, to, toOffset, tagLength);
    }

    /** Whether the tag over {@code data[0, length)} starts with {@code expected[0, tagLength)}; in constant time. */
    boolean verifies(SessionKeys keys, byte[] data, int length, byte[] expected, int tagLength) {
        compute(keys, data, length);
        int difference = 0;
        for (int i = 0; i < tagLength; i++) {
            difference |= tag[i] ^ expected[i];
        }
        return difference == 0;
    }

    private void compute(SessionKeys keys, byte[] data, int length) {
        pad(inner, keys, INNER_LONG);
        pad(outer, keys, OUTER_LONG);
        try {
            sha1.update(inner, 0, BLOCK);
            sha1.update(data, 0, length);
            sha1.digest(outer, BLOCK, LENGTH);
            sha1.update(outer, 0, BLOCK + LENGTH);
            sha1.digest(tag, 0, LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-1 refused to write its digest", e);
        }
    }

    private static void pad(byte[] pad, SessionKeys keys, long octets) {
        Octets.putLong(pad, 0, keys.authentication0 ^ octets);
        Octets.putLong(pad, 8, keys.authentication8 ^ octets);
        Octets.putInt(pad, 16, keys.authentication16 ^ (int) octets);
    }
}
