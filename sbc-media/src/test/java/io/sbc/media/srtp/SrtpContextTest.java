package io.sbc.media.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpContextTest {

    private static final int SSRC = 0x1234_5678;

    private final SrtpKey key = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1);
    private final SrtpSendContext sender = new SrtpSendContext(key);
    private final SrtpReceiveContext receiver = new SrtpReceiveContext(key);

    @ParameterizedTest
    @EnumSource(SrtpSuite.class)
    void shouldCarryAnyPacketOverManyRolloversLossesAndReorderings(SrtpSuite suite) {
        long seed = 4711L + suite.ordinal();
        Random random = new Random(seed);
        SrtpKey anyKey = Packets.key(suite, seed);
        SrtpSendContext anySender = new SrtpSendContext(anyKey);
        SrtpReceiveContext anyReceiver = new SrtpReceiveContext(anyKey);
        int sequenceNumber = random.nextInt(0x8000);
        Deque<byte[]> delayed = new ArrayDeque<>();
        for (int i = 0; i < 20_000; i++) {
            sequenceNumber = (sequenceNumber + 1 + (random.nextInt(50) == 0 ? random.nextInt(2000) : 0)) & 0xffff;
            byte[] plain = Packets.anyRtp(random, SSRC, sequenceNumber, 300);
            byte[] packet = Hex.roomy(plain);

            int length = anySender.protectRtp(packet, plain.length);
            byte[] onTheWire = Arrays.copyOf(packet, length);
            int plainLength = anyReceiver.unprotectRtp(packet, length);

            assertArrayEquals(plain, Arrays.copyOf(packet, Math.max(0, plainLength)), "seed " + seed + " step " + i);
            delayed.addLast(onTheWire);
            if (delayed.size() > 20) {
                byte[] replay = Hex.roomy(delayed.removeFirst());
                assertTrue(anyReceiver.unprotectRtp(replay, onTheWire.length) < 0, "seed " + seed + " step " + i);
            }
        }
        assertTrue(anyReceiver.highestIndex(SSRC) > 0x4_0000, "several rollovers");
    }

    @ParameterizedTest
    @EnumSource(SrtpSuite.class)
    void shouldRefuseAPacketWithAnyOctetChanged(SrtpSuite suite) {
        SrtpKey anyKey = Packets.key(suite, 3);
        byte[] plain = Packets.rtp(SSRC, 100, 40);
        byte[] packet = Hex.roomy(plain);
        int length = new SrtpSendContext(anyKey).protectRtp(packet, plain.length);
        SrtpReceiveContext anyReceiver = new SrtpReceiveContext(anyKey);

        for (int i = 0; i < length; i++) {
            byte[] forged = packet.clone();
            forged[i] ^= 1;
            assertTrue(anyReceiver.unprotectRtp(forged, length) < 0, "octet " + i);
        }

        assertEquals(0, anyReceiver.knownSources());
        assertEquals(plain.length, anyReceiver.unprotectRtp(packet, length));
    }

    @ParameterizedTest
    @EnumSource(SrtpSuite.class)
    void shouldRefuseAnRtcpPacketWithAnyOctetChanged(SrtpSuite suite) {
        SrtpKey anyKey = Packets.key(suite, 4);
        byte[] plain = Packets.senderReport(SSRC, 9);
        byte[] packet = Hex.roomy(plain);
        int length = new SrtpSendContext(anyKey).protectRtcp(packet, plain.length);
        SrtpReceiveContext anyReceiver = new SrtpReceiveContext(anyKey);

        for (int i = 0; i < length; i++) {
            byte[] forged = packet.clone();
            forged[i] ^= (byte) 0x80;
            assertTrue(anyReceiver.unprotectRtcp(forged, length) < 0, "octet " + i);
        }

        assertEquals(plain.length, anyReceiver.unprotectRtcp(packet, length));
        assertArrayEquals(plain, Arrays.copyOf(packet, plain.length));
    }

    @Test
    void shouldLeaveAPacketThatFailsAsItWas() {
        byte[] packet = Hex.roomy(Packets.rtp(SSRC, 1, 160));
        byte[] before = packet.clone();

        assertEquals(SrtpResult.AUTHENTICATION_FAILED, receiver.unprotectRtp(packet, 182));

        assertArrayEquals(before, packet);
    }

    @Test
    void shouldNotMoveForGarbage() {
        receive(1, 1000);
        Random random = new Random(5);

        for (int i = 0; i < 100_000; i++) {
            byte[] garbage = Hex.roomy(Packets.anyRtp(random, i % 2 == 0 ? SSRC : random.nextInt(),
                    random.nextInt(0x1_0000), 200));
            receiver.unprotectRtp(garbage, 60 + random.nextInt(160));
        }

        assertEquals(1000, receiver.highestIndex(1));
        assertEquals(1, receiver.knownSources());
        assertEquals(0, receiver.rolloversResolved());
    }

    @ParameterizedTest
    @EnumSource(SrtpSuite.class)
    void shouldCallACopyADuplicateForSixteenPackets(SrtpSuite suite) {
        SrtpKey anyKey = Packets.key(suite, 5);
        SrtpSendContext anySender = new SrtpSendContext(anyKey);
        SrtpReceiveContext anyReceiver = new SrtpReceiveContext(anyKey);
        byte[] first = new byte[0];
        for (int i = 0; i <= SrtpReceiveContext.DUPLICATE_BEHIND_MAX; i++) {
            byte[] packet = Hex.roomy(Packets.rtp(SSRC, 0xfff8 + i & 0xffff, 48));
            int length = anySender.protectRtp(packet, 60);
            if (i == 0) {
                first = Arrays.copyOf(packet, length);
            } else {
                assertEquals(SrtpResult.DUPLICATE, anyReceiver.unprotectRtp(Hex.roomy(first), first.length));
                byte[] forged = Hex.roomy(first);
                forged[30] ^= 1;
                assertEquals(SrtpResult.AUTHENTICATION_FAILED, anyReceiver.unprotectRtp(forged, first.length));
            }
            assertEquals(60, anyReceiver.unprotectRtp(packet, length));
        }

        assertEquals(SrtpResult.REPLAYED, anyReceiver.unprotectRtp(Hex.roomy(first), first.length));
    }

    @Test
    void shouldRefuseAReplayedRtcpPacket() {
        byte[] plain = Packets.senderReport(SSRC, 1);
        byte[] packet = Hex.roomy(plain);
        int length = sender.protectRtcp(packet, plain.length);
        byte[] again = packet.clone();

        assertEquals(plain.length, receiver.unprotectRtcp(packet, length));

        assertEquals(SrtpResult.REPLAYED, receiver.unprotectRtcp(again, length));
    }

    @Test
    void shouldKeepTheCounterOfAnSsrcThatComesBack() {
        byte[] first = protect(SSRC, 0xfff0);
        byte[] wrapped = protect(SSRC, 3);
        byte[] other = protect(77, 5);
        byte[] back = protect(SSRC, 10);

        for (byte[] packet : new byte[][]{first, wrapped, other, back}) {
            assertEquals(60, receiver.unprotectRtp(packet, 70));
        }

        assertEquals(0x1_000a, receiver.highestIndex(SSRC));
    }

    @Test
    void shouldLetTheSsrcThatWasUnusedForLongestMakeRoomAndRememberWhereItStood() {
        for (int ssrc = 1; ssrc <= SrtpStreams.CAPACITY + 1; ssrc++) {
            receive(ssrc, 10);
        }

        assertEquals(SrtpStreams.CAPACITY, receiver.knownSources());
        assertEquals(10, receiver.highestIndex(1));
        assertEquals(10, receiver.highestIndex(2));
    }

    @Test
    void shouldNotUseAnIndexTwiceWhenSending() {
        assertTrue(sender.protectRtp(Hex.roomy(Packets.rtp(SSRC, 500, 48)), 60) > 0);

        assertEquals(SrtpResult.REPLAYED, sender.protectRtp(Hex.roomy(Packets.rtp(SSRC, 500, 48)), 60));
        assertEquals(SrtpResult.TOO_OLD, sender.protectRtp(Hex.roomy(Packets.rtp(SSRC, 300, 48)), 60));
    }

    @Test
    void shouldSayWhetherAPacketIsTheNewest() {
        byte[] first = protect(SSRC, 1);
        byte[] second = protect(SSRC, 2);

        receiver.unprotectRtp(second, 70);
        assertTrue(receiver.newest());
        receiver.unprotectRtp(first, 70);
        assertFalse(receiver.newest());
    }

    @Test
    void shouldRefuseWhatIsTooShortOrTooLong() {
        byte[] packet = Hex.roomy(Packets.rtp(SSRC, 1, 0));

        assertEquals(SrtpResult.MALFORMED, receiver.unprotectRtp(packet, 12));
        assertEquals(SrtpResult.MALFORMED, receiver.unprotectRtcp(packet, 12));
        assertEquals(SrtpResult.MALFORMED, sender.protectRtp(Packets.rtp(SSRC, 1, 0), 12));
    }

    @Test
    void shouldStopWhenTheKeyIsUsedUp() {
        sender.restore(SSRC, PacketIndex.MAX);

        assertEquals(SrtpResult.KEY_EXHAUSTED, sender.protectRtp(Hex.roomy(Packets.rtp(SSRC, 0, 48)), 60));
    }

    private void receive(int ssrc, int sequenceNumber) {
        assertEquals(60, receiver.unprotectRtp(protect(ssrc, sequenceNumber), 70));
    }

    private byte[] protect(int ssrc, int sequenceNumber) {
        byte[] packet = Hex.roomy(Packets.rtp(ssrc, sequenceNumber, 48));
        assertEquals(70, sender.protectRtp(packet, 60));
        return packet;
    }
}
