package io.sbc.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.interop.audio.Tone;
import io.sbc.interop.peer.Baresip;
import io.sbc.interop.peer.Kamailio;
import io.sbc.interop.peer.MediaEncryption;
import io.sbc.interop.peer.PeerStage;
import io.sbc.interop.peer.Rtpengine;
import io.sbc.interop.peer.SbcProcess;
import io.sbc.interop.peer.SbcSettings;
import io.sbc.interop.peer.User;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the ICP side makes of our RTP/AVP with crypto attributes (outbound policy avp-crypto): extensions of the PBX that take
 * the keys, that ignore them, and rtpengine in the PBX that does either. The set side is SRTP every time.
 */
@Tag("interop")
class PbxMediaIT {

    private static final User ALICE = User.of("1001");
    private static final User BOB = User.of("1002");
    private static final String EXTENSION = "2000";
    private static final String EXTENSION_PASSWORD = "Desk-Phone-2000";
    private static final String SDES_32 = "AES_CM_128_HMAC_SHA1_32";
    private static final String GCM_256 = "AEAD_AES_256_GCM";
    private static final String SDES_80 = "AES_CM_128_HMAC_SHA1_80";

    @RegisterExtension
    final PeerStage stage = new PeerStage();

    @Test
    void shouldSpeakSrtpWithAPbxPhoneThatTakesTheKeys() {
        Kamailio pbx = Kamailio.start(stage, subscribers());
        SbcProcess sbc = startSbc(pbx);
        Baresip alice = phone("alice", sbc, ALICE, Tone.LOW);
        Baresip desk = deskPhone(pbx, MediaEncryption.OPTIONAL);

        talk(alice, desk, EXTENSION);

        assertEquals(SDES_80, desk.awaitSrtpSuite());
        assertEquals(SDES_80, alice.awaitSrtpSuite());
        assertAgreed(sbc, SDES_80, SDES_80);
        end(alice, desk, sbc);
    }

    @Test
    void shouldSpeakRtpWithAPbxPhoneThatIgnoresTheKeys() {
        Kamailio pbx = Kamailio.start(stage, subscribers());
        SbcProcess sbc = startSbc(pbx);
        Baresip alice = phone("alice", sbc, ALICE, Tone.LOW);
        Baresip desk = deskPhone(pbx, MediaEncryption.NONE);

        talk(alice, desk, EXTENSION);

        assertEquals(SDES_80, alice.awaitSrtpSuite());
        assertAgreed(sbc, SDES_80, "RTP");
        end(alice, desk, sbc);
    }

    @Test
    void shouldOfferSrtpToThePhoneWhenAPbxPhoneCallsWithPlainRtp() {
        Kamailio pbx = Kamailio.start(stage, subscribers());
        SbcProcess sbc = startSbc(pbx);
        Baresip alice = phone("alice", sbc, ALICE, Tone.LOW);
        Baresip desk = deskPhone(pbx, MediaEncryption.NONE);

        talk(desk, alice, ALICE.extension());

        assertEquals(SDES_32, alice.awaitSrtpSuite(), "the preferred suite stands first in our offer");
        assertAgreed(sbc, SDES_32, "RTP");
        end(desk, alice, sbc);
    }

    @Test
    void shouldSpeakRtpWithRtpengineThatIgnoresTheKeys() {
        Rtpengine relay = Rtpengine.start(stage);
        Kamailio pbx = Kamailio.start(stage,
                subscribers().mediaThrough(relay, "replace-origin replace-session-connection RTP/AVP",
                        "replace-origin replace-session-connection RTP/AVP"));
        SbcProcess sbc = startSbc(pbx);
        Baresip alice = phone("alice", sbc, ALICE, Tone.LOW);
        Baresip bob = phone("bob", sbc, BOB, Tone.HIGH);

        talk(alice, bob, BOB.extension());

        assertAgreed(sbc, SDES_80, "RTP");
        end(alice, bob, sbc);
    }

