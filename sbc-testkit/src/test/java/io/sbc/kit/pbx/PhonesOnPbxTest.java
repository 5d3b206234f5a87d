package io.sbc.kit.pbx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.audio.AudioCheck;
import io.sbc.kit.media.SrtpSuite;
import io.sbc.kit.net.TestCertificates;
import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.CallEvent;
import io.sbc.kit.phone.MediaPolicy;
import io.sbc.kit.phone.RegisterResult;
import io.sbc.kit.phone.SoftPhone;
import io.sbc.kit.sip.Digest;
import io.sbc.kit.sip.SipTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Phones and PBX prove each other, without a session border controller between them. */
class PhonesOnPbxTest {
    @TempDir
    private Path directory;
    private TestCertificates certificates;
    private StandInPbx pbx;

    @BeforeEach
    void startPbx() throws IOException {
        certificates = TestCertificates.in(directory);
        pbx = newPbx().start();
    }

    private StandInPbx.Builder newPbx() {
        return StandInPbx.builder()
                .domain("pbx.local")
                .extension("1001", "alice-secret")
                .extension(new Extension("1002", "bob-auth", "bob-secret"))
                .tls(certificates.chain(), certificates.key());
    }

    @AfterEach
    void stopPbx() {
        pbx.close();
    }

    private SoftPhone.Builder alice() {
        return overTls().user("1001").displayName("Alice").password("alice-secret").seed(1);
    }

    private SoftPhone.Builder bob() {
        return overTls().user("1002").authUser("bob-auth").password("bob-secret").seed(2);
    }

    private SoftPhone.Builder overTls() {
        return SoftPhone.builder().domain("pbx.local").server(pbx.tlsAddress()).trust(certificates.ca());
    }

    private static void register(SoftPhone... phones) {
        for (SoftPhone phone : phones) {
            RegisterResult result = phone.register().await();
            assertTrue(result.isRegistered(), result::toString);
        }
    }

    @Test
    void shouldRegisterOverTlsAfterOneChallenge() throws IOException {
        try (SoftPhone alice = alice().start()) {
            RegisterResult result = alice.register().await();

            assertEquals(200, result.status());
            assertEquals(300, result.expiresSeconds());
            assertEquals(1, result.challenges());
            assertEquals("MD5", result.algorithm());
            assertEquals(1, pbx.bindings("1001").size());
        }
    }

    @Test
    void shouldAnswerSha256WhenItStandsFirst() throws IOException {
        pbx.close();
        pbx = newPbx().algorithms(Digest.Algorithm.SHA_256, Digest.Algorithm.MD5).start();
        try (SoftPhone alice = alice().start()) {
            RegisterResult result = alice.register().await();

            assertTrue(result.isRegistered());
            assertEquals("SHA-256", result.algorithm());
        }
    }

    @Test
    void shouldForbidWrongPassword() throws IOException {
        try (SoftPhone alice = alice().password("guess").start()) {
            RegisterResult result = alice.register().await();

            assertEquals(403, result.status());
            assertFalse(result.isRegistered());
            assertTrue(pbx.bindings("1001").isEmpty());
        }
    }

    @Test
    void shouldForgetContactThatUnregisters() throws IOException {
        try (SoftPhone alice = alice().start()) {
            register(alice);

            RegisterResult result = alice.unregister().await();

            assertEquals(200, result.status());
            assertEquals(0, result.expiresSeconds());
            assertTrue(pbx.bindings("1001").isEmpty());
        }
    }

    @Test
    void shouldRefreshByItselfAtHalfOfTheExpiry() throws IOException {
        try (SoftPhone alice = alice().start()) {
            assertTrue(alice.register(2).await().isRegistered());

            long registers = 0;
            while (registers < 4) {
                Thread.onSpinWait();
                registers = alice.trace()
                        .ofCallId(alice.registrationCallId())
                        .stream()
                        .filter(message -> message.sent() && message.method().equals("REGISTER"))
                        .count();
            }
            assertTrue(alice.refreshes() >= 1);
        }
    }

