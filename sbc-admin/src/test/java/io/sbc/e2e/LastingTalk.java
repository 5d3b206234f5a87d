package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.audio.AudioCheck;
import io.sbc.kit.media.RtpEndpoint;
import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPbx;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.sdp.Direction;
import java.util.stream.Stream;

/** A phone and a PBX in a call, both speaking, which is to outlive its SBC. */
record LastingTalk(ScriptedPhone phone, Mouth alice, Mouth bob, ScriptedDialog atPhone, ScriptedDialog atPbx)
        implements
            AutoCloseable {

    /** The phone calls. */
    static LastingTalk fromPhone(ScriptedPhone phone, ScriptedPbx pbx, Mouth alice, Mouth bob, String number) {
        Exchange calling = phone.invite(number, alice.offer(Direction.SENDRECV));
        Incoming invite = pbx.awaitInvite(number);
        String offer = invite.request().body();
        ScriptedDialog atPbx = invite.answer(bob.answer(Direction.SENDRECV, offer));
        SipText accepted = calling.await(200);
        ScriptedDialog atPhone = calling.dialog(accepted);
        atPhone.ack(calling);
        invite.awaitAck();
        alice.speakToAnswerer(accepted.body());
        bob.speakToOfferer(offer);
        return new LastingTalk(phone, alice, bob, atPhone, atPbx);
    }

    /** The PBX calls. */
    static LastingTalk fromPbx(ScriptedPhone phone, ScriptedPbx pbx, Mouth alice, Mouth bob, String number) {
        Exchange calling = pbx.invite(phone.user(), number, bob.offer(Direction.SENDRECV));
        Incoming invite = phone.awaitRequest("INVITE");
        String offer = invite.request().body();
        ScriptedDialog atPhone = invite.answer(alice.answer(Direction.SENDRECV, offer));
        SipText accepted = calling.await(200);
        ScriptedDialog atPbx = calling.dialog(accepted);
        atPbx.ack(calling);
        invite.awaitAck();
        bob.speakToAnswerer(accepted.body());
        alice.speakToOfferer(offer);
        return new LastingTalk(phone, alice, bob, atPhone, atPbx);
    }

    /** Each hears so much more of the other, in every stream. */
    void hear(int frames) {
        alice.endpoints().forEach(each -> each.awaitMore(frames));
        bob.endpoints().forEach(each -> each.awaitMore(frames));
    }

    /** Every frame that came is one that was sent, and the way was never wrong. */
    void assertExact() {
        for (int i = 0; i < alice.endpoints().size(); i++) {
            assertExact(alice.endpoints().get(i), bob.endpoints().get(i));
            assertExact(bob.endpoints().get(i), alice.endpoints().get(i));
        }
    }

    private static void assertExact(RtpEndpoint listener, RtpEndpoint speaker) {
        AudioCheck.Report report = listener.check(speaker);
        assertTrue(report.isExact(), report::toString);
        assertEquals(0, listener.stats().authFailures(), () -> listener.stats().toString());
    }

    /** Every packet that came was under the right key; a source that was slow around the kill may have its numbers shifted. */
    void assertAuthentic() {
        Stream.concat(alice.endpoints().stream(), bob.endpoints().stream())
                .forEach(each -> assertEquals(0, each.stats().authFailures(), () -> each.stats().toString()));
    }

    /** Frames of all streams that never came. */
    int missing() {
        int missing = 0;
        for (int i = 0; i < alice.endpoints().size(); i++) {
            RtpEndpoint here = alice.endpoints().get(i);
            RtpEndpoint there = bob.endpoints().get(i);
            missing += here.check(there).missing() + there.check(here).missing();
        }
        return missing;
    }

    /** The PBX holds, or retrieves. */
    void reinviteByPbx(Direction direction) {
        reinvite(atPbx, bob, atPhone, alice, direction);
    }

    /** The phone does. */
    void reinviteByPhone(Direction direction) {
        reinvite(atPhone, alice, atPbx, bob, direction);
    }

    private static void reinvite(ScriptedDialog asker, Mouth asking, ScriptedDialog asked, Mouth answering,
            Direction direction) {
        Exchange exchange = asker.reinvite(asking.offer(direction));
        Incoming offered = asked.await("INVITE");
        String offer = offered.request().body();
        offered.respond(200, answering.answer(direction.answer(), offer));
        SipText accepted = exchange.await(200);
        asker.ack(exchange);
        offered.awaitAck();
        answering.speakToOfferer(offer);
        asking.speakToAnswerer(accepted.body());
    }

    void hangUpByPbx() {
        hangUp(atPbx, atPhone);
    }

    void hangUpByPhone() {
        hangUp(atPhone, atPbx);
    }

    private static void hangUp(ScriptedDialog by, ScriptedDialog other) {
        Exchange bye = by.send("BYE");
        other.awaitBye();
        bye.await(200);
    }

    @Override
    public void close() {
        alice.close();
        bob.close();
    }
}
