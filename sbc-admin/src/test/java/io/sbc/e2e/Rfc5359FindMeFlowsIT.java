package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.sdp.Direction;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several ends of one call: RFC 5359 §2.12 (the PBX forks), RFC 5626 §4.3 (a user has two devices), §2.7 to §2.9, screening. */
class Rfc5359FindMeFlowsIT {
    @RegisterExtension
    static final FlowStage stage = FlowStage.scripted();

    private static String answerTo(int port) {
        return Descriptions.pbx(stage.pbx(), port, Direction.SENDRECV, 1);
    }

    @Test
    @Flow(source = "rfc5359", section = "2.12")
    @DisplayName("RFC 5359 §2.12 Find-Me: two branches ring, the second answers, the first answers too late")
    void section2_12_findMe() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phone.invite("8001", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("8001");
        invite.respond(invite.response(180, "desk"));
        calling.await(180);
        invite.respond(invite.response(183, "home").sdp(answerTo(41_002)));
        calling.await(183);
        invite.respond(invite.response(200, "home").sdp(answerTo(41_002)));
        ScriptedDialog caller = calling.answered();
        stage.pbx()
                .awaitReceived("ACK of the branch that answered", 1, message -> message.method().equals("ACK")
                        && message.callId().equals(invite.request().callId()) && message.toTag().equals("home"));

        // The other had answered as well; its CANCEL was late.
        invite.respond(invite.response(200, "desk").sdp(answerTo(41_004)));
        invite.dialog("desk").awaitBye();
        stage.pbx()
                .awaitReceived("ACK of the branch that was late", 1, message -> message.method().equals("ACK")
                        && message.callId().equals(invite.request().callId()) && message.toTag().equals("desk"));

        assertEquals(1, calling.responses().stream().filter(response -> response.status() == 200).count());
        new ScriptedCall(caller, invite.dialog("home")).endByPhone();
    }

    @Test
    @Flow(source = "rfc5359", section = "2.12")
    @DisplayName("RFC 5359 §2.12 Find-Me: three branches of the PBX are one dialog for the phone")
    void section2_12_tagsOfBranches() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phone.invite("8002", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("8002");
        invite.respond(invite.response(180, "desk"));
        calling.await(180);
        invite.respond(invite.response(181, "home"));
        calling.await(181);
        invite.respond(invite.response(200, "mobile").sdp(answerTo(41_002)));
        ScriptedDialog caller = calling.answered();

        List<SipText> tagged = calling.responses().stream().filter(response -> response.status() > 100).toList();
        assertEquals(List.of(180, 181, 200), tagged.stream().map(SipText::status).toList());
        assertEquals(Set.of(caller.remoteTag()), tagged.stream().map(SipText::toTag).collect(Collectors.toSet()));
        assertFalse(Set.of("desk", "home", "mobile").contains(caller.remoteTag()), "the tags of the PBX stay there");
        new ScriptedCall(caller, invite.dialog("mobile")).endByPbx();
    }

    @Test
    @Flow(source = "rfc5359", section = "2.12")
    @DisplayName("RFC 5359 §2.12 Find-Me: the caller gives up, one branch answers all the same")
    void section2_12_late200AfterCancel() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phone.invite("8003", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("8003");
        invite.respond(invite.response(180, "desk"));
        invite.respond(invite.response(180, "home"));
        calling.await(180);
        calling.cancel().await(200);
        invite.awaitCancel();
        invite.respond(invite.response(200, "home").sdp(answerTo(41_002)));

        invite.awaitAck();
        invite.dialog("home").awaitBye();
        assertEquals(487, calling.awaitFinal().status());
    }

    @Test
    @Flow(source = "rfc5626", section = "4.3")
    @DisplayName("RFC 5626 §4.3 Two registrations of one AOR ring together, one answers, the other is cancelled")
    void section4_3_parallelRinging() throws IOException {
        ScriptedPhone desktop = stage.phone();
        ScriptedPhone mobile = stage.twin(desktop);
        mobile.register();

        Exchange calling = stage.pbx().invite(desktop.user(), "8004", Descriptions.pbxOffer(stage.pbx()));
        Incoming atDesktop = desktop.awaitRequest("INVITE");
        Incoming atMobile = mobile.awaitRequest("INVITE");
        assertNotEquals(atDesktop.request().branch(), atMobile.request().branch());
        atDesktop.respond(180);
        atMobile.respond(180);
        calling.await(180);
        atMobile.respond(200, Descriptions.phoneAnswer(atMobile.request().body()));
        ScriptedDialog caller = calling.answered();
        atMobile.awaitAck();
        atDesktop.awaitCancel();
        atDesktop.respond(487);
        atDesktop.awaitAck();

        new ScriptedCall(atMobile.dialog(), caller).endByPbx();
    }

