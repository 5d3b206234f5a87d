package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.sdp.Direction;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 3261 §9, §13 and §14: what crosses on the wire. */
class Rfc3261RaceFlowsIT {
    @RegisterExtension
    static final FlowStage stage = FlowStage.scripted();

    @Test
    @Flow(source = "rfc3261", section = "14.1")
    @DisplayName("RFC 3261 §14.1 re-INVITE glare, the PBX's comes while the phone's is pending")
    void section14_1_glareWhileOursIsPending() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPhone(stage, phone, "8001");

        Exchange byPhone = call.phone().reinvite(Descriptions.phoneOffer(Direction.SENDRECV, 2,
                Descriptions.freshKey()));
        Incoming atPbx = call.pbx().await("INVITE");
        Exchange byPbx = call.pbx().reinvite(Descriptions.pbxOffer(stage.pbx(), Direction.SENDRECV, 2));
        assertEquals(491, byPbx.awaitFinal().status());
        atPbx.respond(200, Descriptions.pbxOffer(stage.pbx(), Direction.SENDRECV, 2));
        byPhone.await(200);
        call.phone().ack(byPhone);
        atPbx.awaitAck();
        Exchange behindTheAck = call.phone().send("INFO"); // else the PBX may be faster than the phone's ACK, and hear 491
        call.pbx().await("INFO").respond(200);
        behindTheAck.await(200);

        Exchange again = call.pbx().reinvite(Descriptions.pbxOffer(stage.pbx(), Direction.SENDRECV, 3));
        Incoming atPhone = call.phone().await("INVITE");
        atPhone.respond(200, Descriptions.phoneAnswer(atPhone.request().body()));
        again.await(200);
        call.pbx().ack(again);
        atPhone.awaitAck();
        call.endByPhone();
    }

    @Test
    @Flow(source = "rfc3261", section = "14.1")
    @DisplayName("RFC 3261 §14.1 re-INVITE glare, the PBX answers 491 and the phone tries again")
    void section14_1_glareAnsweredByPbx() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPhone(stage, phone, "8002");

        String offer = Descriptions.phoneOffer(Direction.SENDONLY, 2, Descriptions.freshKey());
        Exchange byPhone = call.phone().reinvite(offer);
        Incoming atPbx = call.pbx().await("INVITE");
        atPbx.respond(491);
        atPbx.awaitAck();
        byPhone.await(491);
        Exchange changing = call.phone().reinvite(offer);
        Incoming again = call.pbx().await("INVITE");
        again.respond(200, Descriptions.pbx(stage.pbx(), 41_000, Direction.RECVONLY, 2));
        changing.await(200);
        call.phone().ack(changing);
        again.awaitAck();
        call.endByPbx();
    }

    @Test
    @Flow(source = "rfc3261", section = "9, 13")
    @DisplayName("RFC 3261 §9, §13 CANCEL races 200, the phone gives up while the PBX answers")
    void section9_cancelOfPhoneRaces200() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phone.invite("8003", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("8003");
        invite.respond(180);
        calling.await(180);
        calling.cancel().await(200);
        invite.awaitCancel();
        // It had picked up already: the 200 was under way.
        invite.respond(200, Descriptions.pbxAnswer(stage.pbx(), invite.request().body()));

        invite.awaitAck();
        invite.dialog().awaitBye();
        assertEquals(487, calling.awaitFinal().status());
    }

    @Test
    @Flow(source = "rfc3261", section = "9, 13")
    @DisplayName("RFC 3261 §9, §13 CANCEL races 200, the PBX gives up while the phone answers")
    void section9_cancelOfPbxRaces200() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = stage.pbx().invite(phone.user(), "8003", Descriptions.pbxOffer(stage.pbx()));
        Incoming invite = phone.awaitRequest("INVITE");
        invite.respond(180);
        calling.await(180);
        calling.cancel().await(200);
        invite.awaitCancel();
        invite.respond(200, Descriptions.phoneAnswer(invite.request().body()));

        invite.awaitAck();
        invite.dialog().awaitBye();
        assertEquals(487, calling.awaitFinal().status());
    }

    @Test
    @Flow(source = "rfc3261", section = "9, 13")
    @DisplayName("RFC 3261 §9 CANCEL before any answer")
    void section9_cancelBeforeAnyAnswer() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phone.invite("8004", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("8004");
        Exchange cancelling = calling.cancel();
        cancelling.await(200);
        // RFC 3261 §9.1: the SBC's CANCEL waits until there is a provisional response.
        invite.respond(180);
        invite.awaitCancel();
        invite.respond(487);

        assertEquals(487, calling.awaitFinal().status());
        invite.awaitAck();
    }

    @Test
    @Flow(source = "rfc3261", section = "9, 13")
    @DisplayName("RFC 3261 §13.2.2.4 a 2xx that comes again is acknowledged again")
    void section13_repeated200IsAcknowledgedAgain() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phone.invite("8005", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("8005");
        SipText ok = invite.response(200).sdp(Descriptions.pbxAnswer(stage.pbx(), invite.request().body()));
        invite.respond(ok);
        invite.respond(ok);
        ScriptedDialog caller = calling.answered();
        invite.awaitAck();
        stage.pbx().awaitReceived("ACK", 2, message -> message.method().equals("ACK")
                && message.callId().equals(invite.request().callId()));

        assertTrue(phone.untaken().isEmpty());
        new ScriptedCall(caller, invite.dialog()).endByPhone();
    }
}
