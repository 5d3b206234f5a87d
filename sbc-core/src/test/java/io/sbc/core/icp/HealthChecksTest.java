package io.sbc.core.icp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.Side;
import io.sbc.core.config.FailoverSettings;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.PbxNode;
import io.sbc.core.registrar.fake.FakeShard;
import io.sbc.core.registrar.fake.FakeTransactions;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.transaction.TransactionFailure;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.FakeConnector;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Two nodes over UDP, the first preferred, on a virtual clock. */
class HealthChecksTest {

    private static final FailoverSettings SETTINGS = new FailoverSettings(Duration.ofSeconds(4),
            Duration.ofSeconds(12), true,
            Duration.ofSeconds(10), Duration.ofSeconds(3), 2, 2, true);

    private final NextHop first = hop("192.0.2.1");
    private final NextHop second = hop("192.0.2.2");
    private final PbxDefinition pbx = new PbxDefinition("pbx", "pbx.test", "192.0.2.1", 5060, TransportProtocol.UDP,
            List.of(), List.of(node("192.0.2.1", 1), node("192.0.2.2", 2)), true);
    private final FakeShard shard = new FakeShard();
    private final FakeTransactions transactions = new FakeTransactions();
    private final FakeConnector connector = new FakeConnector();
    private final FakeDns dns = new FakeDns();
    private final Queue<Runnable> blocking = new ArrayDeque<>();
    private final List<String> heard = new ArrayList<>();
    private Icps icps = icps(pbx);
    private HealthChecks checks = checks(SETTINGS);

    private static PbxNode node(String address, int priority) {
        return new PbxNode(address, 5060, Optional.of(TransportProtocol.UDP), priority, 1);
    }

    private static NextHop hop(String address) {
        return new NextHop(TransportProtocol.UDP, new InetSocketAddress(InetAddress.ofLiteral(address), 5060), address);
    }

    private Icps icps(PbxDefinition definition) {
        Icps made = new Icps(List.of(definition), dns, shard.clock(), blocking::add);
        made.listen(new PbxHealthListener() {

            @Override
            public void onReachable(String pbxId) {
                heard.add("+" + pbxId);
            }

            @Override
            public void onUnreachable(String pbxId) {
                heard.add("-" + pbxId);
            }
        });
        return made;
    }

    private HealthChecks checks(FailoverSettings settings) {
        return new HealthChecks(shard, transactions, connector, icps, settings, "SBC");
    }

    private void start() {
        connector.opening(first).complete(new FakeFlow(1, Side.ICP, TransportProtocol.UDP));
        connector.opening(second).complete(new FakeFlow(2, Side.ICP, TransportProtocol.UDP));
        checks.start();
        advance(0);
    }

    private void advance(long millis) {
        shard.advance(Duration.ofMillis(millis));
        for (Runnable task = blocking.poll(); task != null; task = blocking.poll()) {
            task.run();
        }
        shard.run();
    }

    /** Time passes; whoever is alive answers at once with that status. */
    private void pass(long millis, int status, NextHop... alive) {
        for (long i = 0; i < millis; i += 100) {
            advance(100);
            while (transactions.pending() > 0) {
                FakeTransactions.Sent sent = transactions.next();
                if (List.of(alive).contains(sent.destination())) {
                    sent.respond(status);
                }
            }
        }
    }

    private List<NextHop> order() {
        List<List<NextHop>> orders = new ArrayList<>();
        icps.resolve(pbx, shard, orders::add);
        shard.run();
        return orders.getFirst();
    }

    @Test
    void shouldAskEveryNodeByOptionsAtItsOwnAddress() {
        start();
        advance(1_000);

        List<FakeTransactions.Sent> sent = List.of(transactions.next(), transactions.next());
        SipRequest options = sent.getFirst().request();
        assertEquals("OPTIONS", options.method().name());
        assertTrue(options.requestUri().matches("sip:192\\.0\\.2\\.[12]:5060"), options.requestUri());
        assertEquals("SBC", options.header(HeaderName.USER_AGENT).orElseThrow());
        assertEquals(2, sent.stream().map(FakeTransactions.Sent::destination).distinct().count());
    }

    @Test
    void shouldUseEveryNodeUntilItsChecksFail() {
        start();

        assertEquals(List.of(first, second), order());
        assertTrue(icps.isReachable("pbx"));
    }

    /** All answer their first check. */
    private void startAlive() {
        start();
        pass(1_100, 200, first, second);
    }

    @Test
    void shouldTakeASilentNodeOutAndHandBackToItWhenItAnswers() {
        startAlive();
        pass(20_000, 200, second);
        assertEquals(List.of(second), order(), "12 s at most, 3 s of silence, a second of doubt, 3 s of silence");

        pass(15_000, 200, first, second);

        assertEquals(List.of(first, second), order());
        assertEquals(List.of(), heard, "the PBX was in reach all the time");
        assertEquals(1, icps.counters().value(IcpCounter.NODES_LOST));
        assertEquals(1, icps.counters().value(IcpCounter.NODES_BACK));
    }

