package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.script.SipValue;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * RFC 4028: session timers on each leg for itself. The peers grant some seconds where RFC 4028 §4 knows no less than 90, so
 * that a test need not wait for minutes.
 */
class Rfc4028SessionTimerFlowsIT {
    @RegisterExtension
    static final FlowStage stage = FlowStage.scripted();

    /** Seconds: refreshed after two, dead after four. */
    private static final String SHORT = "4";

    /** A call of a phone, in whose 200 the PBX says how long and who refreshes. */
    private static ScriptedCall granted(ScriptedPhone phone, String number, String refresher) {
        Exchange calling = phone.invite(number, Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite(number);
        assertTrue(invite.request().lists("Supported", "timer"), invite.request()::toString);
        assertTrue(Integer.parseInt(SipValue.uri(invite.request().header("Session-Expires"))) >= 90,
                invite.request()::toString);
        invite.respond(timed(invite, refresher).sdp(Descriptions.pbxAnswer(stage.pbx(), invite.request().body())));
        ScriptedDialog caller = calling.answered();
        invite.awaitAck();
        return new ScriptedCall(caller, invite.dialog());
    }

    private static SipText timed(Incoming request, String refresher) {
        return request.response(200)
                .and("Session-Expires", SHORT + ";refresher=" + refresher)
                .and(refresher.equals("uac") ? "Require" : "Supported", "timer");
    }

    @Test
    @Flow(source = "rfc4028")
    @DisplayName("RFC 4028 §7.2, §10 the SBC refreshes towards the PBX")
    void sbcRefreshesTowardsPbx() throws IOException {
        ScriptedCall call = granted(stage.phone(), "8001", "uac");

        for (int i = 0; i < 2; i++) {
            Incoming refresh = call.pbx().await("UPDATE");
            assertTrue(refresh.request().header("Session-Expires").contains("refresher=uac"),
                    refresh.request()::toString);
            refresh.respond(timed(refresh, "uac"));
        }

        call.endByPhone();
    }

    @Test
    @Flow(source = "rfc4028")
    @DisplayName("RFC 4028 §7.4 the SBC refreshes towards a phone that cannot UPDATE: re-INVITE with the same description")
    void sbcRefreshesTowardsPhone() throws IOException {
        ScriptedPhone phone = stage.phone();
        Exchange calling = stage.pbx().invite(phone.user(), "8002", Descriptions.pbxOffer(stage.pbx()));
        Incoming invite = phone.awaitRequest("INVITE");
        String answer = Descriptions.phoneAnswer(invite.request().body());
        invite.respond(timed(invite, "uac").with("Allow", "INVITE, ACK, CANCEL, BYE").sdp(answer));
        ScriptedDialog caller = calling.answered();
        invite.awaitAck();

        Incoming refresh = invite.dialog().await("INVITE");
        assertTrue(refresh.request().header("Session-Expires").contains("refresher=uac"), refresh.request()::toString);
        refresh.respond(timed(refresh, "uac").sdp(answer));
        refresh.awaitAck();

        new ScriptedCall(invite.dialog(), caller).endByPbx();
    }

    @Test
    @Flow(source = "rfc4028")
    @DisplayName("RFC 4028 §10 nobody refreshes: BYE on both legs")
    void callEndsWhenPbxDoesNotRefresh() throws IOException {
        ScriptedCall call = granted(stage.phone(), "8003", "uas");

        call.pbx().awaitBye();
        call.phone().awaitBye();
    }

    @Test
    @Flow(source = "rfc4028")
    @DisplayName("RFC 4028 §10 the PBX refreshes by UPDATE and by re-INVITE")
    void pbxRefreshes() throws IOException {
        ScriptedCall call = granted(stage.phone(), "8004", "uas");

        SipText updated = call.pbx()
                .send(call.pbx()
                        .request("UPDATE")
                        .and("Supported", "timer")
                        .and("Session-Expires", "1800;refresher=uac"))
                .await(200);
        assertEquals("1800;refresher=uac", updated.header("Session-Expires"));

        Exchange refreshing = call.pbx()
                .send(call.pbx()
                        .request("INVITE")
                        .and("Supported", "timer")
                        .and("Session-Expires", "1200;refresher=uac")
                        .sdp(Descriptions.pbxOffer(stage.pbx())));
        Incoming atPhone = call.phone().await("INVITE"); // a description is for the other party
        atPhone.respond(200, Descriptions.phoneAnswer(atPhone.request().body()));
        SipText again = refreshing.await(200);
        assertEquals("1200;refresher=uac", again.header("Session-Expires"));
        call.pbx().ack(refreshing);
        atPhone.awaitAck();

        call.endByPbx();
    }

    @Test
    @Flow(source = "rfc4028")
    @DisplayName("RFC 4028 §7.2 the phone refreshes by UPDATE: each leg has a timer of its own, the PBX hears nothing of it")
    void phoneRefreshes() throws IOException {
        ScriptedCall call = ScriptedCall.fromPhone(stage, stage.phone(), "8008");

        SipText updated = call.phone()
                .send(call.phone()
                        .request("UPDATE")
                        .and("Supported", "timer")
                        .and("Session-Expires", "90;refresher=uac"))
                .await(200);

        assertEquals("90;refresher=uac", updated.header("Session-Expires"));
        assertTrue(updated.lists("Require", "timer"), updated::toString);
        call.endByPhone();
        assertEquals(0, stage.pbx()
                .received(message -> message.method().equals("UPDATE")
                        && message.callId().equals(call.pbx().callId())));
    }

    @Test
    @Flow(source = "rfc4028")
    @DisplayName("RFC 4028 §6 the PBX wants a longer session: 422 with Min-SE is followed")
    void sessionIntervalTooSmallForPbx() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phone.invite("8005", Descriptions.phoneOffer());
        Incoming first = stage.pbx().awaitInvite("8005");
        first.respond(first.response(422).and("Min-SE", "7200"));
        first.awaitAck();
        Incoming second = stage.pbx().awaitInvite("8005");
        assertEquals("7200", SipValue.uri(second.request().header("Session-Expires")));
        assertEquals("7200", second.request().header("Min-SE"));
        ScriptedDialog callee = second.answer(Descriptions.pbxAnswer(stage.pbx(), second.request().body()));

        new ScriptedCall(calling.answered(), callee).endByPhone();
    }

