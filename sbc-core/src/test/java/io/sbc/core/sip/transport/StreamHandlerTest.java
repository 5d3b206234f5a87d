package io.sbc.core.sip.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sbc.base.Counters;
import io.sbc.core.Side;
import io.sbc.core.config.LimitSettings;
import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.message.SipRequest;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One connection on Netty's virtual time. */
@ExtendWith(LeakCheck.class)
class StreamHandlerTest {

    private static final LimitSettings LIMITS = new LimitSettings(ParseLimits.DEFAULT, 100, 10, Duration.ofSeconds(10),
            Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofSeconds(20), 1000);
    private static final String OPTIONS = String.join("\r\n", "OPTIONS sip:sbc.example.com SIP/2.0",
            "Via: SIP/2.0/TCP 10.1.1.1:5060;branch=z9hG4bK1;rport", "Max-Forwards: 70",
            "From: <sip:1001@sbc.example.com>;tag=a", "To: <sip:sbc.example.com>", "Call-ID: c1", "CSeq: 1 OPTIONS",
            "");
    private static final String WHOLE = OPTIONS + "Content-Length: 0\r\n\r\n";

    private final Counters<EdgeCounter> counters = new Counters<>(EdgeCounter.class);
    private final RecordingListener listener = new RecordingListener();
    private final EdgeContext edge = new EdgeContext(LIMITS, counters, listener);
    private EmbeddedChannel channel = connection(Side.SET);

