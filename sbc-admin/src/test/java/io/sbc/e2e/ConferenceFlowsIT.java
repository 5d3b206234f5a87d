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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A third party that joins (RFC 5359 §2.11, RFC 3911), and transfers that are conferences for a while (RFC 5589 §9): the focus is
 * on one side, those who join and watch it on the other.
 */
class ConferenceFlowsIT {
    @RegisterExtension
    static final FlowStage stage = FlowStage.scripted();

    private static final String TYPE = "application/conference-info+xml";

    /** Join or Replaces as they stand in a message. */
    private static Map<String, String> named(String value) {
        return Arrays.stream(("call-id=" + value).split(";", -1))
                .map(part -> part.strip().split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair.length > 1 ? pair[1] : ""));
    }

    private static String dialogOf(ScriptedDialog dialog) {
        return dialog.callId() + ";to-tag=" + dialog.remoteTag() + ";from-tag=" + dialog.localTag();
    }

    /** Whose dialog it is names it to-tag first: its own. */
    private static Map<String, String> asKnownTo(ScriptedDialog asked) {
        return Map.of("call-id", asked.callId(), "to-tag", asked.localTag(), "from-tag", asked.remoteTag());
    }

    private static boolean isFocus(String contact) {
        return contact.endsWith(">;isfocus");
    }

    /** A re-INVITE that says: from now on I am a conference. Gives our Contact as the other end saw it. */
    private static String becomesFocus(ScriptedDialog focus, ScriptedDialog other, String focusUri, String offer,
            String answer) {
        Exchange changing = focus
                .send(focus.request("INVITE").with("Contact", "<" + focusUri + ">;isfocus").sdp(offer));
        Incoming reinvite = other.await("INVITE");
        String contact = reinvite.request().header("Contact");
        assertTrue(isFocus(contact), contact);
        reinvite.respond(200, answer);
        changing.await(200);
        focus.ack(changing);
        reinvite.awaitAck();
        return SipValue.uri(contact);
    }

    @Test
    @Flow(source = "rfc5359", section = "2.11")
    @DisplayName("RFC 5359 §2.11 3-Way Conference: a third party of the PBX joins the phone's call")
    void section2_11_thirdPartyJoinsPhone() throws IOException {
        ScriptedPhone bob = stage.phone();
        ScriptedCall alice = ScriptedCall.fromPbx(stage, bob, "8201");

        Exchange joining = stage.pbx()
                .send(stage.pbx()
                        .newRequest("INVITE", bob.user(), "8202")
                        .and("Require", "join")
                        .and("Join", dialogOf(alice.pbx()))
                        .sdp(Descriptions.pbxOffer(stage.pbx())));
        Incoming invite = bob.awaitRequest("INVITE");
        assertEquals(asKnownTo(alice.phone()), named(invite.request().header("Join")));
        assertTrue(invite.request().lists("Require", "join"), invite.request()::toString);
        invite.respond(180);
        joining.await(180);
        becomesFocus(alice.phone(), alice.pbx(), bob.contactUri(),
                Descriptions.phoneOffer(Direction.SENDRECV, 3, Descriptions.freshKey()),
                Descriptions.pbxOffer(stage.pbx(), Direction.SENDRECV, 2));
        invite.respond(invite.response(200)
                .with("Contact", "<" + bob.contactUri() + ">;isfocus")
                .sdp(Descriptions.phoneAnswer(invite.request().body())));
        SipText joined = joining.await(200);
        assertTrue(isFocus(joined.header("Contact")), joined::toString);
        ScriptedDialog carol = joining.dialog(joined);
        carol.ack(joining);
        invite.awaitAck();

        new ScriptedCall(invite.dialog(), carol).endByPbx();
        alice.endByPhone();
    }

    @Test
    @Flow(source = "rfc5359", section = "2.11")
    @DisplayName("RFC 5359 §2.11 3-Way Conference: the phone joins another one's call, which a NOTIFY named")
    void section2_11_phoneJoins() throws IOException {
        ScriptedPhone carol = stage.phone();
        String callId = "talk-" + stage.pbx().token() + "@" + stage.pbx().domain();
        Exchange subscribing = carol.send(carol.newRequest("SUBSCRIBE", "8203")
                .and("Event", "dialog")
                .and("Expires", "0"));
        Incoming subscribe = stage.pbx().awaitRequest("SUBSCRIBE");
        subscribe.respond(subscribe.response(200).and("Expires", "0"));
        ScriptedDialog watcher = subscribing.dialog(subscribing.await(200));
        Exchange notifying = subscribe.dialog()
                .send(subscribe.dialog()
                        .request("NOTIFY")
                        .and("Event", "dialog")
                        .and("Subscription-State", "terminated;reason=timeout")
                        .body("application/dialog-info+xml",
                                """
                                        <?xml version="1.0"?>
                                        <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="1" state="full" entity="%s">
                                        <dialog id="d1" call-id="%s" local-tag="bobs" remote-tag="alices">
                                        <state>confirmed</state></dialog></dialog-info>
                                        """
                                        .formatted(stage.pbx().aor("8203"), callId)));
        Incoming notify = watcher.await("NOTIFY");
        notify.respond(200);
        notifying.await(200);
        String body = notify.request().body();
        assertFalse(body.contains(callId), body);

        Exchange joining = carol.send(carol.newRequest("INVITE", "8203")
                .and("Require", "join")
                .and("Join", attribute(body, "call-id") + ";to-tag=" + attribute(body, "local-tag") + ";from-tag="
                        + attribute(body, "remote-tag"))
                .sdp(Descriptions.phoneOffer()));
        Incoming invite = stage.pbx().awaitInvite("8203");
        assertEquals(Map.of("call-id", callId, "to-tag", "bobs", "from-tag", "alices"),
                named(invite.request().header("Join")));
        ScriptedDialog focus = invite.answer(Descriptions.pbxAnswer(stage.pbx(), invite.request().body()));

        new ScriptedCall(joining.answered(), focus).endByPhone();
    }

    private static String attribute(String xml, String name) {
        int start = xml.indexOf(" " + name + "=\"") + name.length() + 3;
        return xml.substring(start, xml.indexOf('"', start));
    }

    /** One who watches a conference: its end of the subscription, and the focus's. */
    private record Watcher(ScriptedDialog watcher, ScriptedDialog focus) {

        /** A party of the PBX subscribes to the focus that it saw as Contact. */
        static Watcher of(String conference, String number, ScriptedPhone phone, String focusUri) {
            Exchange subscribing = stage.pbx()
                    .send(stage.pbx()
                            .newRequest("SUBSCRIBE", phone.user(), number)
                            .uri(conference)
                            .and("Event", "conference")
                            .and("Accept", TYPE)
                            .and("Expires", "600"));
            Incoming subscribe = phone.awaitRequest("SUBSCRIBE");
            assertEquals("conference", subscribe.request().header("Event"));
            assertEquals(focusUri, subscribe.request().uri(), "this conference and no other of the phone's");
            subscribe.respond(subscribe.response(200).and("Expires", "600"));
            Watcher watcher = new Watcher(subscribing.dialog(subscribing.await(200)), subscribe.dialog());
            watcher.told(focusUri, "connected", "active;expires=600");
            return watcher;
        }

        void told(String focusUri, String status, String state) {
            Exchange notifying = focus.send(focus.request("NOTIFY")
                    .and("Event", "conference")
                    .and("Subscription-State", state)
                    .body(TYPE,
                            """
                                    <?xml version="1.0"?>
                                    <conference-info xmlns="urn:ietf:params:xml:ns:conference-info" entity="%s" state="full" version="1">
                                    <users><user entity="sip:8204@localhost"><endpoint entity="%s"><status>%s</status></endpoint></user></users>
                                    </conference-info>
                                    """
                                    .formatted(focusUri, focusUri, status)));
            Incoming notify = watcher.await("NOTIFY");
            notify.respond(200);
            notifying.await(200);
            String body = notify.request().body();
            assertTrue(body.contains("<status>" + status + "</status>"), body);
            assertTrue(body.contains(stage.pbx().aor("8204")), body);
            assertFalse(body.contains(SipValue.hostPort(focusUri)), body);
        }
    }

    @Test
    @Flow(source = "rfc5589", section = "9")
    @DisplayName("RFC 5589 §9 Transfer as an Ad Hoc Conference, whose focus is the phone")
    void section9_adHocConference() throws IOException {
        ScriptedPhone bob = stage.phone();
        String conference = bob.contactUri().replace("sip:" + bob.user(), "sip:conf-9");

        // Bob places Alice on hold and begins acting like a focus; both others watch it.
        ScriptedCall alice = ScriptedCall.fromPbx(stage, bob, "8204");
        String seenByAlice = becomesFocus(alice.phone(), alice.pbx(), conference,
                Descriptions.phoneOffer(Direction.SENDONLY, 3, Descriptions.freshKey()),
                Descriptions.pbxOffer(stage.pbx(), Direction.RECVONLY, 2));
        assertFalse(seenByAlice.contains("conf-9"), seenByAlice);
        Watcher atAlice = Watcher.of(seenByAlice, "8204", bob, conference);
        Exchange consulting = bob.send(bob.newRequest("INVITE", "8205")
                .with("Contact", "<" + conference + ">;isfocus")
                .and("Supported", "replaces")
                .sdp(Descriptions.phoneOffer()));
        Incoming invite = stage.pbx().awaitInvite("8205");
        assertTrue(isFocus(invite.request().header("Contact")), invite.request()::toString);
        assertTrue(invite.request().lists("Supported", "replaces"), invite.request()::toString);
        ScriptedDialog callee = invite.answer(Descriptions.pbxAnswer(stage.pbx(), invite.request().body()));
        ScriptedCall carol = new ScriptedCall(consulting.answered(), callee);
        Watcher atCarol = Watcher.of(invite.request().uriIn("Contact"), "8205", bob, conference);
        atAlice.told(conference, "on-hold", "active;expires=500");

        // Alice replaces Bob at Carol, who hangs up on him.
        Exchange referring = alice.phone()
                .send(alice.phone()
                        .request("REFER")
                        .and("Refer-To", "<sip:8205@localhost?Replaces="
                                + URLEncoder.encode(dialogOf(carol.phone()), StandardCharsets.UTF_8) + ">"));
        Incoming refer = alice.pbx().await("REFER");
        assertTrue(refer.request().header("Refer-To").contains(carol.pbx().localTag()), refer.request()::toString);
        refer.respond(202);
        referring.await(202);
        carol.endByPbx();
        Exchange outcome = alice.pbx()
                .send(alice.pbx()
                        .request("NOTIFY")
                        .and("Event", "refer")
                        .and("Subscription-State", "terminated;reason=noresource")
                        .body("message/sipfrag", "SIP/2.0 200 OK\r\n"));
        alice.phone().await("NOTIFY").respond(200);
        outcome.await(200);

        alice.endByPhone();
        atCarol.told(conference, "disconnected", "terminated;reason=noresource");
        atAlice.told(conference, "disconnected", "terminated;reason=noresource");
    }

    @Test
    @Flow(source = "rfc5589", section = "9")
    @DisplayName("RFC 5589 §9, RFC 4579 §5.1 A conference of the PBX that the phone subscribes to by its Contact")
    void section9_conferenceOfPbx() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPhone(stage, phone, "8206");
        String conference = stage.pbx().contactUri().replace("script@", "conf-10@");
        String seen = becomesFocus(call.pbx(), call.phone(), conference,
                Descriptions.pbxOffer(stage.pbx(), Direction.SENDRECV, 2),
                Descriptions.phoneOffer(Direction.SENDRECV, 3, Descriptions.freshKey()));

        Exchange subscribing = phone.send(phone.newRequest("SUBSCRIBE", "8206")
                .uri(seen)
                .and("Event", "conference")
                .and("Expires", "0"));
        Incoming subscribe = stage.pbx().awaitRequest("SUBSCRIBE");
        assertEquals(conference, subscribe.request().uri());
        subscribe.respond(subscribe.response(200).and("Expires", "0"));
        ScriptedDialog watcher = subscribing.dialog(subscribing.await(200));
        Exchange notifying = subscribe.dialog()
                .send(subscribe.dialog()
                        .request("NOTIFY")
                        .and("Event", "conference")
                        .and("Subscription-State", "terminated;reason=timeout"));
        watcher.await("NOTIFY").respond(200);
        notifying.await(200);

        call.endByPhone();
    }
}
