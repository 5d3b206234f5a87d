package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.FakeFlow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 4028: each leg has a session timer of its own, with either end as the refresher. */
class Rfc4028SessionTimerTest {

    private static final HeaderName SESSION_EXPIRES = HeaderName.of("Session-Expires");
    private static final HeaderName MIN_SE = HeaderName.of("Min-SE");

    @RegisterExtension
    private final CallBench bench = new CallBench();
    private final ScriptedPeer alice = bench.alice;
    private final ScriptedPeer pbx = bench.pbx;

    private SipRequest aliceCalls(String sessionExpires) {
        SipRequest.Builder invite = alice.invite("sip:1006@set.example", "sip:alice@set.example",
                "sip:1006@set.example", "").edit();
        if (!sessionExpires.isEmpty()) {
            invite.set(HeaderName.SUPPORTED, "timer").set(SESSION_EXPIRES, sessionExpires);
        }
        SipRequest sent = ScriptedPeer.described(invite, Sdp.phoneOffer()).build();
        alice.send(sent);
        return sent;
    }

    /** Both legs stand; empty: that side does not do timers. */
    private SipResponse talk(String asked, String pbxSays) {
        aliceCalls(asked);
        alice.takeResponse(100);
        SipResponse.Builder answer = pbx.respond(pbx.takeRequest("INVITE"), 200, "t").body("application/sdp",
                Sdp.pbxAnswer().getBytes(StandardCharsets.UTF_8));
        if (!pbxSays.isEmpty()) {
            answer.set(SESSION_EXPIRES, pbxSays).set(HeaderName.REQUIRE, "timer");
        }
        pbx.send(answer.build());
        pbx.takeRequest("ACK");
        SipResponse ok = alice.takeResponse(200);
        alice.send(alice.ack(ok, ""));
        return ok;
    }

