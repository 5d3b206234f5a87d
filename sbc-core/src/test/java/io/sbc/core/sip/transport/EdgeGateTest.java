package io.sbc.core.sip.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sbc.base.Counters;
import io.sbc.core.Side;
import io.sbc.core.config.LimitSettings;
import io.sbc.core.sip.message.ParseLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the edge does with what its gate says. */
class EdgeGateTest {

    private static final String OPTIONS = String.join("\r\n", "OPTIONS sip:sbc.example.com SIP/2.0",
            "Via: SIP/2.0/TCP 10.1.1.1:5060;branch=z9hG4bK1;rport", "Max-Forwards: 70",
            "From: <sip:1001@sbc.example.com>;tag=a", "To: <sip:sbc.example.com>", "Call-ID: c1", "CSeq: 1 OPTIONS",
            "Content-Length: 0", "", "");

    private final List<String> malformed = new ArrayList<>();
    private EdgeGate.Verdict verdict = EdgeGate.Verdict.PASS;
    private final EdgeGate gate = new EdgeGate() {

        @Override
        public boolean admitsConnection(Side side, InetAddress source) {
            return true;
        }

        @Override
        public boolean admitsDatagram(Side side, InetSocketAddress source) {
            return true;
        }

        @Override
        public Verdict admits(Flow flow, byte[] message) {
            return verdict;
        }

        @Override
        public void onMalformed(Side side, TransportProtocol protocol, InetAddress source) {
            malformed.add(side + " " + protocol + " " + source.getHostAddress());
        }
    };
    private final RecordingListener listener = new RecordingListener();
    private final EdgeContext edge = new EdgeContext(new LimitSettings(ParseLimits.DEFAULT, 100, 10,
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofSeconds(20), 1000),
            new Counters<>(EdgeCounter.class), gate, listener);
    private final SipFramer framer = new SipFramer(ParseLimits.DEFAULT);
    private final EmbeddedChannel channel = new EmbeddedChannel(framer,
            new StreamHandler(edge, Side.SET, TransportProtocol.TCP, framer, PeerGate.OPEN)) {
        @Override
        protected SocketAddress remoteAddress0() {
            return new InetSocketAddress("192.0.2.7", 40_000);
        }
    };

    @BeforeEach
    void freeze() {
        channel.freezeTime();
    }

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void shouldPassWhatIsAdmitted() {
        receive(OPTIONS);

        assertEquals(1, listener.received.size());
    }

    @Test
    void shouldForgetWhatIsToBeDropped() {
        verdict = EdgeGate.Verdict.DROP;
        receive(OPTIONS);

        assertTrue(listener.received.isEmpty());
        assertTrue(channel.isOpen());
        assertTrue(channel.config().isAutoRead());
    }

    @Test
    void shouldNotReadForAboutASecondWhenToldToPause() {
        verdict = EdgeGate.Verdict.PAUSE;
        receive(OPTIONS);
        assertTrue(listener.received.isEmpty());
        assertFalse(channel.config().isAutoRead());

        advance(499);
        assertFalse(channel.config().isAutoRead());
        advance(1_001);
        assertTrue(channel.config().isAutoRead());
    }

    @Test
    void shouldEndTheFlowWhenToldToClose() {
        verdict = EdgeGate.Verdict.CLOSE;
        receive(OPTIONS);

        assertTrue(listener.received.isEmpty());
        assertFalse(channel.isOpen());
    }

    @Test
    void shouldTellTheGateOfWhatIsNoSip() {
        receive(OPTIONS.replace("CSeq: 1 OPTIONS", "CSeq: one"));
        receive("\u0001\u0002\u0003");

        assertEquals(List.of("SET TCP 192.0.2.7", "SET TCP 192.0.2.7"), malformed);
    }

    private void receive(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
        channel.runPendingTasks();
    }

    private void advance(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }
}