    @Test
    void shouldGiveNoNodeWhenAllAreDeadAndTellTheListenerOnce() {
        startAlive();
        pass(30_000, 200);

        assertEquals(List.of(), order());
        assertEquals(List.of("-pbx"), heard);
        assertFalse(icps.isReachable("pbx"));
        assertEquals(1, icps.counters().value(IcpCounter.NO_NODE));

        pass(30_000, 200, second);

        assertEquals(List.of("-pbx", "+pbx"), heard);
        assertEquals(List.of(second), order());
    }

    @Test
    void shouldNotMindAPbxThatAnswersNoOptions() {
        start();
        pass(60_000, 200);

        assertEquals(List.of(first, second), order());
        assertEquals(List.of(), heard);

        for (int i = 0; i < 60; i++) { // a busy one: it is asked, and answers what is no OPTIONS
            icps.onAsked(first);
            pass(500, 200);
            icps.onAnswered(first);
            pass(500, 200);
        }
        assertEquals(List.of(first, second), order());
    }

    @Test
    void shouldTakeAnAnsweredRequestForLifeOfANodeThatStopsToAnswerOptions() {
        startAlive();
        for (int i = 0; i < 60; i++) {
            pass(1_000, 200, second);
            icps.onAnswered(first);
        }

        assertEquals(List.of(first, second), order());
        assertEquals(0, icps.counters().value(IcpCounter.NODES_LOST));
    }

    @Test
    void shouldTakeOutAPbxThatAnswersNothingAtAllAndTryItByOneRequestNowAndThen() {
        start();
        icps.onAsked(first);
        icps.onAsked(second);
        pass(25_000, 200);
        assertEquals(List.of("-pbx"), heard);
        assertEquals(List.of(), order());

        pass(50_000, 200);
        assertEquals(List.of(first, second), order(), "on trial: nothing else can tell");
        assertEquals(List.of(), order(), "but not by everybody");
        pass(5_000, 200);
        assertEquals(2, order().size());
        assertEquals(List.of("-pbx"), heard, "not back before it has answered something");

        icps.onAnswered(first);
        pass(100, 200);
        assertEquals(List.of("-pbx", "+pbx"), heard);
        assertEquals(first, order().getFirst());
        icps.onAnswered(second);
        pass(120_000, 200);

        assertEquals(2, order().size());
        assertEquals(List.of("-pbx", "+pbx"), heard);
    }

    @Test
    void shouldTellOnceOfAPbxThatIsDeadForHoursAndNeverAnsweredACheck() {
        start();
        for (int minute = 0; minute < 180; minute++) {
            order().forEach(icps::onAsked); // as phones do all the time
            pass(60_000, 200);
        }

        assertEquals(List.of("-pbx"), heard);
        assertEquals(2, icps.counters().value(IcpCounter.NODES_LOST));
        assertEquals(0, icps.counters().value(IcpCounter.NODES_BACK));
    }

    @Test
    void shouldLookAtAnAddressAsSoonAsRequestsWaitForLong() {
        startAlive();
        icps.onAsked(first);
        pass(4_000, 200, second);
        icps.onAsked(first);

        pass(7_200, 200, second);

        assertEquals(List.of(second), order(), "3 s of silence, a second of doubt, 3 s of silence");
    }

    @Test
    void shouldLookAtTheLastAddressOfASilentCallUnlessItShowedLifeOfLate() {
        startAlive();
        pass(5_000, 200, first, second);
        assertFalse(icps.isAlive(first, Duration.ofSeconds(4)), "its check is longer ago");
        long before = icps.counters().value(IcpCounter.CHECKS);

        icps.onSilent(first);
        pass(100, 200, first);
        assertTrue(icps.isAlive(first, Duration.ofSeconds(4)));
        icps.onSilent(first);
        pass(100, 200, first);
        assertEquals(before + 1, icps.counters().value(IcpCounter.CHECKS));

        pass(4_100, 200);
        assertFalse(icps.isAlive(first, Duration.ofSeconds(4)));
        icps.onAnswered(first);
        assertTrue(icps.isAlive(first, Duration.ofSeconds(4)), "whatever it answers");
    }

    @Test
    void shouldTakeAnyAnswerBut408And503ForLife() {
        start();
        for (int status : new int[]{200, 401, 403, 404, 405, 483, 501}) {
            pass(30_000, status, first, second);
            assertEquals(List.of(first, second), order(), "status " + status);
        }

        pass(30_000, 503, first, second);
        assertEquals(List.of(), order());
        pass(30_000, 200, first, second);
        pass(30_000, 408, first, second);
        assertEquals(List.of(), order());
    }

    @Test
    void shouldNotBeShakenByOneLostCheck() {
        start();
        pass(3_000, 200, first, second);
        pass(9_000, 200, second); // one check of the first is lost
        pass(20_000, 200, first, second);

        assertEquals(0, icps.counters().value(IcpCounter.NODES_LOST));
        assertEquals(List.of(first, second), order());
    }

