package io.sbc.core.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.Side;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What strangers meet: sources without a registered phone. */
class StrangersTest {

    private static final String STRANGER = "198.51.100.7";
    private static final String OTHER = "198.51.100.8";
    private static final String SMALL = "guard: {connections: {per-second: 10, burst: 20, overall: 1000}, "
            + "untrusted: {per-second: 10, burst: 20, overall: 1000}}";

    @RegisterExtension
    private final GuardBench bench = GuardBench.with("");

    @Test
    void shouldBlockAScannerAtItsFirstRequestWithoutAnAnswer() {
        FakeFlow scanner = bench.tls(STRANGER);
        bench.receive(scanner, bench.request("OPTIONS", "sip:100@203.0.113.1", "100", "User-Agent: friendly-scanner"));

        assertEquals(0, scanner.sent().size());
        assertFalse(scanner.isOpen());
        assertTrue(bench.served.isEmpty());
        assertTrue(bench.isBlocked(STRANGER));
        assertEquals(1, bench.count(GuardCounter.BLOCKED_SCANNER));
    }

    @Test
    void shouldShutOutEverythingOfABlockedSourceAndNothingOfOthers() {
        bench.receive(bench.tls(STRANGER), bench.register("1001", "User-Agent: sipvicious"));

        FakeFlow open = bench.tls(STRANGER);
        bench.receive(open, bench.register("1001"));
        bench.receive(bench.tls(OTHER), bench.register("1001"));

        assertFalse(bench.connects(STRANGER));
        assertFalse(bench.gate.admitsDatagram(Side.SET, new InetSocketAddress(InetAddress.ofLiteral(STRANGER), 5060)));
        assertFalse(open.isOpen());
        assertTrue(bench.connects(OTHER));
        assertEquals(1, bench.served.size());
    }

    @Test
    void shouldLetASourceInAgainWhenItsBlockIsOver() {
        bench.receive(bench.tls(STRANGER), bench.register("1001", "User-Agent: sipvicious"));

        bench.advance(Duration.ofMinutes(5).plusSeconds(1));

        assertTrue(bench.connects(STRANGER));
    }

    @Test
    void shouldBelieveDatagramsOnlyAboutDatagrams() {
        bench.receive(bench.udp(STRANGER), bench.register("1001", "User-Agent: sipvicious"));

        assertFalse(bench.gate.admitsDatagram(Side.SET, new InetSocketAddress(InetAddress.ofLiteral(STRANGER), 5060)));
        assertTrue(bench.connects(STRANGER), "anybody can write that source into a datagram");
    }

    @Test
    void shouldRefuseWhatIsOverTheRateWith503AndRetryAfter() {
        GuardBench small = GuardBench.with(SMALL);
        FakeFlow flow = small.tls(STRANGER);
        for (int i = 0; i < 30; i++) {
            small.receive(flow, small.register("1001"));
        }

        assertEquals(20, small.served.size());
        assertEquals(10, flow.sent().size());
        SipResponse refusal = (SipResponse) flow.sent().getLast();
        assertEquals(503, refusal.status());
        assertTrue(refusal.to().tag().isPresent());
        int retryAfter = Integer.parseInt(refusal.header(HeaderName.RETRY_AFTER).orElseThrow());
        assertTrue(retryAfter >= 5 && retryAfter <= 30, "Retry-After: " + retryAfter);
        assertEquals(10, small.count(GuardCounter.REQUESTS_RATE_SOURCE));

        small.advance(Duration.ofSeconds(1));
        small.receive(flow, small.register("1001"));
        assertEquals(21, small.served.size());
    }

    /** Whoever asks about an address is told which decision it was, of all that lead to a 503 or to silence. */
    @Test
    void shouldTellWhyItRefusedOrBlockedASource() {
        GuardBench small = GuardBench.with(SMALL);
        FakeFlow flow = small.tls(STRANGER);
        for (int i = 0; i < 25; i++) {
            small.receive(flow, small.register("1001"));
        }
        for (int i = 0; i < 25; i++) {
            small.connects(OTHER);
        }
        small.receive(small.tls("192.0.2.77"), small.register("1001", "User-Agent: sipvicious"));

        assertEquals("requests-rate-source: " + GuardCounter.REQUESTS_RATE_SOURCE.help(), toldOf(small, STRANGER));
        assertEquals(List.of("1001"), small.guard.troubles().of(STRANGER).getFirst().users());
        assertEquals("connections-rate-source: " + GuardCounter.CONNECTIONS_RATE_SOURCE.help(), toldOf(small, OTHER));
        assertTrue(toldOf(small, "192.0.2.77").startsWith("the address is blocked: scanner, "),
                toldOf(small, "192.0.2.77"));
    }

    private static String toldOf(GuardBench bench, String source) {
        return bench.guard.troubles().of(source).getFirst().words();
    }

    @Test
    void shouldCloseConnectionsThatAreOverTheRate() {
        GuardBench small = GuardBench.with(SMALL);
        int open = 0;
        for (int i = 0; i < 50; i++) {
            open += small.connects(STRANGER) ? 1 : 0;
        }

        assertEquals(20, open);
        assertTrue(small.connects(OTHER));
        assertEquals(30, small.count(GuardCounter.CONNECTIONS_RATE_SOURCE));
    }

