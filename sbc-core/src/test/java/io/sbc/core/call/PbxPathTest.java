package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.Side;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.Destination.OverFlow;
import io.sbc.core.sip.transport.Destination;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PbxPathTest {

    private final CallBench.FakeRoutes routes = new CallBench.FakeRoutes();
    private final NextHop setUp = CallBench.FakeRoutes.hop(CallBench.PBX_1);

    private Destination destination(Destination base, String nextHop) {
        return new PbxPath(routes.pbx, routes, base).destination(SipUri.parse(nextHop).orElseThrow()).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"sip:x@10.0.0.10,UDP,5060", "sip:x@10.0.0.10:5070;transport=tcp,TCP,5070",
        "sip:x@10.0.0.10;transport=tls,TLS,5061", "sips:x@10.0.0.10,TLS,5061", "sip:10.0.0.10;lr,UDP,5060"})
    void shouldFollowATrustedAddress(String nextHop, TransportProtocol protocol, int port) {
        assertEquals(new NextHop(protocol, new InetSocketAddress("10.0.0.10", port), "pbx.example"),
                destination(setUp, nextHop));
    }

    /** SIP-12: by list, never by what a message says; and no message makes us ask the DNS. */
    @ParameterizedTest
    @CsvSource({"sip:x@192.0.2.66", "sip:x@evil.example", "sip:x@[2001:db8::1]:5060", "sip:127.0.0.1;lr"})
    void shouldStayWhereTheDialogWasSetUpForAnyOtherAddress(String nextHop) {
        assertSame(setUp, destination(setUp, nextHop));
    }

    /** Nothing waits for DNS: a name is followed once its address is known, and only to this PBX. */
    @Test
    void shouldFollowANameOnceItsAddressIsKnown() {
        assertSame(setUp, destination(setUp, "sip:x@node2.pbx.example:5070"));

        routes.names.put("node2.pbx.example", "10.0.0.10");
        routes.names.put("evil.example", "192.0.2.66");

        assertEquals(new NextHop(TransportProtocol.UDP, new InetSocketAddress("10.0.0.10", 5070), "pbx.example"),
                destination(setUp, "sip:x@node2.pbx.example:5070"));
        assertSame(setUp, destination(setUp, "sip:x@evil.example"));
    }

    @Test
    void shouldUseTheStreamThatIsThereUntilItCloses() {
        FakeFlow flow = new FakeFlow(903, Side.ICP, TransportProtocol.TCP, new InetSocketAddress("10.0.0.1", 5080),
                new InetSocketAddress("10.0.0.9", 33333), message -> {});
        OverFlow over = new OverFlow(flow);
        assertSame(over, destination(over, "sip:x@10.0.0.9:5060"));

        flow.close("test");

        assertEquals(new NextHop(TransportProtocol.TCP, CallBench.PBX_1, "10.0.0.9"),
                destination(over, "sip:x@10.0.0.9:5060"));
    }

    @Test
    void shouldAdmitThisPbxOnly() {
        PbxPath path = new PbxPath(routes.pbx, routes, setUp);

        assertTrue(path.admits(flowFrom("10.0.0.10")));
        assertFalse(path.admits(flowFrom("10.0.0.11")));
    }

    /** A node is taken out of the configuration while it has calls: they go on at it, and end by its BYE. */
    @Test
    void shouldAdmitTheNodeThatItWasSetUpWithThoughItIsNoLongerConfigured() {
        NextHop gone = new NextHop(TransportProtocol.UDP, new InetSocketAddress("10.0.0.77", 5060), "pbx.example");
        PbxPath path = new PbxPath(routes.pbx, routes, gone);

        assertTrue(path.admits(flowFrom("10.0.0.77")));
        assertTrue(path.admits(flowFrom("10.0.0.10")), "another node of it");
        assertFalse(path.admits(flowFrom("10.0.0.78")));
        assertEquals(gone, path.destination(SipUri.parse("sip:x@10.0.0.77:5060").orElseThrow()).orElseThrow());
    }

    private static FakeFlow flowFrom(String address) {
        return new FakeFlow(904, Side.ICP, TransportProtocol.UDP, new InetSocketAddress("10.0.0.1", 5080),
                new InetSocketAddress(address, 5060), message -> {});
    }
}
