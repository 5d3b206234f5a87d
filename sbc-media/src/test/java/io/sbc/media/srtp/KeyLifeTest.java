package io.sbc.media.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.media.api.MasterKeyIdentifier;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.srtp.SrtpContext.Life;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The identifier that packets carry, how long a key lives, and SSRCs that come and go under it. */
class KeyLifeTest {

    private static final int SSRC = 0x0102_0304;

    @ParameterizedTest
    @CsvSource({"AES_CM_128_HMAC_SHA1_80,1:4", "AES_CM_128_HMAC_SHA1_32,255:1", "AES_256_CM_HMAC_SHA1_80,1:128",
        "AES_256_CM_HMAC_SHA1_32,7:16", "AEAD_AES_128_GCM,1:4", "AEAD_AES_256_GCM,65535:2"})
    void shouldCarryTheIdentifierAndExpectIt(SrtpSuite suite, String identifier) {
        SrtpKey bare = Packets.key(suite, 1);
        SrtpKey key = bare.withIdentifier(Optional.of(MasterKeyIdentifier.parse(identifier)));
        byte[] octets = MasterKeyIdentifier.parse(identifier).octets();
        byte[] plain = Packets.rtp(SSRC, 7, 160);
        byte[] packet = Hex.roomy(plain);
        byte[] without = Hex.roomy(plain);

        int length = new SrtpSendContext(key).protectRtp(packet, plain.length);
        int lengthWithout = new SrtpSendContext(bare).protectRtp(without, plain.length);

        assertEquals(lengthWithout + octets.length, length);
        int at = length - octets.length - (suite.isAead() ? 0 : suite.srtpTagLength());
        assertArrayEquals(octets, Arrays.copyOfRange(packet, at, at + octets.length));
        assertEquals(plain.length, new SrtpReceiveContext(key).unprotectRtp(packet.clone(), length));
        byte[] other = packet.clone();
        other[at + octets.length - 1] ^= 1;
        byte[] sent = other.clone();
        assertEquals(SrtpResult.AUTHENTICATION_FAILED, new SrtpReceiveContext(key).unprotectRtp(other, length));
        assertArrayEquals(sent, other, "what is refused is left as it was");
        assertTrue(new SrtpReceiveContext(key).unprotectRtp(without.clone(), lengthWithout) < 0);
        assertTrue(new SrtpReceiveContext(bare).unprotectRtp(packet.clone(), length) < 0);
    }

    @ParameterizedTest
    @EnumSource(SrtpSuite.class)
    void shouldCarryTheIdentifierInReportsToo(SrtpSuite suite) {
        SrtpKey key = Packets.key(suite, 1).withIdentifier(Optional.of(MasterKeyIdentifier.parse("9:3")));
        byte[] plain = Packets.senderReport(SSRC, 1);
        byte[] packet = Hex.roomy(plain);

        int length = new SrtpSendContext(key).protectRtcp(packet, plain.length);

        assertEquals(plain.length + 4 + suite.srtcpTagLength() + 3, length);
        byte[] forged = packet.clone();
        forged[9] ^= 1;
        byte[] sent = forged.clone();
        SrtpReceiveContext receiver = new SrtpReceiveContext(key);
        assertEquals(SrtpResult.AUTHENTICATION_FAILED, receiver.unprotectRtcp(forged, length));
        assertArrayEquals(sent, forged, "what is refused is left as it was");
        assertEquals(plain.length, receiver.unprotectRtcp(packet, length));
        assertArrayEquals(plain, Arrays.copyOf(packet, plain.length));
        assertTrue(receiver.unprotectRtcp(new byte[2048], 27) < 0, "shorter than tag, index and identifier");
    }

    @Test
    void shouldGoOnWithTheSameCountersWhenOnlyTheIdentifierChanges() {
        SrtpKey key = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1);
        SrtpKey identified = key.withIdentifier(Optional.of(MasterKeyIdentifier.parse("1:4")));
        SrtpSendContext sender = new SrtpSendContext(key);
        SrtpReceiveContext receiver = new SrtpReceiveContext(key);
        deliver(sender, receiver, 0xffff);

        sender.use(identified);
        receiver.use(identified);