    @Test
    @Flow(source = "rfc5626", section = "4.3")
    @DisplayName("RFC 5626 §4.3 Two registrations: both answer at the same time, one call stands")
    void section4_3_bothAnswer() throws IOException {
        ScriptedPhone desktop = stage.phone();
        ScriptedPhone mobile = stage.twin(desktop);
        mobile.register();

        Exchange calling = stage.pbx().invite(desktop.user(), "8005", Descriptions.pbxOffer(stage.pbx()));
        Incoming atDesktop = desktop.awaitRequest("INVITE");
        Incoming atMobile = mobile.awaitRequest("INVITE");
        atDesktop.respond(200, Descriptions.phoneAnswer(atDesktop.request().body()));
        ScriptedDialog caller = calling.answered();
        atDesktop.awaitAck();
        atMobile.respond(200, Descriptions.phoneAnswer(atMobile.request().body()));
        atMobile.awaitAck();
        atMobile.dialog().awaitBye();

        new ScriptedCall(atDesktop.dialog(), caller).endByPhone();
    }

    @Test
    @Flow(source = "rfc5626", section = "4.3")
    @DisplayName("RFC 5626 §4.3 Two registrations: busy at one, no answer at the other")
    void section4_3_bestRefusal() throws IOException {
        ScriptedPhone desktop = stage.phone();
        ScriptedPhone mobile = stage.twin(desktop);
        mobile.register();

        Exchange calling = stage.pbx().invite(desktop.user(), "8006", Descriptions.pbxOffer(stage.pbx()));
        Incoming atDesktop = desktop.awaitRequest("INVITE");
        Incoming atMobile = mobile.awaitRequest("INVITE");
        atDesktop.respond(486);
        atMobile.respond(480);
        SipText last = calling.awaitFinal();

        assertTrue(last.status() == 486 || last.status() == 480, last::toString);
        atDesktop.awaitAck();
        atMobile.awaitAck();
    }

    @Test
    @Flow(source = "rfc5359", section = "2.7")
    @DisplayName("RFC 5359 §2.7 Call Forwarding Unconditional, by the phone")
    void section2_7_forwardingByPhone() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = stage.pbx().invite(phone.user(), "8007", Descriptions.pbxOffer(stage.pbx()));
        Incoming invite = phone.awaitRequest("INVITE");
        invite.respond(invite.response(302)
                .and("Contact", "<sip:8008@localhost>")
                .and("Diversion", "<" + stage.pbx().aor("8888") + ">;reason=unconditional")
                .and("History-Info", "<" + stage.pbx().aor("8888") + ">;index=1"));
        SipText moved = calling.await(302);
        invite.awaitAck();

