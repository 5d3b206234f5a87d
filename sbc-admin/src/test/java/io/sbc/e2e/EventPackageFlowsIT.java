package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Subscriptions (RFC 6665): message waiting (RFC 3842) and dialogs (RFC 4235), and what is done with them (RFC 3891). */
class EventPackageFlowsIT {
    @RegisterExtension
    static final FlowStage stage = FlowStage.scripted();

    private static final String SUMMARY = "Messages-Waiting: yes\r\nMessage-Account: %s\r\nVoice-Message: 2/8 (0/2)\r\n";

    /** A subscription of a phone at the PBX. */
    private record Subscription(ScriptedDialog phone, ScriptedDialog pbx) {

        static Subscription of(ScriptedPhone phone, String number, String event, String accept) {
            Exchange subscribing = phone.send(phone.newRequest("SUBSCRIBE", number)
                    .and("Event", event)
                    .and("Accept", accept)
                    .and("Expires", "600"));
            Incoming subscribe = stage.pbx().awaitRequest("SUBSCRIBE");
            assertEquals(event, subscribe.request().header("Event"));
            assertEquals(accept, subscribe.request().header("Accept"));
            assertEquals(stage.pbx().aor(number), subscribe.request().uriIn("To"));
            assertEquals(stage.pbx().aor(phone.user()), subscribe.request().uriIn("From"));
            assertTrue(Integer.parseInt(subscribe.request().header("Expires")) >= 600, subscribe.request()::toString);
            subscribe.respond(subscribe.response(200).and("Expires", "600"));
            SipText accepted = subscribing.await(200);
            assertTrue(Integer.parseInt(accepted.header("Expires")) <= 600, accepted::toString);
            return new Subscription(subscribing.dialog(accepted), subscribe.dialog());
        }

        /** Sends a NOTIFY with a body and gives what the phone got of it. */
        SipText notified(String event, String state, String type, String body) {
            Exchange notifying = pbx.send(pbx.request("NOTIFY")
                    .and("Event", event)
                    .and("Subscription-State", state)
                    .body(type, body));
            Incoming notify = phone.await("NOTIFY");
            notify.respond(200);
            notifying.await(200);
            assertEquals(event, notify.request().header("Event"));
            assertEquals(type, notify.request().header("Content-Type"));
            assertTrue(notify.request().header("Subscription-State").startsWith(state.split(";", -1)[0]),
                    notify.request()::toString);
            return notify.request();
        }

        void end(String event) {
            Exchange ending = phone.send(phone.request("SUBSCRIBE").and("Event", event).and("Expires", "0"));
            Incoming last = pbx.await("SUBSCRIBE");
            assertEquals("0", last.request().header("Expires"));
            last.respond(last.response(200).and("Expires", "0"));
            ending.await(200);
            Exchange notifying = pbx.send(pbx.request("NOTIFY")
                    .and("Event", event)
                    .and("Subscription-State", "terminated;reason=timeout"));
            Incoming over = phone.await("NOTIFY");
            assertTrue(over.request().header("Subscription-State").startsWith("terminated"), over.request()::toString);
            over.respond(200);
            notifying.await(200);
        }
    }

    @Test
    @Flow(source = "rfc3842")
    @DisplayName("RFC 3842 Message waiting: SUBSCRIBE, NOTIFY, refresh, end")
    void messageWaitingSubscribed() throws IOException {
        ScriptedPhone phone = stage.phone();

        Subscription subscription = Subscription.of(phone, phone.user(), "message-summary",
                "application/simple-message-summary");
        SipText notify = subscription.notified("message-summary", "active;expires=600",
                "application/simple-message-summary", SUMMARY.formatted(stage.pbx().aor(phone.user())));

        assertTrue(notify.body().contains("Voice-Message: 2/8 (0/2)"), notify::toString);
        assertTrue(notify.body().contains("Messages-Waiting: yes"), notify::toString);
        assertTrue(notify.body().contains("Message-Account: " + phone.aor() + "\r\n"), notify::toString);
        subscription.end("message-summary");
    }