    @Test
    void shouldAnswerKnownChallengeWithoutBeingAsked() throws IOException {
        try (SoftPhone alice = alice().reuseNonces(true).start()) {
            register(alice);

            RegisterResult again = alice.register().await();

            assertTrue(again.isRegistered());
            assertEquals(0, again.challenges());
        }
    }

    @Test
    void shouldCarrySrtpAudioBothWaysToTheLastSample() throws IOException {
        try (SoftPhone alice = alice().start(); SoftPhone bob = bob().start()) {
            register(alice, bob);

            Call outgoing = alice.call("1002");
            Call incoming = bob.awaitCall();
            outgoing.awaitRinging();
            incoming.answer().await();
            outgoing.awaitAnswered();
            incoming.await(CallEvent.Acknowledged.class);
            outgoing.media().awaitMore(50);
            incoming.media().awaitMore(50);
            incoming.hangUp().await();
            outgoing.awaitEnded();

            assertExact(outgoing.media().check(incoming.media()));
            assertExact(incoming.media().check(outgoing.media()));
            assertEquals(Optional.of(SrtpSuite.AES_CM_128_HMAC_SHA1_32), outgoing.media().stats().sendSuite());
            assertEquals(0, outgoing.media().stats().authFailures());
            assertEquals(0, pbx.liveCalls());
        }
    }

    private static void assertExact(AudioCheck.Report report) {
        assertTrue(report.isExact(), report::toString);
        assertTrue(report.heard() >= 50, report::toString);
        assertEquals(0, report.missing(), report::toString);
    }

    @Test
    void shouldCarryPlainRtpOverUdpSignalling() throws IOException {
        SoftPhone.Builder plainAlice = alice().transport(SipTransport.UDP)
                .server(pbx.address())
                .media(MediaPolicy.plain());
        SoftPhone.Builder plainBob = bob().transport(SipTransport.TCP).server(pbx.address()).media(MediaPolicy.plain());
        try (SoftPhone alice = plainAlice.start(); SoftPhone bob = plainBob.start()) {
            register(alice);

            Call incoming;
            try (SoftPhone carol = bob) {
                // Over TCP the Contact names a port that nobody listens on: the PBX finds the open connection by it.
                register(carol);
                Call outgoing = alice.call("1002");
                incoming = carol.awaitCall();
                incoming.answer().await();
                outgoing.awaitAnswered();
                outgoing.media().awaitMore(20);
                outgoing.hangUp().await();
                incoming.awaitEnded();

                assertTrue(outgoing.media().check(incoming.media()).isExact());
                assertEquals(Optional.empty(), outgoing.media().stats().receiveSuite());
            }
        }
    }

    @Test
    void shouldPauseAudioOnHoldAndGoOnAfterRetrieve() throws IOException {
        try (SoftPhone alice = alice().start(); SoftPhone bob = bob().start()) {
            register(alice, bob);
            Call outgoing = alice.call("1002");
            Call incoming = bob.awaitCall();
            incoming.answer().await();
            outgoing.awaitAnswered();
            incoming.media().awaitMore(10);

            assertEquals(200, outgoing.hold().await());
            assertTrue(incoming.await(CallEvent.Changed.class).isHold());
            assertEquals(200, outgoing.retrieve().await());
            assertFalse(incoming.await(CallEvent.Changed.class).isHold());
            incoming.media().awaitMore(10);
            outgoing.media().awaitMore(10);
            incoming.hangUp().await();
            outgoing.awaitEnded();

            assertTrue(outgoing.media().check(incoming.media()).isExact());
            assertTrue(incoming.media().check(outgoing.media()).isExact());
        }
    }

    @Test
    void shouldGoOnWithNewKeys() throws IOException {
        try (SoftPhone alice = alice().start(); SoftPhone bob = bob().start()) {
            register(alice, bob);
            Call outgoing = alice.call("1002");
            Call incoming = bob.awaitCall();
            incoming.answer().await();
            outgoing.awaitAnswered();
            incoming.media().awaitMore(10);

            assertEquals(200, outgoing.rekey().await());
            incoming.media().awaitMore(20);

            outgoing.hangUp().await();
            AudioCheck.Report report = incoming.media().check(outgoing.media());
            assertTrue(report.isExact(), report::toString);
        }
    }