    private static String body(SipMessage message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    private static Optional<String> sessionExpires(SipMessage message) {
        return message.header(SESSION_EXPIRES);
    }

    /** A peer's answer to a refresh. */
    private static void confirm(ScriptedPeer peer, SipRequest refresh, String sdp) {
        SipResponse.Builder ok = peer.respond(refresh, 200, refresh.to().tag().orElseThrow());
        sessionExpires(refresh).ifPresent(said -> ok.set(SESSION_EXPIRES,
                said.contains("refresher") ? said : said + ";refresher=uac"));
        peer.send((sdp.isEmpty()
                ? ok
                : ok.body("application/sdp", sdp.getBytes(StandardCharsets.UTF_8))).build());
    }

    private void bothEnd() {
        alice.answer(alice.takeRequest("BYE"), 200, "");
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
        assertEquals("session-expired", bench.records.newestFirst().getFirst().cause());
    }

    @Test
    @DisplayName("RFC 4028 §7.1: our INVITE asks for our own interval, whatever the caller asked for")
    void shouldAskForItsOwnIntervalOnEachLeg() {
        aliceCalls("600");
        alice.takeResponse(100);

        SipRequest invite = pbx.takeRequest("INVITE");

        assertEquals("1800", sessionExpires(invite).orElseThrow());
        assertTrue(invite.lists(HeaderName.SUPPORTED, "timer"));
    }

    @Test
    @DisplayName("RFC 4028 §9: the caller's interval is granted, never raised; it refreshes if it can")
    void shouldGrantTheIntervalOfTheCaller() {
        SipResponse ok = talk("600", "1800;refresher=uas");

        assertEquals("600;refresher=uac", sessionExpires(ok).orElseThrow());
        assertTrue(ok.lists(HeaderName.REQUIRE, "timer"));
    }

    @Test
    @DisplayName("RFC 4028 §9: a larger interval is lowered to ours; the caller's choice of refresher stands")
    void shouldLowerALargeInterval() {
        assertEquals("1800;refresher=uas", sessionExpires(talk("7200;refresher=uas", "")).orElseThrow());
    }

    @Test
    @DisplayName("RFC 4028 §9: nothing is said to a caller without timers")
    void shouldSayNothingToACallerWithoutTimers() {
        SipResponse ok = talk("", "1800;refresher=uas");

        assertFalse(ok.has(SESSION_EXPIRES));
        assertFalse(ok.has(HeaderName.REQUIRE));
    }

    @Test
    @DisplayName("RFC 4028 §6: 422 with Min-SE to an interval below ours; retried, the call stands")
    void shouldAnswer422ToASmallInterval() {
        SipRequest invite = aliceCalls("60");

        SipResponse tooSmall = alice.takeResponse(422);

        assertEquals("90", tooSmall.header(MIN_SE).orElseThrow());
        alice.send(alice.requestWith("ACK", invite.cseq().number(), invite.topmostVia().branch().orElseThrow())
                .set(HeaderName.TO, tooSmall.to()).build());
        assertTrue(pbx.inbox.isEmpty());
        bench.assertNothingLeft();
        talk("90", "");
    }

    @Test
    @DisplayName("RFC 4028 §7.3: a 422 of the PBX is answered with the larger interval it asks for")
    void shouldRetryWithALargerIntervalAfter422() {
        aliceCalls("");
        alice.takeResponse(100);
        SipRequest first = pbx.takeRequest("INVITE");
        pbx.send(pbx.respond(first, 422, "t").set(MIN_SE, "3600").build());
        pbx.takeRequest("ACK");

        SipRequest second = pbx.takeRequest("INVITE");

        assertEquals("3600", sessionExpires(second).orElseThrow());
        assertEquals("3600", second.header(MIN_SE).orElseThrow());
        assertEquals(first.callId(), second.callId());
        assertEquals(first.cseq().number() + 1, second.cseq().number());
        assertTrue(alice.inbox.isEmpty());
        pbx.send(pbx.respond(second, 422, "t").set(MIN_SE, "3600").build());
        pbx.takeRequest("ACK");
        alice.takeResponse(422);
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 4028 §10: as the refresher towards the callee we send UPDATE without offer at half of the interval")
    void shouldRefreshTheCalleeByUpdate() {
        pbx.takesUpdate = true;
        talk("", "600;refresher=uac");
        bench.pass(Duration.ofSeconds(299));
        assertTrue(pbx.inbox.isEmpty());

        bench.pass(Duration.ofMillis(1100));

        SipRequest refresh = pbx.takeRequest("UPDATE");
        assertEquals(0, refresh.bodyLength());
        assertEquals("600;refresher=uac", sessionExpires(refresh).orElseThrow());
        confirm(pbx, refresh, "");
        bench.pass(Duration.ofMillis(299_500));
        assertTrue(pbx.inbox.isEmpty());
        bench.pass(Duration.ofMillis(600));
        pbx.takeRequest("UPDATE");
        assertTrue(alice.inbox.isEmpty(), "the other leg has no part in it");
    }

    @Test
    @DisplayName("RFC 4028 §7.4: without UPDATE by re-INVITE, whose description is unchanged to its version")
    void shouldRefreshByReInviteWithTheSameDescription() {
        aliceCalls("7200;refresher=uas");
        alice.takeResponse(100);
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(pbx.respond(invite, 200, "t").set(SESSION_EXPIRES, "7200;refresher=uas")
                .body("application/sdp", Sdp.pbxAnswer().getBytes(StandardCharsets.UTF_8)).build());
        pbx.takeRequest("ACK");
        SipResponse ok = alice.takeResponse(200);
        alice.send(alice.ack(ok, ""));

        bench.pass(Duration.ofMillis(900_100));

        SipRequest refresh = alice.takeRequest("INVITE");
        assertEquals(body(ok), body(refresh), "what the phone saw last, unchanged");
        assertEquals("1800;refresher=uac", sessionExpires(refresh).orElseThrow());
        confirm(alice, refresh, Sdp.phoneAnswer().replace("a=crypto:1", "a=crypto:2"));
        alice.takeRequest("ACK");
        assertTrue(pbx.inbox.isEmpty());
        assertEquals(0, bench.counters.value(CallCounter.RENEGOTIATED));
        alice.send(alice.inviteAgain(Sdp.phoneHold()));
        alice.takeResponse(100);
        pbx.answer(pbx.takeRequest("INVITE"), 200, Sdp.pbxAnswer());
    }

    @Test
    @DisplayName("RFC 4028 §7.4: towards the callee, who got our offer, the same offer")
    void shouldRefreshTheCalleeByReInviteWithTheSameOffer() {
        aliceCalls("");
        alice.takeResponse(100);
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.answer(invite, 200, Sdp.pbxAnswer());
        pbx.takeRequest("ACK");
        alice.send(alice.ack(alice.takeResponse(200), ""));

        bench.pass(Duration.ofMillis(900_100));

        SipRequest toPbx = pbx.takeRequest("INVITE");
        assertEquals(body(invite), body(toPbx));
        assertTrue(alice.inbox.isEmpty(), "one after the other");
        pbx.answer(toPbx, 200, Sdp.pbxAnswer());
        pbx.takeRequest("ACK");
        bench.pass(Duration.ofMillis(2100));
        SipRequest toPhone = alice.takeRequest("INVITE");
        alice.answer(toPhone, 200, Sdp.phoneAnswer().replace("a=crypto:1", "a=crypto:2"));
        alice.takeRequest("ACK");
        assertEquals("10.0.0.9", bench.media.only().applied.getLast().streams().getFirst().icp().orElseThrow()
                .remoteRtp().orElseThrow().getHostString());
        alice.send(alice.request("BYE").build());
        alice.takeResponse(200);
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 4028 §10: the peer refreshes; the session goes on, answered by us alone")
    void shouldTakeTheRefreshOfThePeer() {
        talk("600", "1800;refresher=uas");
        bench.pass(Duration.ofSeconds(300));

        alice.send(alice.request("UPDATE").set(HeaderName.SUPPORTED, "timer").set(SESSION_EXPIRES, "600;refresher=uac")
                .build());

        assertEquals("600;refresher=uac", sessionExpires(alice.takeResponse(200)).orElseThrow());
        bench.pass(Duration.ofSeconds(560));
        assertTrue(pbx.inbox.isEmpty());
        assertEquals(1, bench.totals.calls());
    }

    @Test
    @DisplayName("RFC 4028 §10: a peer that should refresh and does not: BYE to both, 32 s before the end")
    void shouldEndTheCallWhenThePeerDoesNotRefresh() {
        talk("600", "7200;refresher=uas");
        bench.pass(Duration.ofSeconds(567));
        assertTrue(alice.inbox.isEmpty());

        bench.pass(Duration.ofSeconds(2));

        bothEnd();
        assertEquals(1, bench.counters.value(CallCounter.SESSION_EXPIRED));
    }

    @Test
    @DisplayName("RFC 4028 §10: 481 to a refresh ends the call")
    void shouldEndTheCallWhenTheRefreshIsAnswered481() {
        pbx.takesUpdate = true;
        talk("", "600;refresher=uac");
        bench.pass(Duration.ofMillis(300_100));

        pbx.send(pbx.respond(pbx.takeRequest("UPDATE"), 481, "t").build());

        bothEnd();
    }

    @Test
    @DisplayName("RFC 4028 §10: a refresh that nobody answers ends the call")
    void shouldEndTheCallWhenTheRefreshIsNotAnswered() {
        pbx.takesUpdate = true;
        talk("", "600;refresher=uac");
        bench.pass(Duration.ofMillis(300_100));
        pbx.takeRequest("UPDATE");

        bench.pass(Duration.ofSeconds(33));

        pbx.inbox.removeIf(message -> message instanceof SipRequest request
                && request.method().name().equals("UPDATE"));
        bothEnd();
    }

    @Test
    @DisplayName("RFC 4028 §7.2: a callee without timers is refreshed by us, so that a dead one is noticed")
    void shouldNoticeADeadPeerWithoutTimers() {
        talk("1800;refresher=uac", "");
        bench.pass(Duration.ofMillis(900_100));
        SipRequest refresh = pbx.takeRequest("INVITE");

        pbx.send(pbx.respond(refresh, 481, "t").build());

        pbx.takeRequest("ACK");
        pbx.answer(pbx.takeRequest("BYE"), 481, "");
        alice.answer(alice.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 4028 §10, RFC 3261 §14.1: 491 to our refresh; as owner of the Call-ID we try again after 2.1 to 4 s")
    void shouldTryAgainAfter491AsOwnerOfTheCallId() {
        talk("", "600;refresher=uac");
        bench.pass(Duration.ofMillis(300_100));
        SipRequest refresh = pbx.takeRequest("INVITE");
        pbx.send(pbx.respond(refresh, 491, "t").build());
        pbx.takeRequest("ACK");

        bench.pass(Duration.ofMillis(2000));
        assertTrue(pbx.inbox.isEmpty());
        bench.pass(Duration.ofMillis(2100));

        SipRequest again = pbx.takeRequest("INVITE");
        pbx.inbox.clear(); // its repetitions
        confirm(pbx, again, Sdp.pbxAnswer());
        pbx.takeRequest("ACK");
    }

    @Test
    @DisplayName("RFC 3261 §14.1: towards the caller, who owns the Call-ID, after at most 2 s")
    void shouldTryAgainWithin2SecondsWhenThePeerOwnsTheCallId() {
        alice.takesUpdate = true;
        talk("600;refresher=uas", "7200;refresher=uas");
        bench.pass(Duration.ofMillis(300_100));
        alice.send(alice.respond(alice.takeRequest("UPDATE"), 491, "x").build());

        bench.pass(Duration.ofMillis(2100));

        confirm(alice, alice.takeRequest("UPDATE"), "");
    }

    @Test
    @DisplayName("RFC 3261 §14.1: a re-INVITE that meets our refresh gets 491, from either side")
    void shouldAnswer491WhileItsOwnRefreshIsOut() {
        talk("", "600;refresher=uac");
        bench.pass(Duration.ofMillis(300_100));
        SipRequest refresh = pbx.takeRequest("INVITE");

        pbx.send(pbx.inviteAgain(Sdp.pbxHold()));
        pbx.takeResponse(491);
        alice.send(alice.inviteAgain(Sdp.phoneHold()));
        alice.takeResponse(491);

        confirm(pbx, refresh, Sdp.pbxAnswer());
        pbx.takeRequest("ACK");
        assertEquals(1, bench.totals.calls());
    }

    @Test
    @DisplayName("RFC 4028 §7.4: a refresh that is due while a re-INVITE is out comes afterwards")
    void shouldWaitWithItsRefreshForAReInvite() {
        talk("", "600;refresher=uac");
        bench.pass(Duration.ofSeconds(299));
        alice.send(alice.inviteAgain(Sdp.phoneHold()));
        alice.takeResponse(100);
        SipRequest hold = pbx.takeRequest("INVITE");
        pbx.send(pbx.respond(hold, 180, "t").build());

        bench.pass(Duration.ofSeconds(3));

        assertTrue(pbx.inbox.isEmpty());
        confirm(pbx, hold, Sdp.pbxAnswer());
        pbx.takeRequest("ACK");
        alice.send(alice.ack(alice.takeResponse(200), ""));
        bench.pass(Duration.ofSeconds(290));
        assertTrue(pbx.inbox.isEmpty(), "the re-INVITE refreshed the session");
    }

    @Test
    @DisplayName("RFC 4028 §7.4: 405 to UPDATE, whatever Allow said: re-INVITE")
    void shouldFallBackToReInvite() {
        pbx.takesUpdate = true;
        talk("", "600;refresher=uac");
        bench.pass(Duration.ofMillis(300_100));
        pbx.takesUpdate = false;

        pbx.send(pbx.respond(pbx.takeRequest("UPDATE"), 405, "t").build());
        bench.pass(Duration.ofMillis(100));

        confirm(pbx, pbx.takeRequest("INVITE"), Sdp.pbxAnswer());
        pbx.takeRequest("ACK");
    }

    @Test
    @DisplayName("RFC 4028 §6 inside a dialog: 422 to a re-INVITE with a small interval; the call goes on")
    void shouldAnswer422InsideADialog() {
        talk("600", "");

        alice.send(alice.request("UPDATE").set(HeaderName.SUPPORTED, "timer").set(SESSION_EXPIRES, "30").build());

        assertEquals("90", alice.takeResponse(422).header(MIN_SE).orElseThrow());
        assertEquals(1, bench.totals.calls());
    }

    @Test
    @DisplayName("teardown: a device that never comes back is given up when its session expires; nothing is left")
    void shouldEndTheCallOfADeviceThatNeverComesBack() {
        talk("600;refresher=uas", "7200;refresher=uas");
        bench.close(bench.aliceFlow);
        bench.pass(Duration.ofSeconds(590));
        assertEquals(1, bench.totals.calls(), "it may come back");

        bench.pass(Duration.ofSeconds(20));

        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("teardown: a device that comes back before its session expires is refreshed over its new flow")
    void shouldRefreshOverTheNewFlow() {
        alice.takesUpdate = true;
        talk("600;refresher=uas", "7200;refresher=uas");
        bench.pass(Duration.ofSeconds(290));
        bench.close(bench.aliceFlow);
        bench.pass(Duration.ofSeconds(60));
        FakeFlow newer = bench.phoneFlow(alice, "203.0.113.9", 50001);
        bench.register(bench.directory.get(1), alice, newer, "");
        bench.bindings.replaced.put(bench.aliceFlow, newer);

        bench.pass(Duration.ofSeconds(6));

        confirm(alice, alice.takeRequest("UPDATE"), "");
        bench.pass(Duration.ofSeconds(290));
        assertEquals(1, bench.totals.calls());
    }
}
