package io.sbc.core.octets;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Octets written one after the other, small numbers in few of them: what {@link OctetReader} reads. One thread at a time. */
public final class OctetWriter {

    private static final int VARINT_MAX = 10;
    private static final int SEVEN_BITS = 0x7f;
    private static final int MORE = 0x80;

    private byte[] octets;
    private int length;

    /** @param expected octets; more will do */
    public OctetWriter(int expected) {
        octets = new byte[Math.max(expected, VARINT_MAX)];
    }

    private void room(int more) {
        if (octets.length - length < more) {
            octets = Arrays.copyOf(octets, Math.max(octets.length * 2, length + more));
        }
    }

    /** One octet for numbers around zero, ten for the largest. */
    public OctetWriter number(long value) {
        room(VARINT_MAX);
        long left = (value << 1) ^ (value >> (Long.SIZE - 1));
        while ((left & ~SEVEN_BITS) != 0) {
            octets[length++] = (byte) ((left & SEVEN_BITS) | MORE);
            left >>>= 7;
        }
        octets[length++] = (byte) left;
        return this;
    }

    /** Round ones are short. */
    public OctetWriter fraction(double value) {
        return number(Long.reverse(Double.doubleToRawLongBits(value)));
    }

    /** Four octets, whatever the value. */
    public OctetWriter fixed(int value) {
        room(Integer.BYTES);
        fixedAt(length, value);
        length += Integer.BYTES;
        return this;
    }

    /** Over four octets that were written before. */
    public void fixedAt(int at, int value) {
        octets[at] = (byte) (value >>> 24);
        octets[at + 1] = (byte) (value >>> 16);
        octets[at + 2] = (byte) (value >>> 8);
        octets[at + 3] = (byte) value;
    }

    /** In UTF-8. */
    public OctetWriter text(String text) {
        return octets(text.getBytes(StandardCharsets.UTF_8));
    }

    /** With their number before them. */
    public OctetWriter octets(byte[] some) {
        number(some.length);
        return raw(some);
    }

    /** As they are. */
    public OctetWriter raw(byte[] some) {
        room(some.length);
        System.arraycopy(some, 0, octets, length, some.length);
        length += some.length;
        return this;
    }

    /** Begins anew; what was written is overwritten. */
    public OctetWriter clear() {
        length = 0;
        return this;
    }

    /** What was written stands here, from 0 on, until more is. */
    public byte[] array() {
        return octets;
    }

    public int length() {
        return length;
    }

    /** A copy of what was written. */
    public byte[] toOctets() {
        return Arrays.copyOf(octets, length);
    }
}
