package io.sbc.core.sip.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.Side;
import io.sbc.core.config.LimitSettings;
import io.sbc.core.config.Listener;
import io.sbc.core.config.Listener.Access;
import io.sbc.core.config.TlsListener.TlsProvider;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.Destination.NextHop;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The edge on real sockets of the loopback interface. */
@ExtendWith(LeakCheck.class)
class SipTransportTest {

    private static final String OPTIONS = String.join("\r\n", "OPTIONS sip:sbc.example.com SIP/2.0",
            "Via: SIP/2.0/TLS 10.1.1.1:5061;branch=z9hG4bK1;rport", "Max-Forwards: 70",
            "From: <sip:1001@sbc.example.com>;tag=a", "To: <sip:sbc.example.com>", "Call-ID: c1", "CSeq: 1 OPTIONS",
            "");
    private static final String WHOLE = OPTIONS + "Content-Length: 0\r\n\r\n";

    @TempDir
    Path directory = Path.of("replaced by JUnit");

    @ParameterizedTest
    @CsvSource({"OPENSSL,TLSv1.3", "OPENSSL,TLSv1.2", "JDK,TLSv1.3", "JDK,TLSv1.2"})
    void shouldTalkTlsBothWays(TlsProvider provider, String protocol) throws Exception {
        TestCertificates.write(directory, "sbc.example.com");
        try (EdgeFixture edge = EdgeFixture.with().setTls(directory, provider).start();
                TestPeer phone = TestPeer.tls(edge.port("set.tls"), directory, protocol)) {
            phone.send(WHOLE);
            RecordingListener.Received received = edge.listener.next();
            SipRequest request = (SipRequest) received.message();
            assertTrue(received.flow().send(SipResponse.to(request, 200).build()));

            String answer = phone.readUntil("\r\n\r\n");

            assertTrue(answer.startsWith("SIP/2.0 200 OK\r\n"), answer);
            assertTrue(answer.contains("rport=" + phone.socket().getLocalPort()), answer);
            assertEquals(Side.SET, received.flow().side());
            assertEquals(TransportProtocol.TLS, received.flow().protocol());
            assertEquals(phone.socket().getLocalPort(), received.flow().remote().getPort());
            phone.hangUp();
            assertSame(received.flow(), edge.listener.nextClosed());
            assertFalse(received.flow().isOpen());
        }
    }

    @ParameterizedTest
    @EnumSource(TlsProvider.class)
    void shouldCloseAHandshakeThatStalls(TlsProvider provider) throws Exception {
        TestCertificates.write(directory, "sbc.example.com");
        LimitSettings impatient = limits(100, 50, Duration.ofMillis(300), Duration.ofSeconds(30));
        try (EdgeFixture edge = EdgeFixture.with().setTls(directory, provider).limits(impatient).start();
                TestPeer phone = TestPeer.tcp(edge.port("set.tls"))) {
            phone.send("\u0016\u0003\u0001");

            phone.readAll();

            assertEquals(1, edge.count(EdgeCounter.HANDSHAKES_FAILED));
            assertEquals(0, edge.count(EdgeCounter.EDGE_ERRORS));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "server,other"})
    void shouldBlameNobodyForAConnectionThatWentWithoutAWord(String identities) throws Exception {
        TestCertificates.write(directory, "sbc.example.com");
        TestCertificates.issue(directory, "other", "RSA", "other.example.com");
        try (EdgeFixture edge = EdgeFixture.with().setTls(directory, TlsProvider.OPENSSL)
                .identities(identities.split(",")).start()) {
            TestPeer.tcp(edge.port("set.tls")).close();
            await(() -> edge.count(EdgeCounter.CONNECTIONS_CLOSED) == 1
                    && edge.count(EdgeCounter.CONNECTIONS_SILENT) == 1);
            assertEquals(0, edge.count(EdgeCounter.HANDSHAKES_FAILED));

            try (TestPeer phone = TestPeer.tcp(edge.port("set.tls"))) {
                phone.send("\u0016\u0003\u0001");
            }
            await(() -> edge.count(EdgeCounter.CONNECTIONS_CLOSED) == 2
                    && edge.count(EdgeCounter.HANDSHAKES_FAILED) == 1);
            assertEquals(1, edge.count(EdgeCounter.CONNECTIONS_SILENT));
        }
    }

    @ParameterizedTest
    @EnumSource(TlsProvider.class)
    void shouldCloseWhatIsNoTls(TlsProvider provider) throws Exception {
        TestCertificates.write(directory, "sbc.example.com");
        try (EdgeFixture edge = EdgeFixture.with().setTls(directory, provider).start();
                TestPeer phone = TestPeer.tcp(edge.port("set.tls"))) {
            phone.send(WHOLE);

            phone.readAll();

            assertEquals(1, edge.count(EdgeCounter.HANDSHAKES_FAILED));
            assertEquals(0, edge.count(EdgeCounter.EDGE_ERRORS));
        }
    }

