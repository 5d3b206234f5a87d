package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.Side;
import io.sbc.core.dialogid.DialogRef;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** INVITE with Replaces (RFC 3891) and Join (RFC 3911): the dialog of one side as it is called on the other. */
class Rfc3891ReplacesTest {

    private static final HeaderName REPLACES = HeaderName.of("Replaces");
    private static final HeaderName JOIN = HeaderName.of("Join");

    @RegisterExtension
    private final CallBench bench = new CallBench();
    private final ScriptedPeer alice = bench.alice;
    private final ScriptedPeer bob = bench.bob;
    private final ScriptedPeer pbx = bench.pbx;

    private SipRequest fromBob(String header, String value) {
        return bob.invite("sip:1001@set.example", "sip:1*006@set.example", "sip:1001@set.example", Sdp.phoneOffer())
                .edit().set(HeaderName.of(header), value).set(HeaderName.REQUIRE, "replaces").build();
    }

    private SipRequest fromPbx(String replaces) {
        return bench.pbx2.invite("sip:token-1001@10.0.0.1:5080", "sip:2005@pbx.example", "sip:1001@pbx.example",
                Sdp.pbxOffer()).edit().set(REPLACES, replaces).build();
    }

    private void aliceHangsUp() {
        alice.send(alice.request("BYE").build());
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        alice.takeResponse(200);
    }

    @Test
    void shouldTranslateReplacesOfAPhoneForThePbx() {
        Conversation.aliceWithPbx(bench);
        Parked ofAlice = Parked.of(alice);
        Parked ofPbx = Parked.of(pbx);

        // As bob learned it: the dialog of alice's phone, where she is the one who is asked.
        bob.send(fromBob("Replaces", ofAlice.callId() + ";to-tag=" + ofAlice.localTag() + ";from-tag="
                + ofAlice.remoteTag()));

        SipRequest invite = pbx.takeRequest("INVITE");
        assertEquals(ofPbx.callId() + ";to-tag=" + ofPbx.remoteTag() + ";from-tag=" + ofPbx.localTag(),
                invite.header(REPLACES).orElseThrow());
        assertTrue(invite.lists(HeaderName.REQUIRE, "replaces"));
    }

    @Test
    void shouldTranslateReplacesOfThePbxForThePhoneThatHasTheDialog() {
        Conversation.aliceWithPbx(bench);
        Parked ofAlice = Parked.of(alice);

        bench.pbx2.send(fromPbx(Parked.of(pbx).replaces()));

        SipRequest invite = alice.takeRequest("INVITE");
        assertEquals(ofAlice.callId() + ";to-tag=" + ofAlice.localTag() + ";from-tag=" + ofAlice.remoteTag(),
                invite.header(REPLACES).orElseThrow());
        alice.answer(invite, 200, Sdp.phoneAnswer());
        alice.takeRequest("ACK");
    }

    /** What is left when the other of the two calls that share a dialog of the PBX has ended: its phone is not who is asked. */
    @Test
    void shouldAnswer481WhenItIsThePbxsOwnEndThatIsToBeReplaced() {
        Conversation.aliceWithPbx(bench);
        Parked far = Parked.of(pbx);

        bench.pbx2.send(fromPbx(far.callId() + ";to-tag=" + far.localTag() + ";from-tag=" + far.remoteTag()));

        bench.pbx2.takeResponse(481);
        assertTrue(alice.inbox.isEmpty());
    }

    /** Two phones of one device: the one that has the dialog gets the INVITE, and no other. */
    @Test
    void shouldSendReplacesToTheContactThatHasTheDialog() {
        Conversation.aliceWithPbx(bench);
        ScriptedPeer mobile = new ScriptedPeer("mobile", "sip:alice@198.51.100.77:40077;transport=tls", bench.ids,
                message -> {}, bench::settle);
        bench.register(bench.directory.get(1), mobile, bench.phoneFlow(mobile, "198.51.100.77", 40077), "");

        bench.pbx2.send(fromPbx(Parked.of(pbx).replaces()));

        alice.takeRequest("INVITE");
        assertTrue(mobile.inbox.isEmpty());
    }

    @Test
    void shouldAnswer481ToADialogThatNobodyKnows() {
        bob.send(fromBob("Replaces", "nobody;to-tag=1;from-tag=2"));
        bob.takeResponse(481);
        bob.send(fromBob("Join", "nobody;to-tag=1;from-tag=2"));
        bob.takeResponse(481);
        bench.pbx2.send(fromPbx("nobody;to-tag=1;from-tag=2"));
        bench.pbx2.takeResponse(481);

        bench.assertNothingLeft();
    }