    @Test
    @Flow(source = "rfc4028")
    @DisplayName("RFC 4028 §9 a phone that wants too short a session: 422 with Min-SE, and then it is granted")
    void sessionIntervalTooSmallForSbc() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange tooShort = phone.send(phone.newRequest("INVITE", "8006")
                .and("Supported", "timer")
                .and("Session-Expires", "30")
                .sdp(Descriptions.phoneOffer()));
        assertEquals("90", tooShort.await(422).header("Min-SE"));

        Exchange calling = phone.send(phone.newRequest("INVITE", "8006")
                .and("Supported", "timer")
                .and("Session-Expires", "90;refresher=uac")
                .and("Min-SE", "90")
                .sdp(Descriptions.phoneOffer()));
        Incoming invite = stage.pbx().awaitInvite("8006");
        ScriptedDialog callee = invite.answer(Descriptions.pbxAnswer(stage.pbx(), invite.request().body()));
        SipText answered = calling.await(200);
        assertEquals("90;refresher=uac", answered.header("Session-Expires"));
        assertTrue(answered.lists("Require", "timer"), answered::toString);
        ScriptedDialog caller = calling.dialog(answered);
        caller.ack(calling);

        new ScriptedCall(caller, callee).endByPbx();
    }

    @Test
    @Flow(source = "teardown")
    @Flow(source = "rfc4028")
    @DisplayName("Teardown: the phone's TLS socket dies and the phone does not come back: nothing is left behind")
    void teardown_noOrphanAfterSessionTimer() throws IOException {
        ScriptedPhone phone = stage.phone();
        Exchange calling = stage.pbx().invite(phone.user(), "8007", Descriptions.pbxOffer(stage.pbx()));
        Incoming invite = phone.awaitRequest("INVITE");
        invite.respond(timed(invite, "uas").sdp(Descriptions.phoneAnswer(invite.request().body())));
        ScriptedDialog caller = calling.answered();
        invite.awaitAck();

        phone.dropConnection();
        caller.awaitBye();
    }
}
