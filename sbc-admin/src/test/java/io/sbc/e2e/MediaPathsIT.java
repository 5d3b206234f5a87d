package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.audio.AudioCheck;
import io.sbc.kit.audio.G711;
import io.sbc.kit.media.RtpEndpoint;
import io.sbc.kit.media.SrtpSuite;
import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.sdp.Direction;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Where media goes and comes from: an interface for each side, a public address that is advertised, RTCP on the PBX's RTP port, forks of
 * which one answers, a peer that goes to another port and codec, a phone of plain RTP behind a NAT.
 */
class MediaPathsIT {
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
    private static final String SET_SIDE = "127.0.0.31";
    private static final String ICP_SIDE = "127.0.0.32";
    private static final String PUBLIC = "203.0.113.9";
    /** Of a home network; nothing is sent there, since the PBX is silent until the phone is heard. */
    private static final String PRIVATE = "192.168.77.20";

    @RegisterExtension
    static final FlowStage stage = FlowStage.with(plan -> plan.mediaPorts("12000-12999")
            .set("media: {address: " + SET_SIDE + ", advertised-address: " + PUBLIC + "}")
            .icp("media: {address: " + ICP_SIDE + ", rtcp-mux: true}"));

    @Test
    void shouldHaveAnAddressForEachSideAndAdvertiseThePublicOne() throws IOException {
        ScriptedPhone phone = stage.phone();
        try (SecureVoice alice = secure("alice"); Voice bob = atPbx("bob")) {
            bob.endpoint().setMuxed(true);
            Exchange calling = phone.invite("8301", alice.describe(Direction.SENDRECV, 1));
            Incoming invite = stage.pbx().awaitInvite("8301");
            String offer = invite.request().body();
            assertTrue(offer.contains("c=IN IP4 " + ICP_SIDE + "\r\n") && offer.contains("a=rtcp-mux"), offer);
            ScriptedDialog callee = invite.answer(bob.describe(Direction.SENDRECV) + "a=rtcp-mux\r\n");
            bob.speakTo(offer);
            SipText accepted = calling.await(200);
            ScriptedDialog caller = calling.dialog(accepted);
            caller.ack(calling);
            assertTrue(accepted.body().contains("c=IN IP4 " + PUBLIC + "\r\n"), accepted::body);
            assertFalse(accepted.body().contains(SET_SIDE) || accepted.body().contains(ICP_SIDE), accepted::body);
            alice.speakTo(behindNat(accepted));

            hear(alice.endpoint(), bob.endpoint(), 60);

            assertEquals(0, alice.endpoint().stats().strangers() + bob.endpoint().stats().strangers(),
                    "what is sent comes from where the other one sends to");
            assertTrue(alice.endpoint().stats().rtcpReceived() > 0, alice.endpoint().stats()::toString);
            assertTrue(bob.endpoint().stats().rtcpReceived() > 0, bob.endpoint().stats()::toString);
            end(caller, callee);
            assertHeard(bob.endpoint().check(alice.endpoint()));
            assertHeard(alice.endpoint().check(bob.endpoint()));
        }
    }

    private static SecureVoice secure(String name) throws IOException {
        return SecureVoice.at(HERE, name, SrtpSuite.AES_CM_128_HMAC_SHA1_32);
    }

    private static Voice atPbx(String name) throws IOException {
        return Voice.at(stage.pbx().address().getAddress(), name);
    }

    /** What the NAT in front of the SBC does with packets to its public address. */
    private static String behindNat(SipText answer) {
        return answer.body().replace(PUBLIC, SET_SIDE);
    }

    private static void hear(RtpEndpoint one, RtpEndpoint other, int frames) {
        one.awaitMore(frames);
        other.awaitMore(frames);
    }

    private static void assertHeard(AudioCheck.Report report) {
        assertTrue(report.isExact() && report.missing() == 0, report::toString);
    }

    private static void end(ScriptedDialog caller, ScriptedDialog callee) {
        Exchange bye = caller.send("BYE");
        callee.awaitBye();
        bye.await(200);
    }

