package io.sbc.media.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.rtp.Octets;
import io.sbc.media.rtp.RtpHeader;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A plain peer that starts its sequence again, and what an SRTP peer receives of it. */
class RestartBridgeTest {

    private static final int SSRC = 9;

    private final SrtpKey key = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 6);
    private final SrtpSendContext sender = new SrtpSendContext(key);
    private final SrtpReceiveContext receiver = new SrtpReceiveContext(key);

    @Test
    void shouldGoOnWhenTheSequenceStartsAgainFurtherBack() {
        send(20_000, 100);

        int accepted = 0;
        for (int i = 0; i < 500; i++) {
            accepted += relay(5 + i, 7_000_000 + 160 * i) ? 1 : 0;
        }

        assertEquals(501 - RestartBridge.TOO_OLD_RUN, accepted);
        assertEquals(20_099 + accepted, receiver.highestIndex(SSRC));
    }

    @Test
    void shouldGoOnWhenTheSequenceStartsAgainALittleBack() {
        send(1_000, 100);

        int accepted = 0;
        for (int i = 0; i < 200; i++) {
            accepted += relay(1_010 + i, 160 * i) ? 1 : 0;
        }

        assertEquals(201 - RestartBridge.REPLAYED_RUN, accepted);
    }

    @Test
    void shouldLetSequenceAndTimestampGoOnEvenly() {
        send(20_000, 3);

        relay(100, 5);
        byte[] packet = packet(101, 165);
        int length = sender.protectRtp(packet, 60);
        receiver.unprotectRtp(packet, length);

        assertEquals(20_003, RtpHeader.sequenceNumber(packet));
        assertEquals(160 * 20_003, RtpHeader.timestamp(packet));
        assertArrayEquals(Arrays.copyOfRange(packet(101, 165), 12, 60), Arrays.copyOfRange(packet, 12, 60));
    }

    @Test
    void shouldNotBeMisledByLateAndDoubledPackets() {
        for (int i = 0; i < 1000; i++) {
            assertTrue(relay(1_000 + 2 * i + 1, 0));
            relay(1_000 + 2 * i, 0);
            relay(1_000 + 2 * i, 0);
            relay(i, 0);
        }

        assertEquals(1_000 + 2 * 999 + 1, receiver.highestIndex(SSRC));
    }

    @Test
    void shouldStayBridgedOverAWrap() {
        send(60_000, 10);
        for (int i = 0; i < 20_000; i++) {
            relay(40_000 + i, 160 * i);
        }

        assertTrue(receiver.highestIndex(SSRC) > 0x1_0000);
    }

    private void send(int firstSequenceNumber, int packets) {
        for (int i = 0; i < packets; i++) {
            assertTrue(relay(firstSequenceNumber + i, 160 * (firstSequenceNumber + i)));
        }
    }

    /** Whether the packet was sent; what was sent is received. */
    private boolean relay(int sequenceNumber, int timestamp) {
        byte[] packet = packet(sequenceNumber, timestamp);
        int length = sender.protectRtp(packet, 60);
        if (length < 0) {
            return false;
        }
        assertEquals(60, receiver.unprotectRtp(packet, length), "a receiver takes all that is sent");
        return true;
    }

    private static byte[] packet(int sequenceNumber, int timestamp) {
        byte[] packet = Hex.roomy(Packets.rtp(SSRC, sequenceNumber & 0xffff, 48));
        Octets.putInt(packet, 4, timestamp);
        return packet;
    }
}
