package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.medialink.MediaListener;
import io.sbc.core.record.CallRecord;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaVerdict;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Races, repetitions and time-outs at the end and around the answer of a call. */
class CallEndTest {

    @RegisterExtension
    private final CallBench bench = new CallBench();
    private final ScriptedPeer alice = bench.alice;
    private final ScriptedPeer pbx = bench.pbx;

    private SipRequest aliceCalls() {
        SipRequest invite = alice.invite("sip:1006@set.example", "sip:alice@set.example", "sip:1006@set.example",
                Sdp.phoneOffer());
        alice.send(invite);
        alice.takeResponse(100);
        return invite;
    }

    private static SipResponse ok(ScriptedPeer peer, SipRequest invite, String tag) {
        return peer.respond(invite, 200, tag).body("application/sdp",
                Sdp.pbxAnswer().getBytes(StandardCharsets.UTF_8)).build();
    }

    @Test
    void shouldAcknowledgeARepeated200Again() {
        aliceCalls();
        SipRequest invite = pbx.takeRequest("INVITE");
        SipResponse answer = ok(pbx, invite, "one");
        pbx.send(answer);
        SipRequest first = pbx.takeRequest("ACK");

        pbx.send(answer);

        assertEquals(first.cseq(), pbx.takeRequest("ACK").cseq());
        alice.takeResponse(200);
        assertTrue(alice.inbox.isEmpty(), "the caller hears one answer");
    }

    @Test
    void shouldAcknowledgeAndEndTheSecondForkThatAnswers() {
        aliceCalls();
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.send(ok(pbx, invite, "one"));
        pbx.takeRequest("ACK");
        SipResponse second = ok(pbx, invite, "two");

        pbx.send(second);
        pbx.send(second);

        assertEquals("two", pbx.takeRequest("ACK").to().tag().orElseThrow());
        SipRequest bye = pbx.takeRequest("BYE");
        assertEquals("two", bye.to().tag().orElseThrow());
        pbx.takeRequest("ACK");
        assertTrue(pbx.inbox.isEmpty(), "one BYE is enough");
        assertEquals(1, bench.counters.value(CallCounter.FORK_ENDED));
        assertEquals(1, bench.totals.calls());
    }

    /** At 1,000 calls a second, what one leaves behind for half a minute fills the heap. */
    @Test
    void shouldKeepNoCallForTheSakeOfTransactionsThatOutliveIt() {
        for (Function<CallBench, Conversation> made : List.<Function<CallBench, Conversation>>of(
                Conversation::aliceWithPbx, Conversation::pbxWithBob)) {
            CallBench ended = new CallBench();
            Conversation talk = made.apply(ended);
            WeakReference<MediaListener> call = new WeakReference<>(ended.media.only().listener);
            talk.phone.send(talk.phone.request("BYE").build());
            ended.pbx.answer(ended.pbx.takeRequest("BYE"), 200, "");
            assertEquals(0, ended.totals.calls());
            ended.media.sessions.clear();

            for (int i = 0; i < 100 && call.get() != null; i++) {
                System.gc();
            }

            assertNull(call.get(), "the call is over");
            assertTrue(ended.transactions.size() > 0, "its transactions wait for repetitions");
        }
    }

    @Test
    void shouldRepeatThe200UntilTheAckComes() {
        aliceCalls();
        pbx.answer(pbx.takeRequest("INVITE"), 200, Sdp.pbxAnswer());
        SipResponse answer = alice.takeResponse(200);

        bench.pass(Duration.ofMillis(1600)); // at 500 and 1500 ms

        alice.takeResponse(200);
        alice.takeResponse(200);
        alice.send(alice.ack(answer, ""));
        bench.pass(Duration.ofSeconds(10));
        assertTrue(alice.inbox.isEmpty());
    }

    @Test
    void shouldEndBothLegsWhenTheAckDoesNotCome() {
        aliceCalls();
        pbx.answer(pbx.takeRequest("INVITE"), 200, Sdp.pbxAnswer());
        pbx.takeRequest("ACK");
        SipResponse answer = alice.takeResponse(200);
        alice.join(answer);

        bench.pass(Duration.ofSeconds(33));

        long repetitions = alice.inbox.stream().filter(SipResponse.class::isInstance).count();
        assertEquals(10, repetitions, "0.5 1.5 3.5 7.5 11.5 15.5 19.5 23.5 27.5 31.5 s");
        alice.inbox.removeIf(SipResponse.class::isInstance);
        alice.answer(alice.takeRequest("BYE"), 200, "");
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
        assertEquals(1, bench.counters.value(CallCounter.ACK_MISSING));
    }

