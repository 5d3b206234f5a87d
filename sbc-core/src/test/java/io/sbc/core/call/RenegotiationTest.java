package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.media.api.EndpointPlan;
import io.sbc.media.api.MediaPlan;
import io.sbc.media.api.Protection;
import io.sbc.media.api.StreamPlan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hold, retrieve and what can go wrong with a re-INVITE (RFC 3261 §14), from both sides. */
class RenegotiationTest {

    @RegisterExtension
    private final CallBench bench = new CallBench();

    private static String body(SipMessage message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    private MediaPlan lastPlan() {
        return bench.media.only().applied.getLast();
    }

    private EndpointPlan lastSet() {
        return lastPlan().streams().getFirst().set().orElseThrow();
    }

    private void phoneReinvites(Conversation call, String offer, String answer) {
        call.phone.send(call.phone.inviteAgain(offer));
        call.phone.takeResponse(100);
        call.pbx.answer(call.pbx.takeRequest("INVITE"), 200, answer);
        call.pbx.takeRequest("ACK");
        call.phone.send(call.phone.ack(call.phone.takeResponse(200), ""));
    }

    @Test
    void shouldHoldAndRetrieveFromThePhoneUnderTheSameKeys() {
        Conversation call = Conversation.aliceWithPbx(bench);
        Protection before = lastSet().send();

        phoneReinvites(call, Sdp.phoneHold(), Sdp.pbxAnswer().replace("a=sendrecv", "a=recvonly"));
        EndpointPlan held = lastSet();
        phoneReinvites(call, Sdp.phoneRetrieve(), Sdp.pbxAnswer());

        assertFalse(held.receives(), "a phone that holds gets nothing");
        assertTrue(lastSet().receives());
        assertEquals(before, lastSet().send(), "lesson 1: our key stays while the suite does");
        assertEquals(2, bench.counters.value(CallCounter.RENEGOTIATED));
        call.endByPhone();
    }

    /** RFC 3264 §5.1: who answers may speak ahead of its answer, and is heard. */
    @Test
    void shouldTakeWhatTheOtherPartySendsAheadOfItsAnswerToARetrieve() {
        Conversation call = Conversation.aliceWithPbx(bench);
        phoneReinvites(call, Sdp.phoneHold(), Sdp.pbxAnswer().replace("a=sendrecv", "a=recvonly"));
        MediaPlan held = lastPlan();
        assertEquals(List.of(), bench.media.only().expected, "a hold opens nothing");

        call.phone.send(call.phone.inviteAgain(Sdp.phoneRetrieve()));
        call.phone.takeResponse(100);
        SipRequest retrieve = call.pbx.takeRequest("INVITE");

        StreamPlan open = bench.media.only().expected.getLast().streams().getFirst();
        assertEquals(held, lastPlan(), "nothing is agreed yet");
        assertTrue(open.icp().orElseThrow().sends());
        assertTrue(open.set().orElseThrow().receives());
        assertEquals(held.streams().getFirst().set().orElseThrow().send(), open.set().orElseThrow().send());

        call.pbx.send(call.pbx.respond(retrieve, 488, "x").build());
        call.pbx.takeRequest("ACK");
        call.phone.takeResponse(488);
        assertEquals(held, lastPlan(), "closed again: it stays on hold");
        assertEquals(3, bench.media.only().applied.size());
        call.endByPhone();
    }

    @Test
    void shouldHoldAndRetrieveFromThePbx() {
        Conversation call = Conversation.pbxWithBob(bench);
        call.pbx.send(call.pbx.inviteAgain(Sdp.pbxHold()));
        call.pbx.takeResponse(100);
        SipRequest hold = call.phone.takeRequest("INVITE");
        assertTrue(body(hold).contains("a=sendonly"), body(hold));
        call.phone.answer(hold, 200, Sdp.phoneAnswer().replace("a=sendrecv", "a=recvonly"));
        call.phone.takeRequest("ACK");
        SipResponse held = call.pbx.takeResponse(200);
        assertTrue(body(held).contains("a=recvonly"), body(held));
        call.pbx.send(call.pbx.ack(held, ""));

        call.pbx.send(call.pbx.inviteAgain(Sdp.pbxOffer().replace("o=pbx 5 1", "o=pbx 5 3")));
        call.pbx.takeResponse(100);
        call.phone.answer(call.phone.takeRequest("INVITE"), 200, Sdp.phoneAnswer());
        call.phone.takeRequest("ACK");
        call.pbx.send(call.pbx.ack(call.pbx.takeResponse(200), ""));

        assertEquals(3, bench.media.only().applied.size());
        assertTrue(lastSet().sends());
        call.endByPhone();
    }

    @Test
    void shouldFallBackToWhatWasAgreedWhenTheOtherPartyRefuses() {
        Conversation call = Conversation.aliceWithPbx(bench);
        call.phone.send(call.phone.inviteAgain(Sdp.phoneHold()));
        call.phone.takeResponse(100);
        SipRequest hold = call.pbx.takeRequest("INVITE");
        call.pbx.send(call.pbx.respond(hold, 488, "x").build());
        call.pbx.takeRequest("ACK");
        call.phone.takeResponse(488);
        assertEquals(1, bench.media.only().applied.size());

        phoneReinvites(call, Sdp.phoneRetrieve(), Sdp.pbxAnswer());

        assertTrue(lastSet().receives());
        call.endByPhone();
    }

    @Test
    void shouldRefuseAnOfferThatDoesNotFitAndGoOn() {
        Conversation call = Conversation.aliceWithPbx(bench);

        call.phone.send(call.phone.inviteAgain(
                Sdp.phoneOffer().replaceAll("AES_CM_128_HMAC_SHA1_..", "F8_128_HMAC_SHA1_80")));

        assertTrue(call.phone.takeResponse(488).has(HeaderName.WARNING));
        assertTrue(call.pbx.inbox.isEmpty());
        phoneReinvites(call, Sdp.phoneHold(), Sdp.pbxAnswer());
        call.endByPhone();
    }

    @Test
    void shouldAnswer491WhenReInvitesMeet() {
        Conversation call = Conversation.aliceWithPbx(bench);
        call.phone.send(call.phone.inviteAgain(Sdp.phoneHold()));
        call.phone.takeResponse(100);
        SipRequest ours = call.pbx.takeRequest("INVITE");

        call.pbx.send(call.pbx.inviteAgain(Sdp.pbxOffer()));

        call.pbx.takeResponse(491);
        call.pbx.send(call.pbx.respond(ours, 491, "x").build());
        call.pbx.takeRequest("ACK");
        call.phone.takeResponse(491);
        call.endByPhone();
    }

    @Test
    void shouldAnswer500WithRetryAfterToASecondReInviteOfTheSameParty() {
        Conversation call = Conversation.aliceWithPbx(bench);
        call.phone.send(call.phone.inviteAgain(Sdp.phoneHold()));
        call.phone.takeResponse(100);

        call.phone.send(call.phone.inviteAgain(Sdp.phoneRetrieve()));

        assertTrue(call.phone.takeResponse(500).has(HeaderName.RETRY_AFTER));
        call.pbx.answer(call.pbx.takeRequest("INVITE"), 200, Sdp.pbxAnswer());
        call.pbx.takeRequest("ACK");
        call.phone.inbox.clear();
        call.phone.send(call.phone.requestWith("ACK", call.phone.cseq - 1, "z9hG4bKlate").build());
        call.endByPhone();
    }

    /** The PBX has its ACK from us at once; the phone's is still on its way. */
    @Test
    void shouldKeepAReInviteUntilTheAckOfTheFirstInviteIsHere() {
        bench.alice.send(bench.alice.invite("sip:1006@set.example", "sip:alice@set.example", "sip:1006@set.example",
                Sdp.phoneOffer()));
        bench.pbx.answer(bench.pbx.takeRequest("INVITE"), 200, Sdp.pbxAnswer());
        bench.pbx.takeRequest("ACK");
        bench.alice.takeResponse(100);
        SipResponse ok = bench.alice.takeResponse(200);

        bench.pbx.send(bench.pbx.inviteAgain(Sdp.pbxOffer()));
        bench.pbx.takeResponse(100);
        bench.pbx.send(bench.pbx.inviteAgain(Sdp.pbxOffer()));
        bench.pbx.takeResponse(491); // the second one
        assertTrue(bench.alice.inbox.isEmpty());
        bench.alice.send(bench.alice.ack(ok, ""));

        bench.alice.answer(bench.alice.takeRequest("INVITE"), 200, Sdp.phoneAnswer());
        bench.alice.takeRequest("ACK");
    }

    @Test
    void shouldEndAReInviteThatIsCancelledWhileItWaitsForTheAck() {
        bench.alice.send(bench.alice.invite("sip:1006@set.example", "sip:alice@set.example", "sip:1006@set.example",
                Sdp.phoneOffer()));
        bench.pbx.answer(bench.pbx.takeRequest("INVITE"), 200, Sdp.pbxAnswer());
        bench.pbx.takeRequest("ACK");
        bench.alice.takeResponse(100);
        SipResponse ok = bench.alice.takeResponse(200);
        SipRequest again = bench.pbx.inviteAgain(Sdp.pbxOffer());
        bench.pbx.send(again);
        bench.pbx.takeResponse(100);

        bench.pbx.send(bench.pbx.cancel(again));

        bench.pbx.takeResponse(200);
        bench.pbx.takeResponse(487);
        bench.alice.send(bench.alice.ack(ok, ""));
        assertTrue(bench.alice.inbox.isEmpty());
    }

    /** Lesson 16: the offer comes in the 200 to a re-INVITE, the answer in its ACK. */
    @Test
    void shouldCarryALateOfferOfAReInvite() {
        Conversation call = Conversation.aliceWithPbx(bench);
        final Protection before = lastSet().send();
        call.pbx.send(call.pbx.inviteAgain(""));
        call.pbx.takeResponse(100);
        SipRequest asked = call.phone.takeRequest("INVITE");
        assertEquals(0, asked.bodyLength());
        call.phone.answer(asked, 200, Sdp.phoneRetrieve());
        SipResponse offer = call.pbx.takeResponse(200);
        assertTrue(call.phone.inbox.isEmpty());

        call.pbx.send(call.pbx.ack(offer, Sdp.pbxAnswer()));

        SipRequest ack = call.phone.takeRequest("ACK");
        assertTrue(body(ack).contains("RTP/SAVP"), body(ack));
        assertEquals(2, bench.media.only().applied.size());
        assertEquals(before, lastSet().send(), "no new key for a phone that brings its old one");
        assertTrue(body(ack).contains(ourKey()), "what the ACK says is what media does");
        call.endByPhone();
    }

    /** The key of the ACK belongs to the exchange that it ends: a phone with a new key hears of ours there, and media has it. */
    @Test
    void shouldPutTheKeyThatItUsesIntoTheAckOfALateOffer() {
        Conversation call = Conversation.aliceWithPbx(bench);
        final Protection before = lastSet().send();
        call.pbx.send(call.pbx.inviteAgain(""));
        call.pbx.takeResponse(100);
        call.phone.answer(call.phone.takeRequest("INVITE"), 200,
                Sdp.phoneRetrieve().replace("PHONEkeyPHONEkey", "OTHERkeyPHONEkey"));
        SipResponse offer = call.pbx.takeResponse(200);
        assertEquals(before, lastSet().send(), "until the answer all is as it was");

        call.pbx.send(call.pbx.ack(offer, Sdp.pbxAnswer()));

        SipRequest ack = call.phone.takeRequest("ACK");
        assertNotEquals(before, lastSet().send());
        assertTrue(body(ack).contains(ourKey()), body(ack));
        call.endByPhone();
    }

    private String ourKey() {
        byte[] key = ((Protection.Srtp) lastSet().send()).key().keyAndSalt();
        return Base64.getEncoder().encodeToString(key);
    }

    @Test
    void shouldOpenFurtherPortsForVideo() {
        Conversation call = Conversation.pbxWithBob(bench);

        call.pbx.send(call.pbx.inviteAgain(Sdp.pbxVideoOffer().replace("o=pbx 5 1", "o=pbx 5 2")));

        SipRequest video = call.phone.takeRequest("INVITE");
        assertTrue(body(video).contains("m=video 20004"), body(video));
        assertEquals(2, bench.media.only().streams());
    }

    @Test
    void shouldKeepTheCallWhenPortsForVideoAreRefused() {
        Conversation call = Conversation.pbxWithBob(bench);
        bench.media.refuse = true;

        call.pbx.send(call.pbx.inviteAgain(Sdp.pbxVideoOffer()));

        call.pbx.takeResponse(100);
        call.pbx.takeResponse(503);
        call.endByPhone();
    }

    @Test
    void shouldCancelAReInviteAndGoOn() {
        Conversation call = Conversation.aliceWithPbx(bench);
        SipRequest hold = call.phone.inviteAgain(Sdp.phoneHold());
        call.phone.send(hold);
        call.phone.takeResponse(100);
        SipRequest relayed = call.pbx.takeRequest("INVITE");
        call.pbx.send(call.pbx.respond(relayed, 180, "x").build());

        call.phone.send(call.phone.cancel(hold));

        call.phone.takeResponse(200);
        call.pbx.send(SipResponse.to(call.pbx.takeRequest("CANCEL"), 200).toTag("c").build());
        call.pbx.send(call.pbx.respond(relayed, 487, "x").build());
        call.pbx.takeRequest("ACK");
        call.phone.takeResponse(487);
        call.endByPhone();
    }

    @Test
    void shouldEndBothLegsWhenTheOtherPartyForgotTheDialog() {
        Conversation call = Conversation.aliceWithPbx(bench);
        call.phone.send(call.phone.inviteAgain(Sdp.phoneHold()));
        call.phone.takeResponse(100);
        SipRequest hold = call.pbx.takeRequest("INVITE");

        call.pbx.send(call.pbx.respond(hold, 481, "x").build());

        call.pbx.takeRequest("ACK");
        call.pbx.answer(call.pbx.takeRequest("BYE"), 481, "");
        call.phone.takeResponse(481);
        call.phone.answer(call.phone.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    void shouldEndBothLegsWhenTheAnswerToAReInviteDoesNotFit() {
        Conversation call = Conversation.pbxWithBob(bench);
        call.pbx.send(call.pbx.inviteAgain(Sdp.pbxHold()));
        call.pbx.takeResponse(100);

        call.phone.answer(call.phone.takeRequest("INVITE"), 200, Sdp.phoneAnswerInTheClear());

        call.phone.takeRequest("ACK");
        call.pbx.takeResponse(488);
        call.phone.answer(call.phone.takeRequest("BYE"), 200, "");
        call.pbx.answer(call.pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    void shouldEndAReInviteWithTheCall() {
        Conversation call = Conversation.aliceWithPbx(bench);
        SipRequest hold = call.phone.inviteAgain(Sdp.phoneHold());
        call.phone.send(hold);
        call.phone.takeResponse(100);
        SipRequest relayed = call.pbx.takeRequest("INVITE");

        call.phone.send(call.phone.request("BYE").build());

        call.phone.takeResponse(200);
        call.phone.takeResponse(487);
        call.pbx.answer(call.pbx.takeRequest("BYE"), 200, "");
        call.pbx.send(call.pbx.respond(relayed, 200, "x")
                .body("application/sdp", Sdp.pbxAnswer().getBytes(StandardCharsets.UTF_8)).build());
        call.pbx.takeRequest("ACK");
        call.phone.send(call.phone.requestWith("ACK", hold.cseq().number(),
                hold.topmostVia().branch().orElseThrow()).build());
        bench.assertNothingLeft();
    }

    @Test
    void shouldRelayAnUpdateWithOfferAsUpdate() {
        bench.pbx.takesUpdate = true;
        Conversation call = Conversation.aliceWithPbx(bench);
        SipRequest update = ScriptedPeer.described(call.phone.request("UPDATE"), Sdp.phoneHold()).build();
        call.phone.send(update);

        SipRequest relayed = call.pbx.takeRequest("UPDATE");
        assertTrue(body(relayed).contains("a=sendonly"));
        call.pbx.answer(relayed, 200, Sdp.pbxAnswer());

        assertTrue(body(call.phone.takeResponse(200)).contains("RTP/SAVP"));
        assertTrue(call.pbx.inbox.isEmpty(), "UPDATE has no ACK");
        phoneReinvites(call, Sdp.phoneRetrieve(), Sdp.pbxAnswer());
        call.endByPhone();
    }

    @Test
    void shouldRelayAnUpdateAsReInviteToAPeerWithoutUpdate() {
        Conversation call = Conversation.pbxWithBob(bench);
        SipRequest update = ScriptedPeer.described(call.pbx.request("UPDATE"), Sdp.pbxHold()).build();

        call.pbx.send(update);

        call.phone.answer(call.phone.takeRequest("INVITE"), 200, Sdp.phoneAnswer());
        call.phone.takeRequest("ACK");
        call.pbx.takeResponse(200);
        call.endByPhone();
    }

    @Test
    void shouldAnswerAnUpdateWithoutOfferItself() {
        Conversation call = Conversation.aliceWithPbx(bench);

        call.phone.send(call.phone.request("UPDATE").build());

        call.phone.takeResponse(200);
        assertTrue(call.pbx.inbox.isEmpty());
    }

    @Test
    void shouldGiveUpAReInviteThatIsNotAnswered() {
        Conversation call = Conversation.aliceWithPbx(bench);
        call.phone.send(call.phone.inviteAgain(Sdp.phoneHold()));
        call.phone.takeResponse(100);
        SipRequest hold = call.pbx.takeRequest("INVITE");
        call.pbx.send(call.pbx.respond(hold, 180, "x").build());

        bench.pass(Duration.ofSeconds(181));

        call.pbx.send(SipResponse.to(call.pbx.takeRequest("CANCEL"), 200).toTag("c").build());
        call.pbx.inbox.clear(); // its repetition
        call.pbx.send(call.pbx.respond(hold, 487, "x").build());
        call.pbx.takeRequest("ACK");
        call.phone.takeResponse(487);
        call.endByPhone();
    }

    @Test
    void shouldRelayInfoAndMessageWithTheirBodies() {
        Conversation call = Conversation.aliceWithPbx(bench);
        call.phone.send(call.phone.request("INFO").set(HeaderName.of("Info-Package"), "dtmf")
                .body("application/dtmf-relay", "Signal=5\r\n".getBytes(StandardCharsets.UTF_8)).build());
        SipRequest info = call.pbx.takeRequest("INFO");
        call.pbx.answer(info, 200, "");
        call.phone.takeResponse(200);

        call.pbx.send(call.pbx.request("MESSAGE").body("text/plain", "hello".getBytes(StandardCharsets.UTF_8))
                .build());
        SipRequest message = call.phone.takeRequest("MESSAGE");
        call.phone.send(call.phone.respond(message, 415, "x").build());

        assertEquals("Signal=5\r\n", body(info));
        assertEquals("dtmf", info.header(HeaderName.of("Info-Package")).orElseThrow());
        assertEquals("hello", body(message));
        call.pbx.takeResponse(415);
        call.endByPhone();
    }

    @Test
    void shouldAnswer500ToARequestOutOfOrderAnd405ToPublishAnd481ToAStranger() {
        Conversation call = Conversation.aliceWithPbx(bench);
        call.phone.send(call.phone.requestWith("INFO", 1, "z9hG4bKold").build());
        call.phone.takeResponse(500);

        call.phone.send(call.phone.request("PUBLISH").build());
        call.phone.takeResponse(405);
        call.phone.send(call.phone.request("DANCE").build());
        call.phone.takeResponse(501);

        call.phone.send(call.phone.request("BYE").set(HeaderName.CALL_ID, "another").build());
        call.phone.takeResponse(481);
        call.phone.send(call.phone.request("BYE").set(HeaderName.FROM, "<sip:alice@set.example>;tag=other").build());
        call.phone.takeResponse(481);
        assertEquals(List.of(), List.copyOf(call.pbx.inbox));
        call.endByPhone();
    }
}
