package io.sbc.perf.media;

import io.sbc.media.rtp.Octets;

/**
 * A G.711 packet of 20 ms whose payload says what it is:
 *
 * <pre>
 * RTP header (12) | time it was sent at (8) | stream (4) | number in the stream (4) | pattern made of both (144)
 * </pre>
 */
final class TestPacket {

    static final int HEADER = 12;
    static final int PAYLOAD = 160;
    static final int LENGTH = HEADER + PAYLOAD;
    /** Tags, and room. */
    static final int CAPACITY = 256;

    private static final int VERSION_2_PAYLOAD_TYPE_8 = 0x8008_0000;
    private static final int TIME = HEADER;
    private static final int STREAM = HEADER + 8;
    private static final int NUMBER = HEADER + 12;
    private static final int PATTERN = HEADER + 16;

    private TestPacket() {}

    static void write(byte[] packet, int stream, int firstSequence, int number, long nanos) {
        Octets.putInt(packet, 0, VERSION_2_PAYLOAD_TYPE_8 | ((firstSequence + number) & 0xffff));
        Octets.putInt(packet, 4, number * PAYLOAD);
        Octets.putInt(packet, 8, ssrc(stream));
        Octets.putLong(packet, TIME, nanos);
        Octets.putInt(packet, STREAM, stream);
        Octets.putInt(packet, NUMBER, number);
        long pattern = pattern(stream, number);
        for (int at = PATTERN; at < LENGTH; at += 8) {
            Octets.putLong(packet, at, pattern + at);
        }
    }

    /** The packet's number, or -1 when anything in it is not as it was sent. */
    static int check(byte[] packet, int length, int stream, int firstSequence) {
        int number = Octets.getInt(packet, NUMBER);
        boolean same = length == LENGTH && number >= 0 && Octets.getInt(packet, STREAM) == stream
                && Octets.getInt(packet, 0) == (VERSION_2_PAYLOAD_TYPE_8 | ((firstSequence + number) & 0xffff))
                && Octets.getInt(packet, 4) == number * PAYLOAD && Octets.getInt(packet, 8) == ssrc(stream);
        long pattern = pattern(stream, number);
        long difference = 0;
        for (int at = PATTERN; at < LENGTH; at += 8) {
            difference |= Octets.getLong(packet, at) ^ (pattern + at);
        }
        return same && difference == 0 ? number : -1;
    }

    static long sentAt(byte[] packet) {
        return Octets.getLong(packet, TIME);
    }

    private static int ssrc(int stream) {
        return 0x5bc0_0000 + stream;
    }

    private static long pattern(int stream, int number) {
        long mixed = ((long) stream << 32 | number) * 0x9e37_79b9_7f4a_7c15L;
        return mixed ^ mixed >>> 29;
    }
}
