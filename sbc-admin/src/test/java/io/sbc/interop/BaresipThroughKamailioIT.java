package io.sbc.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.interop.audio.Tone;
import io.sbc.interop.peer.Baresip;
import io.sbc.interop.peer.Kamailio;
import io.sbc.interop.peer.MediaEncryption;
import io.sbc.interop.peer.PeerStage;
import io.sbc.interop.peer.SbcProcess;
import io.sbc.interop.peer.SbcSettings;
import io.sbc.interop.peer.User;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two softphones over TLS with SRTP mandatory, Kamailio as the PBX. A call between them passes the SBC twice: phone, SBC,
 * PBX, SBC, phone.
 */
@Tag("interop")
class BaresipThroughKamailioIT {

    private static final User ALICE = User.of("1001");
    private static final User BOB = User.of("1002");

    @RegisterExtension
    final PeerStage stage = new PeerStage();

    private final Kamailio.Settings pbxSettings = new Kamailio.Settings()
            .subscriber(ALICE.extension(), ALICE.icpPassword())
            .subscriber(BOB.extension(), BOB.icpPassword());

    private SbcProcess startSbc(Kamailio pbx, List<User> users) {
        sbc = SbcProcess.start(stage, SbcSettings.withPbxAt(pbx.port()), users);
        return sbc;
    }

    private @Nullable SbcProcess sbc;

    @AfterEach
    void assertNothingBrokeInside() {
        if (sbc != null) {
            sbc.assertNoExceptionLogged();
        }
    }

    @Test
    void shouldCarryVoiceBothWaysThroughHoldAndRetrieveUntilTheCallerHangsUp() {
        Kamailio pbx = Kamailio.start(stage, pbxSettings);
        SbcProcess started = startSbc(pbx, List.of(ALICE, BOB));
        Baresip alice = phone("alice", started, ALICE, Tone.LOW).awaitRegistered();
        Baresip bob = phone("bob", started, BOB, Tone.HIGH).awaitRegistered();

        alice.dial(BOB.extension());
        bob.accept();
        alice.awaitEstablished();
        assertEquals("AES_CM_128_HMAC_SHA1_80", alice.awaitSrtpSuite());
        alice.awaitHears(bob.voice(), 3, 0);
        bob.awaitHears(alice.voice(), 3, 0);

        alice.hold();
        alice.awaitSilence();
        bob.awaitSilence();

        int aliceHeard = alice.heardSamples();
        int bobHeard = bob.heardSamples();
        alice.resume();
        alice.awaitHears(bob.voice(), 3, aliceHeard);
        bob.awaitHears(alice.voice(), 3, bobHeard);

        alice.hangUp();
        bob.awaitClosed();
        started.awaitZero(List.of("sbc_calls", "sbc_media_sessions"));
    }

    @Test
    void shouldCarryVoiceAgainAfterTheCalleeHeldAndEndWhenTheCalleeHangsUp() {
        Kamailio pbx = Kamailio.start(stage, pbxSettings);
        SbcProcess started = startSbc(pbx, List.of(ALICE, BOB));
        Baresip alice = phone("alice", started, ALICE, Tone.LOW).awaitRegistered();
        Baresip bob = phone("bob", started, BOB, Tone.HIGH).awaitRegistered();

        alice.dial(BOB.extension());
        alice.awaitRinging();
        bob.accept();
        alice.awaitEstablished();
        bob.hold();
        bob.awaitSilence();
        int bobHeard = bob.heardSamples();
        bob.resume();
        bob.awaitHears(alice.voice(), 2, bobHeard);

        bob.hangUp();
        alice.awaitClosed();
        started.awaitZero(List.of("sbc_calls", "sbc_media_sessions"));
    }