    @Test
    void shouldBlockAFlood() {
        GuardBench small = GuardBench.with(SMALL);
        FakeFlow flow = small.tls(STRANGER);
        for (int i = 0; i < 3_000 && flow.isOpen(); i++) {
            small.deliver(flow, small.register("1001").getBytes(StandardCharsets.UTF_8));
        }
        small.turn();

        assertTrue(small.isBlocked(STRANGER));
        assertEquals(1, small.count(GuardCounter.BLOCKED_FLOOD));
        assertTrue(flow.sent().size() <= 2_000, "answers: " + flow.sent().size());
    }

    @Test
    void shouldTakeAllStrangersTogetherForNoMoreThanTheOverallRate() {
        GuardBench small = GuardBench.with("guard: {untrusted: {per-second: 10, burst: 20, overall: 50}}");
        for (int i = 0; i < 500; i++) {
            small.receive(small.tls("10.1." + i / 250 + "." + i % 250), small.register("1001"));
        }

        assertEquals(100, small.served.size(), "two seconds' worth");
        assertEquals(400, small.count(GuardCounter.REQUESTS_RATE_OVERALL));
    }

    @Test
    void shouldBlockWhoSearchesForUsersWithOptions() {
        FakeFlow flow = bench.tls(STRANGER);
        for (int i = 0; i < 40 && flow.isOpen(); i++) {
            bench.receive(flow, bench.request("OPTIONS", "sip:" + (1000 + i) + "@203.0.113.1", "x"));
        }

        assertTrue(bench.isBlocked(STRANGER));
        assertEquals(1, bench.count(GuardCounter.BLOCKED_ENUMERATION));
        assertEquals(30, bench.served.size());
    }

    @Test
    void shouldNotBlockAMonitorThatAsksForOne() {
        FakeFlow flow = bench.tls(STRANGER);
        for (int i = 0; i < 1_000; i++) {
            bench.receive(flow, bench.request("OPTIONS", "sip:203.0.113.1", "monitor"));
        }

        assertFalse(bench.isBlocked(STRANGER));
    }

    @Test
    void shouldBlockWhoKeepsOnSendingWhatIsNoSip() {
        for (int i = 0; i < 250; i++) {
            bench.gate.onMalformed(Side.SET, TransportProtocol.TLS, InetAddress.ofLiteral(STRANGER));
        }

        assertTrue(bench.isBlocked(STRANGER));
        assertEquals(1, bench.count(GuardCounter.BLOCKED_MALFORMED));
    }

    @Test
    void shouldNeverLimitNorBlockThePbx() {
        FakeFlow pbx = bench.pbx(STRANGER);
        bench.receive(bench.tls(STRANGER), bench.register("1001", "User-Agent: sipvicious"));
        assertTrue(bench.isBlocked(STRANGER));

        for (int i = 0; i < 20_000; i++) {
            bench.deliver(pbx, bench.invite("1001", "User-Agent: friendly-scanner").getBytes(StandardCharsets.UTF_8));
            bench.turn();
        }

        assertEquals(20_000, bench.served.size());
        assertTrue(bench.gate.admitsConnection(Side.ICP, InetAddress.ofLiteral(STRANGER)));
        assertTrue(bench.gate.admitsDatagram(Side.ICP, new InetSocketAddress(InetAddress.ofLiteral(STRANGER), 5060)));
    }

    @Test
    void shouldNeverLimitNorBlockANamedNetwork() {
        GuardBench named = GuardBench.with("guard: {allow: [198.51.100.0/24], untrusted: {per-second: 1, burst: 1, "
                + "overall: 1}, connections: {per-second: 1, burst: 1, overall: 1}}");
        FakeFlow flow = named.tls(STRANGER);
        for (int i = 0; i < 100; i++) {
            named.receive(flow, named.register("1001", "User-Agent: sipvicious"));
            assertTrue(named.connects(STRANGER));
        }

        assertEquals(100, named.served.size());
        assertFalse(named.isBlocked(STRANGER));
    }

    @Test
    void shouldLimitNothingWhenSwitchedOff() {
        GuardBench off = GuardBench.with("guard: {enabled: false, untrusted: {per-second: 1, burst: 1, overall: 1}}");
        FakeFlow flow = off.tls(STRANGER);
        for (int i = 0; i < 100; i++) {
            off.receive(flow, off.register("1001", "User-Agent: sipvicious"));
        }

        assertEquals(100, off.served.size());
    }

    @Test
    void shouldServeManyPhonesOfOneUnknownAddressThatComeBackAtOnce() {
        for (int phone = 0; phone < 2_000; phone++) {
            assertTrue(bench.connects(STRANGER));
            FakeFlow flow = bench.tls(STRANGER);
            bench.receive(flow, bench.register("u" + phone));
            bench.receive(flow, bench.register("u" + phone, "Authorization: Digest x"));
            bench.guard.bindings().onBound(flow, "u" + phone);
            bench.advance(Duration.ofMillis(1));
        }

        assertEquals(4_000, bench.served.size());
        assertFalse(bench.isBlocked(STRANGER));
    }
}
