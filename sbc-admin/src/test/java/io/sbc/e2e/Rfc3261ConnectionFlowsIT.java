package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.CallEvent;
import io.sbc.kit.phone.SoftPhone;
import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.sdp.Direction;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Connections that end, nonces that grow old: nothing of it may be seen by who is on the phone. */
class Rfc3261ConnectionFlowsIT {
    @RegisterExtension
    static final FlowStage stage = FlowStage
            .with(plan -> plan.setting("registration: {nonce-lifetime: 2s}"));

    @Test
    @Flow(source = "rfc3261", section = "8.1.3.5")
    @DisplayName("RFC 3261 §8.1.3.5 stale nonce, the phone's")
    void section8_1_3_5_staleNonceOfPhone() throws IOException {
        ScriptedPhone phone = stage.unregistered();
        SipText challenge = phone.send(phone.newRegister()).await(401);

        SipText answer = Awaitility.await("the nonce is too old").atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> phone.send(phone.authorized(challenge, phone.newRegister())).awaitFinal(),
                        last -> last.status() != 200);

        assertEquals(401, answer.status(), answer::toString);
        assertTrue(answer.header("WWW-Authenticate").contains("stale=true"), answer::toString);
        phone.send(phone.authorized(answer, phone.newRegister())).await(200);
    }

    @Test
    @Flow(source = "rfc3261", section = "8.1.3.5")
    @DisplayName("RFC 3261 §8.1.3.5 stale nonce, the PBX's")
    void section8_1_3_5_staleNonceOfPbx() throws IOException {
        ScriptedPhone phone = stage.phone();
        String challenge = "Digest realm=\"script.local\", algorithm=MD5, qop=\"auth\", nonce=";

        Exchange calling = phone.invite("8001", Descriptions.phoneOffer());
        Incoming first = stage.pbx().awaitInvite("8001");
        first.respond(first.response(407).and("Proxy-Authenticate", challenge + "\"old\""));
        Incoming second = stage.pbx().awaitInvite("8001");
        second.respond(second.response(407).and("Proxy-Authenticate", challenge + "\"new\", stale=true"));
        Incoming third = stage.pbx().awaitInvite("8001");
        assertTrue(third.request().header("Proxy-Authorization").contains("nonce=\"new\""), third.request()::toString);
        ScriptedDialog callee = third.answer(Descriptions.pbxAnswer(stage.pbx(), third.request().body()));

        new ScriptedCall(calling.answered(), callee).endByPhone();
    }

    @Test
    @Flow(source = "rfc3261", section = "18")
    @DisplayName("RFC 3261 §18 connection loss: requests of the phone come over its new connection")
    void section18_requestsOfPhoneAfterReconnect() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPhone(stage, phone, "8002");

        phone.dropConnection();
        phone.register();
        Exchange changing = call.phone().reinvite(Descriptions.phoneOffer(Direction.SENDRECV, 2,
                Descriptions.freshKey()));
        Incoming reinvite = call.pbx().await("INVITE");
        reinvite.respond(200, Descriptions.pbxOffer(stage.pbx(), Direction.SENDRECV, 2));
        changing.await(200);
        call.phone().ack(changing);
        reinvite.awaitAck();

        call.endByPhone();
    }

    @Test
    @Flow(source = "rfc3261", section = "18")
    @DisplayName("RFC 3261 §18 connection loss: requests for the phone go over its new connection")
    void section18_requestsForPhoneAfterReconnect() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPbx(stage, phone, "8003");

        phone.dropConnection();
        phone.register();
        Exchange changing = call.pbx().reinvite(Descriptions.pbxOffer(stage.pbx(), Direction.SENDRECV, 2));
        Incoming reinvite = call.phone().await("INVITE");
        reinvite.respond(200, Descriptions.phoneAnswer(reinvite.request().body()));
        changing.await(200);
        call.pbx().ack(changing);
        reinvite.awaitAck();

        call.endByPbx();
    }

    @Test
    @Flow(source = "rfc3261", section = "18")
    @DisplayName("RFC 3261 §18 connection loss between the phone's request and its response")
    void section18_responseGoesOverNewConnection() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPhone(stage, phone, "8004");

        Exchange changing = call.phone().reinvite(Descriptions.phoneOffer(Direction.SENDRECV, 2,
                Descriptions.freshKey()));
        Incoming reinvite = call.pbx().await("INVITE");
        phone.dropConnection();
        phone.register();
        reinvite.respond(200, Descriptions.pbxOffer(stage.pbx(), Direction.SENDRECV, 2));
        changing.await(200);
        call.phone().ack(changing);
        reinvite.awaitAck();

        call.endByPbx();
    }

    @Test
    @Flow(source = "rfc3261", section = "18")
    @DisplayName("RFC 3261 §18 connection loss between the PBX's request and the phone's response: the call lives on")
    void section18_callOutlivesLossInMiddleOfTransaction() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedCall call = ScriptedCall.fromPbx(stage, phone, "8006");

        Exchange changing = call.pbx().reinvite(Descriptions.pbxOffer(stage.pbx(), Direction.SENDRECV, 2));
        Incoming reinvite = call.phone().await("INVITE");
        phone.dropConnection();
        phone.register();
        reinvite.respond(200, Descriptions.phoneAnswer(reinvite.request().body()));
        SipText last = changing.awaitFinal();
        if (last.status() == 200) {
            call.pbx().ack(changing);
        }

        call.endByPbx();
    }

    @Test
    @Flow(source = "rfc3261", section = "18")
    @DisplayName("RFC 5626 §3.5.1 keep-alive: a double CRLF is answered with one")
    void section18_keepAlive() throws IOException {
        ScriptedPhone phone = stage.phone();

        phone.ping();
        phone.register();

        assertEquals(1, phone.pongs());
    }

    @Test
    @Flow(source = "teardown")
    @DisplayName("Teardown: the phone's TLS socket dies in a call, media goes on, the dialog follows the device")
    void teardown_mediaGoesOnAndDialogFollows() throws IOException {
        SoftPhone alice = stage.stage().registered(stage.stage().phone(stage.stage().freshNumber(FlowStage.SCRIPT)));
        try (Voice bob = Voice.at(stage.pbx().address().getAddress(), "bob")) {
            Call call = alice.call("8005");
            Incoming invite = stage.pbx().awaitInvite("8005");
            ScriptedDialog callee = invite.answer(bob.describe(Direction.SENDRECV));
            bob.speakTo(invite.request().body());
            call.awaitAnswered();
            call.media().awaitMore(10);

            alice.dropConnection();
            call.media().awaitMore(50);
            bob.endpoint().awaitMore(50);
            assertTrue(alice.register().await().isRegistered());
            Exchange bye = callee.send("BYE");
            bye.await(200);
            call.await(CallEvent.Ended.class);

            assertTrue(call.media().check(bob.endpoint()).isExact());
            assertTrue(bob.endpoint().check(call.media()).isExact());
        }
    }
}
