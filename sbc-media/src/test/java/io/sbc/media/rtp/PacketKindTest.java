package io.sbc.media.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** RFC 5761 §4, RFC 7983 §7: all values of the first two octets. */
class PacketKindTest {

    @Test
    void shouldTellTheKindFromTheFirstTwoOctets() {
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                byte[] packet = new byte[12];
                packet[0] = (byte) first;
                packet[1] = (byte) second;

                assertEquals(expected(first, second), PacketKind.of(packet, packet.length), first + " " + second);
            }
        }
    }

    private static PacketKind expected(int first, int second) {
        if (first < 128 || first > 191) {
            return PacketKind.OTHER;
        }
        return second >= 192 && second <= 223 ? PacketKind.RTCP : PacketKind.RTP;
    }

    @Test
    void shouldTakeNothingThatIsTooShort() {
        byte[] rtp = {(byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        byte[] rtcp = {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 0};

        assertEquals(PacketKind.OTHER, PacketKind.of(rtp, 11));
        assertEquals(PacketKind.RTP, PacketKind.of(rtp, 12));
        assertEquals(PacketKind.OTHER, PacketKind.of(rtcp, 7));
        assertEquals(PacketKind.RTCP, PacketKind.of(rtcp, 8));
        assertEquals(PacketKind.OTHER, PacketKind.of(rtcp, 0));
    }
}
