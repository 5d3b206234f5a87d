package io.sbc.core.call;

import static io.sbc.core.call.Rfc3515ReferTest.notice;
import static io.sbc.core.call.Rfc3515ReferTest.refer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The transfers of RFC 5589 with us between the phone (transferor, then transferee) and the PBX, which is or stands for
 * the other two.
 */
class Rfc5589TransferTest {

    private static final HeaderName REFER_TO = HeaderName.of("Refer-To");
    private static final HeaderName REPLACES = HeaderName.of("Replaces");

    @RegisterExtension
    private final CallBench bench = new CallBench();
    private final ScriptedPeer alice = bench.alice;
    private final ScriptedPeer bob = bench.bob;
    private final ScriptedPeer pbx = bench.pbx;

    /** Alice has two calls at the PBX; the first is put aside on both ends. */
    private record Consultation(Parked aliceFirst, Parked pbxFirst, Parked aliceSecond, Parked pbxSecond) {}

    private Consultation consultation() {
        Conversation.aliceWithPbx(bench);
        Parked aliceFirst = Parked.of(alice);
        Parked pbxFirst = Parked.of(pbx);
        Conversation.aliceWithPbx(bench);
        return new Consultation(aliceFirst, pbxFirst, Parked.of(alice), Parked.of(pbx));
    }

    private void accept(SipRequest refer) {
        pbx.send(pbx.respond(refer, 202, "").build());
        alice.takeResponse(202);
    }

    private void tell(String state, String status) {
        pbx.send(notice(pbx, state, "SIP/2.0 " + status + "\r\n").build());
        SipRequest notify = alice.takeRequest("NOTIFY");
        assertEquals("SIP/2.0 " + status + "\r\n", Rfc3515ReferTest.body(notify));
        alice.answer(notify, 200, "");
        pbx.takeResponse(200);
    }

    private void pbxHangsUp() {
        pbx.send(pbx.request("BYE").build());
        pbx.takeResponse(200);
        alice.answer(alice.takeRequest("BYE"), 200, "");
    }