    @Test
    void shouldAuthenticateTheCallAtAPbxThatAsksForItOverTcp() {
        Kamailio pbx = Kamailio.start(stage, pbxSettings.challengingInvites());
        SbcProcess started = SbcProcess.start(stage, SbcSettings.withPbxAt(pbx.port()).pbx(pbx.port(), "tcp"),
                List.of(ALICE, BOB));
        sbc = started;
        Baresip alice = phone("alice", started, ALICE, Tone.LOW).awaitRegistered();
        Baresip bob = phone("bob", started, BOB, Tone.HIGH).awaitRegistered();

        alice.dial(BOB.extension());
        bob.accept();
        alice.awaitEstablished();
        alice.awaitHears(bob.voice(), 1, 0);

        alice.hangUp();
        bob.awaitClosed();
        started.awaitZero(List.of("sbc_calls", "sbc_media_sessions"));
    }

    @Test
    void shouldStopRingingWhenTheCallerGivesUp() {
        Kamailio pbx = Kamailio.start(stage, pbxSettings);
        SbcProcess started = startSbc(pbx, List.of(ALICE, BOB));
        Baresip alice = phone("alice", started, ALICE, Tone.LOW).awaitRegistered();
        Baresip bob = phone("bob", started, BOB, Tone.HIGH).awaitRegistered();

        alice.dial(BOB.extension());
        bob.awaitIncoming();
        alice.awaitRinging();
        alice.hangUp();

        bob.awaitClosed();
        started.awaitZero(List.of("sbc_calls", "sbc_media_sessions"));
    }

    @Test
    void shouldTellTheCallerThatTheCalleeIsNotThere() {
        Kamailio pbx = Kamailio.start(stage, pbxSettings);
        SbcProcess started = startSbc(pbx, List.of(ALICE, BOB));
        Baresip alice = phone("alice", started, ALICE, Tone.LOW).awaitRegistered();

        alice.dial(BOB.extension());

        assertTrue(alice.awaitClosed().startsWith("404"), "the PBX's status reaches the caller");
        started.awaitZero(List.of("sbc_calls", "sbc_media_sessions"));
    }

    @Test
    void shouldRefuseAWrongPassword() {
        Kamailio pbx = Kamailio.start(stage, pbxSettings);
        SbcProcess started = startSbc(pbx, List.of(ALICE));

        Baresip alice = phone("alice", started, ALICE.withSetPassword("wrong"), Tone.LOW);

        String refusal = alice.awaitRegistrationRefused();
        // baresip tries the same password again and again within a second, until the guard makes it wait
        assertTrue(refusal.contains(" 401 ") || refusal.contains(" 403 ") || refusal.contains(" 503 "), refusal);
        assertEquals(0, started.metrics().sum("sbc_bindings"));
        assertTrue(started.metrics().sum("sbc_register_wrong_credentials_total") > 0, "the refusal is counted");
        assertFalse(pbx.hasRegistered(ALICE.extension()), "the PBX never hears of it");
    }

    @Test
    void shouldRefuseThePhoneWhomThePbxRefuses() {
        Kamailio pbx = Kamailio.start(stage, pbxSettings);
        SbcProcess started = startSbc(pbx, List.of(ALICE.withIcpPassword("wrong")));

        Baresip alice = phone("alice", started, ALICE, Tone.LOW);

        String refusal = alice.awaitRegistrationRefused();
        assertTrue(refusal.matches(".*: 4\\d\\d .*"), refusal);
        assertEquals(0, started.metrics().sum("sbc_bindings"));
        assertFalse(pbx.hasRegistered(ALICE.extension()), "the PBX has no binding");
    }

    @Test
    void shouldTakeTheBindingAwayWhenThePhoneLeaves() {
        Kamailio pbx = Kamailio.start(stage, pbxSettings);
        SbcProcess started = startSbc(pbx, List.of(ALICE));
        Baresip alice = phone("alice", started, ALICE, Tone.LOW).awaitRegistered();
        pbx.awaitRegistered(ALICE.extension());
        assertEquals(1, started.metrics().sum("sbc_bindings"));

        alice.quit();

        started.awaitZero(List.of("sbc_bindings", "sbc_flows_set"));
    }

    private Baresip phone(String name, SbcProcess server, User user, Tone voice) {
        return Baresip.start(stage, name, server.account(user), MediaEncryption.MANDATORY, voice);
    }
}
