package io.sbc.core.recorder.sql;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * Octets without what they repeat (LZ77: Ziv and Lempel, 1977). The messages of a call say the same addresses and names twenty times over, so that
 * finding repetitions is most of the gain, and coding what is left by bits, as DEFLATE does, most of the cost (ADR 0410).
 *
 * <pre>
 *  mark:1 then, until the end:  counts:1  more…  literal octets  distance:2  more…
 *  counts   literals:4 repeated:4; 15 goes on in octets that are added up, until one is below 255
 *  distance back to where the repeated octets (as many as counted, and four) stand; not behind the last literals
 * </pre>
 *
 * One thread at a time.
 */
final class Packing {

    /** Before what this packed. Archives of before have a zlib stream instead, which begins with {@code 0x78} (RFC 1950 §2.2). */
    static final byte MARK = 1;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int REPEATED_MIN = 4;
    private static final int DISTANCE_MAX = 0xffff;
    private static final int NIBBLE = 15;
    private static final int OCTET = 255;

    /** Where an octet run was seen last, by the hash of its first five: 32 KiB, which stay in the nearest cache. */
    private static final int SLOT_BITS = 13;
    private static final long PRIME = 0x9E3779B185EBCA87L;

    /** After so many literals in a row every second octet is looked at, then every third, and so on: what is dense has no repetitions. */
    private static final int PATIENCE_BITS = 6;

    private final int[] seen = new int[1 << SLOT_BITS];
    private byte[] out = new byte[16 * 1024];
    private int length;

    byte[] packed(byte[] octets) {
        int most = octets.length + octets.length / OCTET + 2 * Long.BYTES;
        if (out.length < most) {
            out = new byte[most];
        }
        length = 0;
        out[length++] = MARK;
        Arrays.fill(seen, -1);
        int literals = 0; // where those begin that are not written yet
        int at = 0;
        int last = octets.length - Long.BYTES;
        while (at <= last) {
            long here = (long) LONG.get(octets, at);
            int slot = (int) ((here << 24) * PRIME >>> (Long.SIZE - SLOT_BITS));
            int before = seen[slot];
            seen[slot] = at;
            if (before >= 0 && at - before <= DISTANCE_MAX && (int) INT.get(octets, before) == (int) here) {
                int same = repeated(octets, before, at);
                sequence(octets, literals, at - literals, at - before, same);
                at += same;
                literals = at;
            } else {
                at += 1 + ((at - literals) >>> PATIENCE_BITS);
            }
        }
        sequence(octets, literals, octets.length - literals, 0, REPEATED_MIN);
        return Arrays.copyOf(out, length);
    }

    /** How many octets are the same; the first four are known to be. */
    private static int repeated(byte[] octets, int before, int at) {
        int left = octets.length - at - REPEATED_MIN;
        int differs = Arrays.mismatch(octets, before + REPEATED_MIN, before + REPEATED_MIN + left, octets,
                at + REPEATED_MIN, octets.length);
        return REPEATED_MIN + (differs < 0 ? left : differs);
    }

    /** @param distance 0 behind the last literals */
    private void sequence(byte[] octets, int from, int literals, int distance, int same) {
        int more = same - REPEATED_MIN;
        out[length++] = (byte) (Math.min(literals, NIBBLE) << 4 | Math.min(more, NIBBLE));
        count(literals);
        System.arraycopy(octets, from, out, length, literals);
        length += literals;
        if (distance > 0) {
            out[length++] = (byte) distance;
            out[length++] = (byte) (distance >>> 8);
            count(more);
        }
    }

    private void count(int number) {
        int left = number - NIBBLE;
        while (left >= OCTET) {
            out[length++] = (byte) OCTET;
            left -= OCTET;
        }
        if (left >= 0) {
            out[length++] = (byte) left;
        }
    }

    /**
     * What was packed.
     *
     * @param size of it, as it was remembered
     * @return empty when it is damaged
     */
    static Optional<byte[]> unpacked(byte[] packed, int size) {
        try {
            return packed[0] == MARK ? new Reader(packed, size).all() : Optional.empty();
        } catch (IndexOutOfBoundsException damaged) {
            return Optional.empty();
        }
    }

    /** Reads once. */
    private static final class Reader {

        private final byte[] in;
        private final byte[] octets;
        private int at = 1;

        Reader(byte[] in, int size) {
            this.in = in;
            this.octets = new byte[size];
        }

        Optional<byte[]> all() {
            int written = 0;
            while (at < in.length) {
                int counts = in[at++] & OCTET;
                int literals = count(counts >>> 4);
                System.arraycopy(in, at, octets, written, literals);
                at += literals;
                written += literals;
                if (at == in.length) {
                    return written == octets.length ? Optional.of(octets) : Optional.empty();
                }
                int from = written - (in[at++] & OCTET | (in[at++] & OCTET) << 8);
                int same = REPEATED_MIN + count(counts & NIBBLE);
                for (int end = written + same; written < end; written++) { // may run into what it writes
                    octets[written] = octets[from++];
                }
            }
            return Optional.empty();
        }

        private int count(int nibble) {
            int number = nibble;
            for (int more = nibble == NIBBLE ? OCTET : 0; more == OCTET; number += more) {
                more = in[at++] & OCTET;
            }
            return number;
        }
    }
}
