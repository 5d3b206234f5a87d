package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPbx;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long a caller waits for PBXs that do not say a word (ADR 0500). Timers of SIP are as shipped, those of failover shorter. */
class SilentPbxIT {

    private static final Duration TIMER_B = Duration.ofSeconds(32);

    @RegisterExtension
    static final FlowStage stage = FlowStage.with(
            plan -> plan.pair("mute").script("slow").icp("failover: {timeout: 1s, give-up: 3s}"));

    @Test
    void shouldTellTheCallerSoonWhenAllNodesAreSilent() throws IOException {
        ScriptedPhone phone = stage.phoneOf("mute");
        ScriptedPbx first = stage.stage().script("mute");
        ScriptedPbx second = stage.stage().script("mute-2");

        first.silent(true);
        second.silent(true);
        try {
            long began = System.nanoTime();
            SipText last = phone.invite("8020", Descriptions.phoneOffer()).awaitFinal();

            assertEquals(408, last.status(), last::toString);
            assertTrue(last.header("Reason").contains("Q.850;cause=102"), last::toString);
            long took = System.nanoTime() - began;
            assertTrue(took < TIMER_B.toNanos() / 4, () -> Duration.ofNanos(took).toString());
            assertTrue(asked(first, "8020") > 0 && asked(second, "8020") > 0, "both were asked");
        } finally {
            first.silent(false);
            second.silent(false);
        }
    }

    @Test
    void shouldWaitForAPbxThatIsSlowButAnswersItsChecks() throws IOException {
        ScriptedPhone phone = stage.phoneOf("slow");
        ScriptedPbx pbx = stage.stage().script("slow");

        Exchange calling = phone.invite("8021", Descriptions.phoneOffer());
        Incoming invite = pbx.awaitInvite("8021");
        Awaitility.await().atMost(TIMER_B).until(() -> asked(pbx, "8021") >= 5); // at 7.5 s
        ScriptedDialog callee = invite.answer(Descriptions.pbxAnswer(pbx, invite.request().body()));

        new ScriptedCall(calling.answered(), callee).endByPhone();
    }

    private static long asked(ScriptedPbx pbx, String number) {
        return pbx.received(message -> message.method().equals("INVITE") && message.uri().contains(number));
    }
}
