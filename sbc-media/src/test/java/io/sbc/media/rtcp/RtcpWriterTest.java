package io.sbc.media.rtcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** RFC 3550 §6.4 to §6.6, octet for octet. */
class RtcpWriterTest {

    private final byte[] packet = new byte[256];

    @Test
    void shouldWriteASenderReportWithBlockNameAndFarewell() {
        int length = new RtcpWriter(packet).senderReport(0x01020304, 0x1122_3344_5566_7788L, 0x0a0b0c0d, 300, 48_000)
                .block(0x05060708, 26, 12, 0x0001_0002, 9, 0x3344_5566, 0x0001_8000)
                .cname(0x01020304, "abcdefgh".getBytes(StandardCharsets.US_ASCII)).bye(0x01020304).length();

        assertArrayEquals(
                HexFormat.of().parseHex("81c8000c01020304" + "1122334455667788" + "0a0b0c0d0000012c0000bb80"
                        + "050607081a00000c00010002000000093344556600018000" + "81ca000401020304"
                        + "010861626364656667680000" + "81cb000101020304"),
                Arrays.copyOf(packet, length));
        assertTrue(RtcpHeader.isCompound(packet, length));
    }

    @Test
    void shouldWriteAReceiverReportThatReadsBack() {
        int length = new RtcpWriter(packet).receiverReport(7).block(8, 255, -3, -1, 1L << 40, 0, 0).length();

        assertEquals(32, length);
        int block = ReportBlock.offset(packet, 0, 0);
        assertEquals(8, ReportBlock.ssrc(packet, block));
        assertEquals(255, ReportBlock.fractionLost(packet, block));
        assertEquals(-3, ReportBlock.cumulativeLost(packet, block), "copies make it negative (RFC 3550 §6.4.1)");
        assertEquals(0xffff_ffffL, ReportBlock.jitter(packet, block));
        assertTrue(RtcpHeader.isCompound(packet, length));
    }

    @Test
    void shouldRefuseWhatBreaksTheRulesOfItsForm() {
        int length = new RtcpWriter(packet).senderReport(1, 2, 3, 4, 5).block(1, 0, 0, 0, 0, 0, 0)
                .cname(1, new byte[16]).length();

        assertFalse(RtcpHeader.isCompound(packet, length - 4), "cut");
        assertFalse(RtcpHeader.isCompound(packet, length + 4), "too long");
        assertFalse(broken(0, 0x82, length), "two blocks in the room of one");
        assertFalse(broken(0, 0xa1, length), "padding in the first of two");
        assertFalse(broken(0, 0x41, length), "another version");
        assertFalse(broken(1, 96, length), "a type that is RTP's");
        assertTrue(broken(1, 205, length), "feedback (RFC 4585) may have any count");
        assertTrue(broken(1, 207, length), "an extended report (RFC 3611)");
    }

    @Test
    void shouldTakePaddingInTheLastPacketOnly() {
        int length = new RtcpWriter(packet).receiverReport(1).length();
        packet[0] |= 0x20;
        packet[3] = 2;
        packet[11] = 4;

        assertTrue(RtcpHeader.isCompound(packet, length + 4));
        packet[11] = 3;
        assertFalse(RtcpHeader.isCompound(packet, length + 4));
        packet[11] = 12;
        assertFalse(RtcpHeader.isCompound(packet, length + 4), "padding longer than the packet's body");
    }

    @Test
    void shouldTellTheTimeSince1900() {
        VirtualClock clock = new VirtualClock(1_000);
        NtpClock ntp = new NtpClock(clock);

        assertEquals(2_208_988_801L, ntp.at(0) >>> 32);
        assertEquals(0x8000_0000L, ntp.at(1_500_000_000) & 0xffff_ffffL);
        assertEquals(((2_208_988_802L & 0xffff) << 16) | 0x8000, NtpClock.middle(ntp.at(1_500_000_000)) & 0xffff_ffffL);
    }

    private boolean broken(int offset, int octet, int length) {
        byte before = packet[offset];
        packet[offset] = (byte) octet;
        boolean whole = RtcpHeader.isCompound(packet, length);
        packet[offset] = before;
        return whole;
    }
}
