package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.sdp.Direction;
import io.sbc.kit.sdp.Sdp;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 3262 and RFC 3311: reliable provisional responses, PRACK and UPDATE, each leg for itself and both together. */
class Rfc3262ProvisionalFlowsIT {
    @RegisterExtension
    static final FlowStage stage = FlowStage.with(plan -> plan.setting("signalling: {t1: 100ms}"));

    private static Exchange phoneCalls(ScriptedPhone phone, String number, String sdp) {
        SipText invite = phone.newRequest("INVITE", number)
                .and("Supported", "100rel")
                .and("Allow", "INVITE, ACK, CANCEL, BYE, PRACK, UPDATE");
        return phone.send(sdp.isEmpty() ? invite : invite.sdp(sdp));
    }

    private static Exchange pbxCalls(ScriptedPhone phone, String extension, String sdp) {
        return stage.pbx()
                .send(stage.pbx()
                        .newRequest("INVITE", phone.user(), "8000")
                        .and(extension, "100rel")
                        .and("Allow", "INVITE, ACK, CANCEL, BYE, PRACK, UPDATE")
                        .sdp(sdp));
    }

    private static SipText reliable(Incoming invite, int status, int rseq, String sdp) {
        SipText response = invite.response(status).and("Require", "100rel").and("RSeq", Integer.toString(rseq));
        return sdp.isEmpty() ? response : response.sdp(sdp);
    }

    /** Acknowledges a reliable response (RFC 3262 §4). */
    private static Exchange prack(ScriptedDialog early, Exchange invite, SipText progress) {
        return early.send(rack(early, invite, progress));
    }

    private static SipText rack(ScriptedDialog early, Exchange invite, SipText progress) {
        return early.request("PRACK")
                .and("RAck", progress.header("RSeq") + " " + invite.request().cseq() + " INVITE");
    }

    private static String answerTo(Incoming invite) {
        return Descriptions.pbxAnswer(stage.pbx(), invite.request().body());
    }

    @Test
    @Flow(source = "rfc3262")
    @DisplayName("RFC 3262 100rel / PRACK, the phone calls and both ends can")
    void reliableProgressForPhone() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phoneCalls(phone, "8001", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("8001");
        assertTrue(invite.request().lists("Supported", "100rel"), invite.request()::toString);
        invite.respond(reliable(invite, 183, 17, answerTo(invite)));
        SipText progress = calling.await(183);
        assertTrue(progress.lists("Require", "100rel"), progress::toString);
        assertEquals(Sdp.SAVP, Sdp.parse(progress.body()).profile());
        ScriptedDialog early = calling.dialog(progress);
        Exchange pracking = prack(early, calling, progress);
        Incoming prack = stage.pbx().awaitRequest("PRACK");
        assertEquals("17 " + invite.request().cseq() + " INVITE", prack.request().header("RAck"));
        prack.respond(200);
        pracking.await(200);
        invite.respond(200);
        ScriptedDialog caller = calling.answered();
        invite.awaitAck();

        new ScriptedCall(caller, invite.dialog()).endByPhone();
    }

    @Test
    @Flow(source = "rfc3262")
    @DisplayName("RFC 3262 100rel / PRACK, the PBX calls and both ends can")
    void reliableProgressForPbx() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = pbxCalls(phone, "Supported", Descriptions.pbxOffer(stage.pbx()));
        Incoming invite = phone.awaitRequest("INVITE");
        assertTrue(invite.request().lists("Supported", "100rel"), invite.request()::toString);
        invite.respond(reliable(invite, 183, 5, Descriptions.phoneAnswer(invite.request().body())));
        SipText progress = calling.await(183);
        Exchange pracking = prack(calling.dialog(progress), calling, progress);
        Incoming prack = phone.awaitRequest("PRACK");
        assertEquals("5 " + invite.request().cseq() + " INVITE", prack.request().header("RAck"));
        prack.respond(200);
        pracking.await(200);
        invite.respond(200);
        ScriptedDialog caller = calling.answered();
        invite.awaitAck();