    @Test
    @Flow(source = "rfc3842")
    @DisplayName("RFC 3842 Message waiting: a NOTIFY that nobody subscribed to")
    void messageWaitingUnsolicited() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange notifying = stage.pbx()
                .send(stage.pbx()
                        .newRequest("NOTIFY", phone.user(), phone.user())
                        .and("Event", "message-summary")
                        .and("Subscription-State", "terminated")
                        .body("application/simple-message-summary",
                                SUMMARY.formatted(stage.pbx().aor(phone.user()))));
        Incoming notify = phone.awaitRequest("NOTIFY");
        notify.respond(200);
        notifying.await(200);

        assertEquals("message-summary", notify.request().header("Event"));
        assertEquals("application/simple-message-summary", notify.request().header("Content-Type"));
        assertEquals(SUMMARY.formatted(phone.aor()), notify.request().body());
    }

    private static String dialogInfo(String entity, String callId, String localTag, String remoteTag, String state) {
        return """
                <?xml version="1.0"?>
                <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="1" state="full" entity="%s">
                <dialog id="d1" call-id="%s" local-tag="%s" remote-tag="%s" direction="recipient">
                <state>%s</state>
                <local><identity>%s</identity><target uri="%s"/></local>
                <remote><identity>%s</identity><target uri="%s"/></remote>
                </dialog>
                </dialog-info>
                """.formatted(entity, callId, localTag, remoteTag, state, entity, stage.pbx().contactUri(),
                stage.pbx().aor("8990"), stage.pbx().contactUri());
    }

    private static String attribute(SipText notify, String name) {
        Matcher matcher = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(notify.body());
        assertTrue(matcher.find(), notify::toString);
        return matcher.group(1);
    }

    @Test
    @Flow(source = "rfc4235")
    @Flow(source = "rfc5359", section = "2.16")
    @Flow(source = "rfc3891")
    @DisplayName("RFC 4235, RFC 5359 §2.16 Call Pickup: a call that rings elsewhere is named by NOTIFY and taken by Replaces")
    void section2_16_callPickup() throws IOException {
        ScriptedPhone phone = stage.phone();
        String callId = "ringing-" + stage.pbx().token() + "@" + stage.pbx().domain();

        Subscription subscription = Subscription.of(phone, "8101", "dialog", "application/dialog-info+xml");
        SipText notify = subscription.notified("dialog", "active;expires=600", "application/dialog-info+xml",
                dialogInfo(stage.pbx().aor("8101"), callId, "their-local", "their-remote", "early"));
        assertTrue(notify.body().contains("<state>early</state>"), notify::toString);
        assertEquals("sip:8101@localhost", attribute(notify, "entity"));
        assertTrue(notify.body().contains(">sip:8990@localhost</identity>"), notify::toString);
        assertFalse(notify.body().contains("script@"), () -> "where the PBX's parties are stays there:\n" + notify);
        assertFalse(notify.body().contains(callId), notify::toString);
        assertFalse(notify.body().contains("their-"), notify::toString);
        String replaces = attribute(notify, "call-id") + ";to-tag=" + attribute(notify, "local-tag") + ";from-tag="
                + attribute(notify, "remote-tag") + ";early-only";

        Exchange picking = phone.send(phone.newRequest("INVITE", "8101")
                .and("Require", "replaces")
                .and("Replaces", replaces)
                .sdp(Descriptions.phoneOffer()));
        Incoming invite = stage.pbx().awaitInvite("8101");
        assertEquals(callId + ";to-tag=their-local;from-tag=their-remote;early-only",
                normalised(invite.request().header("Replaces")));
        ScriptedDialog callee = invite.answer(Descriptions.pbxAnswer(stage.pbx(), invite.request().body()));
        new ScriptedCall(picking.answered(), callee).endByPhone();

        subscription.end("dialog");
    }

    /** Call-ID first, then the parameters in the order of the RFC's examples. */
    private static String normalised(String replaces) {
        String[] parts = replaces.split(";", -1);
        StringBuilder text = new StringBuilder(parts[0]);
        for (String wanted : new String[]{"to-tag", "from-tag", "early-only"}) {
            for (String part : parts) {
                if (part.trim().split("=", 2)[0].equals(wanted)) {
                    text.append(';').append(part.trim());
                }
            }
        }
        return text.toString();
    }

    @Test
    @Flow(source = "rfc4235")
    @DisplayName("RFC 4235 Dialog event package: a dialog through the SBC has the phone's identifiers for the phone")
    void dialogOfOursIsNamedAsPhoneKnowsIt() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPhone(stage, phone, "8102");

        Subscription subscription = Subscription.of(phone, "8102", "dialog", "application/dialog-info+xml");
        SipText notify = subscription.notified("dialog", "active;expires=600", "application/dialog-info+xml",
                dialogInfo(stage.pbx().aor("8102"), call.pbx().callId(), call.pbx().localTag(),
                        call.pbx().remoteTag(), "confirmed"));

        assertEquals(call.phone().callId(), attribute(notify, "call-id"));
        assertEquals(call.phone().remoteTag(), attribute(notify, "local-tag"));
        assertEquals(call.phone().localTag(), attribute(notify, "remote-tag"));
        subscription.end("dialog");
        call.endByPhone();
    }

    @Test
    @Flow(source = "rfc4235")
    @DisplayName("RFC 4235 Dialog event package: the PBX watches a phone")
    void pbxWatchesPhone() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPhone(stage, phone, "8103");

        Exchange subscribing = stage.pbx()
                .send(stage.pbx()
                        .newRequest("SUBSCRIBE", phone.user(), "8104")
                        .and("Event", "dialog")
                        .and("Accept", "application/dialog-info+xml")
                        .and("Expires", "600"));
        Incoming subscribe = phone.awaitRequest("SUBSCRIBE");
        subscribe.respond(subscribe.response(200).and("Expires", "600"));
        ScriptedDialog watcher = subscribing.dialog(subscribing.await(200));
        ScriptedDialog watched = subscribe.dialog();
        Exchange notifying = watched.send(watched.request("NOTIFY")
                .and("Event", "dialog")
                .and("Subscription-State", "terminated;reason=timeout")
                .body("application/dialog-info+xml", """
                        <?xml version="1.0"?>
                        <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="0" state="full" entity="%s">
                        <dialog id="1" call-id="%s" local-tag="%s" remote-tag="%s" direction="initiator">
                        <state>confirmed</state></dialog></dialog-info>
                        """.formatted(phone.aor(), call.phone().callId(), call.phone().localTag(),
                        call.phone().remoteTag())));
        Incoming notify = watcher.await("NOTIFY");
        notify.respond(200);
        notifying.await(200);

        assertEquals(call.pbx().callId(), attribute(notify.request(), "call-id"));
        assertEquals(call.pbx().remoteTag(), attribute(notify.request(), "local-tag"));
        assertEquals(call.pbx().localTag(), attribute(notify.request(), "remote-tag"));
        assertEquals(stage.pbx().aor(phone.user()), attribute(notify.request(), "entity"));
        assertEquals("dialog", notify.request().header("Event"));
        assertFalse(notify.request().body().contains("@localhost"), notify.request()::toString);
        call.endByPbx();
    }

    @Test
    @Flow(source = "rfc3891")
    @Flow(source = "rfc5359", section = "2.16")
    @DisplayName("RFC 3891 §3 early-only: the PBX takes the ringing call that a phone makes to somebody else")
    void pickupOfCallThatPhoneMakes() throws IOException {
        ScriptedPhone phone = stage.phone();
        Exchange calling = phone.invite("8109", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("8109");
        invite.respond(180);
        ScriptedDialog early = calling.dialog(calling.await(180));

        Exchange picking = stage.pbx()
                .send(stage.pbx()
                        .newRequest("INVITE", phone.user(), "8110")
                        .and("Require", "replaces")
                        .and("Replaces", invite.request().callId() + ";to-tag=" + invite.request().fromTag()
                                + ";from-tag=" + invite.dialog().localTag() + ";early-only")
                        .sdp(Descriptions.pbxOffer(stage.pbx())));
        Incoming atPhone = phone.awaitRequest("INVITE");
        assertEquals(early.callId() + ";to-tag=" + early.localTag() + ";from-tag=" + early.remoteTag() + ";early-only",
                normalised(atPhone.request().header("Replaces")));
        assertTrue(atPhone.request().lists("Require", "replaces"), atPhone.request()::toString);
        atPhone.respond(200, Descriptions.phoneAnswer(atPhone.request().body()));
        ScriptedDialog caller = picking.answered();
        atPhone.awaitAck();
        calling.cancel().await(200);
        invite.awaitCancel();
        invite.respond(487);
        calling.await(487);
        invite.awaitAck();

        new ScriptedCall(atPhone.dialog(), caller).endByPbx();
    }

    @Test
    @Flow(source = "rfc3891")
    @DisplayName("RFC 3891 §3 INVITE with Replaces of a dialog that nobody knows gets 481")
    void replacesOfUnknownDialog() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange toPhone = stage.pbx()
                .send(stage.pbx()
                        .newRequest("INVITE", phone.user(), "8105")
                        .and("Require", "replaces")
                        .and("Replaces", "nobody@script.local;to-tag=a;from-tag=b")
                        .sdp(Descriptions.pbxOffer(stage.pbx())));
        assertEquals(481, toPhone.awaitFinal().status());

        // No phone names a dialog of the PBX that it was not told of: the PBX is not asked.
        Exchange toPbx = phone.send(phone.newRequest("INVITE", "8105")
                .and("Require", "replaces")
                .and("Replaces", "nobody@script.local;to-tag=a;from-tag=b")
                .sdp(Descriptions.phoneOffer()));
        assertEquals(481, toPbx.awaitFinal().status());
    }

    @Test
    @Flow(source = "rfc5359", section = "2.17")
    @DisplayName("RFC 5359 §2.17 Automatic Redial: told by NOTIFY that the other is free, the phone calls again")
    void section2_17_automaticRedial() throws IOException {
        ScriptedPhone phone = stage.phone();
        Exchange calling = phone.invite("8106", Descriptions.phoneOffer());
        stage.pbx().awaitInvite("8106").respond(486);
        calling.await(486);

        Subscription subscription = Subscription.of(phone, "8106", "dialog", "application/dialog-info+xml");
        SipText notify = subscription.notified("dialog", "active;expires=600", "application/dialog-info+xml",
                dialogInfo(stage.pbx().aor("8106"), "over@script.local", "a", "b", "terminated"));
        assertTrue(notify.body().contains("<state>terminated</state>"), notify::toString);
        ScriptedCall.fromPhone(stage, phone, "8106").endByPbx();

        subscription.end("dialog");
    }

    @Test
    @Flow(source = "rfc5359", section = "2.6")
    @DisplayName("RFC 5359 §2.6 Transfer - Instant Messaging: MESSAGE both ways, in a call and outside")
    void section2_6_message() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange toPbx = phone
                .send(phone.newRequest("MESSAGE", "8107").body("text/plain", "Call 8108 for me, please."));
        Incoming atPbx = stage.pbx().awaitRequest("MESSAGE");
        assertEquals("Call 8108 for me, please.", atPbx.request().body());
        assertEquals(stage.pbx().aor("8107"), atPbx.request().uri());
        atPbx.respond(200);
        toPbx.await(200);
        Exchange toPhone = stage.pbx()
                .send(stage.pbx().newRequest("MESSAGE", phone.user(), "8107").body("text/plain", "Done."));
        Incoming atPhone = phone.awaitRequest("MESSAGE");
        assertEquals("Done.", atPhone.request().body());
        atPhone.respond(200);
        toPhone.await(200);

        ScriptedCall call = ScriptedCall.fromPhone(stage, phone, "8107");
        Exchange inCall = call.phone().send(call.phone().request("MESSAGE").body("text/plain", "Listen!"));
        Incoming within = call.pbx().await("MESSAGE");
        assertEquals("Listen!", within.request().body());
        within.respond(200);
        inCall.await(200);
        call.endByPhone();
    }
}
