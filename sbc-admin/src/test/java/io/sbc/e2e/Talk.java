package io.sbc.e2e;

import io.sbc.kit.media.SrtpSuite;
import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.sdp.Direction;
import java.io.IOException;
import java.net.InetAddress;
import java.util.function.UnaryOperator;

/**
 * A call from a scripted phone, whose voice Alice is SRTP, to a scripted PBX, whose voice Bob is RTP. It stands from the beginning; who
 * speaks, the test says.
 */
final class Talk implements AutoCloseable {

    private static final int TAG = 1;

    private final ScriptedPhone phone;
    private final SecureVoice alice;
    private final Voice bob;
    private final ScriptedDialog caller;
    private final ScriptedDialog callee;
    private final String offer;
    private String answer;

    private Talk(SbcStage stage, String pbx, String number, UnaryOperator<SipText> answering, boolean acknowledges)
            throws IOException {
        this.phone = stage.connected(stage.freshNumber(pbx));
        phone.register();
        this.alice = SecureVoice.at(InetAddress.getLoopbackAddress(), "alice" + number,
                SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        this.bob = Voice.at(stage.script(pbx).address().getAddress(), "bob" + number);
        Exchange calling = phone.invite(number, alice.describe(Direction.SENDRECV, TAG));
        Incoming invite = stage.script(pbx).awaitInvite(number);
        this.offer = invite.request().body();
        invite.respond(answering.apply(invite.response(200)).sdp(bob.describe(Direction.SENDRECV)));
        SipText accepted = calling.await(200);
        this.answer = accepted.body();
        this.caller = calling.dialog(accepted);
        this.callee = invite.dialog();
        if (acknowledges) {
            caller.ack(calling);
            invite.awaitAck();
        }
    }

    static Talk begun(SbcStage stage, String pbx, String number) throws IOException {
        return begun(stage, pbx, number, answer -> answer);
    }

    /** @param answering what is special about the PBX's 200 */
    static Talk begun(SbcStage stage, String pbx, String number, UnaryOperator<SipText> answering)
            throws IOException {
        return new Talk(stage, pbx, number, answering, true);
    }

    /** As {@link #begun}, and both speak and are heard. */
    static Talk heard(SbcStage stage, String pbx, String number) throws IOException {
        return begun(stage, pbx, number).spoken();
    }

    /** As {@link #heard}, but the phone never acknowledges the answer. */
    static Talk unacknowledged(SbcStage stage, String pbx, String number) throws IOException {
        return new Talk(stage, pbx, number, answer -> answer, false).spoken();
    }

    private Talk spoken() {
        aliceSpeaks();
        bobSpeaks();
        alice.endpoint().awaitMore(25);
        bob.endpoint().awaitMore(25);
        return this;
    }

    ScriptedPhone phone() {
        return phone;
    }

    /** What the SBC answered the phone. */
    String answer() {
        return answer;
    }

    SecureVoice alice() {
        return alice;
    }

    Voice bob() {
        return bob;
    }

    ScriptedDialog caller() {
        return caller;
    }

    ScriptedDialog callee() {
        return callee;
    }

    void aliceSpeaks() {
        alice.speakTo(answer);
    }

    void bobSpeaks() {
        bob.speakTo(offer);
    }

    /** Alice goes without a word. */
    void aliceFallsSilent() {
        alice.endpoint().setReporting(false);
        alice.endpoint().loseEvery(1);
    }

    /** The phone holds, or retrieves; keys and addresses stay. */
    void reinvite(Direction direction) {
        Exchange exchange = caller.reinvite(alice.describe(direction, TAG));
        Incoming atPbx = callee.await("INVITE");
        atPbx.respond(200, bob.describe(direction.answer()));
        answer = exchange.await(200).body();
        caller.ack(exchange);
        atPbx.awaitAck();
    }

    void hangUp() {
        Exchange bye = caller.send("BYE");
        callee.awaitBye();
        bye.await(200);
    }

    /** Where its verdict is to be read. */
    String path() {
        return Faults.call(caller.callId());
    }

    @Override
    public void close() {
        alice.close();
        bob.close();
    }
}
