package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.script.SipValue;
import io.sbc.kit.sdp.Direction;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * RFC 5589, RFC 5359 §2.4, §2.5, §2.10, §2.15 and RFC 3515: transfers, in which a phone is transferor, and calls that the PBX
 * moves. Every identifier of a dialog that one side names must be the one that the other side knows.
 */
class Rfc5589TransferFlowsIT {
    @RegisterExtension
    static final FlowStage stage = FlowStage.scripted();

    // What is sent.

    private static Exchange refer(ScriptedDialog dialog, String referTo) {
        return dialog.send(dialog.request("REFER").and("Refer-To", "<" + referTo + ">"));
    }

    private static Exchange notify(ScriptedDialog dialog, SipText refer, String state, String sipfrag) {
        return dialog.send(dialog.request("NOTIFY")
                .and("Event", "refer;id=" + refer.cseq())
                .and("Subscription-State", state)
                .body("message/sipfrag;version=2.0", sipfrag + "\r\n"));
    }

    /** The URI of a target with the dialog that is to be replaced (RFC 3891 §6.1). */
    private static String replacing(String uri, ScriptedDialog dialog) {
        String replaces = dialog.callId() + ";to-tag=" + dialog.remoteTag() + ";from-tag=" + dialog.localTag();
        return uri + "?Replaces=" + URLEncoder.encode(replaces, StandardCharsets.UTF_8);
    }

    // What arrives.

