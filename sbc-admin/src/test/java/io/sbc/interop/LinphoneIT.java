package io.sbc.interop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.interop.audio.Tone;
import io.sbc.interop.peer.Baresip;
import io.sbc.interop.peer.Kamailio;
import io.sbc.interop.peer.Linphone;
import io.sbc.interop.peer.MediaEncryption;
import io.sbc.interop.peer.PeerStage;
import io.sbc.interop.peer.SbcProcess;
import io.sbc.interop.peer.SbcSettings;
import io.sbc.interop.peer.User;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** linphone, which checks the server's certificate, against baresip, both behind the SBC. */
@Tag("interop")
class LinphoneIT {

    /** CAs that did not sign the SBC's certificate. */
    private static final Path PUBLIC_AUTHORITIES = Path.of("/etc/ssl/certs/ca-certificates.crt");

    private static final User ALICE = User.of("1001");
    private static final User BOB = User.of("1002");

    @RegisterExtension
    final PeerStage stage = new PeerStage();

    @Test
    void shouldCarryVoiceBothWaysWhenLinphoneCalls() {
        SbcProcess sbc = startSbc();
        Linphone alice = linphone(sbc).awaitRegistered();
        Baresip bob = baresip(sbc);

        alice.dial(BOB.extension());
        bob.accept();
        alice.awaitEstablished();

        alice.awaitHears(bob.voice(), 2);
        bob.awaitHears(alice.voice(), 2, 0);
        alice.hangUp();
        bob.awaitClosed();
        sbc.awaitZero(List.of("sbc_calls", "sbc_media_sessions"));
        sbc.assertNoExceptionLogged();
    }

    @Test
    void shouldCarryVoiceBothWaysWhenLinphoneIsCalled() {
        SbcProcess sbc = startSbc();
        Linphone alice = linphone(sbc).awaitRegistered();
        Baresip bob = baresip(sbc);

        bob.dial(ALICE.extension());
        alice.accept();
        alice.awaitEstablished();

        alice.awaitHears(bob.voice(), 2);
        bob.awaitHears(alice.voice(), 2, 0);
        bob.hangUp();
        alice.awaitClosed();
        alice.quit();
        sbc.awaitZero(List.of("sbc_calls", "sbc_media_sessions"));
        sbc.assertNoExceptionLogged();
    }

    /** It offers four suites, AES-256 behind AES-128; what the set side prefers wins. */
    @Test
    void shouldSpeakAes256WithLinphone() {
        Kamailio pbx = kamailio();
        SbcProcess sbc = SbcProcess.start(stage, SbcSettings.withPbxAt(pbx.port())
                .set("set.rtp-security.preferred", "AES_256_CM_HMAC_SHA1_80")
                .set("set.rtp-security.suites", List.of("AES_256_CM_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_80")),
                List.of(ALICE, BOB));
        Linphone alice = linphone(sbc).awaitRegistered();
        Baresip bob = baresip(sbc);

        alice.dial(BOB.extension());
        bob.accept();
        alice.awaitEstablished();

        sbc.process().awaitLine(
                line -> line.contains("media agreed") && line.contains("set=audio AES_256_CM_HMAC_SHA1_80 "),
                "that AES-256 was agreed with linphone", 0, Duration.ofSeconds(5));
        alice.awaitHears(bob.voice(), 2);
        bob.awaitHears(alice.voice(), 2, 0);
        alice.hangUp();
        bob.awaitClosed();
        sbc.awaitZero(List.of("sbc_calls", "sbc_media_sessions"));
        sbc.assertNoExceptionLogged();
    }

    @Test
    void shouldBeLeftByAPhoneThatDoesNotTrustTheCertificate() {
        SbcProcess sbc = startSbc();

        Linphone alice = Linphone.start(stage, "alice", sbc.account(ALICE, "localhost"), PUBLIC_AUTHORITIES, Tone.LOW);

        Awaitility.await("the SBC counts a failed handshake").atMost(30, SECONDS)
                .until(() -> sbc.metrics().sum("sbc_edge_handshakes_failed_total") > 0);
        assertEquals(0, sbc.metrics().sum("sbc_bindings"));
        alice.quit();
        sbc.assertNoExceptionLogged();
    }

    private Kamailio kamailio() {
        return Kamailio.start(stage, new Kamailio.Settings().subscriber(ALICE.extension(), ALICE.icpPassword())
                .subscriber(BOB.extension(), BOB.icpPassword()));
    }

    private SbcProcess startSbc() {
        Kamailio pbx = kamailio();
        return SbcProcess.start(stage, SbcSettings.withPbxAt(pbx.port()), List.of(ALICE, BOB));
    }

    private Linphone linphone(SbcProcess sbc) {
        return Linphone.start(stage, "alice", sbc.account(ALICE, "localhost"), sbc.authority(), Tone.LOW);
    }

    private Baresip baresip(SbcProcess sbc) {
        return Baresip.start(stage, "bob", sbc.account(BOB), MediaEncryption.MANDATORY, Tone.HIGH).awaitRegistered();
    }
}
