package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 3262: 100rel on each leg on its own, PRACK carried end to end where both sides do it. */
class Rfc3262ReliableProvisionalTest {

    private static final HeaderName RSEQ = HeaderName.of("RSeq");
    private static final HeaderName RACK = HeaderName.of("RAck");

    @RegisterExtension
    private final CallBench bench = new CallBench();
    private final ScriptedPeer alice = bench.alice;
    private final ScriptedPeer bob = bench.bob;
    private final ScriptedPeer pbx = bench.pbx;

    private SipRequest aliceCalls(String extensionHeader, String sdp) {
        SipRequest.Builder invite = alice.invite("sip:1006@set.example", "sip:alice@set.example",
                "sip:1006@set.example", "").edit();
        if (!extensionHeader.isEmpty()) {
            invite.set(HeaderName.of(extensionHeader), "100rel");
        }
        SipRequest sent = ScriptedPeer.described(invite, sdp).build();
        alice.send(sent);
        alice.takeResponse(100);
        return sent;
    }

    private static String body(SipMessage message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    private static SipResponse reliable(ScriptedPeer peer, SipRequest invite, int status, long rseq, String tag,
            String sdp) {
        SipResponse.Builder response = peer.respond(invite, status, tag).set(HeaderName.REQUIRE, "100rel")
                .set(RSEQ, rseq);
        return (sdp.isEmpty()
                ? response
                : response.body("application/sdp", sdp.getBytes(StandardCharsets.UTF_8))).build();
    }

    /** The PRACK of alice or of the PBX for a response of ours. */
    private static SipRequest.Builder prack(ScriptedPeer peer, SipResponse response) {
        peer.join(response);
        return peer.request("PRACK").set(RACK,
                response.header(RSEQ).orElseThrow() + " " + response.cseq());
    }

    private void hangUp() {
        alice.send(alice.request("BYE").build());
        alice.takeResponse(200);
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 3262 §3, §4: a reliable 18x with the answer, PRACK and its 200 go end to end with mapped numbers")
    void shouldCarryPrackEndToEnd() {
        aliceCalls("Supported", Sdp.phoneOffer());
        SipRequest invite = pbx.takeRequest("INVITE");
        assertTrue(invite.lists(HeaderName.SUPPORTED, "100rel"));
        pbx.send(reliable(pbx, invite, 183, 4711, "t", Sdp.pbxAnswer()));
        SipResponse progress = alice.takeResponse(183);
        assertTrue(progress.lists(HeaderName.REQUIRE, "100rel"));
        assertTrue(body(progress).contains("RTP/SAVP"), body(progress));
        assertTrue(pbx.inbox.isEmpty(), "the callee hears PRACK when the caller sends it");

        alice.send(prack(alice, progress).build());

        SipRequest relayed = pbx.takeRequest("PRACK");
        assertEquals("4711 " + invite.cseq(), relayed.header(RACK).orElseThrow());
        assertEquals("t", relayed.to().tag().orElseThrow());
        assertEquals(invite.cseq().number() + 1, relayed.cseq().number());
        assertTrue(alice.inbox.isEmpty());
        pbx.answer(relayed, 200, "");
        alice.takeResponse(200);

        pbx.send(pbx.respond(invite, 200, "t").build());
        pbx.takeRequest("ACK");
        SipResponse ok = alice.takeResponse(200);
        assertEquals(0, ok.bodyLength(), "the caller has the answer");
        alice.send(alice.ack(ok, ""));
        hangUp();
    }

    @Test
    @DisplayName("RFC 3262 §3, PBX to phone: the phone's reliable 180 reaches the PBX under our own RSeq")
    void shouldCarryPrackFromPbxToPhone() {
        pbx.send(pbx.invite("sip:token-1006@10.0.0.1:5080", "sip:2000@pbx.example", "sip:1006@pbx.example",
                Sdp.pbxOffer()).edit().set(HeaderName.SUPPORTED, "timer, 100rel").build());
        pbx.takeResponse(100);
        SipRequest invite = bob.takeRequest("INVITE");
        bob.send(reliable(bob, invite, 180, 1, "b", ""));
        SipResponse ringing = pbx.takeResponse(180);

        pbx.send(prack(pbx, ringing).build());

        SipRequest relayed = bob.takeRequest("PRACK");
        assertEquals("1 " + invite.cseq(), relayed.header(RACK).orElseThrow());
        bob.answer(relayed, 200, "");
        pbx.takeResponse(200);
        bob.answer(invite, 200, Sdp.phoneAnswer());
        bob.takeRequest("ACK");
        assertTrue(body(pbx.takeResponse(200)).contains("RTP/AVP"));
    }

    @Test
    @DisplayName("RFC 3262 §4: a caller without 100rel has no part in it; we acknowledge ourselves")
    void shouldAcknowledgeItselfWhenTheCallerCannot() {
        aliceCalls("", Sdp.phoneOffer());
        SipRequest invite = pbx.takeRequest("INVITE");
        assertFalse(invite.lists(HeaderName.SUPPORTED, "100rel"), "what the caller cannot is not offered");

        pbx.send(reliable(pbx, invite, 183, 9, "t", Sdp.pbxAnswer()));

        SipRequest prack = pbx.takeRequest("PRACK");
        assertEquals("9 " + invite.cseq(), prack.header(RACK).orElseThrow());
        pbx.answer(prack, 200, "");
        SipResponse progress = alice.takeResponse(183);
        assertFalse(progress.has(RSEQ));
        assertFalse(progress.has(HeaderName.REQUIRE));
        pbx.send(pbx.respond(invite, 200, "t").build());
        pbx.takeRequest("ACK");
        SipResponse ok = alice.takeResponse(200);
        assertEquals(body(progress), body(ok), "the 200 repeats the answer, since the 183 may have been lost");
        alice.send(alice.ack(ok, ""));
        hangUp();
    }

    @Test
    @DisplayName("RFC 3262 §3: Require: 100rel is no longer 420; every 18x to such a caller is reliable")
    void shouldSendReliablyToACallerThatInsists() {
        aliceCalls("Require", Sdp.phoneOffer());
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.answer(invite, 180, "");
        SipResponse ringing = alice.takeResponse(180);
        assertTrue(ringing.has(RSEQ));

        alice.send(prack(alice, ringing).build());

        alice.takeResponse(200);
        assertTrue(pbx.inbox.isEmpty(), "the callee sent its 180 unreliably");
    }

    @Test
    @DisplayName("RFC 3262 §3: repeated at intervals that double from T1, until the PRACK comes")
    void shouldRepeatUntilThePrackComes() {
        aliceCalls("Supported", Sdp.phoneOffer());
        pbx.send(reliable(pbx, pbx.takeRequest("INVITE"), 180, 1, "t", ""));
        SipResponse ringing = alice.takeResponse(180);

        bench.pass(Duration.ofSeconds(16)); // at 0.5, 1.5, 3.5, 7.5, 15.5 s

        for (int i = 0; i < 5; i++) {
            assertEquals(ringing.header(RSEQ), alice.takeResponse(180).header(RSEQ));
        }
        assertTrue(alice.inbox.isEmpty());
        alice.send(prack(alice, ringing).build());
        pbx.answer(pbx.takeRequest("PRACK"), 200, "");
        alice.takeResponse(200);
        bench.pass(Duration.ofSeconds(40));
        assertTrue(alice.inbox.isEmpty());
    }

    @Test
    @DisplayName("RFC 3262 §3: without PRACK in 64*T1 the INVITE is refused with 5xx and the callee cancelled")
    void shouldRefuseTheInviteWhenThePrackDoesNotCome() {
        aliceCalls("Supported", Sdp.phoneOffer());
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(reliable(pbx, invite, 183, 1, "t", Sdp.pbxAnswer()));

        bench.pass(Duration.ofSeconds(33));

        alice.inbox.removeIf(message -> message instanceof SipResponse response && response.status() == 183);
        alice.takeResponse(504);
        pbx.send(SipResponse.to(pbx.takeRequest("CANCEL"), 200).toTag("c").build());
        pbx.inbox.clear();
        pbx.send(pbx.respond(invite, 487, "t").build());
        assertEquals(1, bench.counters.value(CallCounter.PRACK_MISSING));
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 3262 §3: the second reliable response waits for the PRACK of the first, its RSeq is one higher")
    void shouldSendOneReliableResponseAtATime() {
        aliceCalls("Supported", Sdp.phoneOffer());
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(reliable(pbx, invite, 180, 50, "t", ""));
        SipResponse first = alice.takeResponse(180);
        pbx.send(reliable(pbx, invite, 183, 51, "t", Sdp.pbxAnswer()));
        assertTrue(alice.inbox.isEmpty());

        alice.send(prack(alice, first).build());

        SipResponse second = alice.takeResponse(183);
        assertEquals(Long.parseLong(first.header(RSEQ).orElseThrow()) + 1,
                Long.parseLong(second.header(RSEQ).orElseThrow()));
        assertEquals("50 " + invite.cseq(), pbx.takeRequest("PRACK").header(RACK).orElseThrow());
        alice.send(prack(alice, second).build());
        assertEquals("51 " + invite.cseq(), pbx.takeRequest("PRACK").header(RACK).orElseThrow());
    }

    @Test
    @DisplayName("RFC 3262 §4: a repeated response and one out of order are neither passed on nor acknowledged")
    void shouldIgnoreWhatIsRepeatedOrOutOfOrder() {
        aliceCalls("", Sdp.phoneOffer());
        SipRequest invite = pbx.takeRequest("INVITE");
        SipResponse first = reliable(pbx, invite, 180, 5, "t", "");
        pbx.send(first);
        pbx.takeRequest("PRACK");
        alice.takeResponse(180);

        pbx.send(first);
        pbx.send(reliable(pbx, invite, 183, 7, "t", ""));

        assertTrue(pbx.inbox.isEmpty());
        assertTrue(alice.inbox.isEmpty());
        pbx.send(reliable(pbx, invite, 181, 6, "t", ""));
        pbx.takeRequest("PRACK");
        alice.takeResponse(181);
    }

    @Test
    @DisplayName("RFC 3262 §3: a PRACK that matches nothing gets 481")
    void shouldAnswer481ToAPrackThatMatchesNothing() {
        aliceCalls("Supported", Sdp.phoneOffer());
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(reliable(pbx, invite, 180, 5, "t", ""));
        SipResponse ringing = alice.takeResponse(180);
        alice.join(ringing);

        alice.send(alice.request("PRACK").set(RACK, "1 1 INVITE").build());
        alice.takeResponse(481);
        alice.send(alice.request("PRACK").set(RACK, "nonsense").build());
        alice.takeResponse(481);
        alice.send(alice.request("PRACK").build());

        alice.takeResponse(481);
        assertTrue(pbx.inbox.isEmpty());
    }

    @Test
    @DisplayName("RFC 3262 §5: to an INVITE without offer the 183 brings it, PRACK the answer; the ACK has none")
    void shouldCarryALateOfferIn183AndPrack() {
        aliceCalls("Supported", "");
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(reliable(pbx, invite, 183, 1, "t", Sdp.pbxOffer()));
        SipResponse offer = alice.takeResponse(183);
        assertTrue(body(offer).contains("RTP/SAVP"), body(offer));
        assertTrue(bench.media.only().applied.isEmpty());

        alice.send(ScriptedPeer.described(prack(alice, offer), Sdp.phoneAnswer()).build());

        SipRequest relayed = pbx.takeRequest("PRACK");
        assertTrue(body(relayed).contains("RTP/AVP"), body(relayed));
        assertEquals(1, bench.media.only().applied.size());
        pbx.answer(relayed, 200, "");
        alice.takeResponse(200);
        pbx.send(pbx.respond(invite, 200, "t").build());
        assertEquals(0, pbx.takeRequest("ACK").bodyLength());
        SipResponse ok = alice.takeResponse(200);
        assertEquals(0, ok.bodyLength());
        alice.send(alice.ack(ok, ""));
        hangUp();
    }

    /** A fork's offer in the 183 is answered in PRACK; gives the INVITE, which another fork may answer. */
    private SipRequest offeredLateByOneFork() {
        aliceCalls("Supported", "");
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(reliable(pbx, invite, 183, 1, "one", Sdp.pbxOffer()));
        SipResponse offer = alice.takeResponse(183);
        alice.send(ScriptedPeer.described(prack(alice, offer), Sdp.phoneAnswer()).build());
        pbx.answer(pbx.takeRequest("PRACK"), 200, "");
        alice.takeResponse(200);
        return invite;
    }

    @Test
    @DisplayName("ADR 0020: another fork gets the call with an offer of its own: the ACK answers it by what the caller has said")
    void shouldAnswerTheLateOfferOfAnotherFork() {
        SipRequest invite = offeredLateByOneFork();

        pbx.send(pbx.respond(invite, 200, "two")
                .body("application/sdp", Sdp.pbxOffer().getBytes(StandardCharsets.UTF_8)).build());

        SipRequest ack = pbx.takeRequest("ACK");
        assertEquals("two", ack.to().tag().orElseThrow());
        assertTrue(body(ack).contains("RTP/AVP"), body(ack));
        SipResponse ok = alice.takeResponse(200);
        assertEquals(0, ok.bodyLength(), "the caller has had its offer");
        alice.send(alice.ack(ok, ""));
        SipRequest reinvite = alice.takeRequest("INVITE");
        assertTrue(body(reinvite).contains("RTP/SAVP"), body(reinvite));
        alice.answer(reinvite, 200, Sdp.phoneAnswer());
        alice.takeRequest("ACK");
        assertEquals(1, bench.counters.value(CallCounter.ANSWER_CORRECTED));
        hangUp();
    }

    @Test
    @DisplayName("ADR 0020: the offer of another fork that the caller's answer does not fit ends the call")
    void shouldEndTheCallWhenTheAnswerDoesNotFitTheOtherForksOffer() {
        SipRequest invite = offeredLateByOneFork();

        pbx.send(pbx.respond(invite, 200, "two").body("application/sdp",
                Sdp.pbxOffer().replace("m=audio", "m=video").getBytes(StandardCharsets.UTF_8)).build());

        pbx.takeRequest("ACK");
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        alice.takeResponse(488);
    }

    @Test
    @DisplayName("RFC 3262 §5: a PRACK may make a new offer, its 200 answers")
    void shouldCarryAnOfferInPrack() {
        aliceCalls("Supported", Sdp.phoneOffer());
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(reliable(pbx, invite, 183, 1, "t", Sdp.pbxAnswer()));
        SipResponse progress = alice.takeResponse(183);

        alice.send(ScriptedPeer.described(prack(alice, progress), Sdp.phoneHold()).build());

        SipRequest relayed = pbx.takeRequest("PRACK");
        assertTrue(body(relayed).contains("a=sendonly"), body(relayed));
        pbx.answer(relayed, 200, Sdp.pbxAnswer().replace("a=sendrecv", "a=recvonly"));
        assertTrue(body(alice.takeResponse(200)).contains("a=recvonly"));
        assertEquals(2, bench.media.only().applied.size());
        pbx.send(pbx.respond(invite, 200, "t").build());
        pbx.takeRequest("ACK");
        alice.send(alice.ack(alice.takeResponse(200), ""));
        assertFalse(bench.media.only().applied.getLast().streams().getFirst().set().orElseThrow().receives(),
                "the 200 does not undo what was negotiated last");
        hangUp();
    }

    @Test
    @DisplayName("RFC 3262 §3: the 200 waits for the PRACK of a response with a description")
    void shouldHoldThe200UntilThePrack() {
        aliceCalls("Supported", Sdp.phoneOffer());
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(reliable(pbx, invite, 183, 1, "t", Sdp.pbxAnswer()));
        SipResponse progress = alice.takeResponse(183);
        pbx.send(pbx.respond(invite, 200, "t").build());
        assertTrue(alice.inbox.isEmpty(), "not before its PRACK");

        alice.send(prack(alice, progress).build());

        alice.send(alice.ack(alice.takeResponse(200), ""));
        pbx.inbox.removeIf(message -> message instanceof SipRequest request && request.method().name().equals("ACK"));
        pbx.answer(pbx.takeRequest("PRACK"), 200, "");
        alice.takeResponse(200);
        hangUp();
    }

    @Test
    @DisplayName("RFC 3262 §3: a 200 need not wait for a response without description; its late PRACK is still taken")
    void shouldTakeAPrackAfterThe200() {
        aliceCalls("Supported", Sdp.phoneOffer());
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(reliable(pbx, invite, 180, 1, "t", ""));
        SipResponse ringing = alice.takeResponse(180);
        pbx.answer(invite, 200, Sdp.pbxAnswer().replace("pbx-1-server-tag", "t"));
        SipResponse ok = alice.takeResponse(200);
        pbx.takeRequest("ACK");

        alice.send(prack(alice, ringing).build());

        pbx.answer(pbx.takeRequest("PRACK"), 200, "");
        alice.takeResponse(200);
        alice.send(alice.ack(ok, ""));
        bench.pass(Duration.ofSeconds(40));
        assertTrue(alice.inbox.isEmpty(), "nothing is repeated after the final response");
    }

    @Test
    @DisplayName("RFC 3262 §3: a PRACK that comes when the 200 is acknowledged already is taken")
    void shouldTakeAPrackBehindTheAck() {
        aliceCalls("Supported", Sdp.phoneOffer());
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(reliable(pbx, invite, 180, 1, "t", ""));
        SipRequest late = prack(alice, alice.takeResponse(180)).build();
        pbx.answer(invite, 200, Sdp.pbxAnswer().replace("pbx-1-server-tag", "t"));
        pbx.takeRequest("ACK");
        alice.send(alice.ack(alice.takeResponse(200), ""));

        alice.send(late);
        alice.takeResponse(200);

        assertTrue(pbx.inbox.isEmpty(), "the callee has had its ACK");
        alice.send(alice.request("PRACK").set(RACK, late.header(RACK).orElseThrow()).build());
        alice.takeResponse(481);
        hangUp();
    }

    @Test
    @DisplayName("RFC 3262 §3: a PRACK that comes when the call is being ended is answered")
    void shouldAnswerAPrackWhileTheCallEnds() {
        aliceCalls("Supported", Sdp.phoneOffer());
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(reliable(pbx, invite, 180, 1, "t", ""));
        SipRequest late = prack(alice, alice.takeResponse(180)).build();
        pbx.answer(invite, 200, Sdp.pbxAnswer().replace("pbx-1-server-tag", "t"));
        pbx.takeRequest("ACK");
        SipResponse ok = alice.takeResponse(200);
        bench.control.shutDown();
        bench.settle();
        alice.send(alice.ack(ok, ""));

        alice.send(late);
        pbx.takeRequest("BYE");
        pbx.answer(pbx.takeRequest("PRACK"), 481, "");

        assertTrue(alice.heard.stream().anyMatch(message -> message instanceof SipResponse response
                && response.isFinal() && response.cseq().equals(late.cseq())));
    }

    @Test
    @DisplayName("RFC 3262, RFC 3261 §9: a CANCEL while the 200 waits for its PRACK ends the callee")
    void shouldEndTheCalleeWhenTheCallerCancelsBeforeThePrack() {
        SipRequest call = aliceCalls("Supported", Sdp.phoneOffer());
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(reliable(pbx, invite, 183, 1, "t", Sdp.pbxAnswer()));
        alice.takeResponse(183);
        pbx.send(pbx.respond(invite, 200, "t").build());

        alice.send(alice.cancel(call));

        alice.takeResponse(200);
        alice.takeResponse(487);
        pbx.takeRequest("ACK");
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 3262 §4 with forks: each fork counts its own RSeq and gets its own PRACK")
    void shouldAcknowledgeEachForkInItsOwnDialog() {
        aliceCalls("Supported", Sdp.phoneOffer());
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(reliable(pbx, invite, 180, 100, "one", ""));
        pbx.send(reliable(pbx, invite, 180, 7, "two", ""));
        SipResponse first = alice.takeResponse(180);
        alice.send(prack(alice, first).build());
        SipResponse second = alice.takeResponse(180);
        alice.send(prack(alice, second).build());

        SipRequest toOne = pbx.takeRequest("PRACK");
        SipRequest toTwo = pbx.takeRequest("PRACK");

        assertEquals("one", toOne.to().tag().orElseThrow());
        assertEquals("100 " + invite.cseq(), toOne.header(RACK).orElseThrow());
        assertEquals("two", toTwo.to().tag().orElseThrow());
        assertEquals("7 " + invite.cseq(), toTwo.header(RACK).orElseThrow());
        assertEquals(first.to().tag(), second.to().tag(), "the caller sees one early dialog");
    }

    /** What the PBX's other fork answers: A-law, where the first had µ-law. */
    private static String otherAnswer() {
        return Sdp.pbxAnswer().replace("RTP/AVP 0", "RTP/AVP 8").replace("a=rtpmap:0 PCMU", "a=rtpmap:8 PCMA");
    }

    /** The caller's answer to that: with the crypto line that was chosen of its offer. */
    private static String phoneAnswer() {
        return Sdp.phoneAnswer().replace("SAVP 0", "SAVP 8").replace("0 PCMU", "8 PCMA").replace("crypto:1",
                "crypto:2");
    }

    private static String version(String sdp) {
        return sdp.lines().filter(line -> line.startsWith("o=")).findFirst().orElseThrow().split(" ")[2];
    }

    /** Fork one answers early and is acknowledged, fork two gets the call; gives what the caller was told early. */
    private String answeredByAnotherFork(String answer) {
        aliceCalls("Supported", Sdp.phoneOffer());
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(reliable(pbx, invite, 183, 1, "one", Sdp.pbxAnswer()));
        SipResponse progress = alice.takeResponse(183);
        alice.send(prack(alice, progress).build());
        pbx.answer(pbx.takeRequest("PRACK"), 200, "");
        alice.takeResponse(200);
        pbx.send(pbx.respond(invite, 200, "two").body("application/sdp", answer.getBytes(StandardCharsets.UTF_8))
                .build());
        pbx.takeRequest("ACK");
        SipResponse ok = alice.takeResponse(200);
        assertEquals(0, ok.bodyLength(), "one dialog has one answer (RFC 3261 §13.2.1)");
        alice.send(alice.ack(ok, ""));
        return body(progress);
    }

    @Test
    @DisplayName("ADR 0020: another fork with other codecs gets the call: the caller is offered them, alone")
    void shouldOfferTheCallerWhatTheWinnerAnswered() {
        String told = answeredByAnotherFork(otherAnswer());

        SipRequest reinvite = alice.takeRequest("INVITE");

        assertTrue(body(reinvite).contains("RTP/SAVP 8\r\n"), body(reinvite));
        assertEquals(Integer.parseInt(version(told)) + 1, Integer.parseInt(version(body(reinvite))));
        alice.answer(reinvite, 200, phoneAnswer().replace("m=audio 4000", "m=audio 4002"));
        alice.takeRequest("ACK");
        assertTrue(pbx.inbox.isEmpty(), "the PBX has nothing to do with it");
        assertEquals(4002, bench.media.only().applied.getLast().streams().getFirst().set().orElseThrow().remoteRtp()
                .orElseThrow().getPort());
        assertEquals(1, bench.counters.value(CallCounter.ANSWER_CORRECTED));
        hangUp();
    }

    @Test
    @DisplayName("ADR 0020: another fork with the same codecs gets the call: nothing is to be said")
    void shouldSayNothingWhenTheWinnerAnsweredTheSame() {
        answeredByAnotherFork(Sdp.pbxAnswer());

        assertTrue(alice.inbox.isEmpty());
        hangUp();
    }

    @Test
    @DisplayName("RFC 3261 §14.1: 491 to it: the caller owns the Call-ID, we try again within 2 s")
    void shouldOfferItAgainAfterGlare() {
        answeredByAnotherFork(otherAnswer());
        alice.answer(alice.takeRequest("INVITE"), 491, "");
        alice.takeRequest("ACK");
        assertTrue(alice.inbox.isEmpty(), "not at once");

        bench.pass(Duration.ofSeconds(2));

        SipRequest again = alice.takeRequest("INVITE");
        assertTrue(body(again).contains("RTP/SAVP 8\r\n"), body(again));
        alice.answer(again, 200, phoneAnswer());
        alice.takeRequest("ACK");
        hangUp();
    }

    @Test
    @DisplayName("RFC 3261 §14.1: a caller that will not have it keeps its call")
    void shouldKeepTheCallWhenTheCallerRefuses() {
        answeredByAnotherFork(otherAnswer());
        alice.answer(alice.takeRequest("INVITE"), 488, "");
        alice.takeRequest("ACK");

        bench.pass(Duration.ofSeconds(10));

        assertTrue(alice.inbox.isEmpty(), "it was asked once");
        hangUp();
    }

    @Test
    @DisplayName("RFC 3262 §5: an offer in the 183 whose PRACK has no answer: 488 to both, and the callee is cancelled")
    void shouldEndTheCallWhenThePrackHasNoAnswer() {
        aliceCalls("Supported", "");
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(reliable(pbx, invite, 183, 1, "t", Sdp.pbxOffer()));
        SipResponse offer = alice.takeResponse(183);

        alice.send(prack(alice, offer).build());

        alice.takeResponse(488);
        alice.takeResponse(488);
        pbx.answer(pbx.takeRequest("CANCEL"), 200, "");
        pbx.answer(invite, 487, "");
        pbx.takeRequest("ACK");
        alice.inbox.clear();
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 3262 §5: an answer in PRACK that the policy does not take ends the call as well")
    void shouldEndTheCallWhenTheAnswerInPrackIsOfNoUse() {
        aliceCalls("Supported", "");
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(reliable(pbx, invite, 183, 1, "t", Sdp.pbxOffer()));
        SipResponse offer = alice.takeResponse(183);

        alice.send(ScriptedPeer.described(prack(alice, offer), Sdp.phoneAnswerInTheClear()).build());

        alice.takeResponse(488);
        alice.takeResponse(488);
        pbx.answer(pbx.takeRequest("CANCEL"), 200, "");
        pbx.answer(invite, 487, "");
        pbx.takeRequest("ACK");
        alice.inbox.clear();
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 3262 §3: a new offer in PRACK that is of no use gets 488, but the callee its PRACK")
    void shouldAcknowledgeTheCalleeWhenTheOfferInPrackIsOfNoUse() {
        aliceCalls("Supported", Sdp.phoneOffer());
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(reliable(pbx, invite, 183, 1, "t", Sdp.pbxAnswer()));
        SipResponse progress = alice.takeResponse(183);

        alice.send(ScriptedPeer.described(prack(alice, progress), "v=nonsense").build());

        alice.takeResponse(488);
        SipRequest bare = pbx.takeRequest("PRACK");
        assertEquals(0, bare.bodyLength());
        pbx.answer(bare, 200, "");
        pbx.send(pbx.respond(invite, 200, "t").build());
        pbx.takeRequest("ACK");
        alice.send(alice.ack(alice.takeResponse(200), ""));
        hangUp();
    }
}
