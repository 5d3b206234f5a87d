package io.sbc.media.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.media.api.MediaState;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.rtp.Octets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contexts that go on in another process from a state that is some seconds old. */
class ContextRestoreTest {

    private static final int SSRC = 0x1234_5678;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @ParameterizedTest
    @EnumSource(SrtpSuite.class)
    void shouldGoOnAcrossTheWrapUnderRolloverCounterThree(SrtpSuite suite) {
        SrtpKey key = Packets.key(suite, 1);
        SrtpSendContext sender = new SrtpSendContext(key);
        SrtpReceiveContext receiver = new SrtpReceiveContext(key);
        sender.restore(SSRC, PacketIndex.of(3, 65_429));
        receiver.restore(SSRC, PacketIndex.of(3, 65_429));
        carry(sender, receiver, 65_430, 100);
        MediaState.Context sending = sender.state(key, SECOND);
        MediaState.Context receiving = receiver.state(key, SECOND);
        assertEquals(PacketIndex.of(3, 65_529), sending.sources().getFirst().rtpIndex());

        SrtpSendContext senderAfter = new SrtpSendContext(key);
        SrtpReceiveContext receiverAfter = new SrtpReceiveContext(key);
        senderAfter.restore(sending, 2 * SECOND);
        receiverAfter.restore(receiving, 2 * SECOND);
        carry(sender, receiverAfter, 65_530 + 100, 200); // the peer of the restarted one never stopped
        carry(senderAfter, receiver, 65_530 + 400, 200);

        assertEquals(4, receiverAfter.highestIndex(SSRC) >>> 16);
        assertEquals(0, receiverAfter.rolloversResolved());
        assertEquals(4, senderAfter.highestIndex(SSRC) >>> 16);
    }

    private static void carry(SrtpSendContext sender, SrtpReceiveContext receiver, int first, int packets) {
        for (int i = first; i < first + packets; i++) {
            byte[] plain = Packets.rtp(SSRC, i & 0xffff, 160);
            byte[] packet = Hex.roomy(plain);
            int length = receiver.unprotectRtp(packet, sender.protectRtp(packet, plain.length));
            assertArrayEquals(plain, Arrays.copyOf(packet, length), "packet " + i);
        }
    }

    @Test
    void shouldTakeNothingAgainThatTheStateHasSeen() {
        SrtpKey key = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1);
        SrtpSendContext sender = new SrtpSendContext(key);
        SrtpReceiveContext receiver = new SrtpReceiveContext(key);
        byte[] recorded = Hex.roomy(Packets.rtp(SSRC, 99, 160));
        int length = sender.protectRtp(recorded, 172);
        byte[] copy = recorded.clone();
        receiver.unprotectRtp(copy, length);
        byte[] report = Hex.roomy(Packets.senderReport(SSRC, 1));
        int reportLength = sender.protectRtcp(report, 28);
        byte[] reportCopy = report.clone();
        receiver.unprotectRtcp(reportCopy, reportLength);

        SrtpReceiveContext after = new SrtpReceiveContext(key);
        after.restore(receiver.state(key, 0), SECOND);

        assertTrue(after.unprotectRtp(recorded, length) < 0);
        assertTrue(after.unprotectRtcp(report, reportLength) < 0);
    }

    /** Restarts at random moments, each from a state of up to five seconds before the end. */
    @Test
    void shouldNeverUseAnSrtcpIndexTwice() {
        Random random = new Random(42);
        SrtpKey key = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1);
        SrtpSendContext sender = new SrtpSendContext(key);
        Set<Integer> used = new HashSet<>();
        for (int restart = 0; restart < 50; restart++) {
            MediaState.Context state = sender.state(key, 0);
            for (int i = random.nextInt(20_000); i > 0; i--) {
                byte[] report = Hex.roomy(Packets.senderReport(SSRC, i));
                int length = sender.protectRtcp(report, 28);
                int index = Octets.getInt(report, length - 14) & 0x7fff_ffff;
                assertTrue(used.add(index), "index " + index + " twice after restart " + restart);
            }
            sender = new SrtpSendContext(key);
            sender.restore(state, SECOND);
        }
    }

    /** Killed again before there was another state. */
    @Test
    void shouldNeverUseAnSrtcpIndexTwiceThoughTheStateIsTheSame() {
        SrtpKey key = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1);
        MediaState.Context state = new SrtpSendContext(key).state(key, 0);
        Set<Integer> used = new HashSet<>();
        for (int second = 2; second < 60; second += 2) {
            SrtpSendContext sender = new SrtpSendContext(key);
            sender.restore(state, second * SECOND);
            for (int i = 0; i < 6_000; i++) {
                byte[] report = Hex.roomy(Packets.senderReport(SSRC, i));
                int length = sender.protectRtcp(report, 28);
                assertTrue(used.add(Octets.getInt(report, length - 14) & 0x7fff_ffff));
            }
        }
    }

    /** A PBX whose sequence begins anew while we are away, within what was sent since the state was taken. */
    @Test
    void shouldSendNothingUnderAnIndexThatMayHaveBeenUsed() {
        SrtpKey key = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1);
        SrtpSendContext sender = new SrtpSendContext(key);
        SrtpReceiveContext receiver = new SrtpReceiveContext(key);
        carry(sender, receiver, 1, 250);
        sender.state(key, 0);
        carry(sender, receiver, 251, 250);
        MediaState.Context state = sender.state(key, 5 * SECOND);
        carry(sender, receiver, 501, 250); // not in the state
        assertEquals(50, state.sources().getFirst().packetsPerSecond());

        SrtpSendContext after = new SrtpSendContext(key);
        after.restore(state, 8 * SECOND);

        byte[] again = Hex.roomy(Packets.rtp(SSRC, 600, 160));
        assertTrue(after.protectRtp(again, 172) < 0);
        carry(after, receiver, 501 + 8 * 50, 50); // who just went on is heard from the first packet on
    }

    @Test
    void shouldRememberEverySourceThatEverWas() {
        SrtpKey key = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1);
        SrtpSendContext sender = new SrtpSendContext(key);
        for (int source = 0; source < 40; source++) {
            byte[] packet = Hex.roomy(Packets.rtp(source, 1000 + source, 160));
            sender.protectRtp(packet, 172);
        }
        SrtpSendContext after = new SrtpSendContext(key);

        after.restore(sender.state(key, 0), 0);

        for (int source = 0; source < 40; source++) {
            assertEquals(1000 + source, after.highestIndex(source));
        }
    }
}