    @BeforeEach
    void freeze() {
        channel.freezeTime();
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void shouldPassAMessageWithItsTrueSourceInTheTopmostVia() {
        receive(WHOLE);

        SipRequest request = (SipRequest) listener.received.remove().message();
        assertEquals("192.0.2.7", request.topmostVia().parameters().get("received").orElseThrow());
        assertEquals("40000", request.topmostVia().parameters().get("rport").orElseThrow());
        assertEquals(1, counters.value(EdgeCounter.MESSAGES_RECEIVED));
    }

    @Test
    void shouldAnswerAPingWithAPong() {
        receive("\r\n\r\n");

        assertEquals("\r\n", sent());
        assertEquals(1, counters.value(EdgeCounter.KEEPALIVES));
        assertTrue(channel.isOpen());
    }

    @Test
    void shouldCloseAConnectionThatBringsNoFirstMessage() {
        advance(29);
        assertTrue(channel.isOpen());
        receive("\r\n\r\n");
        advance(1);

        assertFalse(channel.isOpen());
        assertEquals(1, counters.value(EdgeCounter.FIRST_MESSAGE_TIMEOUTS));
        assertTrue(listener.closed.isEmpty());
    }

    @Test
    void shouldCloseAConnectionWhoseContentLengthPromisesMoreThanComes() {
        receive(WHOLE);
        advance(300);
        receive(OPTIONS + "Content-Length: 100\r\n\r\nshort");
        advance(20);
        receive("er");
        assertTrue(channel.isOpen());
        advance(10);

        assertFalse(channel.isOpen());
        assertEquals(1, counters.value(EdgeCounter.FIRST_MESSAGE_TIMEOUTS));
    }

    @Test
    void shouldCloseAnIdleConnectionOnceAndTellItOnlyIfItBroughtMessages() {
        receive(WHOLE);
        Flow flow = listener.received.remove().flow();
        advance(599);
        receive("\r\n\r\n");
        advance(599);
        assertTrue(channel.isOpen());
        advance(1);

        assertFalse(channel.isOpen());
        assertFalse(flow.isOpen());
        assertEquals(1, counters.value(EdgeCounter.IDLE_TIMEOUTS));
        assertEquals(flow, listener.closed.remove());
        assertTrue(listener.closed.isEmpty());
        assertEquals(0, edge.connections(Side.SET).get());
    }

    @Test
    void shouldLetAPbxBeSilent() {
        EmbeddedChannel pbx = connection(Side.ICP);
        pbx.freezeTime();

        pbx.advanceTimeBy(3, TimeUnit.HOURS);
        pbx.runScheduledPendingTasks();

        assertTrue(pbx.isOpen());
        pbx.finishAndReleaseAll();
    }

    @Test
    void shouldAnswer400AndCloseWithoutContentLength() {
        receive(OPTIONS + "\r\n");

        String answer = sent();
        assertTrue(answer.startsWith("SIP/2.0 400 "), answer);
        assertTrue(answer.contains("received=192.0.2.7"), answer);
        assertFalse(channel.isOpen());
        assertEquals(1, counters.value(EdgeCounter.MALFORMED_LENGTH));
    }

    @Test
    void shouldCloseWithoutAnAnswerForGarbage() {
        receive("\u0001\u0002\u0003 what is this");

        assertEquals("", sent());
        assertFalse(channel.isOpen());
        assertEquals(1, counters.value(EdgeCounter.MALFORMED_GARBAGE));
        assertEquals(0, counters.value(EdgeCounter.EDGE_ERRORS));
    }

    @Test
    void shouldAnswerAMalformedRequestAndKeepTheConnection() {
        receive(WHOLE.replace("CSeq: 1 OPTIONS", "CSeq: one OPTIONS"));

        assertTrue(sent().startsWith("SIP/2.0 400 "));
        assertTrue(channel.isOpen());
        assertEquals(1, counters.value(EdgeCounter.MALFORMED_MESSAGES));
        assertTrue(listener.received.isEmpty());
    }

    @Test
    void shouldNeverAnswerAMalformedResponse() {
        receive("SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP x;branch=z9hG4bK1\r\nCSeq: nonsense\r\nContent-Length: 0\r\n\r\n");

        assertEquals("", sent());
        assertTrue(channel.isOpen());
    }

    @Test
    void shouldSendOverTheFlowAndCloseAfterWhatIsQueued() {
        receive(WHOLE);
        RecordingListener.Received received = listener.received.remove();

        assertTrue(received.flow().send(received.message()));
        received.flow().close("test");

        assertEquals(received.message().toString(), sent());
        assertFalse(channel.isOpen());
        assertFalse(received.flow().send(received.message()));
        assertEquals(1, counters.value(EdgeCounter.SENDS_REFUSED));
    }

    @Test
    void shouldSurviveWhateverComes() {
        long seed = 20261122;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        byte[] good = (WHOLE + "\r\n\r\n" + OPTIONS + "Content-Length: 4\r\n\r\nbody")
                .getBytes(StandardCharsets.ISO_8859_1);
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = good.clone();
            for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) (random.nextInt(4) == 0
                        ? "\r\n :;,<>\"0".charAt(random.nextInt(10))
                        : random.nextInt(256));
            }
            EmbeddedChannel victim = connection(Side.SET);
            victim.writeInbound(Unpooled.wrappedBuffer(bytes));
            victim.finishAndReleaseAll();
            assertEquals(0, counters.value(EdgeCounter.EDGE_ERRORS), "seed " + seed + " round " + round);
        }
        assertTrue(counters.value(EdgeCounter.MESSAGES_RECEIVED) > 0);
        assertTrue(counters.value(EdgeCounter.MALFORMED_MESSAGES) > 0);
    }

    private EmbeddedChannel connection(Side side) {
        SipFramer framer = new SipFramer(ParseLimits.DEFAULT);
        return new EmbeddedChannel(framer, new StreamHandler(edge, side, TransportProtocol.TCP, framer,
                PeerGate.OPEN)) {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress("192.0.2.7", 40_000);
            }
        };
    }

    private void receive(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
    }

    private void advance(int seconds) {
        channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    private String sent() {
        channel.runPendingTasks();
        StringBuilder text = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            text.append(out.toString(StandardCharsets.ISO_8859_1));
            out.release();
        }
        return text.toString();
    }
}
