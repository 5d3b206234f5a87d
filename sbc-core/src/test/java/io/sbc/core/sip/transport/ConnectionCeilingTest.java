package io.sbc.core.sip.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.config.LimitSettings;
import io.sbc.core.config.TlsListener.TlsProvider;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A listener at its ceiling, again and again (lesson 10), and a phone that never reads. */
@ExtendWith(LeakCheck.class)
class ConnectionCeilingTest {

    private static final int CEILING = 20;
    private static final String OPTIONS = String.join("\r\n", "OPTIONS sip:sbc.example.com SIP/2.0",
            "Via: SIP/2.0/TCP 10.1.1.1:5060;branch=z9hG4bK1;rport", "Max-Forwards: 70",
            "From: <sip:1001@sbc.example.com>;tag=a", "To: <sip:sbc.example.com>", "Call-ID: c1", "CSeq: 1 OPTIONS",
            "Content-Length: 0", "", "");

    @TempDir
    Path directory = Path.of("replaced by JUnit");

    @Test
    void shouldAcceptAgainAsSoonAsThereIsRoomHoweverOftenItWasFull() throws Exception {
        TestCertificates.write(directory, "sbc.example.com");
        try (EdgeFixture edge = EdgeFixture.with().setTcp(EdgeFixture.ANYONE).setTls(directory, TlsProvider.OPENSSL)
                .icpTcp().limits(limits(CEILING, Duration.ofSeconds(20))).start()) {
            for (int round = 1; round <= 5; round++) {
                List<TestPeer> peers = new ArrayList<>();
                for (int i = 0; i < CEILING; i++) {
                    TestPeer peer = i % 2 == 0
                            ? TestPeer.tcp(edge.port("set.tcp"))
                            : TestPeer.tls(edge.port("set.tls"), directory, "TLSv1.3");
                    assertTrue(isServed(peer));
                    peers.add(peer);
                }
                for (int i = 0; i < 2 * CEILING; i++) {
                    try (TestPeer refused = TestPeer.tcp(edge.port(i % 2 == 0 ? "set.tcp" : "set.tls"))) {
                        assertEquals("", refused.readAll());
                    }
                }
                try (TestPeer pbx = TestPeer.tcp(edge.port("icp.tcp"))) {
                    assertTrue(isServed(pbx), "phones leave PBXs their room");
                }
                for (TestPeer peer : peers) {
                    peer.hangUp();
                }
                await(() -> edge.transport.gauges().getFirst().value().getAsLong() == 0);
                long refused = edge.count(EdgeCounter.CONNECTIONS_REFUSED_LIMIT);
                assertEquals(2L * CEILING * round, refused);
            }
        }
    }

    @Test
    void shouldEndAPhoneThatNeverReads() throws Exception {
        try (EdgeFixture edge = EdgeFixture.with().setTcp(EdgeFixture.ANYONE)
                .limits(limits(CEILING, Duration.ofSeconds(1))).start();
                Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4_096);
            deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.port("set.tcp")));
            deaf.getOutputStream().write(OPTIONS.getBytes(StandardCharsets.US_ASCII));
            RecordingListener.Received received = edge.listener.next();
            SipResponse large = SipResponse.to((SipRequest) received.message(), 200)
                    .body("text/plain", new byte[30_000]).build();

            // Less than the watermark at which the next message would end it: only the clock can.
            while (edge.count(EdgeCounter.WRITE_TIMEOUTS) == 0 && received.flow().isOpen()) {
                if (!received.flow().send(large)) {
                    break;
                }
            }

            await(() -> !received.flow().isOpen());
            await(() -> edge.transport.gauges().getFirst().value().getAsLong() == 0);
        }
    }

    @Test
    void shouldEndAPhoneThatStopsReadingWithLittleLeftToSend() throws Exception {
        try (EdgeFixture edge = EdgeFixture.with().setTcp(EdgeFixture.ANYONE)
                .limits(limits(CEILING, Duration.ofSeconds(1))).start();
                Socket deaf = new Socket()) {
            deaf.setReceiveBufferSize(4_096);
            deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.port("set.tcp")));
            deaf.getOutputStream().write(OPTIONS.getBytes(StandardCharsets.US_ASCII));
            RecordingListener.Received received = edge.listener.next();
            SipResponse larger = SipResponse.to((SipRequest) received.message(), 200)
                    .body("text/plain", new byte[8 << 20]).build();

            assertTrue(received.flow().send(larger), "one message, more than the system takes");

            await(() -> edge.count(EdgeCounter.WRITE_TIMEOUTS) == 1);
            assertEquals(received.flow(), edge.listener.nextClosed());
        }
    }

    private static boolean isServed(TestPeer peer) throws IOException {
        peer.send("\r\n\r\n");
        return peer.readUntil("\r\n").equals("\r\n");
    }

    private static LimitSettings limits(int connections, Duration write) {
        LimitSettings usual = EdgeFixture.LIMITS;
        return new LimitSettings(usual.message(), connections, connections, usual.handshakeTimeout(),
                usual.firstMessageTimeout(), usual.idleTimeout(), write, usual.transactions());
    }

    /** For what shows only in a number. */
    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RecordingListener.PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "waited in vain");
            Thread.onSpinWait();
        }
    }
}
