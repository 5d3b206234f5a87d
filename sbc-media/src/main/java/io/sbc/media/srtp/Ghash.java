package io.sbc.media.srtp;

import io.sbc.media.rtp.Octets;

/**
 * GHASH (NIST SP 800-38D §6.4) in constant time and without tables: carry-less products are made of integer products
 * whose operands have three zero bits between any two bits that count, so that carries fall into the gaps. The upper
 * halves of products come from the bit-reversed operands. One thread.
 */
final class Ghash {

    private static final long BITS_0 = 0x1111_1111_1111_1111L;
    private static final long BITS_1 = BITS_0 << 1;
    private static final long BITS_2 = BITS_0 << 2;
    private static final long BITS_3 = BITS_0 << 3;

    private final long keyHigh;
    private final long keyLow;
    private final long keyHighReversed;
    private final long keyLowReversed;
    private long high;
    private long low;

    /** The hash key is the encryption of the zero block. */
    Ghash(byte[] hashKey) {
        keyHigh = Octets.getLong(hashKey, 0);
        keyLow = Octets.getLong(hashKey, 8);
        keyHighReversed = Long.reverse(keyHigh);
        keyLowReversed = Long.reverse(keyLow);
    }

    /** Begins a new hash. */
    void reset() {
        high = 0;
        low = 0;
    }

    /** Takes in {@code length} octets, the last block filled up with zeros. */
    void update(byte[] data, int offset, int length) {
        int end = offset + length;
        int position = offset;
        for (; position + AesCounterMode.BLOCK <= end; position += AesCounterMode.BLOCK) {
            multiply(Octets.getLong(data, position), Octets.getLong(data, position + 8));
        }
        if (position < end) {
            multiply(partial(data, position, end), partial(data, position + 8, end));
        }
    }

    /** Takes in the block of lengths in octets that ends each hash. */
    void updateLengths(int authenticatedOnly, int encrypted) {
        multiply(8L * authenticatedOnly, 8L * encrypted);
    }

    /** The upper 64 bits of the hash. */
    long high() {
        return high;
    }

    /** The lower 64 bits of the hash. */
    long low() {
        return low;
    }

    private static long partial(byte[] data, int offset, int end) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = (value << 8) | (offset + i < end ? data[offset + i] & 0xff : 0);
        }
        return value;
    }

    /** {@code hash = (hash XOR block) * key} in GF(2^128); Karatsuba over 64-bit halves. */
    private void multiply(long blockHigh, long blockLow) {
        long xHigh = high ^ blockHigh;
        long xLow = low ^ blockLow;
        long xHighReversed = Long.reverse(xHigh);
        long xLowReversed = Long.reverse(xLow);

        long lowProduct = carrylessLow(xLow, keyLow);
        long highProduct = carrylessLow(xHigh, keyHigh);
        long middle = carrylessLow(xLow ^ xHigh, keyLow ^ keyHigh) ^ lowProduct ^ highProduct;
        long lowUpper = carrylessLow(xLowReversed, keyLowReversed);
        long highUpper = carrylessLow(xHighReversed, keyHighReversed);
        long middleUpper = carrylessLow(xLowReversed ^ xHighReversed, keyLowReversed ^ keyHighReversed) ^ lowUpper
                ^ highUpper;

        long v0 = lowProduct;
        long v1 = (Long.reverse(lowUpper) >>> 1) ^ middle;
        long v2 = highProduct ^ (Long.reverse(middleUpper) >>> 1);
        long v3 = Long.reverse(highUpper) >>> 1;
        reduce(v0 << 1, (v1 << 1) | (v0 >>> 63), (v2 << 1) | (v1 >>> 63), (v3 << 1) | (v2 >>> 63));
    }

    /** Folds 256 bits (v0 lowest) modulo x^128 + x^7 + x^2 + x + 1, in GHASH's reflected order of bits. */
    private void reduce(long v0, long v1, long v2, long v3) {
        long w1 = v1 ^ (v0 << 63) ^ (v0 << 62) ^ (v0 << 57);
        long w2 = v2 ^ v0 ^ (v0 >>> 1) ^ (v0 >>> 2) ^ (v0 >>> 7);
        low = w2 ^ (w1 << 63) ^ (w1 << 62) ^ (w1 << 57);
        high = v3 ^ w1 ^ (w1 >>> 1) ^ (w1 >>> 2) ^ (w1 >>> 7);
    }

    /** The lower 64 bits of the carry-less product. */
    private static long carrylessLow(long x, long y) {
        long x0 = x & BITS_0;
        long x1 = x & BITS_1;
        long x2 = x & BITS_2;
        long x3 = x & BITS_3;
        long y0 = y & BITS_0;
        long y1 = y & BITS_1;
        long y2 = y & BITS_2;
        long y3 = y & BITS_3;
        long z0 = (x0 * y0) ^ (x1 * y3) ^ (x2 * y2) ^ (x3 * y1);
        long z1 = (x0 * y1) ^ (x1 * y0) ^ (x2 * y3) ^ (x3 * y2);
        long z2 = (x0 * y2) ^ (x1 * y1) ^ (x2 * y0) ^ (x3 * y3);
        long z3 = (x0 * y3) ^ (x1 * y2) ^ (x2 * y1) ^ (x3 * y0);
        return (z0 & BITS_0) | (z1 & BITS_1) | (z2 & BITS_2) | (z3 & BITS_3);
    }
}
