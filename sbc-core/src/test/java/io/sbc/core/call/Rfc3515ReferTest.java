package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** REFER inside a call and the NOTIFYs of its implicit subscription, both ways (RFC 3515), and RFC 4488. */
class Rfc3515ReferTest {

    static final HeaderName REFER_TO = HeaderName.of("Refer-To");
    static final HeaderName EVENT = HeaderName.of("Event");
    static final HeaderName STATE = HeaderName.of("Subscription-State");
    static final HeaderName REFER_SUB = HeaderName.of("Refer-Sub");

    @RegisterExtension
    private final CallBench bench = new CallBench();
    private final ScriptedPeer alice = bench.alice;
    private final ScriptedPeer pbx = bench.pbx;

    static SipRequest.Builder refer(ScriptedPeer peer, String referTo) {
        return peer.request("REFER").set(REFER_TO, "<" + referTo + ">");
    }

    static SipRequest.Builder notice(ScriptedPeer peer, String state, String fragment) {
        return peer.request("NOTIFY").set(EVENT, "refer").set(STATE, state).body("message/sipfrag;version=2.0",
                fragment.getBytes(StandardCharsets.UTF_8));
    }

    static String body(SipRequest request) {
        return new String(request.body(), StandardCharsets.UTF_8);
    }

    private SipRequest aliceRefers(String referTo) {
        alice.send(refer(alice, referTo).build());
        SipRequest refer = pbx.takeRequest("REFER");
        pbx.send(pbx.respond(refer, 202, "").build());
        alice.takeResponse(202);
        return refer;
    }

    @Test
    void shouldRelayReferAndItsNotifies() {
        Conversation call = Conversation.aliceWithPbx(bench);
        alice.send(refer(alice, "sip:1007@set.example;transport=tls")
                .set(HeaderName.of("Referred-By"), "<sip:alice@set.example>;cid=\"x@y\"").build());

        SipRequest refer = pbx.takeRequest("REFER");
        assertEquals("<sip:1007@pbx.example>", refer.header(REFER_TO).orElseThrow());
        assertEquals("<sip:1001@pbx.example>", refer.header(HeaderName.of("Referred-By")).orElseThrow());
        assertEquals("sip:token-1001@10.0.0.1:5080;transport=udp", refer.contacts().getFirst().uri());
        pbx.send(pbx.respond(refer, 202, "").build());
        SipResponse accepted = alice.takeResponse(202);
        assertTrue(accepted.contacts().getFirst().uri().contains("192.0.2.1"));
        assertEquals(1, bench.refers.pending());

        pbx.send(notice(pbx, "active;expires=60", "SIP/2.0 100 Trying\r\n").build());
        SipRequest trying = alice.takeRequest("NOTIFY");
        alice.answer(trying, 200, "");
        pbx.takeResponse(200);
        assertEquals("refer", trying.header(EVENT).orElseThrow());
        assertEquals("active;expires=60", trying.header(STATE).orElseThrow());
        pbx.send(notice(pbx, "terminated;reason=noresource", "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 10.0.0.9\r\n"
                + "Contact: <sip:1007@10.0.0.9>\r\n").build());
        SipRequest done = alice.takeRequest("NOTIFY");
        alice.answer(done, 200, "");
        pbx.takeResponse(200);

        assertEquals("SIP/2.0 200 OK\r\n", body(done), "nothing of the PBX but the status");
        assertEquals("terminated;reason=noresource", done.header(STATE).orElseThrow());
        assertEquals(0, bench.refers.pending());
        call.endByPhone();
    }

    @Test
    void shouldRelayReferOfThePbxToThePhone() {
        Conversation call = Conversation.pbxWithBob(bench);
        pbx.send(refer(pbx, "sip:2005@10.0.0.9;transport=udp")
                .set(HeaderName.of("Referred-By"), "<sip:2000@pbx.example>").build());

        SipRequest refer = bench.bob.takeRequest("REFER");
        assertEquals("<sip:2005@set.example>", refer.header(REFER_TO).orElseThrow());
        assertEquals("<sip:2000@set.example>", refer.header(HeaderName.of("Referred-By")).orElseThrow());
        bench.bob.send(bench.bob.respond(refer, 202, "").build());
        pbx.takeResponse(202);
        bench.bob.send(notice(bench.bob, "terminated;reason=noresource", "SIP/2.0 200 OK\r\n").build());
        SipRequest done = pbx.takeRequest("NOTIFY");
        pbx.answer(done, 200, "");
        bench.bob.takeResponse(200);

        assertEquals("SIP/2.0 200 OK\r\n", body(done));
        assertEquals(0, bench.refers.pending());
        call.endByPhone();
    }