        new ScriptedCall(invite.dialog(), caller).endByPbx();
    }

    @Test
    @Flow(source = "rfc3262")
    @DisplayName("RFC 3262 §3 a reliable response is repeated until its PRACK, and not after it")
    void repeatedUntilPrack() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = pbxCalls(phone, "Supported", Descriptions.pbxOffer(stage.pbx()));
        Incoming invite = phone.awaitRequest("INVITE");
        invite.respond(reliable(invite, 183, 5, Descriptions.phoneAnswer(invite.request().body())));
        SipText progress = calling.await(183);
        stage.pbx()
                .awaitReceived("183", 3,
                        message -> message.status() == 183 && message.callId().equals(progress.callId()));
        Exchange pracking = prack(calling.dialog(progress), calling, progress);
        phone.awaitRequest("PRACK").respond(200);
        pracking.await(200);
        invite.respond(200);
        ScriptedDialog caller = calling.answered();
        invite.awaitAck();

        new ScriptedCall(invite.dialog(), caller).endByPbx();
    }

    @Test
    @Flow(source = "rfc3262")
    @DisplayName("RFC 3262 §4 a repeated reliable response of the PBX is passed on once")
    void repeatedResponseIsPassedOnOnce() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phoneCalls(phone, "8002", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("8002");
        SipText once = reliable(invite, 183, 9, answerTo(invite));
        invite.respond(once);
        invite.respond(once);
        invite.respond(once);
        SipText progress = calling.await(183);
        Exchange pracking = prack(calling.dialog(progress), calling, progress);
        stage.pbx().awaitRequest("PRACK").respond(200);
        pracking.await(200);
        invite.respond(once);
        invite.respond(reliable(invite, 180, 10, ""));
        SipText ringing = calling.await(180);
        Exchange again = prack(calling.dialog(ringing), calling, ringing);
        Incoming second = stage.pbx().awaitRequest("PRACK");
        assertTrue(second.request().header("RAck").startsWith("10 "), second.request()::toString);
        second.respond(200);
        again.await(200);
        invite.respond(200);
        ScriptedDialog caller = calling.answered();
        invite.awaitAck();

        assertEquals(1, calling.responses().stream().filter(response -> response.status() == 183).count());
        new ScriptedCall(caller, invite.dialog()).endByPbx();
    }

    @Test
    @Flow(source = "rfc3262")
    @DisplayName("RFC 3262 §5 an offer in a reliable response, its answer in the PRACK")
    void offerInProgressAnswerInPrack() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phoneCalls(phone, "8003", "");
        Incoming invite = stage.pbx().awaitInvite("8003");
        invite.respond(reliable(invite, 183, 1, Descriptions.pbxOffer(stage.pbx())));
        SipText progress = calling.await(183);
        assertEquals(Sdp.SAVP, Sdp.parse(progress.body()).profile());
        ScriptedDialog early = calling.dialog(progress);
        Exchange pracking = early
                .send(rack(early, calling, progress).sdp(Descriptions.phoneAnswer(progress.body())));
        Incoming prack = stage.pbx().awaitRequest("PRACK");
        assertEquals(Sdp.AVP, Sdp.parse(prack.request().body()).profile());
        prack.respond(200);
        pracking.await(200);
        invite.respond(200);
        ScriptedDialog caller = calling.answered();
        SipText ack = invite.awaitAck();

        assertFalse(ack.hasBody(), "offer and answer are complete before the ACK");
        new ScriptedCall(caller, invite.dialog()).endByPhone();
    }

    /** Offered by the phone: µ-law and A-law. */
    private static String bothLaws() {
        return Descriptions.phoneOffer()
                .replace("SAVP 0 ", "SAVP 0 8 ")
                .replace("a=rtpmap:0 PCMU/8000", "a=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000");
    }

    private static String aLaw(String muLaw) {
        return muLaw.replace("AVP 0 ", "AVP 8 ").replace("0 PCMU", "8 PCMA");
    }

    @Test
    @Flow(source = "rfc3262")
    @DisplayName("RFC 3262, ADR 0020 the fork that gets the call has another codec than the one that was acknowledged")
    void otherCodecOfForkThatAnswers() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phoneCalls(phone, "8007", bothLaws());
        Incoming invite = stage.pbx().awaitInvite("8007");
        invite.respond(invite.response(183, "announcement")
                .and("Require", "100rel")
                .and("RSeq", "1")
                .sdp(answerTo(invite)));
        SipText progress = calling.await(183);
        assertTrue(progress.body().contains("SAVP 0 101"), progress::toString);
        Exchange pracking = prack(calling.dialog(progress), calling, progress);
        stage.pbx().awaitRequest("PRACK").respond(200);
        pracking.await(200);
        invite.respond(invite.response(200, "desk").sdp(aLaw(answerTo(invite))));
        SipText answered = calling.await(200);
        assertFalse(answered.hasBody(), "a dialog has one answer, and the phone has it");
        ScriptedDialog caller = calling.dialog(answered);
        caller.ack(calling);
        invite.awaitAck();

        Incoming corrected = caller.await("INVITE");
        assertTrue(corrected.request().body().contains("SAVP 8 101"), corrected.request()::toString);
        corrected.respond(200, aLaw(Descriptions.phoneAnswer(corrected.request().body())));
        corrected.awaitAck();

        new ScriptedCall(caller, invite.dialog("desk")).endByPhone();
    }

    @Test
    @Flow(source = "rfc3262")
    @DisplayName("RFC 3262 §5 a PRACK without the answer that it owes ends the call, not only itself")
    void prackWithoutAnswer() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phoneCalls(phone, "8008", "");
        Incoming invite = stage.pbx().awaitInvite("8008");
        invite.respond(reliable(invite, 183, 1, Descriptions.pbxOffer(stage.pbx())));
        SipText progress = calling.await(183);
        Exchange pracking = prack(calling.dialog(progress), calling, progress);
        pracking.await(488);
        calling.await(488);

        invite.awaitCancel();
        invite.respond(487);
    }

    @Test
    @Flow(source = "rfc3262")
    @DisplayName("RFC 3262 §3 a phone that cannot, and a PBX that requires it")
    void pbxRequiresWhatPhoneCannot() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = pbxCalls(phone, "Require", Descriptions.pbxOffer(stage.pbx()));
        Incoming invite = phone.awaitRequest("INVITE");
        invite.respond(invite.response(180));
        SipText ringing = calling.await(180);
        assertTrue(ringing.lists("Require", "100rel"), () -> "the SBC stands in for the phone:\n" + ringing);
        prack(calling.dialog(ringing), calling, ringing).await(200);
        invite.respond(200, Descriptions.phoneAnswer(invite.request().body()));
        ScriptedDialog caller = calling.answered();
        invite.awaitAck();

        new ScriptedCall(invite.dialog(), caller).endByPhone();
    }

    @Test
    @Flow(source = "rfc3262")
    @DisplayName("RFC 3262 §3 a PRACK that names nothing gets 481")
    void unknownPrack() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPhone(stage, phone, "8004");

        call.phone().send(call.phone().request("PRACK").and("RAck", "77 1 INVITE")).await(481);

        call.endByPhone();
    }

    @Test
    @Flow(source = "rfc3311")
    @DisplayName("RFC 3311 UPDATE changes early media")
    void updateOfEarlyMedia() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phoneCalls(phone, "8005", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("8005");
        assertTrue(invite.request().lists("Allow", "UPDATE"), invite.request()::toString);
        invite.respond(reliable(invite, 183, 1, answerTo(invite)));
        SipText progress = calling.await(183);
        ScriptedDialog early = calling.dialog(progress);
        Exchange pracking = prack(early, calling, progress);
        stage.pbx().awaitRequest("PRACK").respond(200);
        pracking.await(200);

        ScriptedDialog callee = invite.dialog();
        Exchange updating = callee.send(callee.request("UPDATE")
                .sdp(Descriptions.pbx(stage.pbx(), 41_010, Direction.SENDRECV, 2)));
        Incoming update = early.await("UPDATE");
        assertEquals(Sdp.SAVP, Sdp.parse(update.request().body()).profile());
        update.respond(200, Descriptions.phoneAnswer(update.request().body()));
        SipText updated = updating.await(200);
        assertEquals(Sdp.AVP, Sdp.parse(updated.body()).profile());
        invite.respond(200);
        ScriptedDialog caller = calling.answered();
        invite.awaitAck();

        new ScriptedCall(caller, callee).endByPbx();
    }

    @Test
    @Flow(source = "rfc3311")
    @DisplayName("RFC 3311 UPDATE in a call, with and without a description, from both sides")
    void updateInCall() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPhone(stage, phone, "8006");

        Exchange byPhone = call.phone()
                .send(call.phone()
                        .request("UPDATE")
                        .sdp(Descriptions.phoneOffer(Direction.SENDONLY, 2, Descriptions.freshKey())));
        Incoming atPbx = call.pbx().await("UPDATE");
        assertEquals(Direction.SENDONLY, Sdp.parse(atPbx.request().body()).direction());
        atPbx.respond(200, Descriptions.pbx(stage.pbx(), 41_000, Direction.RECVONLY, 2));
        assertEquals(Direction.RECVONLY, Sdp.parse(byPhone.await(200).body()).direction());

        Exchange byPbx = call.pbx()
                .send(call.pbx().request("UPDATE").sdp(Descriptions.pbxOffer(stage.pbx(), Direction.SENDRECV, 3)));
        Incoming atPhone = call.phone().await("UPDATE");
        atPhone.respond(200, Descriptions.phoneAnswer(atPhone.request().body()));
        byPbx.await(200);
        // A refresh without a description is between the SBC and who asks: nobody else need hear of it.
        call.pbx().send("UPDATE").await(200);

        call.endByPhone();
    }
}
