package io.sbc.core.icp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.VirtualClock;
import io.sbc.core.icp.LocatedServers.Server;
import io.sbc.core.icp.ServerLocator.Query;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.TransportProtocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Record;

/** RFC 3263 §4.1 and §4.2, RFC 2782. */
class ServerLocatorRfc3263Test {

    private final VirtualClock clock = new VirtualClock(0);
    private final FakeDns dns = new FakeDns();

    private List<String> locate(String host, int port, Optional<TransportProtocol> transport) {
        Query query = new Query(host, port, transport);
        LocatedServers servers = ServerLocator.locateNumeric(query)
                .orElseGet(() -> new ServerLocator(dns, clock).locate(query));
        return texts(servers.order(new Random(1)));
    }

    private static List<String> texts(List<NextHop> hops) {
        return hops.stream().map(ServerLocatorRfc3263Test::text).toList();
    }

    private static String text(NextHop hop) {
        InetSocketAddress address = hop.address();
        return hop.protocol() + " " + address.getAddress().getHostAddress() + " " + address.getPort() + " "
                + hop.serverName();
    }

    @Test
    void shouldAskNobodyForANumericHost() {
        assertEquals(List.of("UDP 192.0.2.1 5060 192.0.2.1"), locate("192.0.2.1", 0, Optional.empty()));
        assertEquals(List.of("TLS 192.0.2.1 5061 192.0.2.1"),
                locate("192.0.2.1", 0, Optional.of(TransportProtocol.TLS)));
        assertEquals(List.of("TCP 2001:db8:0:0:0:0:0:1 5070 2001:db8::1"),
                locate("[2001:DB8::1]", 5070, Optional.of(TransportProtocol.TCP)));
        assertEquals(List.of(), dns.asked);
    }

    @Test
    void shouldSkipSrvWhenAPortIsGiven() {
        dns.address("pbx.test", "192.0.2.1").address("pbx.test", "2001:db8::1").srv("_sip._udp.pbx.test", 1, 1, 5099,
                "other.test");

        assertEquals(List.of("UDP 192.0.2.1 5070 pbx.test", "UDP 2001:db8:0:0:0:0:0:1 5070 pbx.test"),
                locate("PBX.test", 5070, Optional.of(TransportProtocol.UDP)));
        assertEquals(List.of("A pbx.test", "AAAA pbx.test"), dns.asked);
    }

    @Test
    void shouldSkipNaptrWhenATransportIsGivenAndFollowSrvByPriority() {
        dns.srv("_sips._tcp.pbx.test", 20, 0, 5071, "b.test").srv("_sips._tcp.pbx.test", 10, 0, 5061, "a.test")
                .address("a.test", "192.0.2.1").address("b.test", "192.0.2.2");

        // RFC 3263 §4.1: the certificate is for the name that was configured, wherever the DNS leads.
        assertEquals(List.of("TLS 192.0.2.1 5061 pbx.test", "TLS 192.0.2.2 5071 pbx.test"),
                locate("pbx.test", 0, Optional.of(TransportProtocol.TLS)));
        assertFalse(dns.asked.contains("NAPTR pbx.test"));
    }

    @Test
    void shouldTakeTheMostPreferredServiceOfNaptr() {
        dns.naptr("example.com", 100, "SIP+D2U", "_sip._udp.example.com")
                .naptr("example.com", 90, "SIP+D2T", "_sip._tcp.example.com")
                .naptr("example.com", 10, "SIP+D2S", "_sip._sctp.example.com")
                .naptr("example.com", 50, "E2U+email", "mail.example.com")
                .srv("_sip._tcp.example.com", 0, 1, 5060, "server1.example.com")
                .address("server1.example.com", "192.0.2.5");

        assertEquals(List.of("TCP 192.0.2.5 5060 example.com"), locate("example.com", 0, Optional.empty()));
    }

    @Test
    void shouldTryTheSrvOfEachTransportWithoutNaptr() {
        dns.srv("_sip._tcp.example.com", 0, 1, 5068, "s.example.com").address("s.example.com", "192.0.2.5");

        assertEquals(List.of("TCP 192.0.2.5 5068 example.com"), locate("example.com", 0, Optional.empty()));
    }

    @Test
    void shouldFallBackToAddressesAtTheDefaultPort() {
        dns.address("example.com", "192.0.2.5");

        assertEquals(List.of("UDP 192.0.2.5 5060 example.com"), locate("example.com", 0, Optional.empty()));
        assertEquals(List.of("TLS 192.0.2.5 5061 example.com"),
                locate("example.com", 0, Optional.of(TransportProtocol.TLS)));
    }

    @Test
    void shouldFindNothingWhereTheServiceIsDeclaredAbsent() {
        dns.srv("_sip._udp.example.com", 0, 0, 0, ".").address("example.com", "192.0.2.80");

        assertEquals(List.of(), locate("example.com", 0, Optional.of(TransportProtocol.UDP)));
        assertFalse(dns.asked.contains("A ."));
    }