    /** §2.4.6: id is the CSeq of the REFER, and that is another on each side, after a challenge most of all. */
    @Test
    void shouldTranslateTheIdOfASubscription() {
        Conversation call = Conversation.aliceWithPbx(bench);
        SipRequest sent = refer(alice, "sip:1007@set.example").build();
        alice.send(sent);
        SipRequest challenged = pbx.takeRequest("REFER");
        pbx.send(pbx.respond(challenged, 407, "").set(HeaderName.PROXY_AUTHENTICATE, "challenge").build());
        SipRequest refer = pbx.takeRequest("REFER");
        pbx.send(pbx.respond(refer, 202, "").build());
        alice.takeResponse(202);

        pbx.send(notice(pbx, "terminated;reason=noresource", "SIP/2.0 200 OK\r\n")
                .set(EVENT, "refer;id=" + refer.cseq().number()).build());
        SipRequest notify = alice.takeRequest("NOTIFY");
        alice.answer(notify, 200, "");
        pbx.takeResponse(200);

        assertEquals("refer;id=" + sent.cseq().number(), notify.header(EVENT).orElseThrow());
        call.endByPhone();
    }

    @Test
    void shouldAnswer481ToANotifyThatNobodySubscribed() {
        Conversation call = Conversation.aliceWithPbx(bench);
        pbx.send(notice(pbx, "active", "SIP/2.0 100 Trying\r\n").build());
        pbx.takeResponse(481);
        aliceRefers("sip:1007@set.example");
        pbx.send(notice(pbx, "active", "SIP/2.0 100 Trying\r\n").set(EVENT, "refer;id=7").build());
        pbx.takeResponse(481);

        bench.pass(Duration.ofSeconds(181));
        assertEquals(0, bench.refers.pending(), "given up at its expiry");
        pbx.send(notice(pbx, "active", "SIP/2.0 100 Trying\r\n").build());
        pbx.takeResponse(481);
        call.endByPhone();
    }

    @Test
    void shouldAnswer489ToAnotherEventInsideACall() {
        Conversation call = Conversation.aliceWithPbx(bench);

        pbx.send(notice(pbx, "active", "x").set(EVENT, "presence").build());

        assertEquals("refer", pbx.takeResponse(489).header(HeaderName.of("Allow-Events")).orElseThrow());
        call.endByPhone();
    }

    /** §2.4.2: not exactly one Refer-To is 400. */
    @Test
    void shouldAnswer400WithoutOneReferTo() {
        Conversation call = Conversation.aliceWithPbx(bench);

        alice.send(alice.request("REFER").build());
        alice.takeResponse(400);
        alice.send(refer(alice, "sip:1007@set.example").add(REFER_TO, "<sip:1008@set.example>").build());
        alice.takeResponse(400);
        alice.send(refer(alice, "sip:1007@set.example?Replaces=broken").build());
        alice.takeResponse(400);
        alice.send(refer(alice, "http://example.com").build());
        alice.takeResponse(416);

        assertTrue(pbx.inbox.isEmpty());
        call.endByPhone();
    }

    @Test
    void shouldAnswer400ToAFragmentWithoutStatus() {
        Conversation call = Conversation.aliceWithPbx(bench);
        aliceRefers("sip:1007@set.example");

        pbx.send(notice(pbx, "active", "INVITE sip:1007@10.0.0.9 SIP/2.0\r\n").build());

        pbx.takeResponse(400);
        bench.pass(Duration.ofSeconds(181));
        call.endByPhone();
    }

