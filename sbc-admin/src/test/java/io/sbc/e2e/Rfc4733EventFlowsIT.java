package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.kit.media.RtpEndpoint;
import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.SoftPhone;
import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.SipText;
import io.sbc.kit.sdp.Direction;
import io.sbc.kit.sdp.Sdp;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RFC 4733: keys pressed on either side arrive on the other, through SRTP and with the number that each side gave them. */
class Rfc4733EventFlowsIT {
    @RegisterExtension
    static final FlowStage stage = FlowStage.scripted();

    /** The phone's is 101. */
    private static final int BOBS_EVENT = 96;

    @Test
    @Flow(source = "rfc4733")
    @DisplayName("RFC 4733 DTMF through SRTP, one payload type on each leg, the phone calls")
    void dtmfWithDifferentPayloadTypesByPhone() throws IOException {
        SoftPhone alice = stage.stage().registered(stage.stage().phone(stage.stage().freshNumber(FlowStage.SCRIPT)));
        try (Voice bob = Voice.at(stage.pbx().address().getAddress(), "bob", BOBS_EVENT)) {
            Call call = alice.call("8001");
            Incoming invite = stage.pbx().awaitInvite("8001");
            ScriptedDialog callee = invite.answer(bob.describe(Direction.SENDRECV));
            bob.speakTo(invite.request().body());
            call.awaitAnswered();

            press(call, bob, invite.request().body());

            callee.hangUp();
            call.awaitEnded();
        }
    }

    @Test
    @Flow(source = "rfc4733")
    @DisplayName("RFC 4733 DTMF through SRTP, one payload type on each leg, the PBX calls")
    void dtmfWithDifferentPayloadTypesByPbx() throws IOException {
        SoftPhone alice = stage.stage().registered(stage.stage().phone(stage.stage().freshNumber(FlowStage.SCRIPT)));
        try (Voice bob = Voice.at(stage.pbx().address().getAddress(), "bob", BOBS_EVENT)) {
            Exchange calling = stage.pbx().invite(alice.user(), "8001", bob.describe(Direction.SENDRECV));
            Call call = alice.awaitCall();
            call.answer().await();
            SipText answered = calling.await(200);
            ScriptedDialog caller = calling.dialog(answered);
            caller.ack(calling);
            bob.speakTo(answered.body());

            press(call, bob, answered.body());

            caller.hangUp();
            call.awaitEnded();
        }
    }

    /** Each sends with the type that the description it was given names, and hears with that of its own. */
    private static void press(Call call, Voice bob, String givenToBob) {
        call.media().awaitMore(5);
        bob.endpoint().awaitMore(5);

        call.media().sendEvent(call.remoteSdp().orElseThrow().telephoneEvent(), 7);
        bob.endpoint().sendEvent(Sdp.parse(givenToBob).telephoneEvent(), 11);
        call.media().awaitMore(10);
        bob.endpoint().awaitMore(10);

        assertEquals(List.of(7, 7, 7, 7, 7, 7), events(bob.endpoint(), BOBS_EVENT));
        assertEquals(List.of(11, 11, 11, 11, 11, 11),
                events(call.media(), call.localSdp().orElseThrow().telephoneEvent()));
        assertEquals(0, call.media().stats().authFailures());
    }

    private static List<Integer> events(RtpEndpoint endpoint, int payloadType) {
        return endpoint.heard()
                .stream()
                .filter(frame -> frame.payloadType() == payloadType)
                .map(frame -> (int) frame.payload()[0])
                .toList();
    }
}