        assertEquals(172, deliver(sender, receiver, 0));
        assertEquals(0x1_0000, receiver.highestIndex(SSRC));
    }

    @Test
    void shouldTellBeforeItsKeyEndsAndThenProtectNothingMore() {
        SrtpKey key = new SrtpKey(SrtpSuite.AES_CM_128_HMAC_SHA1_80, new byte[30], Optional.empty(), 1 << 10);
        SrtpSendContext sender = new SrtpSendContext(key);
        SrtpReceiveContext receiver = new SrtpReceiveContext(key);

        for (int i = 0; i < 959; i++) {
            assertEquals(172, deliver(sender, receiver, i));
        }
        assertEquals(Life.AMPLE, sender.life());
        deliver(sender, receiver, 959);
        assertEquals(Life.SHORT, sender.life());
        assertEquals(Life.SHORT, receiver.life());
        for (int i = 960; i < 1024; i++) {
            assertEquals(172, deliver(sender, receiver, i));
        }

        assertEquals(Life.ENDED, sender.life());
        assertEquals(SrtpResult.KEY_EXHAUSTED, sender.protectRtp(Hex.roomy(Packets.rtp(SSRC, 1024, 160)), 172));
        assertEquals(Life.ENDED, receiver.life());
    }

    @Test
    void shouldUnderstandAPeerThatGoesOnBeyondTheLifetimeItTold() {
        SrtpKey unlimited = new SrtpKey(SrtpSuite.AES_CM_128_HMAC_SHA1_80, new byte[30]);
        SrtpSendContext sender = new SrtpSendContext(unlimited);
        SrtpReceiveContext receiver = new SrtpReceiveContext(
                new SrtpKey(unlimited.suite(), unlimited.keyAndSalt(), Optional.empty(), 16));

        for (int i = 0; i < 100; i++) {
            assertEquals(172, deliver(sender, receiver, i));
        }

        assertEquals(Life.ENDED, receiver.life());
    }

    @Test
    void shouldCountReportsForThemselves() {
        SrtpKey key = new SrtpKey(SrtpSuite.AEAD_AES_128_GCM, new byte[28], Optional.empty(), 16);
        SrtpSendContext sender = new SrtpSendContext(key);
        for (int i = 0; i < 16; i++) {
            assertTrue(sender.protectRtcp(Hex.roomy(Packets.senderReport(SSRC, i)), 28) > 0);
        }

        assertEquals(Life.ENDED, sender.life());
        assertEquals(SrtpResult.KEY_EXHAUSTED, sender.protectRtcp(Hex.roomy(Packets.senderReport(SSRC, 16)), 28));
        assertTrue(sender.protectRtp(Hex.roomy(Packets.rtp(SSRC, 1, 160)), 172) > 0, "its packets are counted apart");
    }

    @Test
    void shouldStopAtTheLastIndexThereIs() {
        SrtpSendContext sender = new SrtpSendContext(Packets.key(SrtpSuite.AES_256_CM_HMAC_SHA1_80, 1));
        sender.restore(SSRC, PacketIndex.MAX - 1);

        assertTrue(sender.protectRtp(Hex.roomy(Packets.rtp(SSRC, 0xffff, 160)), 172) > 0);

        assertEquals(SrtpResult.KEY_EXHAUSTED, sender.protectRtp(Hex.roomy(Packets.rtp(SSRC, 0, 160)), 172));
        assertEquals(Life.ENDED, sender.life());
    }

    @Test
    void shouldNeverUseAnIndexAgainWhenAnSsrcComesBackAfterManyOthers() {
        SrtpSendContext sender = new SrtpSendContext(Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1));
        for (int ssrc = 1; ssrc <= 40; ssrc++) {
            assertTrue(sender.protectRtp(Hex.roomy(Packets.rtp(ssrc, 500, 160)), 172) > 0);
        }

        assertTrue(sender.protectRtp(Hex.roomy(Packets.rtp(1, 500, 160)), 172) < 0);
        assertTrue(sender.protectRtp(Hex.roomy(Packets.rtp(1, 499, 160)), 172) < 0);
        assertTrue(sender.protectRtp(Hex.roomy(Packets.rtp(1, 501, 160)), 172) > 0);
        assertEquals(501, sender.highestIndex(1));
        assertEquals(16, sender.knownSources());
    }

    @Test
    void shouldTakeNoReplayOfAnSsrcThatMadeRoomForOthers() {
        SrtpKey key = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1);
        SrtpSendContext sender = new SrtpSendContext(key);
        SrtpReceiveContext receiver = new SrtpReceiveContext(key);
        byte[] recorded = Hex.roomy(Packets.rtp(1, 500, 160));
        int length = sender.protectRtp(recorded, 172);
        byte[] report = Hex.roomy(Packets.senderReport(1, 1));
        int reportLength = sender.protectRtcp(report, 28);
        receiver.unprotectRtp(recorded.clone(), length);
        receiver.unprotectRtcp(report.clone(), reportLength);
        for (int ssrc = 2; ssrc <= 40; ssrc++) {
            byte[] packet = Hex.roomy(Packets.rtp(ssrc, 500, 160));
            assertEquals(172, receiver.unprotectRtp(packet, sender.protectRtp(packet, 172)));
        }

        assertTrue(receiver.unprotectRtp(recorded.clone(), length) < 0);
        assertTrue(receiver.unprotectRtcp(report.clone(), reportLength) < 0);
        byte[] next = Hex.roomy(Packets.rtp(1, 501, 160));
        assertEquals(172, receiver.unprotectRtp(next, sender.protectRtp(next, 172)));
        assertTrue(receiver.unprotectRtp(recorded, length) < 0);
    }

    @Test
    void shouldEndAKeyRatherThanForgetWhatItProtected() {
        SrtpKey key = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1);
        SrtpSendContext sender = new SrtpSendContext(key);
        for (int ssrc = 1; ssrc <= 256; ssrc++) {
            assertTrue(sender.protectRtp(Hex.roomy(Packets.rtp(ssrc, 1, 160)), 172) > 0);
        }

        assertEquals(SrtpResult.KEY_EXHAUSTED, sender.protectRtp(Hex.roomy(Packets.rtp(257, 1, 160)), 172));

        assertEquals(Life.ENDED, sender.life());
        assertTrue(sender.protectRtp(Hex.roomy(Packets.rtp(3, 2, 160)), 172) > 0, "those that are known go on");
    }

    @Test
    void shouldTakeNothingAgainThatWasTakenBeforeAFailover() {
        SrtpKey key = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1);
        SrtpSendContext sender = new SrtpSendContext(key);
        byte[] recorded = Hex.roomy(Packets.rtp(SSRC, 99, 160));
        int length = sender.protectRtp(recorded, 172);
        SrtpReceiveContext successor = new SrtpReceiveContext(key);

        successor.restore(SSRC, 100);

        assertTrue(successor.unprotectRtp(recorded, length) < 0);
    }

    @Test
    void shouldFindACarriedCounterThoughAReportOfTheNewSsrcCameFirst() {
        SrtpKey key = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1);
        SrtpSendContext sender = new SrtpSendContext(key);
        SrtpReceiveContext receiver = new SrtpReceiveContext(key);
        sender.restore(SSRC, 0x5_0000);
        receiver.restore(SSRC, 0x5_0000);
        deliver(sender, receiver, 1);
        int flipped = 99;
        byte[] report = Hex.roomy(Packets.senderReport(flipped, 1));
        receiver.unprotectRtcp(report, sender.protectRtcp(report, 28));
        sender.restore(flipped, 0x5_0001);
        byte[] packet = Hex.roomy(Packets.rtp(flipped, 2, 160));

        assertEquals(172, receiver.unprotectRtp(packet, sender.protectRtp(packet, 172)));

        assertFalse(receiver.highestIndex(flipped) < 0x5_0000);
        assertEquals(1, receiver.rolloversResolved());
    }

    private static int deliver(SrtpSendContext sender, SrtpReceiveContext receiver, int sequenceNumber) {
        byte[] packet = Hex.roomy(Packets.rtp(SSRC, sequenceNumber, 160));
        return receiver.unprotectRtp(packet, sender.protectRtp(packet, 172));
    }
}