    @Test
    void shouldCheckANodeAtOnceThatFailedARequest() {
        start();
        pass(1_500, 200, first, second);
        icps.onFailed(first);
        assertEquals(List.of(second, first), order(), "behind the other at once");

        advance(1);

        assertEquals(first, transactions.next().destination());
    }

    @Test
    void shouldForgiveASilentNodeThatAnswersItsCheckButNotABusyOne() {
        start();
        pass(1_500, 200, first, second);
        icps.onFailed(first);
        pass(1_000, 200, first, second);
        assertEquals(List.of(first, second), order());

        icps.onBusy(first, Duration.ofSeconds(20)); // RFC 3261 §21.5.4
        pass(15_000, 200, first, second);
        assertEquals(List.of(second, first), order());
        pass(6_000, 200, first, second);
        assertEquals(List.of(first, second), order());
    }

    /** A PBX that takes the SBC for a flooder drops what it sends: nothing else tells an engineer so. */
    @Test
    void shouldSayOfASilentPbxThatItMayHaveThisSbcBlocked() {
        for (boolean connected : new boolean[]{true, false}) {
            String why = new CheckVerdict.Silent(connected).why();

            assertTrue(why.contains("has this SBC blocked (allow-list its address)"), why);
        }
    }

    @Test
    void shouldTellARefusedConnectionFromSilence() {
        connector.opening(first).completeExceptionally(
                new java.io.IOException("cannot connect", new java.net.ConnectException("Connection refused")));
        connector.opening(second).complete(new FakeFlow(2, Side.ICP, TransportProtocol.UDP));
        checks.start();

        pass(3_000, 200, second);

        assertEquals(List.of(second), order(), "no need to wait for its silence");
        assertTrue(CheckVerdict
                .ofFailure(new java.net.ConnectException("Connection refused")) instanceof CheckVerdict.Refused);
        assertTrue(CheckVerdict.ofFailure(new java.io.IOException("x",
                new java.net.ConnectException("connection timed out after 5000 ms"))) instanceof CheckVerdict.Silent);
        assertTrue(CheckVerdict.ofFailure(new java.io.IOException("x",
                new javax.net.ssl.SSLHandshakeException("No name matching"))) instanceof CheckVerdict.TlsFailed);
    }

    @Test
    void shouldTakeALostConnectionForAFailure() {
        start();
        for (int i = 0; i < 100 && !order().isEmpty(); i++) {
            advance(100);
            while (transactions.pending() > 0) {
                transactions.next().fail(TransactionFailure.TRANSPORT);
            }
        }

        assertEquals(List.of(), order());
    }

    @Test
    void shouldAskNobodyWhereChecksAreOff() {
        icps = icps(new PbxDefinition("pbx", "pbx.test", "192.0.2.1", 5060, TransportProtocol.UDP, List.of(),
                pbx.nodes(), false));
        checks = checks(SETTINGS);
        start();
        pass(60_000, 200);

        assertEquals(0, transactions.count());
        assertEquals(List.of(first, second), order());
    }

    @Test
    void shouldFollowTheAddressesThatDnsGivesAndForgetTheOthers() {
        dns.address("pbx.test", "192.0.2.1").address("pbx.test", "192.0.2.2");
        icps = icps(new PbxDefinition("pbx", "pbx.test", "pbx.test", 5060, TransportProtocol.UDP, List.of()));
        checks = checks(SETTINGS);
        icps.refresh();
        advance(0);
        checks.start();
        pass(1_000, 200, first, second);
        assertEquals(2, checks.size());

        dns.forget();
        dns.address("pbx.test", "192.0.2.2");
        pass(100_000, 200, first, second);

        assertEquals(1, checks.size());
        assertEquals(2, shard.armedTimers(), "one for the address, one for looking around");
    }

    @Test
    void shouldOpenATcpConnectionForLargeRequestsToNodesOverUdp() {
        start();
        pass(20_000, 200, first, second);

        assertEquals(List.of(first, second), connector.streamsAsked, "once each, not at every look");
    }

    /** A PBX whose nodes all fail under load is not asked twice for everything (retry storm). */
    @Test
    void shouldWithholdRetriesWhenTooManyFail() {
        for (int i = 0; i < RetryBudget.BURST; i++) {
            assertEquals(2, order().size());
            icps.onBusy(i % 2 == 0 ? first : second, Duration.ofSeconds(1));
        }

        assertEquals(1, order().size());
        assertEquals(1, icps.counters().value(IcpCounter.RETRIES_WITHHELD));
        shard.advance(Duration.ofSeconds(1));
        assertEquals(2, order().size());
        assertEquals(RetryBudget.BURST, icps.counters().value(IcpCounter.FAILOVERS));
    }

    @Test
    void shouldShowItsNodesToOperators() {
        startAlive();
        pass(20_000, 200, second);

        assertEquals(List.of("sbc_pbx_nodes{pbx=pbx} 2", "sbc_pbx_nodes_up{pbx=pbx} 1", "sbc_pbx_reachable{pbx=pbx} 1"),
                icps.gauges().stream().map(gauge -> gauge.metric() + gauge.labels() + " " + gauge.value().getAsLong())
                        .toList());
    }
}