    @Test
    void shouldServeANewCertificateAfterAReloadAndKeepOldConnections() throws Exception {
        TestCertificates.write(directory, "old.example.com");
        try (EdgeFixture edge = EdgeFixture.with().setTls(directory, TlsProvider.OPENSSL).start();
                TestPeer before = TestPeer.tls(edge.port("set.tls"), directory, "TLSv1.3")) {
            TestCertificates.write(directory, "new.example.com");
            edge.identities.load();

            try (TestPeer after = TestPeer.tls(edge.port("set.tls"), directory, "TLSv1.3")) {
                SSLSocket socket = (SSLSocket) after.socket();
                assertEquals("CN=new.example.com", socket.getSession().getPeerPrincipal().getName());
            }
            before.send(WHOLE);
            edge.listener.next();
        }
    }

    @Test
    void shouldKeepTheOldCertificateWhenTheNewOneCannotBeRead() throws Exception {
        TestCertificates.write(directory, "sbc.example.com");
        try (EdgeFixture edge = EdgeFixture.with().setTls(directory, TlsProvider.OPENSSL).start()) {
            Files.writeString(directory.resolve("server.pem"), "nonsense");

            assertThrows(IOException.class, edge.identities::load);

            TestPeer.tls(edge.port("set.tls"), directory, "TLSv1.3").close();
        }
    }

    @Test
    void shouldSayWhichIdentityCannotBeRead() {
        IOException failure = assertThrows(IOException.class,
                () -> EdgeFixture.with().setTls(directory, TlsProvider.OPENSSL).start().close());

        assertEquals("set.tls: there is no file " + directory.resolve("server.pem"), failure.getMessage());
    }

    @Test
    void shouldAnswerKeepalivesAndCloseGarbageOverTcp() throws Exception {
        try (EdgeFixture edge = EdgeFixture.with().setTcp(EdgeFixture.ANYONE).start();
                TestPeer phone = TestPeer.tcp(edge.port("set.tcp"))) {
            phone.send("\r\n\r\n");
            assertEquals("\r\n", phone.readUntil("\r\n"));

            phone.send("\u0001\u0002\u0003");

            assertEquals("", phone.readAll());
            assertEquals(1, edge.count(EdgeCounter.MALFORMED_GARBAGE));
        }
    }

    @Test
    void shouldCloseAHeaderOf1MiBEarly() throws Exception {
        try (EdgeFixture edge = EdgeFixture.with().setTcp(EdgeFixture.ANYONE).start();
                TestPeer phone = TestPeer.tcp(edge.port("set.tcp"))) {
            phone.send("OPTIONS sip:sbc.example.com SIP/2.0\r\nSubject: ");
            try {
                for (int i = 0; i < 256; i++) {
                    phone.send("x".repeat(4096));
                }
            } catch (IOException closedWhileWeSend) {
                assertTrue(edge.count(EdgeCounter.MALFORMED_TOO_LARGE) > 0, closedWhileWeSend.toString());
            }

            phone.readAll();

            assertEquals(1, edge.count(EdgeCounter.MALFORMED_TOO_LARGE));
        }
    }

    @Test
    void shouldCloseAMessageThatNeverEnds() throws Exception {
        LimitSettings impatient = limits(100, 50, Duration.ofSeconds(10), Duration.ofMillis(300));
        try (EdgeFixture edge = EdgeFixture.with().setTcp(EdgeFixture.ANYONE).limits(impatient).start();
                TestPeer phone = TestPeer.tcp(edge.port("set.tcp"))) {
            phone.send(OPTIONS + "Content-Length: 1000\r\n\r\nonly this");

            phone.readAll();

            assertEquals(1, edge.count(EdgeCounter.FIRST_MESSAGE_TIMEOUTS));
        }
    }

    @Test
    void shouldRefuseSourcesOutsideAPrivateAccessProfile() throws Exception {
        Listener elsewhere = EdgeFixture.privateTo("10.0.0.0/8");
        try (EdgeFixture edge = EdgeFixture.with().setTcp(elsewhere).setUdp(elsewhere).start();
                TestPeer phone = TestPeer.tcp(edge.port("set.tcp"));
                DatagramSocket udp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            phone.readAll();
            assertEquals(1, edge.count(EdgeCounter.CONNECTIONS_REFUSED_ACCESS));

            send(udp, edge.port("set.udp"), WHOLE);
            await(() -> edge.count(EdgeCounter.DATAGRAMS_REFUSED_ACCESS) == 1);
            assertTrue(edge.listener.received.isEmpty());
        }
    }

