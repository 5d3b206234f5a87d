package io.sbc.e2e;

import java.nio.ByteBuffer;
import java.util.Random;

/**
 * What somebody outside of a call sends to one side of it, and what must become of it: a third party's RTP out of order, forged
 * SRTP, reports, truncated, oversized and random packets, from a seed.
 */
final class BadPackets {
    /** Octets; longer ones are not looked at. */
    private static final int TAKEN_MAX = 2_048;
    private static final int RTP_HEADER = 12;
    private static final int SHORTEST = 8;

    private final Random random;
    private int made;
    /** Packets that are no RTP and no RTCP, or not on the port they came to, or too long: whatever else is counted. */
    private int malformed;
    /** RTCP on the port for RTP, which nobody has agreed on. */
    private int unexpected;

    BadPackets(long seed) {
        random = new Random(seed);
    }

    /** The next one, for the port of RTP or of RTCP. */
    byte[] next(boolean rtcpPort) {
        int i = made++;
        int length = switch (i % 6) {
            case 3 -> random.nextInt(RTP_HEADER);
            case 4 -> random.nextInt(1_501, 4_000);
            case 5 -> random.nextInt(400);
            default -> 182;
        };
        byte[] packet = new byte[length];
        random.nextBytes(packet);
        if (i % 6 < 3) {
            boolean report = i % 6 == 2;
            ByteBuffer.wrap(packet).put((byte) 0x80).put((byte) (report ? 200 : 0))
                    .putShort((short) (report ? 44 : 2 * i)).putInt(160 * i).putInt(77);
        }
        count(packet, rtcpPort);
        return packet;
    }

    /** RFC 5761 §4: which packets are RTCP. */
    private void count(byte[] packet, boolean rtcpPort) {
        boolean versioned = packet.length >= SHORTEST && packet.length <= TAKEN_MAX && (packet[0] & 0xC0) == 0x80;
        int type = versioned ? packet[1] & 0xFF : 0;
        boolean rtcp = versioned && type >= 192 && type <= 223;
        if (!versioned || rtcpPort && !rtcp || !rtcp && packet.length < RTP_HEADER) {
            malformed++;
        } else if (rtcp && !rtcpPort) {
            unexpected++;
        }
    }

    int made() {
        return made;
    }

    /** At least so many are malformed; of others that only shows when they are looked at, which is not done too often. */
    int malformedAtLeast() {
        return malformed;
    }

    int unexpected() {
        return unexpected;
    }
}