    @Test
    @DisplayName("§6.1 Basic transfer: successful")
    void shouldTransferBlind() {
        Conversation.aliceWithPbx(bench);
        alice.send(alice.inviteAgain(Sdp.phoneHold()));
        pbx.answer(pbx.takeRequest("INVITE"), 200, Sdp.pbxAnswer());
        pbx.takeRequest("ACK");
        alice.takeResponse(100);
        alice.send(alice.ack(alice.takeResponse(200), ""));

        alice.send(refer(alice, "sip:1007@set.example").build());
        accept(pbx.takeRequest("REFER"));
        tell("active;expires=60", "100 Trying");
        tell("terminated;reason=noresource", "200 OK");

        pbxHangsUp();
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("§6.2 Transfer with dialog reuse, the phone as transferee")
    void shouldLetAPhoneBeTransferredBlind() {
        Conversation.pbxWithBob(bench);
        pbx.send(refer(pbx, "sip:2005@pbx.example").build());
        SipRequest refer = bob.takeRequest("REFER");
        bob.send(bob.respond(refer, 202, "").build());
        pbx.takeResponse(202);
        Parked first = Parked.of(bob);
        Parked pbxFirst = Parked.of(pbx);

        NameAddr target = NameAddr.parse(refer.header(REFER_TO).orElseThrow()).orElseThrow();
        bob.send(bob.invite(target.uri(), "sip:1*006@set.example", target.uri(), Sdp.phoneOffer()));
        SipRequest invite = pbx.takeRequest("INVITE");
        assertEquals("sip:2005@pbx.example", invite.requestUri());
        pbx.answer(invite, 200, Sdp.pbxAnswer());
        pbx.takeRequest("ACK");
        bob.takeResponse(100);
        bob.send(bob.ack(bob.takeResponse(200), ""));

        first.resume(bob);
        bob.send(notice(bob, "terminated;reason=noresource", "SIP/2.0 200 OK\r\n").build());
        pbxFirst.resume(pbx);
        pbx.answer(pbx.takeRequest("NOTIFY"), 200, "");
        bob.takeResponse(200);
        bob.send(bob.request("BYE").build());
        bob.takeResponse(200);
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.pass(Duration.ofSeconds(1));
        assertEquals(1, bench.totals.calls(), "the new call goes on");
    }

    @Test
    @DisplayName("§6.3.1 Failed transfer: target busy")
    void shouldKeepTheFirstCallWhenTheTargetIsBusy() {
        Conversation call = Conversation.aliceWithPbx(bench);
        alice.send(refer(alice, "sip:1007@set.example").build());
        accept(pbx.takeRequest("REFER"));
        tell("active;expires=60", "100 Trying");
        tell("terminated;reason=noresource", "486 Busy Here");

        alice.send(alice.inviteAgain(Sdp.phoneRetrieve()));
        pbx.answer(pbx.takeRequest("INVITE"), 200, Sdp.pbxAnswer());
        pbx.takeRequest("ACK");
        alice.takeResponse(100);
        alice.send(alice.ack(alice.takeResponse(200), ""));

        assertEquals(0, bench.refers.pending());
        call.endByPhone();
    }

    @Test
    @DisplayName("§6.3.2 Failed transfer: target does not answer")
    void shouldKeepTheFirstCallWhenTheTargetDoesNotAnswer() {
        Conversation call = Conversation.aliceWithPbx(bench);
        alice.send(refer(alice, "sip:1007@set.example").build());
        accept(pbx.takeRequest("REFER"));
        tell("active;expires=60", "180 Ringing");
        bench.pass(Duration.ofSeconds(30));
        tell("terminated;reason=noresource", "408 Request Timeout");

        call.endByPhone();
    }

    @Test
    @DisplayName("§7.1 Consultation hold: exposing the target")
    void shouldTransferAfterAConsultationThatHasEnded() {
        Consultation both = consultation();
        alice.send(alice.request("BYE").build());
        alice.takeResponse(200);
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        both.aliceFirst().resume(alice);
        both.pbxFirst().resume(pbx);

        alice.send(refer(alice, "sip:1006@192.0.2.1:5061;transport=tls").build());
        SipRequest refer = pbx.takeRequest("REFER");
        assertEquals("<sip:1006@pbx.example>", refer.header(REFER_TO).orElseThrow());
        accept(refer);
        tell("terminated;reason=noresource", "200 OK");

        pbxHangsUp();
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("§7.2 Consultation hold: protecting the target, who is the transferor's other party")
    void shouldReferTheTargetToTheTransferee() {
        Consultation both = consultation();

        // In the second dialog, so that the target replaces the first.
        alice.send(refer(alice, "sip:1006@set.example?" + both.aliceFirst().escapedReplaces()).build());

        assertReplaces(both.pbxFirst(), pbx.takeRequest("REFER"));
    }

    private static void assertReplaces(Parked ofPbx, SipRequest refer) {
        String embedded = NameAddr.parse(refer.header(REFER_TO).orElseThrow()).orElseThrow().sipUri().orElseThrow()
                .headers();
        assertEquals("Replaces=" + ofPbx.callId() + "%3Bto-tag%3D" + ofPbx.localTag() + "%3Bfrom-tag%3D"
                + ofPbx.remoteTag(), embedded);
    }

    @Test
    @DisplayName("§7.3 Attended transfer")
    void shouldTransferAttendedWithReplacesOfTheOtherSide() {
        Consultation both = consultation();
        both.aliceFirst().resume(alice);
        both.pbxFirst().resume(pbx);

        alice.send(refer(alice, "sip:1006@set.example?" + both.aliceSecond().escapedReplaces()
                + "&Require=replaces&Via=10.9.9.9").build());
        SipRequest refer = pbx.takeRequest("REFER");
        String value = refer.header(REFER_TO).orElseThrow();
        assertEquals("<sip:1006@pbx.example?Replaces=" + both.pbxSecond().callId() + "%3Bto-tag%3D"
                + both.pbxSecond().localTag() + "%3Bfrom-tag%3D" + both.pbxSecond().remoteTag()
                + "&Require=replaces>", value);
        accept(refer);
        tell("active;expires=60", "100 Trying");
        tell("terminated;reason=noresource", "200 OK");
        pbxHangsUp();

        both.aliceSecond().resume(alice);
        both.pbxSecond().resume(pbx);
        pbxHangsUp();
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("§7.3 Attended transfer, the phone as transferee")
    void shouldLetAPhoneReplaceADialogOfThePbx() {
        Conversation.pbxWithBob(bench);

        pbx.send(refer(pbx, "sip:2005@10.0.0.9?Replaces=88%4010.0.0.9%3Bto-tag%3Das1%3Bfrom-tag%3Das2").build());
        SipRequest refer = bob.takeRequest("REFER");
        NameAddr target = NameAddr.parse(refer.header(REFER_TO).orElseThrow()).orElseThrow();
        assertFalse(target.uri().contains("10.0.0"), target::uri);
        assertTrue(target.uri().startsWith("sip:2005@set.example?Replaces="));

        // What the phone makes of it: an INVITE to the URI with the header that it embeds (RFC 3261 §19.1.5).
        String replaces = java.net.URLDecoder.decode(target.uri().substring(target.uri().indexOf("Replaces=") + 9),
                StandardCharsets.UTF_8);
        bob.send(bob.respond(refer, 202, "").build());
        bob.send(bob.invite("sip:2005@set.example", "sip:1*006@set.example", "sip:2005@set.example",
                Sdp.phoneOffer()).edit().set(REPLACES, replaces).build());
        pbx.takeResponse(202);
        assertEquals("88@10.0.0.9;to-tag=as1;from-tag=as2", pbx.takeRequest("INVITE").header(REPLACES).orElseThrow());
    }

    @Test
    @DisplayName("§7.3 A Replaces that nobody knows: 403, which ends no dialog")
    void shouldRefuseATransferToAnUnknownDialogAndKeepTheCall() {
        Conversation call = Conversation.aliceWithPbx(bench);

        alice.send(refer(alice, "sip:1006@set.example?Replaces=nobody%3Bto-tag%3D1%3Bfrom-tag%3D2").build());

        assertTrue(alice.takeResponse(403).header(HeaderName.WARNING).orElseThrow().startsWith("399 SBC"));
        assertEquals(List.of(), List.copyOf(pbx.inbox));
        call.endByPhone();
    }

    @Test
    @DisplayName("§7.4 One party does not support REFER")
    void shouldPass405And501OfAPartyWithoutRefer() {
        Conversation call = Conversation.aliceWithPbx(bench);

        for (int status : List.of(405, 501)) {
            alice.send(refer(alice, "sip:1007@set.example").build());
            pbx.send(pbx.respond(pbx.takeRequest("REFER"), status, "").build());
            SipResponse refused = alice.takeResponse(status);
            assertFalse(refused.lists(HeaderName.ALLOW, "REFER"));
        }

        assertEquals(0, bench.refers.pending());
        call.endByPhone();
    }

    @Test
    @DisplayName("§7.5 Attended transfer when the Contact URI does not route to the phone")
    void shouldNameWhoIsBehindOurContacts() {
        Conversation.pbxWithBob(bench);

        // The PBX takes what we gave it as alice's Contact for her address.
        pbx.send(refer(pbx, "sip:token-1001@10.0.0.1:5080;transport=udp").build());

        assertEquals("<sip:1001@set.example>", bob.takeRequest("REFER").header(REFER_TO).orElseThrow());
    }

    @Test
    @DisplayName("§7.5 The target's address of record with Replaces, from the phone's Contact towards us")
    void shouldNameTheTargetByItsUserWhenThePhoneNamesOurContact() {
        Consultation both = consultation();
        both.aliceFirst().resume(alice);
        both.pbxFirst().resume(pbx);

        alice.send(refer(alice, both.aliceSecond().target() + "?" + both.aliceSecond().escapedReplaces()).build());

        SipRequest refer = pbx.takeRequest("REFER");
        assertReplaces(both.pbxSecond(), refer);
        assertTrue(refer.header(REFER_TO).orElseThrow().startsWith("<sip:1006@pbx.example?"));
    }

    @Test
    @DisplayName("§7.6 Semi-attended transfer: the target still rings")
    void shouldTransferWhileTheTargetRings() {
        Conversation.aliceWithPbx(bench);
        Parked aliceFirst = Parked.of(alice);
        Parked pbxFirst = Parked.of(pbx);
        alice.send(alice.invite("sip:1007@set.example", "sip:alice@set.example", "sip:1007@set.example",
                Sdp.phoneOffer()));
        SipRequest ringing = pbx.takeRequest("INVITE");
        pbx.answer(ringing, 180, "");
        alice.takeResponse(100);
        alice.join(alice.takeResponse(180));
        Parked aliceSecond = Parked.of(alice);
        Parked pbxSecond = Parked.of(pbx);

        aliceFirst.resume(alice);
        pbxFirst.resume(pbx);
        alice.send(refer(alice, "sip:1007@set.example?" + aliceSecond.escapedReplaces()).build());

        SipRequest refer = pbx.takeRequest("REFER");
        assertReplaces(pbxSecond, refer);
        accept(refer);
        tell("terminated;reason=noresource", "200 OK");
        pbxHangsUp();
        pbx.send(pbx.respond(ringing, 487, pbxSecond.localTag()).build());
        alice.takeResponse(487);
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("§7.7 Fallback to basic transfer: the same REFER without Replaces")
    void shouldTransferBlindAfterAnAttendedTransferWasRefused() {
        Consultation both = consultation();
        both.aliceFirst().resume(alice);
        both.pbxFirst().resume(pbx);
        alice.send(refer(alice, "sip:1006@set.example?" + both.aliceSecond().escapedReplaces()).build());
        pbx.send(pbx.respond(pbx.takeRequest("REFER"), 420, "").build());
        alice.takeResponse(420);

        alice.send(refer(alice, "sip:1006@set.example").build());

        accept(pbx.takeRequest("REFER"));
        tell("terminated;reason=noresource", "200 OK");
        pbxHangsUp();
    }

    @Test
    @DisplayName("§8 Transfer with Referred-By: the INVITE of a transferee says who sent it")
    void shouldCarryReferredByInTheInvite() {
        bob.send(bob.invite("sip:2005@set.example", "sip:1*006@set.example", "sip:2005@set.example",
                Sdp.phoneOffer()).edit().set(HeaderName.of("Referred-By"), "\"Al\" <sip:2000@set.example>;cid=x")
                .build());

        assertEquals("\"Al\" <sip:2000@pbx.example>",
                pbx.takeRequest("INVITE").header(HeaderName.of("Referred-By")).orElseThrow());
    }

    @Test
    @DisplayName("SIP-10: nothing of one side shows on the other in a whole transfer")
    void shouldHideTheSidesFromEachOther() {
        Consultation both = consultation();
        both.aliceFirst().resume(alice);
        both.pbxFirst().resume(pbx);
        alice.send(refer(alice, "sip:1006@192.0.2.1:5061;transport=tls?" + both.aliceSecond().escapedReplaces())
                .set(HeaderName.of("Referred-By"), "<sip:alice@192.0.2.1>")
                .set(HeaderName.of("Target-Dialog"), both.aliceFirst().callId() + ";local-tag="
                        + both.aliceFirst().remoteTag() + ";remote-tag=" + both.aliceFirst().localTag())
                .build());
        accept(pbx.takeRequest("REFER"));
        pbx.send(notice(pbx, "terminated;reason=noresource", "SIP/2.0 603 node1.pbx.example says no\r\n"
                + "Contact: <sip:node1@10.0.0.9>\r\n").build());
        alice.answer(alice.takeRequest("NOTIFY"), 200, "");
        pbx.takeResponse(200);

        assertNone(alice.heard, List.of("10.0.0.", "pbx.example", "node1", "token-"));
        assertNone(pbx.heard, List.of("198.51.100.", "192.0.2.1", "set.example", "alice-"));
    }

    private static void assertNone(List<SipMessage> heard, List<String> markers) {
        for (SipMessage message : heard) {
            String text = new String(message.toBytes(), StandardCharsets.UTF_8);
            markers.forEach(marker -> assertFalse(text.contains(marker), () -> marker + " shows in\n" + message));
        }
    }
}