    @Test
    void shouldRefuseUntrustedSourcesOnTheIcpSide() throws Exception {
        try (EdgeFixture edge = EdgeFixture.with().icpTcp().icpUdp().trusted(source -> false).start();
                TestPeer stranger = TestPeer.tcp(edge.port("icp.tcp"));
                DatagramSocket udp = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            stranger.readAll();
            assertEquals(1, edge.count(EdgeCounter.CONNECTIONS_REFUSED_ACCESS));

            send(udp, edge.port("icp.udp"), WHOLE);
            await(() -> edge.count(EdgeCounter.DATAGRAMS_REFUSED_ACCESS) == 1);
        }
    }

    @Test
    void shouldRefuseConnectionsOverTheLimits() throws Exception {
        LimitSettings few = limits(2, 1, Duration.ofSeconds(10), Duration.ofSeconds(30));
        try (EdgeFixture edge = EdgeFixture.with().setTcp(EdgeFixture.ANYONE).limits(few).start();
                TestPeer first = TestPeer.tcp(edge.port("set.tcp"))) {
            first.send("\r\n\r\n");
            assertEquals("\r\n", first.readUntil("\r\n"));
            try (TestPeer second = TestPeer.tcp(edge.port("set.tcp"))) {
                second.readAll();
            }
            assertEquals(1, edge.count(EdgeCounter.CONNECTIONS_REFUSED_SOURCE));

            first.hangUp();
            await(() -> edge.count(EdgeCounter.CONNECTIONS_CLOSED) == 1);
            try (TestPeer third = TestPeer.tcp(edge.port("set.tcp"))) {
                third.send("\r\n\r\n");
                assertEquals("\r\n", third.readUntil("\r\n"));
            }
        }
    }

    @Test
    void shouldTalkUdpBothWaysAndIgnoreKeepalives() throws Exception {
        try (EdgeFixture edge = EdgeFixture.with().icpUdp().start();
                DatagramSocket pbx = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            pbx.setSoTimeout(20_000);
            send(pbx, edge.port("icp.udp"), "\r\n\r\n");
            send(pbx, edge.port("icp.udp"), WHOLE);
            RecordingListener.Received received = edge.listener.next();
            received.flow().send(SipResponse.to((SipRequest) received.message(), 200).build());

            assertTrue(receive(pbx).startsWith("SIP/2.0 200 OK"));
            assertEquals(1, edge.count(EdgeCounter.KEEPALIVES));
            NextHop back = new NextHop(TransportProtocol.UDP, (InetSocketAddress) pbx.getLocalSocketAddress(), "pbx");
            assertSame(received.flow(), edge.transport.connect(back).toCompletableFuture().join());
        }
    }

    @Test
    void shouldAnswerAMalformedDatagramWith400() throws Exception {
        try (EdgeFixture edge = EdgeFixture.with().icpUdp().start();
                DatagramSocket pbx = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            pbx.setSoTimeout(20_000);
            send(pbx, edge.port("icp.udp"), WHOLE.replace("CSeq: 1 OPTIONS", "CSeq: x OPTIONS"));

            assertTrue(receive(pbx).startsWith("SIP/2.0 400 "));
            assertEquals(1, edge.count(EdgeCounter.MALFORMED_MESSAGES));
        }
    }

    @Test
    void shouldRespondToThePortOfTheViaOverUdpWithoutRport() throws Exception {
        try (EdgeFixture edge = EdgeFixture.with().icpUdp().start();
                DatagramSocket sending = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                DatagramSocket listening = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            listening.setSoTimeout(20_000);
            send(sending, edge.port("icp.udp"), WHOLE.replace("10.1.1.1:5061;branch=z9hG4bK1;rport",
                    "10.1.1.1:" + listening.getLocalPort() + ";branch=z9hG4bK1"));
            RecordingListener.Received received = edge.listener.next();

            Flow back = edge.transport.responseFlow(received.flow(), received.message().topmostVia());
            back.send(SipResponse.to((SipRequest) received.message(), 200).build());

            assertTrue(receive(listening).contains("received=127.0.0.1"));
        }
    }

    @Test
    void shouldShareAConnectionToAPbxOnlyForTheSameNextHop() throws Exception {
        try (EdgeFixture edge = EdgeFixture.with().icpTcp().start();
                ServerSocket pbx = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            InetSocketAddress address = (InetSocketAddress) pbx.getLocalSocketAddress();
            NextHop hop = new NextHop(TransportProtocol.TCP, address, "pbx");
            Flow first = connect(edge, hop);
            TestPeer accepted = new TestPeer(pbx.accept());

            assertSame(first, connect(edge, hop));
            assertNotSame(first, connect(edge, new NextHop(TransportProtocol.TCP, address, "other")));
            assertEquals(2, edge.count(EdgeCounter.CONNECTIONS_OPENED));

            accepted.send(WHOLE);
            assertSame(first, edge.listener.next().flow());
            accepted.close();
            assertSame(first, edge.listener.nextClosed());
            assertNotSame(first, connect(edge, hop));
        }
    }

