package io.sbc.core.octets;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link OctetWriter} wrote. One thread at a time. */
public final class OctetReader {

    private final byte[] octets;
    private int at;

    public OctetReader(byte[] octets, int from) {
        this.octets = octets;
        this.at = from;
    }

    public boolean hasMore() {
        return at < octets.length;
    }

    /** @throws IndexOutOfBoundsException when it is cut off; so do all of these */
    public long number() {
        long read = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = octets[at++];
            read |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return (read >>> 1) ^ -(read & 1);
            }
        }
        throw new IndexOutOfBoundsException("no number");
    }

    public double fraction() {
        return Double.longBitsToDouble(Long.reverse(number()));
    }

    public int fixed() {
        int value = (octets[at] & 0xff) << 24 | (octets[at + 1] & 0xff) << 16 | (octets[at + 2] & 0xff) << 8
                | (octets[at + 3] & 0xff);
        at += Integer.BYTES;
        return value;
    }

    public String text() {
        int length = length();
        String text = new String(octets, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    public byte[] octets() {
        int length = length();
        byte[] some = Arrays.copyOfRange(octets, at, at + length);
        at += length;
        return some;
    }

    private int length() {
        long length = number();
        if (length < 0 || length > octets.length - at) {
            throw new IndexOutOfBoundsException("no length");
        }
        return (int) length;
    }
}
