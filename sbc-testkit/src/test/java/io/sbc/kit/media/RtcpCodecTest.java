package io.sbc.kit.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RtcpCodecTest {
    private static final RtcpCodec.ReportBlock BLOCK = new RtcpCodec.ReportBlock(7, -2, 70_000, 12, 0x12345678, 65_536);

    @Test
    void shouldReadSenderReportThatItWrote() {
        byte[] packet = RtcpCodec.write(5, 0x0000_1111_2222_3333L, 160, 1, 160, BLOCK, "kit-5");

        RtcpCodec.Compound read = RtcpCodec.read(ByteBuffer.wrap(packet)).orElseThrow();

        assertEquals(new RtcpCodec.Compound(5, Optional.of(0x1111_2222), List.of(BLOCK), false), read);
        assertEquals(0, packet.length % 4);
    }

    @Test
    void shouldWriteReceiverReportWhileNothingWasSent() {
        byte[] packet = RtcpCodec.write(5, 0, 0, 0, 0, null, "kit");

        assertEquals(201, packet[1] & 0xFF);
        assertEquals(Optional.empty(), RtcpCodec.read(ByteBuffer.wrap(packet)).orElseThrow().ntpMiddle());
    }

    @Test
    void shouldTakeNoGarbage() {
        byte[] packet = RtcpCodec.write(5, 1, 160, 1, 160, BLOCK, "kit-5");
        assertTrue(RtcpCodec.read(ByteBuffer.wrap(packet, 0, packet.length - 4)).isEmpty());
        assertTrue(RtcpCodec.read(ByteBuffer.allocate(0)).isEmpty());

        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            byte[] garbage = new byte[random.nextInt(64)];
            random.nextBytes(garbage);
            garbage = garbage.length == 0 ? new byte[]{0} : garbage;
            garbage[0] &= 0x3F;
            assertFalse(RtcpCodec.read(ByteBuffer.wrap(garbage)).isPresent());
        }
    }
}