    @Test
    void shouldFailToConnectWhereNobodyListens() throws Exception {
        try (EdgeFixture edge = EdgeFixture.with().icpTcp().start()) {
            int free;
            try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                free = closed.getLocalPort();
            }
            NextHop hop = new NextHop(TransportProtocol.TCP,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), free), "pbx");

            assertThrows(ExecutionException.class, () -> connect(edge, hop));
            assertEquals(1, edge.count(EdgeCounter.CONNECTS_FAILED));
        }
    }

    @ParameterizedTest
    @EnumSource(TlsProvider.class)
    void shouldVerifyTheNameInThePbxsCertificate(TlsProvider provider) throws Exception {
        TestCertificates.write(directory, "pbx.example.com");
        // One edge plays the PBX, the other one connects to it.
        try (EdgeFixture pbx = EdgeFixture.with().icpTls(directory, provider).start();
                EdgeFixture edge = EdgeFixture.with().tlsToPbx(directory, provider).start()) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), pbx.port("icp.tls"));

            Flow flow = connect(edge, new NextHop(TransportProtocol.TLS, address, "pbx.example.com"));
            assertTrue(flow.isOpen());
            assertTrue(connect(edge, new NextHop(TransportProtocol.TLS, address, "127.0.0.1")).isOpen());
            assertThrows(ExecutionException.class,
                    () -> connect(edge, new NextHop(TransportProtocol.TLS, address, "evil.example.com")));

            assertEquals(1, edge.count(EdgeCounter.CONNECTS_FAILED));
            assertEquals(0, edge.count(EdgeCounter.EDGE_ERRORS));
        }
    }

    @ParameterizedTest
    @EnumSource(TlsProvider.class)
    void shouldRefuseAPbxWhoseChainIsNotTrusted(TlsProvider provider) throws Exception {
        Path pbxDirectory = Files.createDirectory(directory.resolve("pbx"));
        TestCertificates.write(pbxDirectory, "pbx.example.com");
        TestCertificates.write(directory, "sbc.example.com");
        try (EdgeFixture pbx = EdgeFixture.with().icpTls(pbxDirectory, provider).start();
                EdgeFixture edge = EdgeFixture.with().tlsToPbx(directory, provider).start()) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), pbx.port("icp.tls"));

            assertThrows(ExecutionException.class,
                    () -> connect(edge, new NextHop(TransportProtocol.TLS, address, "pbx.example.com")));
        }
    }

    @Test
    void shouldSayWhichListenerCannotBeBound() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Listener same = new Listener(true, taken.getLocalPort(), Access.PUBLIC, List.of());

            IOException failure = assertThrows(IOException.class,
                    () -> EdgeFixture.with().setTcp(same).start().close());

            assertTrue(String.valueOf(failure.getMessage()).startsWith("set.tcp: cannot listen on 127.0.0.1 port "),
                    failure.toString());
        }
    }

    @Test
    void shouldSayInViaWhatIsBoundElseTheDefaultPort() throws Exception {
        try (EdgeFixture edge = EdgeFixture.with().icpUdp().start()) {
            assertEquals("127.0.0.1:" + edge.port("icp.udp"),
                    edge.transport.sentBy(Side.ICP, TransportProtocol.UDP).toString());
            assertEquals("127.0.0.1:5060", edge.transport.sentBy(Side.ICP, TransportProtocol.TCP).toString());
            assertEquals("sbc.example.com:5061", edge.transport.sentBy(Side.SET, TransportProtocol.TLS).toString());
            assertEquals("[2001:db8::1]:5060", SentBy.of("2001:db8::1", 5060).toString());
        }
    }

    private static Flow connect(EdgeFixture edge, NextHop hop) throws Exception {
        return edge.transport.connect(hop).toCompletableFuture().get(RecordingListener.PATIENCE_SECONDS,
                TimeUnit.SECONDS);
    }

    private static LimitSettings limits(int connections, int perSource, Duration handshake, Duration firstMessage) {
        LimitSettings usual = EdgeFixture.LIMITS;
        return new LimitSettings(usual.message(), connections, perSource, handshake, firstMessage, usual.idleTimeout(),
                usual.writeTimeout(), usual.transactions());
    }

    private static void send(DatagramSocket socket, int port, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        socket.send(
                new DatagramPacket(bytes, bytes.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }

    private static String receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
    }

    /** For what shows only in a counter. */
    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RecordingListener.PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "waited in vain");
            Thread.onSpinWait();
        }
    }
}