    private static Map<String, String> replaces(String value) {
        return Arrays.stream(("call-id=" + value).split(";", -1))
                .map(part -> part.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair.length > 1 ? pair[1] : ""));
    }

    private static Map<String, String> replacesIn(String referTo) {
        String query = referTo.substring(referTo.indexOf("?Replaces=") + "?Replaces=".length());
        return replaces(URLDecoder.decode(query.split("&", -1)[0], StandardCharsets.UTF_8));
    }

    /** The dialog as its other end, the PBX, would name it to its callee. */
    private static Map<String, String> asKnownTo(ScriptedDialog callee) {
        return Map.of("call-id", callee.callId(), "to-tag", callee.localTag(), "from-tag", callee.remoteTag());
    }

    private static void relayed(ScriptedDialog from, ScriptedDialog to, SipText refer, String state, String sipfrag) {
        Exchange sent = notify(from, refer, state, sipfrag);
        Incoming arrived = to.await("NOTIFY");
        assertNamesRefer(to.callId(), arrived.request());
        assertTrue(arrived.request().header("Content-Type").startsWith("message/sipfrag"), arrived.request()::toString);
        assertTrue(arrived.request().body().startsWith(sipfrag), arrived.request()::toString);
        assertTrue(arrived.request().header("Subscription-State").startsWith(state.split(";", -1)[0]),
                arrived.request()::toString);
        arrived.respond(200);
        sent.await(200);
    }

    /** RFC 3515 §2.4.6: by the number that the REFER had on this side; of the first of a dialog it may be left out. */
    private static void assertNamesRefer(String callId, SipText notify) {
        List<String> refers = Stream.concat(stage.stage().scriptedPhones().stream(), stage.stage().scripts().stream())
                .flatMap(peer -> peer.trace().ofCallId(callId).stream())
                .filter(message -> message.sent() && message.firstLine().startsWith("REFER "))
                .map(message -> message.header("CSeq").orElseThrow().split(" ", -1)[0])
                .distinct()
                .toList();
        String event = notify.header("Event");
        assertTrue(event.equals("refer;id=" + refers.getLast()) || (event.equals("refer") && refers.size() == 1),
                () -> refers + " are the REFERs of\n" + notify);
    }

    @Test
    @Flow(source = "rfc5589", section = "6.1")
    @Flow(source = "rfc5589", section = "6.2")
    @Flow(source = "rfc5359", section = "2.4")
    @Flow(source = "rfc3515")
    @DisplayName("RFC 5589 §6.1, §6.2 Basic transfer: successful (RFC 5359 §2.4), the phone transfers in the dialog")
    void section6_1_basicTransferByPhone() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPbx(stage, phone, "8001");

        Exchange referring = refer(call.phone(), "sip:8002@localhost");
        Incoming refer = call.pbx().await("REFER");
        assertEquals(stage.pbx().aor("8002"), refer.request().uriIn("Refer-To"));
        assertEquals(stage.pbx().aor(phone.user()), refer.request().uriIn("From"));
        refer.respond(202);
        referring.await(202);
        relayed(call.pbx(), call.phone(), refer.request(), "active;expires=60", "SIP/2.0 100 Trying");
        relayed(call.pbx(), call.phone(), refer.request(), "terminated;reason=noresource", "SIP/2.0 200 OK");

        call.endByPhone();
    }

    @Test
    @Flow(source = "rfc5589", section = "6.1")
    @Flow(source = "rfc5359", section = "2.4")
    @DisplayName("RFC 5589 §6.1 Basic transfer: successful, the PBX transfers the phone")
    void section6_1_basicTransferOfPhone() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPhone(stage, phone, "8003");

        Exchange referring = call.pbx()
                .send(call.pbx()
                        .request("REFER")
                        .and("Refer-To", "<" + stage.pbx().aor("8004") + ">")
                        .and("Referred-By", "<" + stage.pbx().aor("8003") + ">"));
        Incoming refer = call.phone().await("REFER");
        assertEquals("sip:8004@localhost", refer.request().uriIn("Refer-To"));
        assertEquals("sip:8003@localhost", refer.request().uriIn("Referred-By"));
        refer.respond(202);
        referring.await(202);
        relayed(call.phone(), call.pbx(), refer.request(), "active;expires=60", "SIP/2.0 100 Trying");
        Exchange calling = phone.invite("8004", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("8004");
        ScriptedDialog target = invite.answer(Descriptions.pbxAnswer(stage.pbx(), invite.request().body()));
        ScriptedDialog caller = calling.answered();
        relayed(call.phone(), call.pbx(), refer.request(), "terminated;reason=noresource", "SIP/2.0 200 OK");
        call.endByPbx();

        new ScriptedCall(caller, target).endByPhone();
    }

    @Test
    @Flow(source = "rfc5589", section = "6.3.1")
    @DisplayName("RFC 5589 §6.3.1 Failed transfer: target busy, the first call lives on")
    void section6_3_1_targetBusy() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPbx(stage, phone, "8005");

        Exchange referring = refer(call.phone(), "sip:8006@localhost");
        Incoming refer = call.pbx().await("REFER");
        refer.respond(202);
        referring.await(202);
        relayed(call.pbx(), call.phone(), refer.request(), "active;expires=60", "SIP/2.0 100 Trying");
        relayed(call.pbx(), call.phone(), refer.request(), "terminated;reason=noresource", "SIP/2.0 486 Busy Here");
        Exchange retrieving = call.phone().reinvite(Descriptions.phoneOffer(Direction.SENDRECV, 3,
                Descriptions.freshKey()));
        Incoming reinvite = call.pbx().await("INVITE");
        reinvite.respond(200, Descriptions.pbxOffer(stage.pbx(), Direction.SENDRECV, 2));
        retrieving.await(200);
        call.phone().ack(retrieving);
        reinvite.awaitAck();

        call.endByPbx();
        failedTransferOfPhone(phone, "8050", "SIP/2.0 486 Busy Here");
    }

    /** The PBX refers the phone, whose call to the target fails: the first call lives on. */
    private static void failedTransferOfPhone(ScriptedPhone phone, String number, String outcome) throws IOException {
        ScriptedCall call = ScriptedCall.fromPhone(stage, phone, number);

        Exchange referring = refer(call.pbx(), stage.pbx().aor("8099"));
        Incoming refer = call.phone().await("REFER");
        refer.respond(202);
        referring.await(202);
        relayed(call.phone(), call.pbx(), refer.request(), "active;expires=60", "SIP/2.0 100 Trying");
        relayed(call.phone(), call.pbx(), refer.request(), "terminated;reason=noresource", outcome);
        Exchange retrieving = call.pbx().reinvite(Descriptions.pbxOffer(stage.pbx(), Direction.SENDRECV, 2));
        Incoming reinvite = call.phone().await("INVITE");
        reinvite.respond(200, Descriptions.phoneAnswer(reinvite.request().body()));
        retrieving.await(200);
        call.pbx().ack(retrieving);
        reinvite.awaitAck();

        call.endByPhone();
    }

    @Test
    @Flow(source = "rfc5589", section = "6.3.2")
    @DisplayName("RFC 5589 §6.3.2 Failed transfer: target does not answer")
    void section6_3_2_targetDoesNotAnswer() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPbx(stage, phone, "8007");

        Exchange referring = refer(call.phone(), "sip:8008@localhost");
        Incoming refer = call.pbx().await("REFER");
        refer.respond(202);
        referring.await(202);
        relayed(call.pbx(), call.phone(), refer.request(), "active;expires=60", "SIP/2.0 180 Ringing");
        relayed(call.pbx(), call.phone(), refer.request(), "terminated;reason=timeout",
                "SIP/2.0 487 Request Terminated");

        call.endByPhone();
        failedTransferOfPhone(phone, "8051", "SIP/2.0 487 Request Terminated");
    }

    @Test
    @Flow(source = "rfc5589", section = "7.1")
    @DisplayName("RFC 5589 §7.1 Consultation hold: exposing the target")
    void section7_1_consultationExposingTarget() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall first = ScriptedCall.fromPbx(stage, phone, "8009");
        ScriptedCall second = ScriptedCall.fromPhone(stage, phone, "8010");
        second.endByPhone();

        // The transferee learns who the target is: it is to call it itself.
        Exchange referring = refer(first.phone(), "sip:8010@localhost");
        Incoming refer = first.pbx().await("REFER");
        assertEquals(stage.pbx().aor("8010"), refer.request().uriIn("Refer-To"));
        refer.respond(202);
        referring.await(202);
        relayed(first.pbx(), first.phone(), refer.request(), "terminated;reason=noresource", "SIP/2.0 200 OK");

        first.endByPhone();
    }

    @Test
    @Flow(source = "rfc5589", section = "7.3")
    @Flow(source = "rfc5359", section = "2.5")
    @DisplayName("RFC 5589 §7.3 Attended Transfer (RFC 5359 §2.5), the phone transfers")
    void section7_3_attendedTransferByPhone() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall transferee = ScriptedCall.fromPbx(stage, phone, "8011");
        ScriptedCall target = ScriptedCall.fromPhone(stage, phone, "8012");

        Exchange referring = refer(transferee.phone(), replacing("sip:8012@localhost", target.phone()));
        Incoming refer = transferee.pbx().await("REFER");
        assertEquals(asKnownTo(target.pbx()), replacesIn(refer.request().uriIn("Refer-To")),
                "the dialog as the PBX knows it");
        refer.respond(202);
        referring.await(202);
        relayed(transferee.pbx(), transferee.phone(), refer.request(), "active;expires=60", "SIP/2.0 100 Trying");
        target.endByPbx();
        relayed(transferee.pbx(), transferee.phone(), refer.request(), "terminated;reason=noresource",
                "SIP/2.0 200 OK");

        transferee.endByPhone();
    }

    @Test
    @Flow(source = "rfc5589", section = "7.3")
    @Flow(source = "rfc5359", section = "2.5")
    @DisplayName("RFC 5589 §7.3 Attended Transfer: the PBX replaces one of the phone's calls")
    void section7_3_attendedTransferOfPhone() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPbx(stage, phone, "8013");

        SipText invite = stage.pbx().newRequest("INVITE", phone.user(), "8014")
                .and("Require", "replaces")
                .and("Replaces", call.pbx().callId() + ";to-tag=" + call.pbx().remoteTag() + ";from-tag="
                        + call.pbx().localTag());
        Exchange calling = stage.pbx().send(invite.sdp(Descriptions.pbxOffer(stage.pbx())));
        Incoming atPhone = phone.awaitRequest("INVITE");
        assertEquals(Map.of("call-id", call.phone().callId(), "to-tag", call.phone().localTag(), "from-tag",
                call.phone().remoteTag()), replaces(atPhone.request().header("Replaces")));
        atPhone.respond(200, Descriptions.phoneAnswer(atPhone.request().body()));
        ScriptedDialog caller = calling.answered();
        atPhone.awaitAck();
        call.endByPhone();

        new ScriptedCall(atPhone.dialog(), caller).endByPbx();
    }

    @Test
    @Flow(source = "rfc5589", section = "7.4")
    @DisplayName("RFC 5589 §7.4 One party does not support REFER")
    void section7_4_referNotSupported() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPbx(stage, phone, "8015");

        for (int status : new int[]{405, 501}) {
            Exchange referring = refer(call.phone(), "sip:8016@localhost");
            Incoming refer = call.pbx().await("REFER");
            refer.respond(status);
            assertEquals(status, referring.awaitFinal().status());
        }
        Exchange toPhone = refer(call.pbx(), stage.pbx().aor("8016"));
        call.phone().await("REFER").respond(405);
        assertEquals(405, toPhone.awaitFinal().status());

        call.endByPhone();
    }

    @Test
    @Flow(source = "rfc5589", section = "7.4")
    @DisplayName("RFC 5589 §7.4 One party does not support REFER: the other is not told that it could")
    void section7_4_allowSaysSo() throws IOException {
        ScriptedPhone phone = stage.phone();
        String without = "INVITE, ACK, CANCEL, BYE, OPTIONS";

        // The PBX, when it is called.
        Exchange calling = phone.invite("8039", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("8039");
        assertTrue(invite.request().lists("Allow", "REFER"), invite.request()::toString);
        invite.respond(invite.response(200)
                .with("Allow", without)
                .sdp(Descriptions.pbxAnswer(stage.pbx(), invite.request().body())));
        SipText answered = calling.await(200);
        assertFalse(answered.lists("Allow", "REFER"), answered::toString);
        assertTrue(answered.lists("Allow", "INVITE"), answered::toString);
        ScriptedDialog caller = calling.dialog(answered);
        caller.ack(calling);
        invite.awaitAck();
        new ScriptedCall(caller, invite.dialog()).endByPhone();

        // The PBX, when it calls; and a phone that refuses REFER though it allows it.
        Exchange toPhone = stage.pbx()
                .send(stage.pbx()
                        .newRequest("INVITE", phone.user(), "8040")
                        .and("Allow", without)
                        .sdp(Descriptions.pbxOffer(stage.pbx())));
        Incoming ringing = phone.awaitRequest("INVITE");
        assertFalse(ringing.request().lists("Allow", "REFER"), ringing.request()::toString);
        ringing.respond(200, Descriptions.phoneAnswer(ringing.request().body()));
        ScriptedDialog pbx = toPhone.answered();
        ringing.awaitAck();
        Exchange referring = refer(pbx, stage.pbx().aor("8041"));
        ringing.dialog().await("REFER").respond(501);
        referring.await(501);
        Exchange asking = pbx.send("OPTIONS");
        ringing.dialog().await("OPTIONS").respond(200);
        assertFalse(asking.await(200).lists("Allow", "REFER"));
        new ScriptedCall(ringing.dialog(), pbx).endByPbx();
    }

    @Test
    @Flow(source = "rfc5589", section = "7.5")
    @DisplayName("RFC 5589 §7.5 Attended transfer to the Contact of the SBC, which leads nowhere else")
    void section7_5_contactDoesNotRoute() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall transferee = ScriptedCall.fromPbx(stage, phone, "8017");
        ScriptedCall target = ScriptedCall.fromPhone(stage, phone, "8018");

        Exchange referring = refer(transferee.phone(), replacing(target.phone().remoteTarget(), target.phone()));
        Incoming refer = transferee.pbx().await("REFER");
        String referTo = refer.request().uriIn("Refer-To");
        assertEquals("8018", SipValue.user(referTo));
        assertFalse(referTo.contains(SipValue.hostPort(target.phone().remoteTarget())),
                "the SBC's own address on the set side: " + referTo);
        assertEquals(asKnownTo(target.pbx()), replacesIn(referTo));
        refer.respond(202);
        referring.await(202);
        target.endByPbx();
        relayed(transferee.pbx(), transferee.phone(), refer.request(), "terminated;reason=noresource",
                "SIP/2.0 200 OK");

        transferee.endByPhone();
    }

    @Test
    @Flow(source = "rfc5589", section = "7.6")
    @DisplayName("RFC 5589 §7.6 Semi-Attended Transfer: transferred while the target rings")
    void section7_6_semiAttended() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall transferee = ScriptedCall.fromPbx(stage, phone, "8019");

        Exchange consulting = phone.invite("8020", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("8020");
        invite.respond(180);
        ScriptedDialog early = consulting.dialog(consulting.await(180));
        // Its user hangs up; the phone goes on, and names the dialog that is early still.
        Exchange referring = refer(transferee.phone(), replacing("sip:8020@localhost", early));
        Incoming refer = transferee.pbx().await("REFER");
        assertEquals(asKnownTo(invite.dialog()), replacesIn(refer.request().uriIn("Refer-To")));
        refer.respond(202);
        referring.await(202);
        ScriptedDialog callee = invite.answer(Descriptions.pbxAnswer(stage.pbx(), invite.request().body()));
        ScriptedCall target = new ScriptedCall(consulting.answered(), callee);
        target.endByPbx();
        relayed(transferee.pbx(), transferee.phone(), refer.request(), "terminated;reason=noresource",
                "SIP/2.0 200 OK");

        transferee.endByPhone();
    }

    @Test
    @Flow(source = "rfc5589", section = "7.6")
    @DisplayName("RFC 5589 §7.6 Semi-Attended Transfer by a phone that gives up first")
    void section7_6_semiAttendedWithCancel() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall transferee = ScriptedCall.fromPbx(stage, phone, "8019");

        Exchange consulting = phone.invite("8020", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("8020");
        invite.respond(180);
        consulting.await(180);
        consulting.cancel().await(200);
        invite.awaitCancel();
        invite.respond(487);
        consulting.await(487);
        Exchange referring = refer(transferee.phone(), "sip:8020@localhost");
        Incoming refer = transferee.pbx().await("REFER");
        refer.respond(202);
        referring.await(202);
        relayed(transferee.pbx(), transferee.phone(), refer.request(), "terminated;reason=noresource",
                "SIP/2.0 200 OK");

        transferee.endByPbx();
    }

    @Test
    @Flow(source = "rfc5589", section = "11.2")
    @DisplayName("RFC 5589 §11.2 Consultative turned blind: the target is picked up as the CANCEL comes, and is busy then")
    void section11_2_consultativeTurnedBlindGlare() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall transferee = ScriptedCall.fromPbx(stage, phone, "8037");

        Exchange consulting = phone.invite("8038", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("8038");
        invite.respond(180);
        consulting.await(180);
        consulting.cancel().await(200);
        // The handset is lifted: the 200 crosses the CANCEL, and is acknowledged and ended without the phone.
        invite.respond(200, Descriptions.pbxAnswer(stage.pbx(), invite.request().body()));
        consulting.await(487);
        invite.awaitAck();
        invite.dialog().awaitBye();
        Exchange blind = refer(transferee.phone(), "sip:8038@localhost");
        Incoming refer = transferee.pbx().await("REFER");
        refer.respond(202);
        blind.await(202);
        relayed(transferee.pbx(), transferee.phone(), refer.request(), "terminated;reason=noresource",
                "SIP/2.0 486 Busy Here");

        // Nothing is lost: the transferee is there still, and the transfer is tried again.
        Exchange again = refer(transferee.phone(), "sip:8038@localhost");
        Incoming second = transferee.pbx().await("REFER");
        second.respond(202);
        again.await(202);
        relayed(transferee.pbx(), transferee.phone(), second.request(), "terminated;reason=noresource",
                "SIP/2.0 200 OK");
        transferee.endByPhone();
    }

    @Test
    @Flow(source = "rfc3515")
    @DisplayName("RFC 4488 REFER that wants no NOTIFY")
    void norefersub() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPbx(stage, phone, "8021");

        Exchange referring = call.phone()
                .send(call.phone()
                        .request("REFER")
                        .and("Refer-To", "<sip:8022@localhost>")
                        .and("Refer-Sub", "false")
                        .and("Supported", "norefersub"));
        Incoming refer = call.pbx().await("REFER");
        assertEquals("false", refer.request().header("Refer-Sub"));
        refer.respond(refer.response(200).and("Refer-Sub", "false"));
        assertEquals("false", referring.await(200).header("Refer-Sub"));

        call.endByPhone();
    }

    @Test
    @Flow(source = "rfc5589", section = "6.1")
    @DisplayName("RFC 5589 §6.1 Basic transfer: successful, the phone transfers in a dialog of its own (Target-Dialog)")
    void section6_1_basicTransferOutsideDialog() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPbx(stage, phone, "8031");

        Exchange referring = phone.send(phone.newRequest("REFER", "8031")
                .uri(call.phone().remoteTarget())
                .and("Refer-To", "<sip:8032@localhost>")
                .and("Require", "tdialog")
                .and("Target-Dialog", call.phone().callId() + ";local-tag=" + call.phone().localTag()
                        + ";remote-tag=" + call.phone().remoteTag()));
        Incoming refer = stage.pbx().awaitRequest("REFER");
        assertEquals(stage.pbx().aor("8032"), refer.request().uriIn("Refer-To"));
        assertEquals(Map.of("call-id", call.pbx().callId(), "remote-tag", call.pbx().localTag(), "local-tag",
                call.pbx().remoteTag()), replaces(refer.request().header("Target-Dialog")));
        refer.respond(202);
        SipText accepted = referring.await(202);
        relayed(refer.dialog(), referring.dialog(accepted), refer.request(), "terminated;reason=noresource",
                "SIP/2.0 200 OK");

        call.endByPhone();
    }

    @Test
    @Flow(source = "rfc5589", section = "7.2")
    @DisplayName("RFC 5589 §7.2 Consultation hold: protecting the target, which is referred to the transferee")
    void section7_2_consultationProtectingTarget() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall transferee = ScriptedCall.fromPbx(stage, phone, "8033");
        ScriptedCall target = ScriptedCall.fromPhone(stage, phone, "8034");

        Exchange referring = refer(target.phone(), replacing("sip:8033@localhost", transferee.phone()));
        Incoming refer = target.pbx().await("REFER");
        assertEquals(asKnownTo(transferee.pbx()), replacesIn(refer.request().uriIn("Refer-To")));
        refer.respond(202);
        referring.await(202);
        transferee.endByPbx();
        relayed(target.pbx(), target.phone(), refer.request(), "terminated;reason=noresource", "SIP/2.0 200 OK");

        target.endByPhone();
    }

    @Test
    @Flow(source = "rfc5589", section = "7.7")
    @DisplayName("RFC 5589 §7.7 Attended transfer, fallback to basic")
    void section7_7_fallbackToBasic() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall transferee = ScriptedCall.fromPbx(stage, phone, "8035");
        ScriptedCall target = ScriptedCall.fromPhone(stage, phone, "8036");

        Exchange attended = refer(transferee.phone(), replacing("sip:8036@localhost", target.phone()));
        Incoming first = transferee.pbx().await("REFER");
        first.respond(202);
        attended.await(202);
        relayed(transferee.pbx(), transferee.phone(), first.request(), "terminated;reason=noresource",
                "SIP/2.0 420 Bad Extension");
        target.endByPhone();
        Exchange basic = refer(transferee.phone(), "sip:8036@localhost");
        Incoming second = transferee.pbx().await("REFER");
        assertEquals(stage.pbx().aor("8036"), second.request().uriIn("Refer-To"));
        second.respond(202);
        basic.await(202);
        relayed(transferee.pbx(), transferee.phone(), second.request(), "terminated;reason=noresource",
                "SIP/2.0 200 OK");

        transferee.endByPhone();
    }

    @Test
    @Flow(source = "rfc5589", section = "8")
    @DisplayName("RFC 5589 §8 Transfer with Referred-By: who refers is named as the other side names it")
    void section8_referredBy() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPbx(stage, phone, "8037");

        Exchange byPhone = call.phone()
                .send(call.phone()
                        .request("REFER")
                        .and("Refer-To", "<sip:8038@localhost>")
                        .and("Referred-By", "<" + phone.aor() + ">"));
        Incoming atPbx = call.pbx().await("REFER");
        assertEquals(stage.pbx().aor(phone.user()), atPbx.request().uriIn("Referred-By"));
        atPbx.respond(603);
        byPhone.await(603);

        Exchange byPbx = call.pbx()
                .send(call.pbx()
                        .request("REFER")
                        .and("Refer-To", "<" + stage.pbx().aor("8038") + ">")
                        .and("Referred-By", "<" + stage.pbx().aor("8037") + ">"));
        Incoming atPhone = call.phone().await("REFER");
        assertEquals("sip:8037@localhost", atPhone.request().uriIn("Referred-By"));
        atPhone.respond(603);
        byPbx.await(603);

        call.endByPhone();
    }

    @Test
    @Flow(source = "rfc5359", section = "2.18")
    @Flow(source = "rfc3515")
    @DisplayName("RFC 5359 §2.18 Click to Dial: the PBX refers a phone outside a dialog")
    void section2_18_clickToDial() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange referring = stage.pbx()
                .send(stage.pbx()
                        .newRequest("REFER", phone.user(), "8023")
                        .and("Refer-To", "<" + stage.pbx().aor("8024") + ">"));
        Incoming refer = phone.awaitRequest("REFER");
        assertEquals("sip:8024@localhost", refer.request().uriIn("Refer-To"));
        refer.respond(202);
        SipText accepted = referring.await(202);
        ScriptedCall call = ScriptedCall.fromPhone(stage, phone, "8024");
        relayed(refer.dialog(), referring.dialog(accepted), refer.request(), "terminated;reason=noresource",
                "SIP/2.0 200 OK");

        call.endByPhone();
    }

    @Test
    @Flow(source = "rfc3515")
    @DisplayName("RFC 3515 §2.4.2 REFER outside a dialog that the phone declines")
    void referDeclined() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange referring = stage.pbx()
                .send(stage.pbx()
                        .newRequest("REFER", phone.user(), "8023")
                        .and("Refer-To", "<" + stage.pbx().aor("8024") + ">"));
        Incoming refer = phone.awaitRequest("REFER");
        assertEquals("sip:8024@localhost", refer.request().uriIn("Refer-To"));
        refer.respond(603);

        referring.await(603);
    }

    @Test
    @Flow(source = "rfc5359", section = "2.10")
    @DisplayName("RFC 5359 §2.10 3-Way Conference - Third Party Is Added")
    void section2_10_conference() throws IOException {
        ScriptedPhone phone = stage.phone();

        // The phone calls the focus, which says what it is, and asks it to bring in a third party.
        Exchange calling = phone.invite("conf-1", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("conf-1");
        SipText ok = invite.response(200).sdp(Descriptions.pbxAnswer(stage.pbx(), invite.request().body()));
        invite.respond(ok.with("Contact", ok.header("Contact") + ";isfocus"));
        SipText answered = calling.await(200);
        assertTrue(answered.header("Contact").contains("isfocus"), answered::toString);
        ScriptedDialog caller = calling.dialog(answered);
        caller.ack(calling);
        invite.awaitAck();
        ScriptedCall conference = new ScriptedCall(caller, invite.dialog());
        Exchange referring = refer(conference.phone(), "sip:8025@localhost;method=INVITE");
        Incoming refer = conference.pbx().await("REFER");
        assertEquals("8025", SipValue.user(refer.request().uriIn("Refer-To")));
        refer.respond(202);
        referring.await(202);
        relayed(conference.pbx(), conference.phone(), refer.request(), "terminated;reason=noresource",
                "SIP/2.0 200 OK");

        conference.endByPhone();
    }

    @Test
    @Flow(source = "rfc5359", section = "2.15")
    @DisplayName("RFC 5359 §2.15 Call Park: parked by a transfer, retrieved by a feature code")
    void section2_15_callPark() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPbx(stage, phone, "8026");

        Exchange parking = refer(call.phone(), "sip:*68%23701@localhost");
        Incoming refer = call.pbx().await("REFER");
        assertEquals("*68%23701", SipValue.user(refer.request().uriIn("Refer-To")));
        refer.respond(202);
        parking.await(202);
        relayed(call.pbx(), call.phone(), refer.request(), "terminated;reason=noresource", "SIP/2.0 200 OK");
        call.endByPhone();

        ScriptedPhone other = stage.phone();
        ScriptedCall.fromPhone(stage, other, "*88%23701").endByPhone();
    }
}