    @Test
    void shouldAnswer481ToADialogThatIsOver() {
        Conversation call = Conversation.aliceWithPbx(bench);
        String replaces = Parked.of(pbx).replaces();
        call.endByPhone();

        bench.pbx2.send(fromPbx(replaces));

        bench.pbx2.takeResponse(481);
    }

    /** The dialog ends while the INVITE waits for its media ports: no phone may hear of it under a name that it does not know. */
    @Test
    void shouldAnswer481ToAnInviteOfThePbxWhoseDialogEndsOnItsWay() {
        Conversation.aliceWithPbx(bench);
        bench.media.silent = true;
        bench.pbx2.send(fromPbx(Parked.of(pbx).replaces()));
        aliceHangsUp();
        alice.inbox.clear();

        bench.media.sessions.getLast().openNow(1);
        bench.settle();

        bench.pbx2.takeResponse(100);
        bench.pbx2.takeResponse(481);
        assertTrue(alice.inbox.isEmpty());
    }

    /** Nor may the PBX get an INVITE that replaces nothing, and rings whom it was to take a call from. */
    @Test
    void shouldAnswer481ToAnInviteOfAPhoneWhoseDialogEndsOnItsWay() {
        Conversation.aliceWithPbx(bench);
        bench.media.silent = true;
        bob.send(fromBob("Replaces", Parked.of(alice).replaces()));
        aliceHangsUp();
        pbx.inbox.clear();

        bench.media.sessions.getLast().openNow(1);
        bench.settle();

        bob.takeResponse(100);
        bob.takeResponse(481);
        assertTrue(pbx.inbox.isEmpty());
    }

    /** When it ends later, while the next node of the PBX is asked, that one gets the same name as the first. */
    @Test
    void shouldNameTheDialogToTheNextNodeThoughItHasEnded() {
        Conversation.aliceWithPbx(bench);
        bench.routes.hops = List.of(CallBench.FakeRoutes.hop(CallBench.PBX_1),
                CallBench.FakeRoutes.hop(CallBench.PBX_2));
        bob.send(fromBob("Replaces", Parked.of(alice).replaces()));
        SipRequest first = pbx.takeRequest("INVITE");
        aliceHangsUp();

        pbx.send(pbx.respond(first, 503, "x").build());

        assertEquals(first.header(REPLACES).orElseThrow(),
                bench.pbx2.takeRequest("INVITE").header(REPLACES).orElseThrow());
    }

    /** §3: more than one is 400, and so is one that cannot be read. */
    @Test
    void shouldAnswer400ToReplacesThatIsMalformedOrThereTwice() {
        bob.send(fromBob("Replaces", "call"));
        bob.takeResponse(400);
        bob.send(fromBob("Replaces", "call;to-tag=1;from-tag=2").edit().add(REPLACES, "b;to-tag=1;from-tag=2").build());
        bob.takeResponse(400);
        bob.send(fromBob("Replaces", "call;to-tag=1;from-tag=2").edit().add(JOIN, "b;to-tag=1;from-tag=2").build());
        bob.takeResponse(400);
    }

    /** §3: early-only and a confirmed dialog is 486. */
    @Test
    void shouldAnswer486ToEarlyOnlyOnceTheDialogIsConfirmed() {
        Conversation.aliceWithPbx(bench);

        bench.pbx2.send(fromPbx(Parked.of(pbx).replaces() + ";early-only"));

        bench.pbx2.takeResponse(486);
        assertTrue(alice.inbox.isEmpty());
    }

    /** §7.1 of the document: pick-up. An early dialog is known from the first tag of the callee on. */
    @Test
    void shouldTranslateAnEarlyDialogWithEarlyOnly() {
        alice.send(alice.invite("sip:1006@set.example", "sip:alice@set.example", "sip:1006@set.example",
                Sdp.phoneOffer()));
        SipRequest invite = pbx.takeRequest("INVITE");
        pbx.answer(invite, 180, "");
        alice.takeResponse(100);
        alice.join(alice.takeResponse(180));
        Parked ofAlice = Parked.of(alice);

        bench.pbx2.send(fromPbx(Parked.of(pbx).replaces() + ";early-only"));

        assertEquals(ofAlice.callId() + ";to-tag=" + ofAlice.localTag() + ";from-tag=" + ofAlice.remoteTag()
                + ";early-only", alice.takeRequest("INVITE").header(REPLACES).orElseThrow());
    }