    /** RFC 3261 §9.1: the callee answered before the CANCEL reached it. */
    @Test
    void shouldAcknowledgeAndEndACalleeWhoseAnswerCrossedTheCancel() {
        SipRequest invite = aliceCalls();
        SipRequest out = pbx.takeRequest("INVITE");
        pbx.answer(out, 180, "");
        alice.takeResponse(180);
        alice.send(alice.cancel(invite));
        alice.takeResponse(200);
        alice.takeResponse(487);

        pbx.send(ok(pbx, out, "pbx-1-server-tag"));

        pbx.takeRequest("CANCEL");
        pbx.takeRequest("ACK");
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    /** The 200 of a late offer waits for ports when the caller gives up. */
    @Test
    void shouldEndACalleeWhoseLateOfferWaitsForPortsWhenTheCallerCancels() {
        SipRequest invite = alice.invite("sip:1006@set.example", "sip:alice@set.example", "sip:1006@set.example", "");
        alice.send(invite);
        alice.takeResponse(100);
        bench.media.silent = true;
        SipRequest out = pbx.takeRequest("INVITE");
        pbx.answer(out, 200, Sdp.pbxVideoOffer());

        alice.send(alice.cancel(invite));

        alice.takeResponse(200);
        alice.takeResponse(487);
        pbx.takeRequest("ACK");
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    void shouldEndACalleeWhose200CannotBeRead() {
        aliceCalls();
        SipRequest out = pbx.takeRequest("INVITE");

        pbx.send(pbx.respond(out, 200, "x").body(";;", new byte[]{1}).build());

        alice.takeResponse(488);
        pbx.takeRequest("ACK");
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    void shouldAnswerTheCallerWhenTheRouteSetOfA200CannotBeRead() {
        aliceCalls();
        SipRequest out = pbx.takeRequest("INVITE");

        pbx.send(pbx.respond(out, 200, "x").set(HeaderName.RECORD_ROUTE, "<<nonsense").build());

        alice.takeResponse(503);
        bench.assertNothingLeft();
    }

    @Test
    void shouldNotPassA199() {
        aliceCalls();
        SipRequest out = pbx.takeRequest("INVITE");

        pbx.send(pbx.respond(out, 199, "fork").build());

        assertTrue(alice.inbox.isEmpty());
    }

    @Test
    void shouldIgnoreACancelAfterTheAnswer() {
        SipRequest invite = aliceCalls();
        pbx.answer(pbx.takeRequest("INVITE"), 200, Sdp.pbxAnswer());
        SipResponse answer = alice.takeResponse(200);

        alice.send(alice.cancel(invite));

        alice.takeResponse(200);
        alice.send(alice.ack(answer, ""));
        assertEquals(1, bench.totals.calls());
    }

    /** A branch may be guessed, or be that of a phone which counts from one: what another connection says is not the caller's. */
    @Test
    void shouldTakeACancelFromTheCallersOwnFlowsOnly() {
        SipRequest invite = aliceCalls();
        pbx.answer(pbx.takeRequest("INVITE"), 180, "");
        alice.takeResponse(180);

        bench.receive(alice.cancel(invite), bench.bobFlow);

        bench.bob.takeResponse(481);
        assertTrue(pbx.inbox.isEmpty(), "it rings on");

        FakeFlow newer = bench.phoneFlow(alice, "203.0.113.9", 50001);
        bench.register(bench.directory.get(1), alice, newer, "");
        bench.receive(alice.cancel(invite), newer);

        alice.takeResponse(200);
        SipRequest out = pbx.heard.stream().filter(SipRequest.class::isInstance).map(SipRequest.class::cast)
                .filter(heard -> heard.method().equals(SipMethod.INVITE)).findFirst().orElseThrow();
        pbx.answer(pbx.takeRequest("CANCEL"), 200, "");
        pbx.send(pbx.respond(out, 487, "pbx-tag").build());
        alice.takeResponse(487);
    }

    /** RFC 3261 §15: a caller may end an early dialog by BYE. */
    @Test
    void shouldTakeAByeOfTheCallerBeforeTheAnswerAsCancel() {
        aliceCalls();
        SipRequest out = pbx.takeRequest("INVITE");
        pbx.answer(out, 180, "");
        alice.join(alice.takeResponse(180));

        alice.send(alice.request("BYE").build());

        alice.takeResponse(200);
        alice.takeResponse(487);
        pbx.send(SipResponse.to(pbx.takeRequest("CANCEL"), 200).toTag("c").build());
        pbx.send(pbx.respond(out, 487, "pbx-1-server-tag").build());
        bench.assertNothingLeft();
    }

    @Test
    void shouldConfirmByesThatCross() {
        Conversation call = Conversation.aliceWithPbx(bench);
        alice.send(alice.request("BYE").build());
        alice.takeResponse(200);
        SipRequest ours = pbx.takeRequest("BYE");

        pbx.send(pbx.request("BYE").build());

        pbx.takeResponse(200);
        pbx.answer(ours, 481, "");
        call.bench.assertNothingLeft();
    }

    @Test
    void shouldPassTheReasonOfABye() {
        Conversation.aliceWithPbx(bench);

        pbx.send(pbx.request("BYE").set(HeaderName.REASON, "Q.850;cause=16").build());

        assertEquals("Q.850;cause=16", alice.takeRequest("BYE").header(HeaderName.REASON).orElseThrow());
    }

    @Test
    void shouldEndBothLegsWhenNobodySendsMedia() {
        Conversation.aliceWithPbx(bench);

        bench.media.only().timeOut();
        bench.settle();

        SipRequest toAlice = alice.takeRequest("BYE");
        SipRequest toPbx = pbx.takeRequest("BYE");
        assertEquals("Q.850;cause=102;text=\"Media timeout\"", toAlice.header(HeaderName.REASON).orElseThrow());
        assertEquals("Q.850;cause=102;text=\"Media timeout\"", toPbx.header(HeaderName.REASON).orElseThrow());
        alice.answer(toAlice, 200, "");
        pbx.answer(toPbx, 200, "");
        bench.assertNothingLeft();
        assertEquals("media-timeout", bench.records.newestFirst().getFirst().cause());
    }

    @Test
    void shouldEndBothLegsWhenTheMediaPlaneEndsTheSession() {
        Conversation.aliceWithPbx(bench);

        bench.media.only().closed();

        alice.answer(alice.takeRequest("BYE"), 200, "");
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    void shouldEndWhenTheByeIsNeverAnswered() {
        Conversation.aliceWithPbx(bench);

        alice.send(alice.request("BYE").build());

        bench.assertNothingLeft();
    }

    @Test
    void shouldCancelWhenTheConnectionOfACallerBreaksBeforeTheAnswer() {
        aliceCalls();
        SipRequest out = pbx.takeRequest("INVITE");
        pbx.answer(out, 180, "");

        bench.close(bench.aliceFlow);

        pbx.send(SipResponse.to(pbx.takeRequest("CANCEL"), 200).toTag("c").build());
        pbx.send(pbx.respond(out, 487, "pbx-1-server-tag").build());
        bench.assertNothingLeft();
    }

    @Test
    void shouldAnswer480WhenTheConnectionOfARingingPhoneBreaks() {
        pbx.send(pbx.invite("sip:token-1006@10.0.0.1:5080", "sip:2000@pbx.example", "sip:1006@pbx.example",
                Sdp.pbxOffer()));
        pbx.takeResponse(100);
        bench.bob.answer(bench.bob.takeRequest("INVITE"), 180, "");
        pbx.takeResponse(180);

        bench.close(bench.bobFlow);

        pbx.takeResponse(480);
        bench.assertNothingLeft();
    }

    /** Lesson 8: the call goes on, and its requests find the phone on its new connection. */
    @Test
    void shouldFollowADeviceToItsNewFlow() {
        Conversation.aliceWithPbx(bench);
        bench.close(bench.aliceFlow);
        assertEquals(1, bench.totals.calls());
        FakeFlow newer = bench.phoneFlow(alice, "203.0.113.9", 50001);
        bench.register(bench.directory.get(1), alice, newer, "");
        bench.bindings.replaced.put(bench.aliceFlow, newer);

        pbx.send(pbx.request("BYE").build());

        pbx.takeResponse(200);
        alice.answer(alice.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    /** Lesson 8: the old connection is not known to be dead yet, but the same instance registered anew. */
    @Test
    void shouldFollowTheInstanceEvenWhileTheOldFlowIsOpen() {
        bench.bindings.all.clear();
        bench.register(bench.directory.get(1), alice, bench.aliceFlow, "<urn:uuid:1>");
        Conversation.aliceWithPbx(bench);
        FakeFlow newer = bench.phoneFlow(alice, "203.0.113.9", 50001);
        FakeFlow other = bench.phoneFlow(bench.bob, "203.0.113.10", 50002);
        bench.register(bench.directory.get(1), alice, newer, "<urn:uuid:1>");
        bench.register(bench.directory.get(1), bench.bob, other, "<urn:uuid:2>");
        bench.bindings.replaced.put(bench.aliceFlow, newer);

        pbx.send(pbx.request("BYE").build());

        alice.answer(alice.takeRequest("BYE"), 200, "");
        assertTrue(bench.bob.inbox.isEmpty(), "another app of the same device has no part in this call");
        bench.assertNothingLeft();
    }

    /** Lesson 8: without an instance id, a request over another flow of the device shows where it is. */
    @Test
    void shouldFollowADeviceThatShowsItselfOverAnotherFlow() {
        Conversation call = Conversation.aliceWithPbx(bench);
        FakeFlow newer = bench.phoneFlow(alice, "203.0.113.9", 50001);
        bench.register(bench.directory.get(1), alice, newer, "");
        bench.bindings.replaced.put(bench.aliceFlow, newer);
        alice.send(alice.request("INFO").build());
        pbx.answer(pbx.takeRequest("INFO"), 200, "");
        alice.takeResponse(200);
        bench.aliceFlow.close("half open: nobody was told");

        pbx.send(pbx.request("BYE").build());

        alice.answer(alice.takeRequest("BYE"), 200, "");
        call.bench.assertNothingLeft();
    }

    /** Lesson 8: the flow is lost between 200 and ACK; the device comes back in time and gets the 200 again. */
    @Test
    void shouldRepeatThe200OverTheNewFlowOfTheDevice() {
        aliceCalls();
        pbx.answer(pbx.takeRequest("INVITE"), 200, Sdp.pbxAnswer());
        pbx.takeRequest("ACK");
        SipResponse answer = alice.takeResponse(200);
        bench.close(bench.aliceFlow);
        bench.pass(Duration.ofSeconds(20));
        assertEquals(1, bench.totals.calls());
        assertTrue(alice.inbox.isEmpty());
        FakeFlow newer = bench.phoneFlow(alice, "203.0.113.9", 50001);
        bench.register(bench.directory.get(1), alice, newer, "");
        bench.bindings.replaced.put(bench.aliceFlow, newer);

        bench.pass(Duration.ofSeconds(4));

        assertEquals(answer.to(), alice.takeResponse(200).to());
        alice.send(alice.ack(answer, ""));
        bench.pass(Duration.ofSeconds(20));
        assertTrue(alice.inbox.isEmpty() && pbx.inbox.isEmpty());
        alice.send(alice.request("BYE").build());
        alice.takeResponse(200);
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    /** Lesson 8: a device that does not come back within 64*T1 leaves nothing. */
    @Test
    void shouldEndTheCallWhenTheDeviceDoesNotComeBackForThe200() {
        aliceCalls();
        pbx.answer(pbx.takeRequest("INVITE"), 200, Sdp.pbxAnswer());
        pbx.takeRequest("ACK");
        alice.takeResponse(200);
        bench.close(bench.aliceFlow);

        bench.pass(Duration.ofSeconds(33));

        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    /** Lesson 8: a re-INVITE that went to a dead connection, which nobody knew to be dead, follows the device. */
    @Test
    void shouldSendAReInviteAgainOverTheNewFlow() {
        bench.bindings.all.clear();
        bench.register(bench.directory.get(1), alice, bench.aliceFlow, "<urn:uuid:1>");
        Conversation.aliceWithPbx(bench);
        pbx.send(pbx.inviteAgain(Sdp.pbxHold()));
        pbx.takeResponse(100);
        SipRequest lost = alice.takeRequest("INVITE");
        FakeFlow newer = bench.phoneFlow(alice, "203.0.113.9", 50001);
        bench.register(bench.directory.get(1), alice, newer, "<urn:uuid:1>");
        bench.bindings.replaced.put(bench.aliceFlow, newer);

        bench.close(bench.aliceFlow);

        SipRequest again = alice.takeRequest("INVITE");
        assertEquals(lost.cseq().number() + 1, again.cseq().number());
        alice.answer(again, 200, Sdp.phoneAnswer());
        alice.takeRequest("ACK");
        pbx.send(pbx.ack(pbx.takeResponse(200), ""));
        alice.send(alice.request("BYE").build());
        alice.takeResponse(200);
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    /** Lesson 8: another app of the same device is a stranger to the dialog. */
    @Test
    void shouldRefuseRequestsOfAnotherAppOfTheDevice() {
        bench.bindings.all.clear();
        bench.register(bench.directory.get(1), alice, bench.aliceFlow, "<urn:uuid:1>");
        FakeFlow other = bench.phoneFlow(bench.bob, "203.0.113.10", 50002);
        bench.register(bench.directory.get(1), bench.bob, other, "<urn:uuid:2>");
        Conversation.aliceWithPbx(bench);

        bench.receive(alice.request("BYE").build(), other);

        bench.bob.takeResponse(403);
        assertEquals(1, bench.counters.value(CallCounter.INTRUDER));
        assertEquals(1, bench.totals.calls());
    }

    /** Lesson 8: found by the simulation, seed 20536. The other app would have been told of the call, and could end it. */
    @Test
    void shouldNotTakeAnotherAppForTheOneWhoseConnectionBroke() {
        bench.bindings.all.clear();
        bench.register(bench.directory.get(1), alice, bench.aliceFlow, "<urn:uuid:1>");
        FakeFlow other = bench.phoneFlow(bench.bob, "203.0.113.10", 50002);
        bench.register(bench.directory.get(1), bench.bob, other, "<urn:uuid:2>");
        Conversation.aliceWithPbx(bench);
        bench.close(bench.aliceFlow);

        pbx.send(pbx.inviteAgain(Sdp.pbxHold()));

        assertTrue(bench.bob.inbox.isEmpty(), "another app of the same device has no part in this call");
        bench.receive(alice.request("BYE").build(), other);
        bench.bob.takeResponse(403);
        assertEquals(1, bench.totals.calls());
    }

    /** RFC 3261 §8.2.2.2: the same INVITE on two ways is answered 482 on the second. */
    @Test
    void shouldAnswer482ToAMergedRequest() {
        SipRequest invite = aliceCalls();

        alice.send(invite.edit().set(HeaderName.VIA, "SIP/2.0/TLS alice.invalid;rport;branch=z9hG4bK-other").build());

        alice.takeResponse(482);
        assertEquals(1, bench.totals.calls());
        pbx.send(pbx.respond(pbx.takeRequest("INVITE"), 486, "b").build());
        pbx.takeRequest("ACK");
        alice.takeResponse(486);
        alice.send(invite.edit().set(HeaderName.VIA, "SIP/2.0/TLS alice.invalid;rport;branch=z9hG4bK-later").build());
        alice.takeResponse(100);
    }

    /** RFC 4320 §4.2: behind timer F of whoever asked an answer is of no use, and the phone must not get what is 32 s old. */
    @Test
    void shouldNotSendARequestOnceMoreThatItsSenderHasGivenUp() {
        bench.bindings.all.clear();
        bench.register(bench.directory.get(1), alice, bench.aliceFlow, "<urn:uuid:1>");
        Conversation call = Conversation.aliceWithPbx(bench);
        pbx.send(pbx.request("INFO").build());
        alice.takeRequest("INFO");
        FakeFlow newer = bench.phoneFlow(alice, "203.0.113.9", 50001);
        bench.register(bench.directory.get(1), alice, newer, "<urn:uuid:1>");
        bench.bindings.replaced.put(bench.aliceFlow, newer);

        bench.pass(Duration.ofSeconds(32));

        pbx.takeResponse(480);
        bench.pass(Duration.ofSeconds(40));
        assertTrue(alice.inbox.isEmpty() && pbx.inbox.isEmpty());
        call.endByPhone();
    }

    @Test
    void shouldRefuseRequestsInADialogFromAFlowThatDoesNotOwnIt() {
        Conversation.aliceWithPbx(bench);
        SipRequest bye = alice.request("BYE").build();

        bench.receive(bye, bench.bobFlow);

        bench.bob.takeResponse(403);
        assertEquals(1, bench.counters.value(CallCounter.INTRUDER));
        assertEquals(1, bench.totals.calls());
        assertTrue(pbx.inbox.isEmpty());
    }

    @Test
    void shouldEndEveryCallAtShutDown() {
        Conversation.aliceWithPbx(bench);
        pbx.send(pbx.invite("sip:token-1006@10.0.0.1:5080", "sip:2000@pbx.example", "sip:1006@pbx.example",
                Sdp.pbxOffer()));
        bench.bob.answer(bench.bob.takeRequest("INVITE"), 180, "");
        pbx.inbox.clear();

        bench.control.shutDown();
        bench.settle();

        alice.takeRequest("BYE");
        pbx.inbox.removeIf(message -> message instanceof SipRequest);
        pbx.takeResponse(503);
        bench.bob.takeRequest("CANCEL");
        bench.assertNothingLeft();
    }

    @Test
    void shouldWriteTheRecordOfACall() {
        Conversation call = Conversation.aliceWithPbx(bench);
        bench.pass(Duration.ofSeconds(5));
        call.endByPhone();

        CallRecord ended = bench.records.newestFirst().getFirst();

        assertEquals("alice", ended.caller());
        assertEquals("1006", ended.callee());
        assertEquals(200, ended.status());
        assertEquals("bye-of-caller", ended.cause());
        assertEquals(5000, ended.talkMillis());
        assertTrue(ended.setCrypto().contains("AES_CM_128_HMAC_SHA1_32"), ended.setCrypto());
        assertTrue(ended.icpCrypto().contains("RTP"), ended.icpCrypto());
    }

    @ParameterizedTest
    @CsvSource({"sip:token-1006@10.0.0.1:5080,sip:1006@pbx.example,1006",
        "sip:token-1006@10.0.0.1:5080,sip:9000@pbx.example,9000",
        "sip:token-1006@10.0.0.1:5080,sip:token-1006@10.0.0.1,1006",
        "sip:token-1006@10.0.0.1:5080,sip:pbx.example,1006",
        "sip:gone-token@10.0.0.1,sip:1006@pbx.example,1006",
        "sip:1006@pbx.example,sip:x@pbx.example,1006"})
    void shouldNameWhoWasCalledNotOurContactOfThePhone(String requestUri, String to, String called) {
        ScriptedPeer pbx = bench.pbx;

        pbx.send(pbx.invite(requestUri, "sip:2000@pbx.example", to, Sdp.pbxOffer()));

        assertEquals(called, bench.records.live().getFirst().callee());
    }

    @Test
    void shouldShowACallWhileItGoesOnWithWhatMediaSays() {
        Conversation call = Conversation.aliceWithPbx(bench);
        CallRecord talking = bench.records.live().getFirst();
        MediaVerdict verdict = new MediaVerdict(0, MediaSide.SET, MediaVerdict.Kind.ONE_WAY,
                MediaVerdict.Cause.STOPPED, "it stopped", 5, OptionalLong.empty());

        bench.media.only().sample(new MediaQuality(7, List.of(), List.of(verdict)));
        bench.settle();

        assertTrue(talking.answeredMillis().isPresent() && talking.endedMillis().isEmpty(), talking.toString());
        CallRecord sampled = bench.records.find(talking.id()).orElseThrow();
        assertEquals(List.of(verdict), sampled.quality().verdicts());
        assertEquals(sampled, bench.records.find(talking.otherCallId()).orElseThrow(), "by the other Call-ID");
        call.endByPhone();
        CallRecord ended = bench.records.find(talking.id()).orElseThrow();
        assertTrue(ended.endedMillis().isPresent());
        assertEquals(List.of(verdict), ended.quality().verdicts());
        bench.assertNothingLeft();
    }

    @Test
    void shouldNotShowACallAgainForWhatMediaSaysAfterItsEnd() {
        Conversation call = Conversation.aliceWithPbx(bench);
        call.endByPhone();
        bench.media.only().sample(MediaQuality.NONE);
        bench.settle();

        assertEquals(List.of(), bench.records.live());
    }
}
