package io.sbc.kit.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.audio.AudioCheck;
import io.sbc.kit.audio.G711;
import io.sbc.kit.audio.Melody;
import io.sbc.kit.audio.SpeechLike;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RtpEndpointTest {
    private final Random random = new Random(5);

    private RtpEndpoint endpoint() throws IOException {
        return new RtpEndpoint(InetAddress.getLoopbackAddress(), random, System::nanoTime);
    }

    private SrtpKey key(SrtpSuite suite) {
        byte[] bytes = new byte[suite.keyAndSaltBytes()];
        random.nextBytes(bytes);
        return new SrtpKey(suite, bytes);
    }

    private static void connect(RtpEndpoint from, RtpEndpoint to, String name, @Nullable SrtpKey send,
            @Nullable SrtpKey receive) {
        InetSocketAddress rtp = to.local();
        from.connect(rtp, new InetSocketAddress(rtp.getAddress(), rtp.getPort() + 1), G711.PCMA,
                new Melody(name, name.hashCode()), send, receive);
        from.setSending(true);
    }

    @ParameterizedTest
    @EnumSource
    void shouldCarrySrtpBothWays(SrtpSuite suite) throws IOException {
        SrtpKey toRight = key(suite);
        SrtpKey toLeft = key(suite);
        try (RtpEndpoint left = endpoint(); RtpEndpoint right = endpoint()) {
            connect(right, left, "right", toLeft, toRight);
            connect(left, right, "left", toRight, toLeft);
            left.awaitMore(10);
            right.awaitMore(10);

            assertTrue(left.check(right).isExact());
            assertTrue(right.check(left).isExact());
            assertEquals(Optional.of(suite), left.stats().sendSuite());
            assertEquals(0, left.stats().authFailures());
        }
    }

    @Test
    void shouldMeasureRoundTripByProtectedReports() throws IOException {
        SrtpKey key = key(SrtpSuite.AES_CM_128_HMAC_SHA1_32);
        SrtpKey back = key(SrtpSuite.AES_CM_128_HMAC_SHA1_32);
        try (RtpEndpoint left = endpoint(); RtpEndpoint right = endpoint()) {
            connect(left, right, "left", key, back);
            connect(right, left, "right", back, key);
            while (left.stats().roundTripMillis().isEmpty()) {
                left.awaitMore(10);
            }

            RtpStats stats = left.stats();
            assertTrue(stats.rtcpReceived() >= 1);
            assertTrue(stats.reportedLost().isPresent());
            assertEquals(0, stats.malformed());
        }
    }

    @Test
    void shouldCountPacketsOfWrongKey() throws IOException {
        SrtpKey key = key(SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        try (RtpEndpoint left = endpoint(); RtpEndpoint right = endpoint()) {
            connect(right, left, "right", null, key(SrtpSuite.AES_CM_128_HMAC_SHA1_80));
            connect(left, right, "left", key, null);
            left.awaitMore(10);

            assertTrue(right.stats().authFailures() > 0);
            assertEquals(0, right.stats().received());
        }
    }

    @Test
    void shouldGoOnAfterAPauseWhereItWas() throws IOException {
        try (RtpEndpoint left = endpoint(); RtpEndpoint right = endpoint()) {
            connect(right, left, "right", null, null);
            connect(left, right, "left", null, null);
            right.awaitMore(5);
            left.setSending(false);
            // The other direction is the clock: meanwhile the pause is half a second.
            left.awaitMore(25);
            left.setSending(true);
            right.awaitMore(5);

            AudioCheck.Report report = right.check(left);
            assertTrue(report.isExact(), report::toString);
            assertEquals(0, report.missing());
            assertEquals(0, right.stats().ssrcChanges());
        }
    }

    @Test
    void shouldCountStrangersAndGarbage() throws IOException {
        try (RtpEndpoint left = endpoint();
                RtpEndpoint right = endpoint();
                DatagramSocket stranger = new DatagramSocket()) {
            connect(right, left, "right", null, null);
            byte[] garbage = {1, 2, 3};
            stranger.send(new DatagramPacket(garbage, garbage.length, right.local()));
            connect(left, right, "left", null, null);
            right.awaitMore(5);

            assertEquals(1, right.stats().strangers());
            assertEquals(1, right.stats().malformed());
        }
    }

    @Test
    void shouldSpeakWithAnyVoice() throws IOException {
        try (RtpEndpoint left = endpoint(); RtpEndpoint right = endpoint()) {
            connect(right, left, "right", null, null);
            left.connect(right.local(), right.local(), G711.PCMU, new SpeechLike("voice", 1, 110), null, null);
            left.setSending(true);
            right.awaitMore(20);

            assertTrue(right.check(left).isExact());
        }
    }
}
