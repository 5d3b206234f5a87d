package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.pbx.PbxMode;
import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.CallEvent;
import io.sbc.kit.phone.SoftPhone;
import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPbx;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.sdp.Direction;
import io.sbc.kit.sdp.Sdp;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 3665 §3: sessions of a phone through the SBC and its PBX. The scripted PBX plays the other party itself, so that each
 * leg's messages are under the test's eyes. Timers run ten times as fast as usual.
 */
class Rfc3665SessionFlowsIT {
    @RegisterExtension
    static final FlowStage stage = FlowStage
            .with(plan -> plan.standIn("proxy", pbx -> pbx.mode(PbxMode.PROXY))
                    .pair("mute")
                    .pair("full")
                    .setting("signalling: {t1: 50ms}"));

    private static String answerTo(Incoming invite) {
        return Descriptions.pbxAnswer(stage.pbx(), invite.request().body());
    }

    @Test
    @Flow(source = "rfc3665", section = "3.1")
    @DisplayName("RFC 3665 §3.1 Successful Session Establishment, the phone calls")
    void section3_1_successfulSessionEstablishmentByPhone() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phone.invite("8001", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("8001");
        invite.respond(180);
        SipText ringing = calling.await(180);
        ScriptedDialog callee = invite.answer(answerTo(invite));
        ScriptedDialog caller = calling.answered();

        assertEquals(caller.remoteTag(), ringing.toTag(), "one callee, one dialog");
        assertNotEquals(calling.request().callId(), invite.request().callId(), "each leg has its own Call-ID");
        new ScriptedCall(caller, callee).endByPbx();
    }

    @Test
    @Flow(source = "rfc3665", section = "3.1")
    @DisplayName("RFC 3665 §3.1 Successful Session Establishment, the PBX calls")
    void section3_1_successfulSessionEstablishmentByPbx() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = stage.pbx().invite(phone.user(), "8001", Descriptions.pbxOffer(stage.pbx()));
        Incoming invite = phone.awaitRequest("INVITE");
        invite.respond(180);
        calling.await(180);
        invite.respond(200, Descriptions.phoneAnswer(invite.request().body()));
        ScriptedDialog caller = calling.answered();
        invite.awaitAck();

