package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPbx;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.sdp.Direction;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped SBC is killed while calls ring, and between an answer and its ACK (ADR 0490): nobody stays in such a call. */
class KillDuringSetUpIT {

    private static final String PBX = "setup";

    @TempDir
    private Path directory;
    private SbcStage stage;

    @BeforeEach
    void startAll() throws IOException {
        stage = new SbcStage.Builder(directory).fixedPorts().script(PBX).numbers(10).mediaPorts("11500-11599").start();
    }

    @AfterEach
    void stopAll() {
        if (stage != null) {
            stage.close();
        }
    }

    private ScriptedPhone phone() throws IOException {
        ScriptedPhone phone = stage.connected(stage.freshNumber(PBX));
        phone.register();
        return phone;
    }

    /** Calls that are not answered are over for the SBC; what either side says of them afterwards ends them there, too. */
    @Test
    void shouldLeaveNobodyInACallThatWasNotSetUp() throws IOException {
        ScriptedPbx pbx = stage.script(PBX);
        ScriptedPhone caller = phone();
        ScriptedPhone late = phone();
        ScriptedPhone called = phone();
        Voice voice = Voice.at(InetAddress.getLoopbackAddress(), "nobody");
        Exchange ringing = caller.invite("8301", voice.describe(Direction.SENDRECV));
        Incoming atPbx = pbx.awaitInvite("8301");
        atPbx.respond(180);
        ringing.await(180);
        Exchange fromPbx = pbx.invite(called.user(), "8302", voice.describe(Direction.SENDRECV));
        Incoming atPhone = called.awaitRequest("INVITE");
        atPhone.respond(180);
        fromPbx.await(180);
        Exchange answered = late.invite("8303", voice.describe(Direction.SENDRECV));
        Incoming unacknowledged = pbx.awaitInvite("8303");
        ScriptedDialog atPbxAnswered = unacknowledged.answer(voice.describe(Direction.SENDRECV));
        ScriptedDialog atLate = answered.dialog(answered.await(200));
        stage.awaitMetric("sbc_calls_kept", 1);

        stage.killAndStartAgain();

        late.register();
        atLate.awaitBye(); // the SBC does not know whether it has the answer
        atPbxAnswered.awaitBye();
        assertEquals(1.0, stage.metrics().get("sbc_call_records_dropped_unacknowledged_total"));
        fromPbx.cancel().await(481);
        atPbx.respond(200, voice.describe(Direction.SENDRECV)); // nobody acknowledges that
        atPbx.dialog().send("BYE").await(481);
        voice.close();
        stage.awaitMetric("sbc_calls_kept", 0);
        stage.awaitMetric("sbc_dialogs", 0);
        stage.awaitMetric("sbc_media_sessions", 0);
        stage.endPhones();
        stage.emptiness().awaitAgain();
    }
}