    @Test
    void shouldSpeakSrtpWithRtpengineThatTakesTheKeys() {
        Rtpengine relay = Rtpengine.start(stage);
        Kamailio pbx = Kamailio.start(stage,
                subscribers().mediaThrough(relay, "replace-origin replace-session-connection OSRTP-accept-RFC RTP/SAVP",
                        "replace-origin replace-session-connection"));
        SbcProcess sbc = startSbc(pbx);
        Baresip alice = phone("alice", sbc, ALICE, Tone.LOW);
        Baresip bob = phone("bob", sbc, BOB, Tone.HIGH);

        talk(alice, bob, BOB.extension());

        assertAgreed(sbc, SDES_80, SDES_80);
        end(alice, bob, sbc);
    }

    /** The PBX's relay takes AES-256 in GCM of us and offers all it has; the phone that is called takes GCM as well. */
    @Test
    void shouldSpeakGcmWithRtpengineAndAPhone() {
        Rtpengine relay = Rtpengine.start(stage);
        Kamailio pbx = Kamailio.start(stage,
                subscribers().mediaThrough(relay, "replace-origin replace-session-connection RTP/SAVP",
                        "replace-origin replace-session-connection RTP/SAVP"));
        SbcSettings settings = SbcSettings.withPbxAt(pbx.port())
                .set("set.rtp-security.preferred", GCM_256).set("set.rtp-security.suites", List.of(GCM_256, SDES_80))
                .set("icp.rtp-security.outbound", "srtp-only").set("icp.rtp-security.preferred", GCM_256)
                .set("icp.rtp-security.suites", List.of(GCM_256, SDES_80));
        SbcProcess sbc = SbcProcess.start(stage, settings, List.of(ALICE, BOB));
        Baresip alice = phone("alice", sbc, ALICE, Tone.LOW);
        Baresip bob = phone("bob", sbc, BOB, Tone.HIGH);

        talk(alice, bob, BOB.extension());

        assertAgreed(sbc, SDES_80, GCM_256); // baresip offers nothing else
        assertAgreed(sbc, GCM_256, GCM_256);
        assertEquals(GCM_256, bob.awaitSrtpSuite());
        end(alice, bob, sbc);
    }

    private static void talk(Baresip caller, Baresip callee, String extension) {
        caller.dial(extension);
        callee.accept();
        caller.awaitEstablished();
        caller.awaitHears(callee.voice(), 2, 0);
        callee.awaitHears(caller.voice(), 2, 0);
    }

    private static void end(Baresip caller, Baresip callee, SbcProcess sbc) {
        caller.hangUp();
        callee.awaitClosed();
        sbc.awaitZero(List.of("sbc_calls", "sbc_media_sessions"));
        sbc.assertNoExceptionLogged();
    }

    /** The call's log line names what was agreed on each side. */
    private static void assertAgreed(SbcProcess sbc, String set, String icp) {
        sbc.process().awaitLine(
                line -> line.contains("media agreed")
                        && line.matches(".*set=audio " + set + " icp=audio " + icp + ".*"),
                "that the set side has agreed on " + set + " and the ICP side on " + icp, 0, Duration.ofSeconds(5));
    }

    private static Kamailio.Settings subscribers() {
        return new Kamailio.Settings().subscriber(ALICE.extension(), ALICE.icpPassword())
                .subscriber(BOB.extension(), BOB.icpPassword())
                .subscriber(EXTENSION, EXTENSION_PASSWORD);
    }

    /** baresip sends from 127.0.0.1, whatever its SDP says: as behind a NAT that changes addresses. */
    private SbcProcess startSbc(Kamailio pbx) {
        return SbcProcess.start(stage, SbcSettings.withPbxAt(pbx.port()).set("icp.media.learning", "anywhere"),
                List.of(ALICE, BOB));
    }

    private Baresip phone(String name, SbcProcess sbc, User user, Tone voice) {
        return Baresip.start(stage, name, sbc.account(user), MediaEncryption.MANDATORY, voice).awaitRegistered();
    }

    private Baresip deskPhone(Kamailio pbx, MediaEncryption encryption) {
        return Baresip.start(stage, "desk", pbx.account(EXTENSION, EXTENSION_PASSWORD), encryption, Tone.HIGH)
                .awaitRegistered();
    }
}
