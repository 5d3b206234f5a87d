package io.sbc.core.icp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.config.IpNetwork;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.PbxNode;
import io.sbc.core.registrar.fake.FakeShard;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IcpsTest {

    private final PbxDefinition numeric = new PbxDefinition("a", "a.test", "192.0.2.1", 5070, TransportProtocol.UDP,
            List.of(IpNetwork.parse("198.51.100.0/24")));
    private final PbxDefinition named = new PbxDefinition("b", "b.test", "pbx.b.test", 5070, TransportProtocol.TCP,
            List.of());
    private final FakeShard shard = new FakeShard();
    private final FakeDns dns = new FakeDns().address("pbx.b.test", "192.0.2.9");
    private final Queue<Runnable> blocking = new ArrayDeque<>();
    private final Icps icps = new Icps(List.of(numeric, named), dns, shard.clock(), blocking::add);

    private void runBlocking() {
        for (Runnable task = blocking.poll(); task != null; task = blocking.poll()) {
            task.run();
        }
        shard.run();
    }

    private List<List<NextHop>> ask(PbxDefinition pbx) {
        List<List<NextHop>> answers = new ArrayList<>();
        icps.resolve(pbx, shard, answers::add);
        return answers;
    }

    private List<NextHop> answer(PbxDefinition pbx) {
        List<List<NextHop>> answers = ask(pbx);
        runBlocking();
        return answers.getFirst();
    }

    private static InetAddress ip(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    @Test
    void shouldAnswerOnTheShardAndNeverInsideTheCall() {
        List<List<NextHop>> known = ask(numeric);
        List<List<NextHop>> asked = ask(named);

        assertEquals(List.of(), known);
        shard.run();
        assertEquals(1, known.size());
        assertEquals(List.of(), asked);
        runBlocking();
        assertEquals("192.0.2.9", asked.getFirst().getFirst().address().getAddress().getHostAddress());
    }

    @Test
    void shouldSayAtOnceWhatIsKnownAndOtherwiseNothing() {
        assertEquals(Optional.empty(), icps.resolved(named, shard), "DNS has not answered yet");
        runBlocking();

        assertEquals(Optional.of(answer(named)), icps.resolved(named, shard));
        assertEquals(Optional.of(answer(numeric)), icps.resolved(numeric, shard));
    }

    @Test
    void shouldTrustHostsNetworksAndResolvedAddressesAndNothingElse() {
        assertEquals(Optional.of(numeric), icps.bySource(ip("192.0.2.1")));
        assertEquals(Optional.of(numeric), icps.bySource(ip("198.51.100.77")));
        assertFalse(icps.isTrusted(ip("192.0.2.9")), "not resolved yet");
        assertFalse(icps.isTrusted(ip("127.0.0.1")));

        icps.refresh();
        runBlocking();

        assertEquals(Optional.of(named), icps.bySource(ip("192.0.2.9")));
        assertTrue(icps.isTrusted(ip("::ffff:192.0.2.9")), "IPv4 in IPv6 is the same address");
    }

    @Test
    void shouldGiveEmergencyCallsTheAddressesThatAreDown() {
        NextHop only = answer(numeric).getFirst();
        icps.board().set(only, NodeHealth.Standing.DOWN, shard.clock().nanoTime());
        assertEquals(List.of(), answer(numeric));

        List<List<NextHop>> urgent = new ArrayList<>();
        icps.resolveUrgently(numeric, shard, urgent::add);
        runBlocking();

        assertEquals(List.of(List.of(only)), urgent);
    }

    @Test
    void shouldForgetAnAddressThatDnsNoLongerGives() {
        icps.refresh();
        runBlocking();
        dns.forget();
        dns.address("pbx.b.test", "192.0.2.10");
        shard.advance(Duration.ofSeconds(FakeDns.TTL + 1));
        // Its own first packet from the new address makes us look: the next one is trusted.
        assertFalse(icps.isTrusted(ip("192.0.2.10")));
        runBlocking();

        assertFalse(icps.isTrusted(ip("192.0.2.9")));
        assertTrue(icps.isTrusted(ip("192.0.2.10")));
    }

    @Test
    void shouldAskOnceForManyAndKeepTheAnswerForItsTime() {
        List<List<NextHop>> first = ask(named);
        List<List<NextHop>> second = ask(named);
        assertEquals(1, blocking.size());
        runBlocking();
        assertEquals(first, second);

        answer(named);
        assertEquals(2, dns.asked.size(), "A and AAAA once");
        shard.advance(Duration.ofSeconds(FakeDns.TTL + 1));
        answer(named);
        assertEquals(4, dns.asked.size());
    }

    @Test
    void shouldUseTheLastAnswerWhileDnsFails() {
        List<NextHop> good = answer(named);
        dns.failing = true;
        shard.advance(Duration.ofSeconds(FakeDns.TTL + 1));

        assertEquals(good, answer(named));
        assertTrue(icps.isTrusted(ip("192.0.2.9")));
    }

    /** RFC 8767, question by question: a name server that never answers for one node must not freeze where the others are. */
    @Test
    void shouldUseOldRecordsOnlyForTheQuestionsThatFail() {
        PbxDefinition pair = new PbxDefinition("p", "p.test", "p.test", 0, TransportProtocol.UDP, List.of(),
                List.of(new PbxNode("p.test", 0, Optional.of(TransportProtocol.UDP), 1, 1)), true);
        Icps some = new Icps(List.of(pair), dns, shard.clock(), blocking::add);
        srv("192.0.2.31");
        assertEquals(List.of("192.0.2.31", "192.0.2.32"), addresses(some, pair));

        dns.forget();
        srv("192.0.2.41");
        dns.lame.add("b.p.test");
        shard.advance(Duration.ofSeconds(FakeDns.TTL + 1));
        addresses(some, pair);

        assertEquals(List.of("192.0.2.41", "192.0.2.32"), addresses(some, pair));
    }

    private void srv(String first) {
        dns.srv("_sip._udp.p.test", 1, 1, 5060, "a.p.test").srv("_sip._udp.p.test", 2, 1, 5060, "b.p.test")
                .address("a.p.test", first).address("b.p.test", "192.0.2.32");
    }

    private List<String> addresses(Icps some, PbxDefinition pbx) {
        List<List<NextHop>> answers = new ArrayList<>();
        some.resolve(pbx, shard, answers::add);
        runBlocking();
        return answers.getFirst().stream().map(hop -> hop.address().getAddress().getHostAddress()).toList();
    }

    /** A zone that is away for a moment: the answer is believed, and asked for again soon. */
    @Test
    void shouldFindANameAgainThatDidNotExistForAWhile() {
        answer(named);
        dns.forget();
        shard.advance(Duration.ofSeconds(FakeDns.TTL + 1));
        answer(named);
        assertEquals(List.of(), answer(named));
        assertTrue(icps.isTrusted(ip("192.0.2.9")), "its calls go on");

        dns.address("pbx.b.test", "192.0.2.9");
        shard.advance(ServerCache.TTL_MIN.plusMillis(1));
        assertEquals(1, answer(named).size());
    }

    /** Names in Contacts of a PBX, as many as there are, push out what DNS said of other such names only. */
    @Test
    void shouldKeepWhatIsConfiguredHoweverManyNamesMessagesHave() {
        List<NextHop> good = answer(named);
        for (int i = 0; i < ServerCache.ANSWERS_MAX * 2; i++) {
            icps.known("h" + i + ".test", 5060, TransportProtocol.UDP);
            runBlocking();
        }
        dns.failing = true;
        int asked = dns.asked.size();

        assertEquals(good, answer(named));
        assertEquals(asked, dns.asked.size());
    }

    /** Nobody waits for DNS who has an answer, however old, or a node with an address. */
    @Test
    void shouldNotWaitForSlowDnsWhereAnythingIsKnown() {
        answer(named);
        shard.advance(Duration.ofSeconds(FakeDns.TTL + 1));

        List<List<NextHop>> stale = ask(named);
        shard.run();

        assertEquals("192.0.2.9", stale.getFirst().getFirst().address().getAddress().getHostAddress());
        assertEquals(1, blocking.size(), "looked up meanwhile");

        PbxDefinition mixed = new PbxDefinition("m", "m.test", "slow.test", 5060, TransportProtocol.UDP, List.of(),
                List.of(new PbxNode("slow.test", 5060, Optional.of(TransportProtocol.UDP), 1, 1),
                        new PbxNode("192.0.2.7", 5060, Optional.of(TransportProtocol.UDP), 2, 1)),
                true);
        Icps some = new Icps(List.of(mixed), dns, shard.clock(), blocking::add);
        List<List<NextHop>> answers = new ArrayList<>();
        some.resolve(mixed, shard, answers::add);
        shard.run();
        assertEquals(List.of("192.0.2.7"), answers.getFirst().stream().map(NextHop::serverName).toList());
    }

    @Test
    void shouldOrderNodesByPriorityAndWeightAndTrustThemAll() {
        PbxDefinition pair = new PbxDefinition("p", "p.test", "192.0.2.21", 5060, TransportProtocol.UDP, List.of(),
                List.of(new PbxNode("192.0.2.23", 5060, Optional.of(TransportProtocol.TLS), 2, 1),
                        new PbxNode("192.0.2.21", 5060, Optional.of(TransportProtocol.UDP), 1, 9),
                        new PbxNode("192.0.2.22", 5060, Optional.of(TransportProtocol.UDP), 1, 0)),
                true);
        Icps some = new Icps(List.of(pair), dns, shard.clock(), blocking::add);
        int firsts = 0;
        for (int i = 0; i < 200; i++) {
            List<List<NextHop>> answers = new ArrayList<>();
            some.resolve(pair, shard, answers::add);
            shard.run();
            List<NextHop> order = answers.getFirst();
            assertEquals("192.0.2.23", order.get(2).serverName());
            assertEquals(TransportProtocol.TLS, order.get(2).protocol());
            firsts += order.getFirst().serverName().equals("192.0.2.21") ? 1 : 0;
        }

        assertTrue(firsts > 150 && firsts < 200, firsts + " of 200");
        for (String address : List.of("192.0.2.21", "192.0.2.22", "192.0.2.23")) {
            assertEquals(Optional.of(pair), some.bySource(ip(address)));
        }
    }

    @Test
    void shouldOrderNodesByPriorityUpToTheGreatest() {
        PbxDefinition pair = new PbxDefinition("p", "p.test", "192.0.2.21", 5060, TransportProtocol.UDP, List.of(),
                List.of(new PbxNode("192.0.2.23", 5060, Optional.of(TransportProtocol.UDP), 65_535, 1),
                        new PbxNode("192.0.2.22", 5060, Optional.of(TransportProtocol.UDP), 40_000, 1),
                        new PbxNode("192.0.2.21", 5060, Optional.of(TransportProtocol.UDP), 1, 1)),
                true);
        Icps some = new Icps(List.of(pair), dns, shard.clock(), blocking::add);

        assertEquals(List.of("192.0.2.21", "192.0.2.22", "192.0.2.23"), addresses(some, pair));
    }

    @Test
    void shouldChooseTheTransportByNaptrAmongThoseThatWeSpeak() {
        dns.naptr("auto.test", 10, "SIPS+D2T", "_sips._tcp.auto.test")
                .naptr("auto.test", 20, "SIP+D2T", "_sip._tcp.auto.test")
                .srv("_sips._tcp.auto.test", 1, 1, 5061, "a.auto.test")
                .srv("_sip._tcp.auto.test", 1, 1, 5060, "a.auto.test")
                .address("a.auto.test", "192.0.2.30");
        PbxDefinition auto = new PbxDefinition("auto", "auto.test", "auto.test", 0, TransportProtocol.UDP, List.of(),
                List.of(new PbxNode("auto.test", 0, Optional.empty(), 1, 1)), true);
        Icps some = new Icps(List.of(auto), dns, shard.clock(), blocking::add,
                Set.of(TransportProtocol.UDP, TransportProtocol.TCP), Duration.ofSeconds(4),
                Duration.ofSeconds(12));
        List<List<NextHop>> answers = new ArrayList<>();

        some.resolve(auto, shard, answers::add);
        runBlocking();

        assertEquals(TransportProtocol.TCP, answers.getFirst().getFirst().protocol());
    }

    @Test
    void shouldKnowTheNamesInContactsOnlyOnceDnsHasAnswered() {
        assertEquals(List.of(), icps.known("pbx.b.test", 5062, TransportProtocol.UDP));
        runBlocking();

        assertEquals(5062, icps.known("pbx.b.test", 5062, TransportProtocol.UDP).getFirst().address().getPort());
    }

    @Test
    void shouldAnswerNothingForAnUnknownNameAndAskAgainSoon() {
        dns.forget();

        assertEquals(List.of(), answer(named));
        dns.address("pbx.b.test", "192.0.2.9");
        assertEquals(List.of(), answer(named));
        shard.advance(ServerCache.TTL_MIN.plusMillis(1));
        assertEquals(1, answer(named).size());
    }

    @Test
    void shouldPutFailedHopsLastForAWhile() {
        dns.address("pbx.b.test", "192.0.2.10");
        List<NextHop> order = answer(named);

        icps.onFailed(order.getFirst());

        assertEquals(List.of(order.get(1), order.get(0)), answer(named));
        shard.advance(HopPenalties.PENALTY);
        assertEquals(order, answer(named));
        icps.onFailed(order.getFirst());
        icps.onAnswered(order.getFirst());
        assertEquals(order, answer(named));
    }

    @Test
    void shouldKeepItsCacheBounded() {
        for (int i = 0; i < ServerCache.ANSWERS_MAX * 2; i++) {
            dns.address("h" + i + ".test", "192.0.2.1");
            icps.resolve("h" + i + ".test", 5060, Optional.empty(), shard, _ -> {});
            runBlocking();
        }
        int asked = dns.asked.size();

        icps.resolve("h" + (ServerCache.ANSWERS_MAX * 2 - 1) + ".test", 5060, Optional.empty(), shard, _ -> {});
        icps.resolve("h0.test", 5060, Optional.empty(), shard, _ -> {});
        runBlocking();

        assertEquals(asked + 2, dns.asked.size(), "the newest was kept, the oldest not");
    }

    /** A node is taken out while it has calls: what it sends inside them comes in, and nobody takes it for a PBX. */
    @Test
    void shouldLetAFormerNodeInButTakeItForNoPbx() {
        answer(named);
        PbxDefinition moved = new PbxDefinition("a", "a.test", "192.0.2.2", 5070, TransportProtocol.UDP, List.of());

        icps.replace(List.of(moved));

        assertEquals(Optional.of(moved), icps.bySource(ip("192.0.2.2")));
        for (String before : List.of("192.0.2.1", "198.51.100.77", "192.0.2.9")) {
            assertTrue(icps.isTrusted(ip(before)), before);
            assertEquals(Optional.empty(), icps.bySource(ip(before)));
        }
        assertFalse(icps.isTrusted(ip("192.0.2.10")));
        int asked = dns.asked.size();
        shard.advance(Icps.FORMER);
        assertFalse(icps.isTrusted(ip("192.0.2.9")));
        assertEquals(asked, dns.asked.size());
    }

    @Test
    void shouldKeepFewFormerPbxs() {
        for (int i = 0; i < 3 * Icps.FORMER_MAX; i++) {
            icps.replace(List.of(new PbxDefinition("a", "a.test", "203.0.113." + i, 5070, TransportProtocol.UDP,
                    List.of())));
        }

        assertFalse(icps.isTrusted(ip("192.0.2.1")));
        assertTrue(icps.isTrusted(ip("203.0.113." + (2 * Icps.FORMER_MAX))));
    }

    @Test
    void shouldFindDefinitionsById() {
        assertEquals(Optional.of(named), icps.byId("b"));
        assertEquals(Optional.empty(), icps.byId("c"));
    }
}