    /** RFC 4488: without a subscription nothing is waited for. */
    @Test
    void shouldCarryReferSubFalse() {
        Conversation call = Conversation.aliceWithPbx(bench);
        alice.send(refer(alice, "sip:1007@set.example").set(REFER_SUB, "false")
                .set(HeaderName.REQUIRE, "norefersub").build());
        SipRequest refer = pbx.takeRequest("REFER");
        assertEquals("false", refer.header(REFER_SUB).orElseThrow());
        assertTrue(refer.lists(HeaderName.REQUIRE, "norefersub"));
        pbx.send(pbx.respond(refer, 200, "").set(REFER_SUB, "false").build());

        assertEquals("false", alice.takeResponse(200).header(REFER_SUB).orElseThrow());
        assertEquals(0, bench.refers.pending());
        call.endByPhone();
    }

    /** RFC 4488 §4: a recipient that does not know Refer-Sub makes its subscription all the same. */
    @Test
    void shouldKeepTheSubscriptionWhenReferSubIsNotGranted() {
        Conversation call = Conversation.aliceWithPbx(bench);
        alice.send(refer(alice, "sip:1007@set.example").set(REFER_SUB, "false").build());
        pbx.send(pbx.respond(pbx.takeRequest("REFER"), 202, "").build());

        assertFalse(alice.takeResponse(202).has(REFER_SUB));
        assertEquals(1, bench.refers.pending());
        bench.pass(Duration.ofSeconds(181));
        call.endByPhone();
    }

    /** RFC 5057 §4.1: the dialog lives on for the subscription when the transferor hangs up at once. */
    @Test
    void shouldBringTheOutcomeAfterTheBye() {
        Conversation.aliceWithPbx(bench);
        aliceRefers("sip:1007@set.example");
        alice.send(alice.request("BYE").build());
        alice.takeResponse(200);
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.pass(Duration.ofSeconds(5));
        assertEquals(0, bench.totals.calls());

        pbx.send(pbx.request("INFO").build());
        pbx.takeResponse(481);
        pbx.send(notice(pbx, "terminated;reason=noresource", "SIP/2.0 200 OK\r\n").build());
        alice.answer(alice.takeRequest("NOTIFY"), 200, "");
        pbx.takeResponse(200);
        pbx.send(notice(pbx, "terminated;reason=noresource", "SIP/2.0 200 OK\r\n").build());
        pbx.takeResponse(481);

        bench.assertNothingLeft();
    }

    @Test
    void shouldForgetATransferWhoseOutcomeNobodyTellsAfterTheBye() {
        Conversation.aliceWithPbx(bench);
        aliceRefers("sip:1007@set.example");
        alice.send(alice.request("BYE").build());
        alice.takeResponse(200);
        pbx.answer(pbx.takeRequest("BYE"), 200, "");

        bench.pass(Duration.ofSeconds(181));

        bench.assertNothingLeft();
    }

    /** The subscription may be ended by whoever referred. */
    @Test
    void shouldRelayAnUnsubscribe() {
        Conversation call = Conversation.aliceWithPbx(bench);
        aliceRefers("sip:1007@set.example");
        alice.send(alice.request("SUBSCRIBE").set(EVENT, "refer").set(HeaderName.EXPIRES, 0).build());
        SipRequest subscribe = pbx.takeRequest("SUBSCRIBE");
        assertEquals(0, subscribe.expires().orElseThrow());
        pbx.send(pbx.respond(subscribe, 200, "").set(HeaderName.EXPIRES, 0).build());
        alice.takeResponse(200);
        pbx.send(notice(pbx, "terminated;reason=timeout", "SIP/2.0 100 Trying\r\n").build());
        alice.answer(alice.takeRequest("NOTIFY"), 200, "");
        pbx.takeResponse(200);

        assertEquals(0, bench.refers.pending());
        call.endByPhone();
    }

    @Test
    void shouldRefuseMoreTransfersThanAnyoneMakes() {
        Conversation call = Conversation.aliceWithPbx(bench);
        for (int i = 0; i < 8; i++) {
            aliceRefers("sip:1007@set.example");
        }

        alice.send(refer(alice, "sip:1007@set.example").build());

        assertTrue(alice.takeResponse(503).has(HeaderName.RETRY_AFTER));
        bench.pass(Duration.ofSeconds(181));
        call.endByPhone();
    }
}