        assertEquals("sip:8008@script.local", moved.uriIn("Contact"));
        assertFalse(moved.toString().contains("8888@"), () -> "who diverted, a phone has no say in:\n" + moved);
    }

    @Test
    @Flow(source = "rfc5359", section = "2.7")
    @DisplayName("RFC 5359 §2.7 Call Forwarding Unconditional, by the PBX")
    void section2_7_forwardingByPbx() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phone.invite("8007", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("8007");
        invite.respond(invite.response(181, "was")
                .and("History-Info", "<" + stage.pbx().aor("8007") + ">;index=1, <" + stage.pbx().aor("8008")
                        + "?Reason=SIP%3Bcause%3D302>;index=1.1"));
        SipText forwarded = calling.await(181);
        invite.respond(invite.response(200, "is").sdp(answerTo(41_002)));
        ScriptedDialog caller = calling.answered();

        assertTrue(forwarded.all("History-Info").isEmpty(), "the PBX's history stays inside");
        new ScriptedCall(caller, invite.dialog("is")).endByPbx();
    }

    @Test
    @Flow(source = "rfc5359", section = "2.7")
    @DisplayName("RFC 5359 §2.7 Call Forwarding: a forwarded call reaches the phone without the PBX's history")
    void section2_7_forwardedToPhone() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = stage.pbx()
                .send(stage.pbx()
                        .newRequest("INVITE", phone.user(), "8009")
                        .and("Diversion", "<" + stage.pbx().aor("8007") + ">;reason=unconditional;counter=1")
                        .and("History-Info", "<" + stage.pbx().aor("8007") + ">;index=1")
                        .sdp(Descriptions.pbxOffer(stage.pbx())));
        Incoming invite = phone.awaitRequest("INVITE");
        invite.respond(200, Descriptions.phoneAnswer(invite.request().body()));
        ScriptedDialog caller = calling.answered();
        invite.awaitAck();

        assertTrue(invite.request().all("Diversion").isEmpty(), invite.request()::toString);
        assertTrue(invite.request().all("History-Info").isEmpty(), invite.request()::toString);
        new ScriptedCall(invite.dialog(), caller).endByPhone();
    }

    @Test
    @Flow(source = "rfc5359", section = "2.8")
    @DisplayName("RFC 5359 §2.8 Call Forwarding - Busy")
    void section2_8_forwardingWhenBusy() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedPhone other = stage.phone();

        // The first is busy: the PBX learns it, and calls the second.
        Exchange first = stage.pbx().invite(phone.user(), "8010", Descriptions.pbxOffer(stage.pbx()));
        Incoming atFirst = phone.awaitRequest("INVITE");
        atFirst.respond(486);
        first.await(486);
        atFirst.awaitAck();
        Exchange second = stage.pbx()
                .send(stage.pbx()
                        .newRequest("INVITE", other.user(), "8010")
                        .and("Diversion", "<" + stage.pbx().aor(phone.user()) + ">;reason=user-busy;counter=1")
                        .sdp(Descriptions.pbxOffer(stage.pbx())));
        Incoming atSecond = other.awaitRequest("INVITE");
        assertTrue(atSecond.request().all("Diversion").isEmpty(), atSecond.request()::toString);
        assertFalse(atSecond.request().toString().contains(phone.user() + "@"), "who was called first stays inside");
        atSecond.respond(200, Descriptions.phoneAnswer(atSecond.request().body()));
        ScriptedDialog caller = second.answered();
        atSecond.awaitAck();

        new ScriptedCall(atSecond.dialog(), caller).endByPbx();
    }

    @Test
    @Flow(source = "rfc5359", section = "2.9")
    @DisplayName("RFC 5359 §2.9 Call Forwarding - No Answer")
    void section2_9_forwardingWhenNoAnswer() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedPhone other = stage.phone();

        Exchange first = stage.pbx().invite(phone.user(), "8011", Descriptions.pbxOffer(stage.pbx()));
        Incoming atFirst = phone.awaitRequest("INVITE");
        atFirst.respond(180);
        first.await(180);
        first.cancel().await(200);
        atFirst.awaitCancel();
        atFirst.respond(487);
        first.await(487);
        atFirst.awaitAck();
        Exchange second = stage.pbx()
                .send(stage.pbx()
                        .newRequest("INVITE", other.user(), "8011")
                        .and("Diversion", "<" + stage.pbx().aor(phone.user()) + ">;reason=no-answer;counter=1")
                        .sdp(Descriptions.pbxOffer(stage.pbx())));
        Incoming atSecond = other.awaitRequest("INVITE");
        assertTrue(atSecond.request().all("Diversion").isEmpty(), atSecond.request()::toString);
        assertFalse(atSecond.request().toString().contains(phone.user() + "@"), "who was called first stays inside");
        atSecond.respond(200, Descriptions.phoneAnswer(atSecond.request().body()));
        ScriptedDialog caller = second.answered();
        atSecond.awaitAck();

        new ScriptedCall(atSecond.dialog(), caller).endByPhone();
    }

    @Test
    @Flow(source = "rfc5359", section = "2.13")
    @DisplayName("RFC 5359 §2.13 Incoming Call Screening: the caller hears a question before it rings")
    void section2_13_incomingCallScreening() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phone.invite("8012", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("8012");
        invite.respond(invite.response(183, "screen").sdp(answerTo(41_006)));
        assertTrue(calling.await(183).hasBody());
        invite.respond(invite.response(180, "callee"));
        calling.await(180);
        invite.respond(invite.response(200, "callee").sdp(answerTo(41_008)));

        new ScriptedCall(calling.answered(), invite.dialog("callee")).endByPbx();
    }

    @Test
    @Flow(source = "rfc5359", section = "2.14")
    @DisplayName("RFC 5359 §2.14 Outgoing Call Screening: the PBX does not let the phone call there")
    void section2_14_outgoingCallScreening() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phone.invite("90012345", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("90012345");
        invite.respond(403);
        invite.awaitAck();

        assertEquals(403, calling.awaitFinal().status());
    }
}