    @Test
    void shouldTranslateJoin() {
        Conversation.aliceWithPbx(bench);
        Parked ofAlice = Parked.of(alice);
        Parked ofPbx = Parked.of(pbx);

        bob.send(fromBob("Join", ofAlice.replaces()).edit().remove(HeaderName.REQUIRE).build());

        SipRequest invite = pbx.takeRequest("INVITE");
        assertEquals(ofPbx.callId() + ";to-tag=" + ofPbx.localTag() + ";from-tag=" + ofPbx.remoteTag(),
                invite.header(JOIN).orElseThrow());
        assertFalse(invite.has(HeaderName.REQUIRE));
    }

    /** A dialog of the PBX in which we have no part, learned under its sealed name, is given back as it was. */
    @Test
    void shouldUnsealADialogOfThePbx() {
        DialogRef sealed = bench.transfers.dialogs().translate(Side.ICP,
                new DialogRef("17@10.0.0.9", "as1", "as2")).orElseThrow();

        bob.send(fromBob("Replaces", sealed.callId() + ";to-tag=" + sealed.toTag() + ";from-tag=" + sealed.fromTag()));

        assertEquals("17@10.0.0.9;to-tag=as1;from-tag=as2",
                pbx.takeRequest("INVITE").header(REPLACES).orElseThrow());
        assertFalse(sealed.toString().contains("10.0"));
    }

    /**
     * Lesson 21: with a PBX that is a proxy, alice's call to bob is two calls of ours that share a dialog of the ICP
     * side. Whoever holds the end that is asked for gets the Replaces.
     */
    @Test
    void shouldEndAtTheRightPhoneWhenThePbxIsAProxy() {
        alice.send(alice.invite("sip:1006@set.example", "sip:alice@set.example", "sip:1006@set.example",
                Sdp.phoneOffer()));
        SipRequest out = pbx.takeRequest("INVITE");
        // The proxy sends it back to us with Call-ID and From tag as they are.
        pbx.send(out.edit().requestUri(SipUri.of("token-1006", "10.0.0.1", 5080))
                .prepend(HeaderName.VIA, "SIP/2.0/UDP 10.0.0.9;rport;branch=z9hG4bKproxy").build());
        SipRequest toBob = bob.takeRequest("INVITE");
        bob.answer(toBob, 200, Sdp.phoneAnswer());
        bob.takeRequest("ACK");
        pbx.takeResponse(100);
        SipResponse answer = pbx.takeResponse(200);
        pbx.send(SipResponse.to(out, 200).toTag(answer.to().tag().orElseThrow())
                .set(HeaderName.CONTACT, answer.contacts().getFirst())
                .body("application/sdp", Sdp.pbxAnswer().getBytes(StandardCharsets.UTF_8)).build());
        alice.takeResponse(100);
        alice.send(alice.ack(alice.takeResponse(200), ""));
        assertEquals(2, bench.dialogIds.size());
        String icpCallId = out.callId();
        String aliceEnd = out.from().tag().orElseThrow();
        String bobEnd = answer.to().tag().orElseThrow();
        Parked ofAlice = Parked.of(alice);
        Parked ofBob = Parked.of(bob);

        bench.pbx2.send(fromPbx(icpCallId + ";to-tag=" + aliceEnd + ";from-tag=" + bobEnd));
        assertEquals(ofAlice.callId() + ";to-tag=" + ofAlice.localTag() + ";from-tag=" + ofAlice.remoteTag(),
                alice.takeRequest("INVITE").header(REPLACES).orElseThrow());
        bench.pbx2.takeResponse(100);

        // Addressed to alice's token, but the dialog is bob's: he gets it.
        bench.pbx2.send(fromPbx(icpCallId + ";to-tag=" + bobEnd + ";from-tag=" + aliceEnd));
        assertEquals(ofBob.callId() + ";to-tag=" + ofBob.localTag() + ";from-tag=" + ofBob.remoteTag(),
                bob.takeRequest("INVITE").header(REPLACES).orElseThrow());

        // And what one phone names to us goes to the proxy as the one dialog that it knows.
        for (Parked named : List.of(ofAlice, ofBob)) {
            bob.send(fromBob("Replaces", named.callId() + ";to-tag=" + named.localTag() + ";from-tag="
                    + named.remoteTag()));
            String own = named.equals(ofAlice) ? aliceEnd : bobEnd;
            String other = named.equals(ofAlice) ? bobEnd : aliceEnd;
            pbx.inbox.removeIf(message -> !(message instanceof SipRequest request)
                    || !request.method().name().equals("INVITE"));
            assertEquals(icpCallId + ";to-tag=" + own + ";from-tag=" + other,
                    pbx.takeRequest("INVITE").header(REPLACES).orElseThrow());
        }
    }
}
