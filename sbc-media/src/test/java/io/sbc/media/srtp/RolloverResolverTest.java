package io.sbc.media.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import org.junit.jupiter.api.Test;

/** Peers that lose or carry over their rollover counter around hold and music on hold. */
class RolloverResolverTest {

    private static final int SSRC = 42;
    private static final int PLAIN = 60;
    private static final int PROTECTED = 70;

    private final SrtpKey key = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 8);
    private final SrtpReceiveContext receiver = new SrtpReceiveContext(key);

    @Test
    void shouldBelieveAHigherCounterAtOnce() {
        receiver.restore(SSRC, 100);

        assertEquals(PLAIN, receive(SSRC, 1, 5000));

        assertEquals(0x1_0000 + 5000, receiver.highestIndex(SSRC));
        assertEquals(1, receiver.rolloversResolved());
    }

    @Test
    void shouldBelieveACounterOfZeroAfterARunOfPackets() {
        receiver.restore(SSRC, 0x5_0000 + 30_000);

        for (int i = 1; i < RolloverResolver.RUN_LENGTH; i++) {
            assertEquals(SrtpResult.AUTHENTICATION_FAILED, receive(SSRC, 0, 30_000 + i));
        }
        assertEquals(PLAIN, receive(SSRC, 0, 30_000 + RolloverResolver.RUN_LENGTH));

        assertEquals(30_000 + RolloverResolver.RUN_LENGTH, receiver.highestIndex(SSRC));
        assertEquals(PLAIN, receive(SSRC, 0, 31_000));
    }

    @Test
    void shouldBelieveTheCounterBelowAfterARunOfPackets() {
        receiver.restore(SSRC, 0x3_0000 + 100);

        int last = 0;
        for (int i = 1; i <= RolloverResolver.RUN_LENGTH; i++) {
            last = receive(SSRC, 2, 100 + i);
        }

        assertEquals(PLAIN, last);
        assertEquals(1, receiver.rolloversResolved());
    }

    @Test
    void shouldNotBelieveARecordingWhileThePeerGoesOn() {
        receiver.restore(SSRC, 0x1_0000 + 100);

        for (int i = 1; i < 200; i++) {
            assertEquals(SrtpResult.AUTHENTICATION_FAILED, receive(SSRC, 0, 100 + i));
            assertEquals(PLAIN, receive(SSRC, 1, 100 + i));
        }

        assertEquals(0, receiver.rolloversResolved());
    }

    @Test
    void shouldNotBelieveARecordingThatRepeatsOnePacket() {
        receiver.restore(SSRC, 0x1_0000 + 100);

        for (int i = 0; i < 100; i++) {
            assertTrue(receive(SSRC, 0, 500) < 0);
        }
    }

    @Test
    void shouldFindACounterThatWasCarriedOverToANewSsrc() {
        receiver.restore(SSRC, 0x4_0000 + 100);

        assertEquals(PLAIN, receive(43, 4, 9000));

        assertEquals(0x4_0000 + 9000, receiver.highestIndex(43));
    }

    @Test
    void shouldFindTheCounterThroughAFloodOfForgeries() {
        receiver.restore(SSRC, 100);
        byte[] forged = Packets.rtp(SSRC, 200, 58);

        for (int i = 0; i < 1000; i++) {
            assertEquals(SrtpResult.AUTHENTICATION_FAILED, receiver.unprotectRtp(Hex.roomy(forged), PROTECTED));
        }
        int accepted = 0;
        for (int i = 0; i < 40; i++) {
            accepted += receive(SSRC, 1, 5000 + i) == PLAIN ? 1 : 0;
        }

        assertTrue(accepted > 0);
    }

    /** A packet protected under a counter of our choice. */
    private int receive(int ssrc, long rolloverCounter, int sequenceNumber) {
        SrtpSendContext sender = new SrtpSendContext(key);
        sender.restore(ssrc, PacketIndex.of(rolloverCounter, sequenceNumber) - 1);
        byte[] packet = Hex.roomy(Packets.rtp(ssrc, sequenceNumber, PLAIN - 12));
        assertEquals(PROTECTED, sender.protectRtp(packet, PLAIN));
        return receiver.unprotectRtp(packet, PROTECTED);
    }
}
