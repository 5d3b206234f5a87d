package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.Side;
import io.sbc.core.engine.RequestRouter;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of {@link RequestRouter}, through the transactions. */
class RequestRouterTest {

    @RegisterExtension
    private final CallBench bench = new CallBench();

    private static SipRequest request(ScriptedPeer peer, String method) {
        peer.callId = peer.name + "-" + method;
        peer.local = "<sip:x@example.com>;tag=" + method;
        peer.remote = "<sip:y@example.com>";
        peer.target = "sip:192.0.2.1";
        return peer.request(method).build();
    }

    @ParameterizedTest
    @CsvSource({"REGISTER,200", "OPTIONS,200", "SUBSCRIBE,407", "MESSAGE,407", "REFER,407", "PRACK,405", "DANCE,501"})
    void shouldServeAPhone(String method, int status) {
        bench.alice.send(request(bench.alice, method));

        bench.alice.takeResponse(status);
    }

    @ParameterizedTest
    @CsvSource({"REGISTER,405", "OPTIONS,200", "NOTIFY,404", "MESSAGE,404", "PUBLISH,405", "DANCE,501"})
    void shouldServeAPbx(String method, int status) {
        bench.pbx.send(request(bench.pbx, method));

        bench.pbx.takeResponse(status);
    }

    @ParameterizedTest
    @CsvSource({"REGISTER", "OPTIONS", "INVITE", "DANCE"})
    void shouldTurnAwayWhoIsNoPbxOnTheIcpSide(String method) {
        FakeFlow stranger = new FakeFlow(902, Side.ICP, TransportProtocol.UDP, bench.aliceFlow.local(),
                new InetSocketAddress("10.66.0.1", 5060), bench.pbx::onMessage);

        bench.receive(request(bench.pbx, method), stranger);

        bench.pbx.takeResponse(403);
    }

    @Test
    void shouldTellOptionsOnlyToTheRegistered() {
        bench.bindings.all.clear();

        bench.alice.send(request(bench.alice, "OPTIONS"));

        bench.alice.takeResponse(403);
    }

    @Test
    void shouldSayWhatItCan() {
        bench.pbx.send(request(bench.pbx, "OPTIONS"));

        SipResponse capabilities = bench.pbx.takeResponse(200);

        assertTrue(capabilities.lists(HeaderName.ALLOW, "INVITE"));
        assertEquals("application/sdp", capabilities.header(HeaderName.ACCEPT).orElseThrow());
        assertTrue(capabilities.lists(HeaderName.of("Allow-Events"), "dialog"));
        assertTrue(capabilities.to().tag().isPresent());
    }

    @Test
    void shouldAnswer481ToARequestOfADialogThatDoesNotExist() {
        bench.alice.send(request(bench.alice, "BYE").edit().set(HeaderName.TO, "<sip:y@example.com>;tag=0-gone")
                .build());

        bench.alice.takeResponse(481);
        assertEquals(1, bench.counters.value(CallCounter.NO_DIALOG));
    }

    @Test
    void shouldCountAnAckThatFitsNothing() {
        bench.alice.send(request(bench.alice, "ACK").edit().set(HeaderName.TO, "<sip:y@example.com>;tag=0-gone")
                .build());

        assertTrue(bench.alice.inbox.isEmpty());
        assertEquals(1, bench.counters.value(CallCounter.NO_DIALOG));
    }

    @Test
    void shouldAnswer400ToAMalformedHeaderThatItHasToRead() {
        SipRequest invite = request(bench.alice, "INVITE").edit().set(HeaderName.CONTACT, "<<sip:broken")
                .set(HeaderName.FROM, "<sip:alice@set.example>;tag=1")
                .requestUri(SipUri.of("1006", "set.example")).build();

        bench.alice.send(invite);

        bench.alice.takeResponse(400);
        bench.assertNothingLeft();
    }
}
