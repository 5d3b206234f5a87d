package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The session examples of RFC 3665 §3, with us where its proxies are. */
class Rfc3665SessionTest {

    @RegisterExtension
    private final CallBench bench = new CallBench();
    private final ScriptedPeer alice = bench.alice;
    private final ScriptedPeer bob = bench.bob;
    private final ScriptedPeer pbx = bench.pbx;

    private SipRequest aliceCalls() {
        SipRequest invite = alice.invite("sip:1006@set.example", "sip:alice@set.example", "sip:1006@set.example",
                Sdp.phoneOffer());
        alice.send(invite);
        alice.takeResponse(100);
        return invite;
    }

    private void pbxCallsBob() {
        pbx.send(pbx.invite("sip:token-1006@10.0.0.1:5080;transport=udp", "sip:2000@pbx.example",
                "sip:1006@pbx.example", Sdp.pbxOffer()));
        pbx.takeResponse(100);
    }

    private static String body(io.sbc.core.sip.message.SipMessage message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    /** §3.1, phone to PBX: INVITE, 180, 200, ACK, BYE, 200. */
    @Test
    void shouldEstablishAndEndASessionFromPhoneToPbx() {
        aliceCalls();
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.answer(invite, 180, "");
        SipResponse ringing = alice.takeResponse(180);
        pbx.answer(invite, 200, Sdp.pbxAnswer());
        SipRequest ack = pbx.takeRequest("ACK");
        SipResponse ok = alice.takeResponse(200);
        alice.send(alice.ack(ok, ""));

        assertEquals("sip:1006@pbx.example", invite.requestUri());
        assertEquals("sip:1001@pbx.example", invite.from().uri());
        assertEquals("sip:token-1001@10.0.0.1:5080;transport=udp", invite.contacts().getFirst().uri());
        assertEquals(69, invite.maxForwards().orElseThrow());
        assertTrue(body(invite).contains("m=audio 30002 RTP/AVP"), body(invite));
        assertTrue(body(invite).contains("a=crypto:"), "AVP+crypto is what the ICP side is offered");
        assertEquals(ringing.to().tag(), ok.to().tag());
        assertTrue(body(ok).contains("RTP/SAVP"), body(ok));
        assertTrue(body(ok).contains("a=crypto:2 AES_CM_128_HMAC_SHA1_32"), "the preferred suite wins");
        assertEquals(invite.cseq().number(), ack.cseq().number());
        assertEquals("sip:node1@10.0.0.9:5060", ack.requestUri());
        assertEquals(1, bench.media.only().applied.size());

        pbx.send(pbx.request("BYE").build());

        pbx.takeResponse(200);
        alice.answer(alice.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
        assertEquals("bye-of-callee", bench.records.newestFirst().getFirst().cause());
    }

    /** §3.1, PBX to phone, which hangs up. */
    @Test
    void shouldEstablishAndEndASessionFromPbxToPhone() {
        pbxCallsBob();
        SipRequest invite = bob.takeRequest("INVITE");
        bob.answer(invite, 180, "");
        pbx.takeResponse(180);
        bob.answer(invite, 200, Sdp.phoneAnswer());
        bob.takeRequest("ACK");
        SipResponse ok = pbx.takeResponse(200);
        pbx.send(pbx.ack(ok, ""));

        assertEquals("sip:1*006@198.51.100.8:40002;transport=tls", invite.requestUri());
        assertEquals("sip:2000@set.example", invite.from().uri());
        assertEquals("sip:1*006@set.example", invite.to().uri());
        assertTrue(body(invite).contains("RTP/SAVP"), body(invite));
        assertTrue(body(ok).contains("RTP/AVP"), body(ok));

        bob.send(bob.request("BYE").build());

        bob.takeResponse(200);
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    /** §3.2: the route set that proxies of the PBX record is used in its order. */
    @Test
    void shouldFollowTheRouteSetOfTheProxies() {
        aliceCalls();
        SipRequest invite = pbx.takeRequest("INVITE");
        SipResponse answer = pbx.respond(invite, 200, "b").add(HeaderName.RECORD_ROUTE, "<sip:p2.invalid;lr>")
                .add(HeaderName.RECORD_ROUTE, "<sip:10.0.0.9:5060;lr>")
                .body("application/sdp", Sdp.pbxAnswer().getBytes(StandardCharsets.UTF_8)).build();
        pbx.send(answer);

        SipRequest ack = pbx.takeRequest("ACK");

        assertEquals(List.of("<sip:10.0.0.9:5060;lr>", "<sip:p2.invalid;lr>"), ack.headers(HeaderName.ROUTE));
        alice.send(alice.ack(alice.takeResponse(200), ""));
        alice.send(alice.request("BYE").build());
        alice.takeResponse(200);
        SipRequest bye = pbx.takeRequest("BYE");
        assertEquals(ack.headers(HeaderName.ROUTE), bye.headers(HeaderName.ROUTE));
        pbx.answer(bye, 200, "");
        bench.assertNothingLeft();
    }

    /** §3.3: the phone is asked by us (it did not register on this flow), we are asked by the PBX. */
    @Test
    void shouldAuthenticateOnBothSides() {
        bench.bindings.all.removeIf(binding -> binding.flow().equals(bench.aliceFlow));
        bench.register(bench.directory.get(1), alice, bench.phoneFlow(alice, "198.51.100.7", 49999), "");
        SipRequest invite = alice.invite("sip:1006@set.example", "sip:alice@set.example", "sip:1006@set.example",
                Sdp.phoneOffer());
        alice.send(invite);
        SipResponse challenge = alice.takeResponse(407);
        alice.send(ackOf(invite, challenge));
        assertTrue(challenge.to().tag().isPresent());

        alice.send(ScriptedPeer.described(alice.request("INVITE").set(HeaderName.PROXY_AUTHORIZATION, "right"),
                Sdp.phoneOffer()).build());
        SipRequest first = pbx.takeRequest("INVITE");
        assertFalse(first.has(HeaderName.PROXY_AUTHORIZATION), "the phone's credentials are for us");
        pbx.send(pbx.respond(first, 407, "c").set(HeaderName.PROXY_AUTHENTICATE, "x").build());
        pbx.takeRequest("ACK");
        SipRequest second = pbx.takeRequest("INVITE");
        assertEquals("credentials of 1001", second.header(HeaderName.PROXY_AUTHORIZATION).orElseThrow());
        assertEquals(first.cseq().number() + 1, second.cseq().number());
        assertEquals(first.callId(), second.callId());
        assertEquals(first.from().tag(), second.from().tag());
        pbx.answer(second, 200, Sdp.pbxAnswer());
        assertEquals("credentials of 1001",
                pbx.takeRequest("ACK").header(HeaderName.PROXY_AUTHORIZATION).orElseThrow());

        alice.takeResponse(100);
        alice.send(alice.ack(alice.takeResponse(200), ""));
        alice.send(alice.request("BYE").build());
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    private SipRequest ackOf(SipRequest invite, SipResponse refusal) {
        return alice.requestWith("ACK", invite.cseq().number(), invite.topmostVia().branch().orElseThrow())
                .set(HeaderName.TO, refusal.to()).build();
    }

    /** §3.3: credentials that the PBX refuses are nothing the phone could mend: 403. */
    @Test
    void shouldAnswer403WhenThePbxRefusesOurCredentials() {
        aliceCalls();
        pbx.send(pbx.respond(pbx.takeRequest("INVITE"), 407, "c").build());
        pbx.takeRequest("ACK");
        pbx.send(pbx.respond(pbx.takeRequest("INVITE"), 407, "c").build());
        pbx.takeRequest("ACK");

        SipResponse refusal = alice.takeResponse(403);

        assertFalse(refusal.has(HeaderName.PROXY_AUTHENTICATE));
        bench.assertNothingLeft();
    }

    private void twoNodes() {
        bench.routes.hops = List.of(CallBench.FakeRoutes.hop(CallBench.PBX_1),
                CallBench.FakeRoutes.hop(CallBench.PBX_2));
    }

    /** §3.4: the first PBX node does not answer; within four seconds the second is asked. */
    @Test
    void shouldTryTheNextNodeWhenTheFirstIsSilent() {
        twoNodes();
        aliceCalls();
        bench.pass(Duration.ofMillis(3_900));
        assertTrue(bench.pbx2.inbox.isEmpty());
        bench.pass(Duration.ofMillis(200));

        SipRequest invite = bench.pbx2.takeRequest("INVITE");
        bench.pbx2.answer(invite, 200, Sdp.pbxAnswer());
        bench.pbx2.takeRequest("ACK");
        alice.send(alice.ack(alice.takeResponse(200), ""));

        assertEquals(CallBench.PBX_1, bench.routes.failed.getFirst().address());
        alice.send(alice.request("BYE").build());
        bench.pbx2.answer(bench.pbx2.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    /** §3.4 where the first node accepts after all: acknowledged and ended, so that there is one call only. */
    @Test
    void shouldEndTheCallOfANodeThatAnswersAfterItWasGivenUp() {
        twoNodes();
        aliceCalls();
        SipRequest abandoned = pbx.takeRequest("INVITE");
        bench.pass(Duration.ofMillis(4_100));
        SipRequest invite = bench.pbx2.takeRequest("INVITE");
        bench.pbx2.answer(invite, 180, "");
        pbx.inbox.clear();

        pbx.answer(abandoned, 200, Sdp.pbxAnswer());

        SipRequest ack = pbx.takeRequest("ACK");
        assertEquals(abandoned.cseq().number(), ack.cseq().number());
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        pbx.answer(abandoned, 200, Sdp.pbxAnswer()); // repeated: its ACK was lost
        pbx.takeRequest("ACK");
        assertTrue(pbx.inbox.isEmpty(), "one BYE is enough");
        bench.pbx2.answer(invite, 200, Sdp.pbxAnswer());
        bench.pbx2.takeRequest("ACK");
        alice.takeResponse(180);
        alice.send(alice.ack(alice.takeResponse(200), ""));
        alice.send(alice.request("BYE").build());
        bench.pbx2.answer(bench.pbx2.takeRequest("BYE"), 200, "");
        assertEquals(1, bench.counters.value(CallCounter.GHOST_ENDED));
        bench.assertNothingLeft();
    }

    /** §3.4 where the first node rings after it was given up: it is told to stop. */
    @Test
    void shouldCancelANodeThatRingsAfterItWasGivenUp() {
        twoNodes();
        aliceCalls();
        SipRequest abandoned = pbx.takeRequest("INVITE");
        bench.pass(Duration.ofMillis(4_100));
        SipRequest invite = bench.pbx2.takeRequest("INVITE");
        pbx.inbox.clear();

        pbx.answer(abandoned, 180, "");

        pbx.send(SipResponse.to(pbx.takeRequest("CANCEL"), 200).toTag("c").build());
        pbx.send(pbx.respond(abandoned, 487, "pbx-1-server-tag").build());
        pbx.takeRequest("ACK");
        assertTrue(alice.inbox.stream().noneMatch(message -> message.startLine().contains("180")));
        bench.pbx2.answer(invite, 486, "");
        bench.pbx2.takeRequest("ACK");
        alice.takeResponse(486);
        bench.assertNothingLeft();
    }

    /** §3.4 where the other is silent too: the caller is told after a time that callers wait, not after timer B of the last one. */
    @Test
    void shouldAnswer408WithAReasonWhenAllNodesAreSilentForTooLong() {
        twoNodes();
        aliceCalls();
        bench.pass(Duration.ofMillis(11_900));
        assertTrue(alice.inbox.isEmpty());
        SipRequest last = bench.pbx2.takeRequest("INVITE");

        bench.pass(Duration.ofMillis(200));

        assertEquals("Q.850;cause=102;text=\"No answer from the PBX\"",
                alice.takeResponse(408).header(HeaderName.REASON).orElseThrow());
        assertEquals(2, bench.routes.failed.size());
        bench.pbx2.inbox.clear();
        bench.pbx2.answer(last, 200, Sdp.pbxAnswer()); // nobody is left to talk to
        bench.pbx2.takeRequest("ACK");
        bench.pbx2.answer(bench.pbx2.takeRequest("BYE"), 200, "");
        pbx.inbox.clear();
        bench.assertNothingLeft();
        assertTrue(pbx.inbox.isEmpty(), "what was given up is not repeated");
    }

    /** The same with one node only: it has no less time. */
    @Test
    void shouldAnswer408WhenTheOnlyNodeIsSilentForTooLong() {
        aliceCalls();
        bench.pass(Duration.ofMillis(11_900));
        assertTrue(alice.inbox.isEmpty());

        bench.pass(Duration.ofMillis(200));

        alice.takeResponse(408);
        assertEquals(5, pbx.inbox.size(), "as often as timer A says until then");
        assertFalse(bench.routes.silent.isEmpty(), "it was looked at meanwhile");
        bench.assertNothingLeft();
    }

    /** However many nodes are silent: after that time no further one is asked. */
    @Test
    void shouldAskNoFurtherNodeWhenTheCallerHasWaitedForTooLong() {
        bench.routes.hops = Collections.nCopies(6, CallBench.FakeRoutes.hop(CallBench.PBX_1));
        aliceCalls();

        bench.pass(Duration.ofMillis(12_100));

        alice.takeResponse(408);
        assertEquals(3, pbx.inbox.stream().map(message -> message.topmostVia().branch()).distinct().count());
        bench.assertNothingLeft();
    }

    /** A node that answers checks while it leaves the INVITE unanswered is slow: it has all the time of RFC 3261. */
    @Test
    void shouldWaitForASlowNodeThatIsAlive() {
        bench.routes.alive.addAll(bench.routes.hops);
        aliceCalls();
        SipRequest invite = pbx.takeRequest("INVITE");
        bench.pass(Duration.ofSeconds(28));
        assertTrue(alice.inbox.isEmpty());

        pbx.answer(invite, 200, Sdp.pbxAnswer());

        alice.send(alice.ack(alice.takeResponse(200), ""));
        alice.send(alice.request("BYE").build());
        pbx.inbox.clear();
        bench.pass(Duration.ofMillis(600));
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    /** And when it dies meanwhile, the caller waits no longer than until that shows. */
    @Test
    void shouldGiveASlowNodeUpThatShowsNoLifeAnyMore() {
        bench.routes.alive.addAll(bench.routes.hops);
        aliceCalls();
        bench.pass(Duration.ofSeconds(14));
        bench.routes.alive.clear();

        bench.pass(Duration.ofSeconds(4));

        alice.takeResponse(408);
        bench.assertNothingLeft();
    }

    /** Only silence counts: who refuses after a while leaves the next one its time. */
    @Test
    void shouldAskTheNextNodeThoughTheRefusalTookLong() {
        twoNodes();
        aliceCalls();
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(pbx.respond(invite, 100, "").build());
        bench.pass(Duration.ofSeconds(20));
        pbx.send(pbx.respond(invite, 503, "x").build());
        pbx.takeRequest("ACK");
        bench.pass(Duration.ofSeconds(11));

        assertTrue(alice.inbox.isEmpty());
        SipRequest next = bench.pbx2.takeRequest("INVITE");
        bench.pbx2.inbox.clear(); // repetitions
        bench.pbx2.answer(next, 486, "");
        bench.pbx2.takeRequest("ACK");
        alice.takeResponse(486);
        bench.assertNothingLeft();
    }

    /** §3.4: a node that has said 100 is at work, however long it takes. */
    @Test
    void shouldStayWithANodeThatSaysTrying() {
        twoNodes();
        aliceCalls();
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(pbx.respond(invite, 100, "").build());

        bench.pass(Duration.ofSeconds(20));

        assertTrue(bench.pbx2.inbox.isEmpty());
        pbx.answer(invite, 486, "");
        pbx.takeRequest("ACK");
        bench.assertNothingLeft();
    }

    /** §3.4 where no node is alive: told at once, with a time to try again. */
    @Test
    void shouldAnswer503AtOnceWhenNoNodeIsAlive() {
        bench.routes.hops = List.of();

        aliceCalls();

        assertTrue(alice.takeResponse(503).has(HeaderName.RETRY_AFTER));
        bench.assertNothingLeft();
    }

    /** §3.4 with a connection that is refused, and then with 503: no time is lost. */
    @Test
    void shouldTryTheNextNodeAtOnceAfterTransportErrorOr503() {
        bench.unreachable.add(CallBench.PBX_2);
        bench.routes.hops = List.of(CallBench.FakeRoutes.hop(CallBench.PBX_2),
                CallBench.FakeRoutes.hop(CallBench.PBX_1), CallBench.FakeRoutes.hop(CallBench.PBX_1));
        aliceCalls();
        SipRequest first = pbx.takeRequest("INVITE");
        pbx.send(pbx.respond(first, 503, "x").build());
        pbx.takeRequest("ACK");
        SipRequest second = pbx.takeRequest("INVITE");
        assertNotEquals(first.cseq(), second.cseq());

        pbx.send(pbx.respond(second, 503, "x").set(HeaderName.RETRY_AFTER, "20 (node 10.0.0.9 is down)").build());
        pbx.takeRequest("ACK");

        SipResponse refusal = alice.takeResponse(503);
        assertEquals("20", refusal.header(HeaderName.RETRY_AFTER).orElseThrow());
        bench.assertNothingLeft();
    }

    /** §3.6: the offer comes in the 200, the answer in the ACK. */
    @Test
    void shouldCarryALateOfferInThe200AndItsAnswerInTheAck() {
        alice.send(alice.invite("sip:1006@set.example", "sip:alice@set.example", "sip:1006@set.example", ""));
        alice.takeResponse(100);
        SipRequest invite = pbx.takeRequest("INVITE");
        assertEquals(0, invite.bodyLength());
        pbx.answer(invite, 180, Sdp.pbxOffer());
        assertEquals(0, alice.takeResponse(180).bodyLength(), "an unreliable 18x cannot carry the offer");
        pbx.answer(invite, 200, Sdp.pbxOffer());
        SipResponse ok = alice.takeResponse(200);
        assertTrue(body(ok).contains("RTP/SAVP"), body(ok));
        assertTrue(pbx.inbox.isEmpty(), "no ACK without the answer");

        alice.send(alice.ack(ok, Sdp.phoneAnswer()));

        SipRequest ack = pbx.takeRequest("ACK");
        assertTrue(body(ack).contains("RTP/AVP"), body(ack));
        assertEquals(1, bench.media.only().applied.size());
        alice.send(alice.request("BYE").build());
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    /** §3.6: a redirection names users, never the other side's hosts. */
    @Test
    void shouldPassARedirectionInTheWordsOfTheCallersSide() {
        aliceCalls();
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(pbx.respond(invite, 302, "x").set(HeaderName.CONTACT, "<sip:1009@10.0.0.77:5066>;q=0.5").build());

        SipResponse redirect = alice.takeResponse(302);

        assertEquals("<sip:1009@set.example>;q=0.5", redirect.header(HeaderName.CONTACT).orElseThrow());
        bench.assertNothingLeft();
    }

    /** §3.7: a re-INVITE with another address; our side towards the PBX stays. */
    @Test
    void shouldCarryAReInviteWithANewAddress() {
        aliceCalls();
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.answer(invite, 200, Sdp.pbxAnswer());
        pbx.takeRequest("ACK");
        alice.send(alice.ack(alice.takeResponse(200), ""));

        alice.send(alice.inviteAgain(Sdp.phoneOffer().replace("198.51.100.7", "203.0.113.5")
                .replace("o=phone 1 1", "o=phone 1 2")));
        alice.takeResponse(100);
        SipRequest again = pbx.takeRequest("INVITE");
        pbx.answer(again, 200, Sdp.pbxAnswer().replace("o=pbx 6 1", "o=pbx 6 2"));
        pbx.takeRequest("ACK");
        alice.send(alice.ack(alice.takeResponse(200), ""));

        assertEquals(invite.callId(), again.callId());
        assertEquals(2, bench.media.only().applied.size());
        assertEquals("203.0.113.5", bench.media.only().applied.getLast().streams().getFirst().set().orElseThrow()
                .remoteRtp().orElseThrow().getHostString());
        alice.send(alice.request("BYE").build());
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    /** §3.8: the caller gives up. */
    @Test
    void shouldCancelWhenTheCallerGivesUp() {
        SipRequest invite = aliceCalls();
        SipRequest out = pbx.takeRequest("INVITE");
        pbx.answer(out, 180, "");
        alice.takeResponse(180);

        alice.send(alice.cancel(invite));

        alice.takeResponse(200);
        SipResponse terminated = alice.takeResponse(487);
        alice.send(ackOf(invite, terminated));
        SipRequest cancel = pbx.takeRequest("CANCEL");
        pbx.send(SipResponse.to(cancel, 200).toTag("c").build());
        pbx.send(pbx.respond(out, 487, "pbx-1-server-tag").build());
        pbx.takeRequest("ACK");
        bench.assertNothingLeft();
        assertEquals(487, bench.records.newestFirst().getFirst().status());
    }

    /** §3.8 from the PBX: the phone stops ringing. */
    @Test
    void shouldCancelThePhoneWhenThePbxGivesUp() {
        SipRequest invite = pbx.invite("sip:token-1006@10.0.0.1:5080", "sip:2000@pbx.example", "sip:1006@pbx.example",
                Sdp.pbxOffer());
        pbx.send(invite);
        pbx.takeResponse(100);
        SipRequest out = bob.takeRequest("INVITE");
        pbx.send(pbx.cancel(invite));
        pbx.takeResponse(200);
        SipResponse terminated = pbx.takeResponse(487);
        pbx.send(pbx.requestWith("ACK", invite.cseq().number(), invite.topmostVia().branch().orElseThrow())
                .set(HeaderName.TO, terminated.to()).build());
        assertTrue(bob.inbox.isEmpty(), "RFC 3261 §9.1: no CANCEL before a provisional response");

        bob.answer(out, 180, "");

        bob.send(SipResponse.to(bob.takeRequest("CANCEL"), 200).toTag("c").build());
        bob.send(bob.respond(out, 487, "bob-server-tag").build());
        bob.takeRequest("ACK");
        bench.assertNothingLeft();
    }

    /** §3.9: busy. */
    @Test
    void shouldPassBusyWithItsReason() {
        aliceCalls();
        SipRequest out = pbx.takeRequest("INVITE");
        pbx.send(pbx.respond(out, 486, "x").reasonPhrase("In a meeting").set(HeaderName.REASON, "Q.850;cause=17")
                .build());
        pbx.takeRequest("ACK");

        SipResponse busy = alice.takeResponse(486);

        assertEquals("In a meeting", busy.reasonPhrase());
        assertEquals("Q.850;cause=17", busy.header(HeaderName.REASON).orElseThrow());
        assertFalse(busy.header(HeaderName.SERVER).orElse("").contains("pbx"));
        bench.assertNothingLeft();
    }

    /** §3.10: the user agent does not respond at all. */
    @Test
    void shouldAnswer408WhenThePbxIsSilent() {
        aliceCalls();

        bench.pass(Duration.ofSeconds(33));

        alice.takeResponse(408);
        bench.assertNothingLeft();
    }

    /** §3.10 for a phone: it is not available. */
    @Test
    void shouldAnswer480WhenThePhoneIsSilent() {
        pbxCallsBob();

        bench.pass(Duration.ofSeconds(33));

        pbx.takeResponse(480);
        bench.assertNothingLeft();
    }

    /** §3.11: temporarily unavailable. */
    @Test
    void shouldPassTemporarilyUnavailable() {
        pbxCallsBob();
        bob.send(bob.respond(bob.takeRequest("INVITE"), 480, "x").build());
        bob.takeRequest("ACK");

        pbx.takeResponse(480);
        bench.assertNothingLeft();
    }
}
