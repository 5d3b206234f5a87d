package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.audio.AudioCheck;
import io.sbc.kit.media.RtpEndpoint;
import io.sbc.kit.media.SrtpSuite;
import io.sbc.kit.net.MarkedSocket;
import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPbx;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.sdp.Direction;
import io.sbc.kit.sdp.Sdp;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Media over IPv6 on both sides of the shipped SBC: SRTP here, RTP there, reports, rtcp-mux that the SBC offers (ADR 0171), a key that is
 * replaced in the call (ADR 0170), and the marks of packets.
 */
class MediaOverIpv6IT {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("::1");
    private static final int SET_DSCP = 46;
    private static final int ICP_DSCP = 34;
    /** 5 s of speech; the next key is offered when a sixteenth of it is left. */
    private static final int KEY_PACKETS = 250;

    @RegisterExtension
    static final FlowStage stage = FlowStage.with(plan -> plan.mediaPorts("12000-12999")
            .set("rtp-security: {rekey-after: " + KEY_PACKETS + "}, media: {address: \"::1\", rtcp-mux: true, dscp: "
                    + SET_DSCP + "}")
            .icp("media: {address: \"::1\", dscp: " + ICP_DSCP + "}"));

    private static void hear(RtpEndpoint one, RtpEndpoint other, int frames) {
        one.awaitMore(frames);
        other.awaitMore(frames);
    }

    @Test
    void shouldCarrySpeechAndReportsAndOfferRtcpMux() throws IOException {
        ScriptedPhone phone = stage.phone();
        try (SecureVoice alice = SecureVoice.at(LOOPBACK, "alice", SrtpSuite.AES_CM_128_HMAC_SHA1_32);
                Voice bob = Voice.at(LOOPBACK, "bob")) {
            alice.endpoint().setMuxed(true);
            Exchange calling = stage.pbx().invite(phone.user(), "8100", bob.describe(Direction.SENDRECV));
            Incoming invite = phone.awaitRequest("INVITE");
            String offer = invite.request().body();
            assertTrue(offer.contains("c=IN IP6 ::1") || offer.contains("c=IN IP6 0:0:0:0:0:0:0:1"), offer);
            assertTrue(offer.contains("a=rtcp-mux"), offer);
            ScriptedDialog callee = invite.answer(alice.describe(Direction.SENDRECV, 1, "rtcp-mux"));
            alice.speakTo(offer);
            SipText accepted = calling.await(200);
            ScriptedDialog caller = calling.dialog(accepted);
            caller.ack(calling);
            assertFalse(accepted.body().contains("rtcp-mux"), accepted::body);
            bob.speakTo(accepted.body());

            hear(alice.endpoint(), bob.endpoint(), 60);

            assertTrue(alice.endpoint().stats().rtcpReceived() > 0, alice.endpoint().stats()::toString);
            assertTrue(bob.endpoint().stats().rtcpReceived() > 0, bob.endpoint().stats()::toString);
            end(caller, callee);
            for (AudioCheck.Report report : List.of(alice.endpoint().check(bob.endpoint()),
                    bob.endpoint().check(alice.endpoint()))) {
                assertTrue(report.isExact() && report.missing() == 0, report::toString);
            }
        }
    }

    @Test
    void shouldReplaceItsKeyInTheCall() throws IOException {
        ScriptedPhone phone = stage.phone();
        try (SecureVoice alice = SecureVoice.at(LOOPBACK, "alice", SrtpSuite.AES_CM_128_HMAC_SHA1_80);
                Voice bob = Voice.at(LOOPBACK, "bob")) {
            Exchange calling = phone.invite("8101", alice.describe(Direction.SENDRECV, 5));
            Incoming invite = stage.pbx().awaitInvite("8101");
            ScriptedDialog callee = invite.answer(bob.describe(Direction.SENDRECV));
            bob.speakTo(invite.request().body());
            SipText accepted = calling.await(200);
            ScriptedDialog caller = calling.dialog(accepted);
            caller.ack(calling);
            alice.speakTo(accepted.body());

            Incoming rekey = caller.await("INVITE");
            String offer = rekey.request().body();
            assertNotEquals(key(accepted.body()), key(offer));
            assertEquals(1, offer.lines().filter(line -> line.startsWith("a=crypto:5 ")).count(), offer);
            rekey.respond(200, alice.describe(Direction.SENDRECV, 5));
            alice.speakTo(offer);
            rekey.awaitAck();
            hear(alice.endpoint(), bob.endpoint(), 50);

            stage.stage().awaitMetric("sbc_calls_rekeyed_total", 1);
            end(caller, callee);
            AudioCheck.Report heard = alice.endpoint().check(bob.endpoint());
            assertTrue(heard.isExact() && heard.missing() < 25, heard::toString);
            assertTrue(bob.endpoint().check(alice.endpoint()).isExact());
        }
    }

    private static String key(String sdp) {
        return sdp.lines().filter(line -> line.startsWith("a=crypto:")).findFirst().orElseThrow();
    }

    @Test
    void shouldMarkWhatItSends() throws IOException {
        ScriptedPhone phone = stage.phone();
        ScriptedPbx pbx = stage.pbx();
        try (MarkedSocket atPhone = new MarkedSocket(LOOPBACK);
                MarkedSocket atPbx = new MarkedSocket(LOOPBACK);
                Voice alice = Voice.at(LOOPBACK, "alice");
                Voice bob = Voice.at(LOOPBACK, "bob")) {
            Exchange calling = phone.invite("8102", at(alice, atPhone));
            Incoming invite = pbx.awaitInvite("8102");
            ScriptedDialog callee = invite.answer(at(bob, atPbx));
            SipText accepted = calling.await(200);
            ScriptedDialog caller = calling.dialog(accepted);
            caller.ack(calling);

            Marks.sendSpeech(LOOPBACK, Sdp.parse(accepted.body()).connection());
            assertEquals(ICP_DSCP, atPbx.nextDscp());
            Marks.sendSpeech(LOOPBACK, Sdp.parse(invite.request().body()).connection());
            assertEquals(SET_DSCP, atPhone.nextDscp());
            end(caller, callee);
        }
    }

    /** A description with the port of a socket that tells marks. */
    private static String at(Voice voice, MarkedSocket socket) {
        return voice.describe(Direction.SENDRECV).replaceAll("m=audio \\d+", "m=audio " + socket.address().getPort());
    }

    private static void end(ScriptedDialog caller, ScriptedDialog callee) {
        Exchange bye = caller.send("BYE");
        callee.awaitBye();
        bye.await(200);
    }
}