    /** All forks have their media on one host, and do not fall silent when another one answers. */
    @Test
    void shouldHearTheForkThatWasHeardLastAndKeepOnlyTheOneThatAnswered() throws IOException {
        ScriptedPhone phone = stage.phone();
        try (SecureVoice alice = secure("alice");
                Voice first = atPbx("first");
                Voice second = atPbx("second");
                Voice answering = atPbx("answering")) {
            Exchange calling = phone.invite("8302", alice.describe(Direction.SENDRECV, 1));
            Incoming invite = stage.pbx().awaitInvite("8302");
            String offer = invite.request().body();
            invite.respond(invite.response(183, "first").sdp(first.describe(Direction.SENDRECV)));
            alice.speakTo(behindNat(calling.await(183)));
            first.speakTo(offer);
            hear(alice.endpoint(), first.endpoint(), 15);

            invite.respond(invite.response(183, "second").sdp(second.describe(Direction.SENDRECV)));
            second.speakTo(offer);
            second.endpoint().awaitMore(15); // our packets go there now: the plan is in force
            final int fromSecond = alice.endpoint().heard().size();
            alice.endpoint().awaitMore(15);
            assertHeard(alice.endpoint().check(second.endpoint(), fromSecond));

            invite.respond(invite.response(200, "answering").sdp(answering.describe(Direction.SENDRECV)));
            SipText accepted = calling.await(200);
            ScriptedDialog caller = calling.dialog(accepted);
            caller.ack(calling);
            invite.awaitAck();
            alice.speakTo(behindNat(accepted));
            answering.listenTo(offer);
            answering.endpoint().awaitMore(15);
            final int fromAnswer = alice.endpoint().heard().size();
            answering.resume();
            hear(alice.endpoint(), answering.endpoint(), 25);

            final int untilHere = alice.endpoint().heard().size(); // more come while they are compared
            AudioCheck.Report heard = alice.endpoint().check(answering.endpoint(), fromAnswer);
            assertHeard(heard);
            assertTrue(heard.exact() >= untilHere - fromAnswer - 3, () -> "and nobody else: " + heard);
            end(caller, invite.dialog("answering"));
        }
    }

    @Test
    void shouldFollowAPbxToAnotherPortAndCodec() throws IOException {
        ScriptedPhone phone = stage.phone();
        try (SecureVoice alice = secure("alice"); Voice bob = atPbx("bob"); Voice gateway = atPbx("gateway")) {
            Exchange calling = phone.invite("8303", alice.describe(Direction.SENDRECV, 1));
            Incoming invite = stage.pbx().awaitInvite("8303");
            ScriptedDialog callee = invite.answer(bob.describe(Direction.SENDRECV));
            bob.speakTo(invite.request().body());
            SipText accepted = calling.await(200);
            ScriptedDialog caller = calling.dialog(accepted);
            caller.ack(calling);
            alice.speakTo(behindNat(accepted));
            hear(alice.endpoint(), bob.endpoint(), 15);

            gateway.codec(G711.PCMA);
            Exchange moving = callee.reinvite(gateway.describe(Direction.SENDRECV));
            Incoming atPhone = caller.await("INVITE");
            assertTrue(atPhone.request().body().contains("RTP/SAVP 8 101"), atPhone.request()::toString);
            alice.codec(G711.PCMA);
            atPhone.respond(200, alice.describe(Direction.SENDRECV, 1));
            SipText moved = moving.await(200);
            callee.ack(moving);
            atPhone.awaitAck();
            bob.pause();
            alice.speakTo(atPhone.request().body().replace(PUBLIC, SET_SIDE));
            final int fromHere = alice.endpoint().heard().size();
            gateway.speakTo(moved.body());
            hear(alice.endpoint(), gateway.endpoint(), 25);

            end(caller, callee);
            assertHeard(alice.endpoint().check(gateway.endpoint(), fromHere));
            assertTrue(gateway.endpoint().heard().stream().skip(2).allMatch(frame -> frame.payloadType() == 8));
        }
    }

    @Test
    void shouldHearAPhoneOfPlainRtpBehindANat() throws IOException {
        ScriptedPhone phone = stage.phone();
        try (Voice alice = Voice.at(HERE, "alice"); Voice bob = atPbx("bob")) {
            bob.endpoint().setReporting(false);
            Exchange calling = phone.invite("8304",
                    alice.describe(Direction.SENDRECV).replace("127.0.0.1", PRIVATE));
            Incoming invite = stage.pbx().awaitInvite("8304");
            ScriptedDialog callee = invite.answer(bob.describe(Direction.SENDRECV));
            SipText accepted = calling.await(200);
            ScriptedDialog caller = calling.dialog(accepted);
            caller.ack(calling);
            bob.listenTo(invite.request().body());
            alice.speakTo(behindNat(accepted));
            bob.endpoint().awaitMore(15);
            bob.resume();

            hear(alice.endpoint(), bob.endpoint(), 25);

            end(caller, callee);
            assertHeard(alice.endpoint().check(bob.endpoint()));
            AudioCheck.Report heard = bob.endpoint().check(alice.endpoint());
            assertTrue(heard.isExact(), heard::toString);
            assertEquals(List.of(), phone.untaken());
        }
    }
}
