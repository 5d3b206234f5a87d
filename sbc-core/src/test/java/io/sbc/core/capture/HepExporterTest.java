package io.sbc.core.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.Side;
import io.sbc.core.config.CaptureSettings.HepSettings;
import io.sbc.core.config.CaptureSettings.HepTransport;
import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.message.ParseResult;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipParser;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HepExporterTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final SipTap tap = new SipTap();
    private final Counters<CaptureCounter> counters = new Counters<>(CaptureCounter.class);
    private final FakeFlow phone = new FakeFlow(1, Side.SET, TransportProtocol.TLS);

    private static SipMessage message(String callId) {
        byte[] octets = ("INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/TLS a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\n"
                + "To: <sip:a@b>\r\nCall-ID: " + callId + "\r\nCSeq: 1 INVITE\r\nContent-Length: 21\r\n\r\n"
                + "a=crypto:1 X inline:k").getBytes(StandardCharsets.US_ASCII);
        return ((ParseResult.Parsed) SipParser.parse(octets, 0, octets.length, ParseLimits.DEFAULT)).message();
    }

    private HepExporter to(ServerSocket collector) {
        return HepExporter.start(
                new HepSettings(List.of(new InetSocketAddress(LOOPBACK, collector.getLocalPort())), HepTransport.TCP,
                        7),
                tap, Map.of(Side.SET, LOOPBACK, Side.ICP, LOOPBACK), Clock.system(), counters);
    }

    private static String next(DataInputStream in) throws IOException {
        byte[] head = in.readNBytes(6);
        assertEquals("HEP3", new String(head, 0, 4, StandardCharsets.US_ASCII));
        int length = (head[4] & 0xff) << 8 | (head[5] & 0xff);
        return new String(in.readNBytes(length - 6), StandardCharsets.ISO_8859_1);
    }

    @Test
    void shouldSendOverOneConnectionWithoutKeysAndWithTheCallersCallIdOnBothLegs() throws IOException {
        try (ServerSocket collector = new ServerSocket(0, 5, LOOPBACK); HepExporter _ = to(collector)) {
            tap.legs("caller-leg", "callee-leg");
            tap.received(phone, message("caller-leg"));
            tap.sent(phone, message("callee-leg"));

            try (Socket connection = collector.accept();
                    DataInputStream in = new DataInputStream(connection.getInputStream())) {
                String first = next(in);
                String second = next(in);
                assertTrue(first.contains("inline:M") && !first.contains("inline:k"), first);
                assertEquals(1, first.split("caller-leg", -1).length - 2, "as Call-ID and as correlation");
                assertTrue(second.contains("caller-leg") && second.contains("Call-ID: callee-leg"), second);
            }
        }
    }

    @Test
    void shouldComeBackToACollectorThatWasGone() throws IOException {
        try (ServerSocket collector = new ServerSocket(0, 5, LOOPBACK); HepExporter _ = to(collector)) {
            tap.received(phone, message("one"));
            try (Socket connection = collector.accept()) {
                assertTrue(next(new DataInputStream(connection.getInputStream())).contains("one"));
                connection.setSoLinger(true, 0);
            }
            Thread sender = Thread.ofVirtual().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    tap.received(phone, message("two"));
                    Thread.onSpinWait();
                }
            });
            try (Socket connection = collector.accept()) {
                assertTrue(next(new DataInputStream(connection.getInputStream())).contains("two"));
            } finally {
                sender.interrupt();
            }
            assertTrue(counters.value(CaptureCounter.HEP_LOST) > 0);
        }
    }
}