    /** §4.2: the domain's own addresses are for domains without SRV; a web server must not get our requests, or be trusted. */
    @Test
    void shouldGuessNoAddressWhereSrvLeadsNowhereOrFails() {
        dns.address("example.com", "192.0.2.80").srv("_sip._udp.example.com", 0, 0, 5060, "gone.example.com");
        assertEquals(List.of(), locate("example.com", 0, Optional.of(TransportProtocol.UDP)));

        dns.lame.add("_sip._tcp.example.com");
        assertEquals(List.of(), locate("example.com", 0, Optional.of(TransportProtocol.TCP)));
    }

    @Test
    void shouldLocateAPbxThatHasIpv6Alone() {
        dns.srv("_sip._udp.example.com", 0, 0, 5060, "a.example.com").address("a.example.com", "2001:db8::5");

        assertEquals(List.of("UDP 2001:db8:0:0:0:0:0:5 5060 example.com"),
                locate("example.com", 0, Optional.of(TransportProtocol.UDP)));
    }

    /** What resolvers answer that hide a name, and what is nobody's address. */
    @Test
    void shouldTakeNoAddressThatIsNone() {
        dns.address("pbx.test", "0.0.0.0").address("pbx.test", "::").address("pbx.test", "224.0.1.75")
                .address("pbx.test", "255.255.255.255").address("pbx.test", "ff02::1");

        assertEquals(List.of(), locate("pbx.test", 5060, Optional.of(TransportProtocol.UDP)));
    }

    /** RFC 2782: two names of one host are no two hosts to fail over between. */
    @Test
    void shouldNameEachAddressOnce() {
        dns.srv("_sip._udp.pbx.test", 1, 0, 5060, "a.test").srv("_sip._udp.pbx.test", 2, 0, 5060, "b.test")
                .srv("_sip._udp.pbx.test", 3, 0, 5060, "c.test").address("a.test", "192.0.2.1")
                .address("b.test", "192.0.2.1").address("c.test", "192.0.2.3");

        assertEquals(List.of("UDP 192.0.2.1 5060 pbx.test", "UDP 192.0.2.3 5060 pbx.test"),
                locate("pbx.test", 0, Optional.of(TransportProtocol.UDP)));
    }

    @Test
    void shouldDrawByWeightWithinAPriority() {
        LocatedServers servers = new LocatedServers(List.of(server(1, 0, "192.0.2.1"), server(1, 98, "192.0.2.2"),
                server(2, 1000, "192.0.2.3")), true, 60);
        Random random = new Random(2782);
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            List<NextHop> order = servers.order(random);
            assertEquals(3, order.size());
            assertEquals("192.0.2.3", order.get(2).serverName());
            first.merge(order.get(0).serverName(), 1, Integer::sum);
        }

        assertTrue(first.getOrDefault("192.0.2.2", 0) > 950, first.toString());
        assertTrue(first.getOrDefault("192.0.2.1", 0) > 0, "weight 0 keeps a small chance: " + first);
    }

    private static Server server(int priority, int weight, String address) {
        NextHop hop = new NextHop(TransportProtocol.UDP,
                new InetSocketAddress(java.net.InetAddress.ofLiteral(address), 5060), address);
        return new Server(priority, weight, List.of(hop));
    }

    @Test
    void shouldBoundServersAndAddresses() {
        for (int i = 0; i < 50; i++) {
            dns.srv("_sip._udp.pbx.test", i, 0, 5060, "s" + i + ".test");
            for (int j = 0; j < 10; j++) {
                dns.address("s" + i + ".test", "192.0." + i + "." + j);
            }
        }

        assertEquals(ServerLocator.SERVERS_MAX * ServerLocator.ADDRESSES_MAX,
                locate("pbx.test", 0, Optional.of(TransportProtocol.UDP)).size());
    }

    @Test
    void shouldStopAskingWhenItsTimeIsOver() {
        DnsSource slow = new DnsSource() {

            @Override
            public List<Record> lookup(String name, int type) throws IOException {
                clock.advance(Duration.ofSeconds(3).toNanos());
                return dns.lookup(name, type);
            }
        };
        for (int i = 0; i < 5; i++) {
            dns.srv("_sip._udp.pbx.test", i, 0, 5060, "s" + i + ".test").address("s" + i + ".test", "192.0.2." + i);
        }

        LocatedServers found = new ServerLocator(slow, clock)
                .locate(new Query("pbx.test", 0, Optional.of(TransportProtocol.UDP)));

        assertFalse(found.complete());
        assertEquals(List.of("UDP 192.0.2.0 5060 pbx.test"), texts(found.order(new Random(1))));
        assertEquals(2, dns.asked.size());
    }
}
