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

    /** Payload type of touch tones. */
    static final int EVENTS = 101;

    private final ScriptedPhone phone;
    private final SecureVoice alice;
    private final Voice bob;
    private final ScriptedDialog caller;
    private final ScriptedDialog callee;
    private final String offer;
    private String answer;

    /** How the PBX answers with a description; the dialog that came of it. */
    interface Answering {

        ScriptedDialog answer(Incoming invite, String sdp);
    }

    private Talk(SbcStage stage, ScriptedPhone phone, String pbx, String number, Answering answering,
            boolean acknowledges) throws IOException {
        this.phone = phone;
        this.alice = alice(number);
        this.bob = Voice.at(stage.script(pbx).address().getAddress(), "bob" + number);
        Exchange calling = phone.invite(number, alice.describe(Direction.SENDRECV, TAG));
        Incoming invite = stage.script(pbx).awaitInvite(number);
        this.offer = invite.request().body();
        this.callee = answering.answer(invite, bob.describe(Direction.SENDRECV));
        SipText accepted = calling.await(200);
        this.answer = accepted.body();
        this.caller = calling.dialog(accepted);
        if (acknowledges) {
            caller.ack(calling);
            invite.awaitAck();
        }
    }

    private Talk(ScriptedPhone phone, SecureVoice alice, Voice bob, ScriptedDialog caller, ScriptedDialog callee,
            String offer, String answer) {
        this.phone = phone;
        this.alice = alice;
        this.bob = bob;
        this.caller = caller;
        this.callee = callee;
        this.offer = offer;
        this.answer = answer;
    }

    private static SecureVoice alice(String number) throws IOException {
        return SecureVoice.at(InetAddress.getLoopbackAddress(), "alice" + number,
                SrtpSuite.AES_CM_128_HMAC_SHA1_80).withEvents(EVENTS);
    }

    private static ScriptedPhone registered(SbcStage stage, String pbx) throws IOException {
        ScriptedPhone phone = stage.connected(stage.freshNumber(pbx));
        phone.register();
        return phone;
    }

    private static Answering by(UnaryOperator<SipText> answering) {
        return (invite, sdp) -> {
            invite.respond(answering.apply(invite.response(200)).sdp(sdp));
            return invite.dialog();
        };
    }

    /** A phone that is registered calls; both speak and are heard. */
    static Talk heard(SbcStage stage, ScriptedPhone phone, String pbx, String number, Answering answering)
            throws IOException {
        return new Talk(stage, phone, pbx, number, answering, true).spoken();
    }

    /** As {@link #heard}, but the phone's INVITE has no offer: it answers in its ACK (RFC 3261 §13.2.1). */
    static Talk withoutOfferOfPhone(SbcStage stage, ScriptedPhone phone, String pbx, String number)
            throws IOException {
        SecureVoice alice = alice(number);
        Voice bob = Voice.at(stage.script(pbx).address().getAddress(), "bob" + number);
        Exchange calling = phone.invite(number, "");
        Incoming invite = stage.script(pbx).awaitInvite(number);
        invite.respond(200, bob.describe(Direction.SENDRECV));
        SipText offered = calling.await(200);
        ScriptedDialog caller = calling.dialog(offered);
        caller.ack(calling, alice.describe(Direction.SENDRECV, alice.tagIn(offered.body())));
        return new Talk(phone, alice, bob, caller, invite.dialog(), invite.awaitAck().body(), offered.body()).spoken();
    }

    /** As {@link #heard}, but the PBX calls, without an offer: it answers in its ACK. */
    static Talk withoutOfferOfPbx(SbcStage stage, ScriptedPhone phone, String pbx, String number)
            throws IOException {
        SecureVoice alice = alice(number);
        Voice bob = Voice.at(stage.script(pbx).address().getAddress(), "bob" + number);
        Exchange calling = stage.script(pbx).invite(phone.user(), number, "");
        Incoming invite = phone.awaitRequest("INVITE");
        invite.respond(200, alice.describe(Direction.SENDRECV, TAG));
        SipText offered = calling.await(200);
        ScriptedDialog pbxs = calling.dialog(offered);
        pbxs.ack(calling, bob.describe(Direction.SENDRECV));
        return new Talk(phone, alice, bob, invite.dialog(), pbxs, offered.body(), invite.awaitAck().body()).spoken();
    }

    static Talk begun(SbcStage stage, String pbx, String number) throws IOException {
        return begun(stage, pbx, number, answer -> answer);
    }

    /** @param answering what is special about the PBX's 200 */
    static Talk begun(SbcStage stage, String pbx, String number, UnaryOperator<SipText> answering)
            throws IOException {
        return new Talk(stage, registered(stage, pbx), pbx, number, by(answering), true);
    }

    /** As {@link #begun}, and both speak and are heard. */
    static Talk heard(SbcStage stage, String pbx, String number) throws IOException {
        return begun(stage, pbx, number).spoken();
    }

    /** As {@link #heard}, but the phone never acknowledges the answer. */
    static Talk unacknowledged(SbcStage stage, String pbx, String number) throws IOException {
        return new Talk(stage, registered(stage, pbx), pbx, number, by(answer -> answer), false).spoken();
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

    /** Of the phone's leg. */
    String callId() {
        return caller.callId();
    }

    /** Where its verdict is to be read. */
    String path() {
        return Faults.call(callId());
    }

    @Override
    public void close() {
        alice.close();
        bob.close();
    }
}
