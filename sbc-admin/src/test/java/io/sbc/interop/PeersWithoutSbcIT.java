package io.sbc.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.interop.audio.Tone;
import io.sbc.interop.peer.Baresip;
import io.sbc.interop.peer.Kamailio;
import io.sbc.interop.peer.MediaEncryption;
import io.sbc.interop.peer.PeerStage;
import io.sbc.interop.peer.Rtpengine;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The peers alone: what fails here is not the product's fault. */
@Tag("interop")
class PeersWithoutSbcIT {

    @RegisterExtension
    final PeerStage stage = new PeerStage();

    @Test
    void shouldCarryACallBetweenTwoPhonesOfThePbx() {
        Kamailio pbx = Kamailio.start(stage,
                new Kamailio.Settings().subscriber("1001", "one").subscriber("1002", "two"));
        Baresip alice = phone("alice", pbx, "1001", "one", Tone.LOW);
        Baresip bob = phone("bob", pbx, "1002", "two", Tone.HIGH);

        alice.dial("1002");
        bob.accept();
        alice.awaitEstablished();

        assertEquals("AES_CM_128_HMAC_SHA1_80", alice.awaitSrtpSuite());
        alice.awaitHears(bob.voice(), 2, 0);
        bob.awaitHears(alice.voice(), 2, 0);

        alice.hold();
        alice.awaitSilence();
        int heldAt = alice.heardSamples();
        int heardBefore = bob.heardSamples();
        alice.resume();
        alice.awaitHears(bob.voice(), 2, heldAt);
        bob.awaitHears(alice.voice(), 2, heardBefore);

        bob.hangUp();
        alice.awaitClosed();
    }

    @Test
    void shouldCarryMediaThroughRtpengine() {
        Rtpengine relay = Rtpengine.start(stage);
        Kamailio pbx = Kamailio.start(stage, new Kamailio.Settings().subscriber("1001", "one")
                .subscriber("1002", "two")
                .mediaThrough(relay, "replace-origin replace-session-connection",
                        "replace-origin replace-session-connection"));
        Baresip alice = phone("alice", pbx, "1001", "one", Tone.LOW);
        Baresip bob = phone("bob", pbx, "1002", "two", Tone.HIGH);

        alice.dial("1002");
        bob.accept();

        alice.awaitHears(bob.voice(), 2, 0);
        bob.awaitHears(alice.voice(), 2, 0);
        alice.hangUp();
        bob.awaitClosed();
    }

    @Test
    void shouldRefuseAWrongPassword() {
        Kamailio pbx = Kamailio.start(stage, new Kamailio.Settings().subscriber("1001", "one"));

        Baresip alice = Baresip.start(stage, "alice", pbx.account("1001", "wrong"), MediaEncryption.MANDATORY,
                Tone.LOW);

        assertTrue(alice.awaitRegistrationRefused().contains(" 403 "));
    }

    private Baresip phone(String name, Kamailio pbx, String user, String password, Tone voice) {
        return Baresip.start(stage, name, pbx.account(user, password), MediaEncryption.MANDATORY, voice)
                .awaitRegistered();
    }
}