        assertTrue(invite.request().header("From").contains("8001@"), invite.request()::toString);
        new ScriptedCall(invite.dialog(), caller).endByPhone();
    }

    @Test
    @Flow(source = "rfc3665", section = "3.2")
    @DisplayName("RFC 3665 §3.2 Session Establishment Through Two Proxies")
    void section3_2_throughTwoProxies() throws IOException {
        SoftPhone alice = stage.softPhone("1001");
        SoftPhone bob = stage.softPhone("1002");

        Call outgoing = alice.call("1002");
        Call incoming = bob.awaitCall();
        outgoing.awaitRinging();
        incoming.answer().await();
        outgoing.awaitAnswered();
        incoming.await(CallEvent.Acknowledged.class);
        outgoing.media().awaitMore(10);
        incoming.media().awaitMore(10);

        assertEquals(200, incoming.hangUp().await());
        outgoing.awaitEnded();
    }

    @Test
    @Flow(source = "rfc3665", section = "3.2")
    @DisplayName("RFC 3665 §3.2 Session Establishment Through Two Proxies that record their route")
    void section3_2_throughTwoProxiesThatRecordTheirRoute() throws IOException {
        ScriptedPhone phone = stage.phone();
        String near = "<" + stage.pbx().contactUri().replace("script@", "") + ";lr;hop=near>";
        String far = "<" + stage.pbx().contactUri().replace("script@", "") + ";lr;hop=far>";

        Exchange calling = phone.invite("8002", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("8002");
        invite.respond(invite.response(200).sdp(answerTo(invite)).and("Record-Route", far).and("Record-Route", near));
        ScriptedDialog caller = calling.answered();
        SipText ack = invite.awaitAck();

        assertEquals(List.of(near, far), ack.values("Route"), "the route set is the record in reverse");
        Exchange bye = caller.send("BYE");
        assertEquals(List.of(near, far), invite.dialog().awaitBye().values("Route"));
        bye.await(200);
    }

    @Test
    @Flow(source = "rfc3665", section = "3.3")
    @DisplayName("RFC 3665 §3.3 Session with Multiple Proxy Authentication")
    void section3_3_multipleProxyAuthentication() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phone.invite("8003", Descriptions.phoneOffer());
        Incoming first = stage.pbx().awaitInvite("8003");
        first.respond(first.response(407).and("Proxy-Authenticate",
                "Digest realm=\"script.local\", nonce=\"n1\", algorithm=MD5, qop=\"auth\""));
        Incoming second = stage.pbx().awaitInvite("8003");
        second.respond(second.response(407).and("Proxy-Authenticate",
                "Digest realm=\"trunk.example\", nonce=\"n2\", algorithm=MD5, qop=\"auth\""));
        Incoming third = stage.pbx().awaitInvite("8003");
        ScriptedDialog callee = third.answer(answerTo(third));

        assertTrue(second.request().header("Proxy-Authorization").contains("realm=\"script.local\""));
        // RFC 3261 §22.3: what the first proxy accepted goes along with the answer to the second.
        assertEquals(List.of(true, true),
                List.of("script.local", "trunk.example")
                        .stream()
                        .map(realm -> third.request()
                                .all("Proxy-Authorization")
                                .stream()
                                .anyMatch(value -> value.contains("realm=\"" + realm + "\"")))
                        .toList(),
                third.request()::toString);
        new ScriptedCall(calling.answered(), callee).endByPhone();
    }

    @Test
    @Flow(source = "rfc3665", section = "3.3")
    @DisplayName("RFC 3665 §3.3 Two challenges of two realms at once")
    void section3_3_twoChallengesAtOnce() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phone.invite("8003", Descriptions.phoneOffer());
        Incoming first = stage.pbx().awaitInvite("8003");
        first.respond(first.response(407)
                .and("Proxy-Authenticate", "Digest realm=\"script.local\", nonce=\"n1\", algorithm=MD5, qop=\"auth\"")
                .and("Proxy-Authenticate",
                        "Digest realm=\"trunk.example\", nonce=\"n2\", algorithm=MD5, qop=\"auth\""));
        Incoming second = stage.pbx().awaitInvite("8003");
        ScriptedDialog callee = second.answer(answerTo(second));

        assertEquals(2, second.request().all("Proxy-Authorization").size(), second.request()::toString);
        new ScriptedCall(calling.answered(), callee).endByPhone();
    }

    @Test
    @Flow(source = "rfc3665", section = "3.3")
    @DisplayName("RFC 3665 §3.3 A proxy's challenge, then the user agent's own (RFC 3261 §22.2, §22.3)")
    void section3_3_userAgentBehindProxy() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phone.invite("8003", Descriptions.phoneOffer());
        Incoming first = stage.pbx().awaitInvite("8003");
        first.respond(first.response(407).and("Proxy-Authenticate",
                "Digest realm=\"trunk.example\", nonce=\"n1\", algorithm=SHA-256, qop=\"auth\""));
        Incoming second = stage.pbx().awaitInvite("8003");
        second.respond(second.response(401).and("WWW-Authenticate",
                "Digest realm=\"script.local\", nonce=\"n2\", algorithm=MD5, qop=\"auth\""));
        Incoming third = stage.pbx().awaitInvite("8003");
        ScriptedDialog callee = third.answer(answerTo(third));

        assertTrue(third.request().header("Proxy-Authorization").contains("realm=\"trunk.example\""),
                third.request()::toString);
        assertTrue(third.request().header("Authorization").contains("realm=\"script.local\""),
                third.request()::toString);
        new ScriptedCall(calling.answered(), callee).endByPhone();
    }

    @Test
    @Flow(source = "rfc3665", section = "3.4")
    @DisplayName("RFC 3665 §3.4 Successful Session with Proxy Failure: the first node has no answer")
    void section3_4_proxyFailureBySilence() throws IOException {
        ScriptedPhone phone = stage.phoneOf("mute");
        ScriptedPbx first = stage.stage().script("mute");
        ScriptedPbx second = stage.stage().script("mute-2");

        first.silent(true);
        try {
            Exchange calling = phone.invite("8004", Descriptions.phoneOffer());
            Incoming invite = second.awaitInvite("8004");
            ScriptedDialog callee = invite.answer(Descriptions.pbxAnswer(second, invite.request().body()));
            new ScriptedCall(calling.answered(), callee).endByPbx();
        } finally {
            first.silent(false);
        }
    }

    @Test
    @Flow(source = "rfc3665", section = "3.4")
    @DisplayName("RFC 3665 §3.4 Successful Session with Proxy Failure: the first node answers 503")
    void section3_4_proxyFailureByRefusal() throws IOException {
        ScriptedPhone phone = stage.phoneOf("full");
        ScriptedPbx second = stage.stage().script("full-2");

        Exchange calling = phone.invite("8005", Descriptions.phoneOffer());
        stage.stage().script("full").awaitInvite("8005").respond(503);
        Incoming invite = second.awaitInvite("8005");
        ScriptedDialog callee = invite.answer(Descriptions.pbxAnswer(second, invite.request().body()));

        new ScriptedCall(calling.answered(), callee).endByPhone();
    }

    @Test
    @Flow(source = "rfc3665", section = "3.6")
    @DisplayName("RFC 3665 §3.6 SDP in ACK, the phone calls without an offer")
    void section3_6_lateOfferByPhone() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phone.invite("8006", "");
        Incoming invite = stage.pbx().awaitInvite("8006");
        assertEquals("", invite.request().body());
        invite.respond(200, Descriptions.pbxOffer(stage.pbx()));
        SipText answered = calling.await(200);
        Sdp offer = Sdp.parse(answered.body());
        ScriptedDialog caller = calling.dialog(answered);
        caller.ack(calling, Descriptions.phoneAnswer(answered.body()));
        SipText ack = invite.awaitAck();

        assertEquals(Sdp.SAVP, offer.profile(), "the phone is offered SRTP although the PBX knows none");
        assertTrue(ack.hasBody(), "the answer reaches the PBX in the ACK");
        assertEquals(Sdp.AVP, Sdp.parse(ack.body()).profile());
        new ScriptedCall(caller, invite.dialog()).endByPbx();
    }

    @Test
    @Flow(source = "rfc3665", section = "3.6")
    @DisplayName("RFC 3665 §3.6 SDP in ACK, the PBX calls without an offer")
    void section3_6_lateOfferByPbx() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = stage.pbx().invite(phone.user(), "8006", "");
        Incoming invite = phone.awaitRequest("INVITE");
        assertEquals("", invite.request().body());
        invite.respond(200, Descriptions.phoneOffer());
        SipText answered = calling.await(200);
        ScriptedDialog caller = calling.dialog(answered);
        caller.ack(calling, Descriptions.pbxAnswer(stage.pbx(), answered.body()));
        SipText ack = invite.awaitAck();

        Sdp answer = Sdp.parse(ack.body());
        assertEquals(Sdp.SAVP, answer.profile());
        assertEquals(1, answer.cryptos().size(), "the crypto line of the answer is in the ACK");
        new ScriptedCall(invite.dialog(), caller).endByPhone();
    }

    @Test
    @Flow(source = "rfc3665", section = "3.6")
    @DisplayName("RFC 3665 §3.6 Redirect: the SBC follows the PBX's 302")
    void section3_6_redirectByPbx() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phone.invite("8007", Descriptions.phoneOffer());
        Incoming moved = stage.pbx().awaitInvite("8007");
        moved.respond(moved.response(302).with("Contact", "<" + stage.pbx().aor("8008") + ">"));
        moved.awaitAck();
        Incoming invite = stage.pbx().awaitInvite("8008");
        ScriptedDialog callee = invite.answer(answerTo(invite));

        new ScriptedCall(calling.answered(), callee).endByPhone();
    }

    @Test
    @Flow(source = "rfc3665", section = "3.7")
    @DisplayName("RFC 3665 §3.7 Session with re-INVITE (IP Address Change)")
    void section3_7_reinviteWithNewAddress() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPhone(stage, phone, "8009");

        byte[] oldKey = Descriptions.freshKey();
        Sdp before = answerToPhone(call, Descriptions.phoneOffer(Direction.SENDRECV, 2, oldKey));
        Sdp same = answerToPhone(call, Descriptions.phoneOffer(Direction.SENDRECV, 3, oldKey));
        byte[] newKey = Descriptions.freshKey();
        Sdp after = answerToPhone(call, Descriptions.phoneOffer(Direction.SENDRECV, 4, newKey)
                .replace("IN IP4 127.0.0.1", "IN IP4 127.0.0.2"));

        assertTrue(Arrays.equals(keyIn(before), keyIn(same)), "where nothing changes, our key stays");
        assertTrue(!Arrays.equals(newKey, keyIn(after)), "keys are each side's own");
        assertTrue(!Arrays.equals(keyIn(before), keyIn(after)), "a new address gets a new key");
        call.endByPhone();
    }

    private static Sdp answerToPhone(ScriptedCall call, String offer) throws IOException {
        Exchange changing = call.phone().reinvite(offer);
        Incoming reinvite = call.pbx().await("INVITE");
        reinvite.respond(200, answerTo(reinvite));
        SipText changed = changing.await(200);
        call.phone().ack(changing);
        reinvite.awaitAck();
        return Sdp.parse(changed.body());
    }

    private static byte[] keyIn(Sdp answer) {
        assertEquals(1, answer.cryptos().size());
        return answer.cryptos().getFirst().key();
    }

    @Test
    @Flow(source = "rfc3665", section = "3.7")
    @DisplayName("RFC 3665 §3.7 Session with re-INVITE (IP Address Change), the PBX moves")
    void section3_7_reinviteWithNewAddressOfPbx() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPbx(stage, phone, "8010");

        Exchange changing = call.pbx().reinvite(Descriptions.pbx(stage.pbx(), 41_030, Direction.SENDRECV, 2));
        Incoming reinvite = call.phone().await("INVITE");
        assertTrue(!reinvite.request().body().contains(stage.pbx().address().getAddress().getHostAddress()),
                "where the PBX is, a phone is never told");
        reinvite.respond(200, Descriptions.phoneAnswer(reinvite.request().body()));
        assertEquals(Sdp.AVP, Sdp.parse(changing.await(200).body()).profile());
        call.pbx().ack(changing);
        reinvite.awaitAck();

        call.endByPbx();
    }

    @Test
    @Flow(source = "rfc3665", section = "3.8")
    @DisplayName("RFC 3665 §3.8 Unsuccessful No Answer, the phone gives up")
    void section3_8_unsuccessfulNoAnswerByPhone() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phone.invite("8010", Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite("8010");
        invite.respond(180);
        calling.await(180);
        calling.cancel().await(200);
        invite.awaitCancel();
        invite.respond(487);

        calling.await(487);
        invite.awaitAck();
    }

    @Test
    @Flow(source = "rfc3665", section = "3.8")
    @DisplayName("RFC 3665 §3.8 Unsuccessful No Answer, the PBX gives up")
    void section3_8_unsuccessfulNoAnswerByPbx() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = stage.pbx().invite(phone.user(), "8010", Descriptions.pbxOffer(stage.pbx()));
        Incoming invite = phone.awaitRequest("INVITE");
        invite.respond(180);
        calling.await(180);
        calling.cancel().await(200);
        invite.awaitCancel();
        invite.respond(487);

        calling.await(487);
        invite.awaitAck();
    }

    @ParameterizedTest
    @ValueSource(ints = {486, 600, 603})
    @Flow(source = "rfc3665", section = "3.9")
    @DisplayName("RFC 3665 §3.9 Unsuccessful Busy")
    void section3_9_unsuccessfulBusy(int status) throws IOException {
        refusedBothWays(status);
    }

    @Test
    @Flow(source = "rfc3665", section = "3.11")
    @DisplayName("RFC 3665 §3.11 Unsuccessful Temporarily Unavailable")
    void section3_11_unsuccessfulTemporarilyUnavailable() throws IOException {
        refusedBothWays(480);
    }

    private static void refusedBothWays(int status) throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange byPhone = phone.invite("8011", Descriptions.phoneOffer());
        Incoming atPbx = stage.pbx().awaitInvite("8011");
        atPbx.respond(status);
        byPhone.await(status);
        atPbx.awaitAck();

        Exchange byPbx = stage.pbx().invite(phone.user(), "8011", Descriptions.pbxOffer(stage.pbx()));
        Incoming atPhone = phone.awaitRequest("INVITE");
        atPhone.respond(status);
        byPbx.await(status);
        atPhone.awaitAck();
    }

    @Test
    @Flow(source = "rfc3665", section = "3.10")
    @DisplayName("RFC 3665 §3.10 Unsuccessful No Response from User Agent, the phone")
    void section3_10_noResponseFromPhone() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = stage.pbx().invite(phone.user(), "8012", Descriptions.pbxOffer(stage.pbx()));
        phone.awaitRequest("INVITE");
        SipText last = calling.awaitFinal();

        assertTrue(last.status() == 408 || last.status() == 480, last::toString);
    }

    @Test
    @Flow(source = "rfc3665", section = "3.10")
    @DisplayName("RFC 3665 §3.10 Unsuccessful No Response from User Agent, the PBX")
    void section3_10_noResponseFromPbx() throws IOException {
        ScriptedPhone phone = stage.phone();

        Exchange calling = phone.invite("8013", Descriptions.phoneOffer());
        stage.pbx().awaitInvite("8013");
        SipText last = calling.awaitFinal();

        assertTrue(List.of(408, 480, 503, 504).contains(last.status()), last::toString);
        assertTrue(stage.pbx()
                .received(message -> message.method().equals("INVITE") && message.uri().contains("8013")) > 1,
                "over UDP it asked more than once");
    }
}