    @Test
    void shouldStopRingingWhenCallerCancels() throws IOException {
        try (SoftPhone alice = alice().start(); SoftPhone bob = bob().start()) {
            register(alice, bob);
            Call outgoing = alice.call("1002");
            Call incoming = bob.awaitCall();
            outgoing.awaitRinging();

            outgoing.cancel();

            outgoing.await(CallEvent.Cancelled.class);
            incoming.await(CallEvent.Cancelled.class);
            assertEquals(0, pbx.liveCalls());
        }
    }

    @Test
    void shouldHandBusyThrough() throws IOException {
        try (SoftPhone alice = alice().start(); SoftPhone bob = bob().busy(true).start()) {
            register(alice, bob);

            Call outgoing = alice.call("1002");

            assertEquals(486, outgoing.awaitRefused().status());
        }
    }

    @Test
    void shouldHandDeclineThrough() throws IOException {
        try (SoftPhone alice = alice().start(); SoftPhone bob = bob().start()) {
            register(alice, bob);
            Call outgoing = alice.call("1002");

            bob.awaitCall().reject(603).await();

            assertEquals(603, outgoing.awaitRefused().status());
        }
    }

    @Test
    void shouldRefuseUnknownAndUnregisteredNumbers() throws IOException {
        try (SoftPhone alice = alice().start()) {
            register(alice);

            assertEquals(404, alice.call("4711").awaitRefused().status());
            assertEquals(480, alice.call("1002").awaitRefused().status());
        }
    }

    @Test
    void shouldAnswer488WhenNoCommonSuite() throws IOException {
        try (SoftPhone alice = alice().media(MediaPolicy.srtp().offering("F8_128_HMAC_SHA1_80")).start();
                SoftPhone bob = bob().start()) {
            register(alice, bob);

            assertEquals(488, alice.call("1002").awaitRefused().status());
        }
    }

    @Test
    void shouldFallBackToRtpWhenPbxIgnoresCrypto() throws IOException {
        pbx.close();
        pbx = newPbx().crypto(CryptoMode.IGNORE).start();
        try (SoftPhone alice = alice().media(MediaPolicy.avpWithCrypto()).start();
                SoftPhone bob = bob().media(MediaPolicy.avpWithCrypto()).start()) {
            register(alice, bob);
            Call outgoing = alice.call("1002");
            bob.awaitCall().answer().await();
            outgoing.awaitAnswered();
            outgoing.media().awaitMore(5);

            assertEquals(Optional.empty(), outgoing.media().stats().sendSuite());
            assertEquals(488, alice.call("1002", MediaPolicy.srtp()).awaitRefused().status());
        }
    }

    @Test
    void shouldAuthenticateInvitesWhenAsked() throws IOException {
        pbx.close();
        pbx = newPbx().challengeInvites(true).start();
        try (SoftPhone alice = alice().start(); SoftPhone bob = bob().start()) {
            register(alice, bob);
            Call outgoing = alice.call("1002");
            Call incoming = bob.awaitCall();
            incoming.answer().await();
            outgoing.awaitAnswered();

            assertTrue(outgoing.wasAuthenticated());
            outgoing.hangUp().await();
            incoming.awaitEnded();
        }
    }

    @Test
    void shouldAnswerKeepalives() throws IOException {
        try (SoftPhone alice = alice().start()) {
            alice.ping();
            register(alice);

            assertEquals(1, alice.pongs());
        }
    }

    @Test
    void shouldRegisterAgainOverNewConnection() throws IOException {
        try (SoftPhone alice = alice().start(); SoftPhone bob = bob().start()) {
            register(alice, bob);
            bob.dropConnection();

            register(bob);
            Call outgoing = alice.call("1002");
            bob.awaitCall().answer().await();

            outgoing.awaitAnswered();
        }
    }
}
