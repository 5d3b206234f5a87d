package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.audio.AudioCheck;
import io.sbc.kit.audio.G711;
import io.sbc.kit.media.SrtpSuite;
import io.sbc.kit.pbx.CryptoMode;
import io.sbc.kit.pbx.PbxMode;
import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.CallEvent;
import io.sbc.kit.phone.MediaPolicy;
import io.sbc.kit.phone.RegisterResult;
import io.sbc.kit.phone.SoftPhone;
import io.sbc.kit.sip.TracedMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls of two softphones through the SBC and a PBX: one that takes crypto (1xxx), one that ignores it (2xxx), one that is a
 * proxy (3xxx), one that challenges every INVITE (4xxx).
 */
class CallsThroughSbcIT {
    @TempDir
    private static Path directory;
    private static SbcStage stage;

    @BeforeAll
    static void startAll() throws IOException {
        stage = new SbcStage.Builder(directory).standIn("secure", builder -> builder)
                .standIn("plain", builder -> builder.crypto(CryptoMode.IGNORE))
                .standIn("proxy", builder -> builder.mode(PbxMode.PROXY))
                .standIn("strict", builder -> builder.challengeInvites(true))
                .start();
    }

    @AfterEach
    void endPhonesAndSeeThatNothingIsLeft() throws IOException {
        stage.awaitMetric("sbc_dialogs", 0);
        stage.awaitMetric("sbc_media_sessions", 0);
        stage.endPhones();
        stage.emptiness().awaitAgain();
    }

    @AfterAll
    static void stopAll() {
        if (stage != null) {
            stage.close();
        }
    }

    /** Two phones that talk. */
    private record Talk(SoftPhone alice, SoftPhone bob, Call outgoing, Call incoming) {

        static Talk between(SoftPhone.Builder caller, SoftPhone.Builder callee, String number) throws IOException {
            SoftPhone bob = stage.registered(callee);
            SoftPhone alice = stage.registered(caller);
            Call outgoing = alice.call(number);
            Call incoming = bob.awaitCall();
            outgoing.awaitRinging();
            incoming.answer().await();
            outgoing.awaitAnswered();
            incoming.await(CallEvent.Acknowledged.class);
            Talk talk = new Talk(alice, bob, outgoing, incoming);
            talk.hear(25);
            return talk;
        }

        void hear(int frames) {
            outgoing.media().awaitMore(frames);
            incoming.media().awaitMore(frames);
        }

        void endByCallee() {
            assertEquals(200, incoming.hangUp().await());
            outgoing.awaitEnded();
            assertHeardExactly();
        }

        void endByCaller() {
            assertEquals(200, outgoing.hangUp().await());
            incoming.awaitEnded();
            assertHeardExactly();
        }

        private void assertHeardExactly() {
            for (AudioCheck.Report report : List.of(outgoing.media().check(incoming.media()),
                    incoming.media().check(outgoing.media()))) {
                assertTrue(report.isExact(), report::toString);
                assertEquals(0, report.missing(), report::toString);
            }
            assertEquals(0, outgoing.media().stats().authFailures());
            assertEquals(0, incoming.media().stats().authFailures());
        }
    }

    private static Talk talk(String caller, String callee) throws IOException {
        return Talk.between(stage.phone(caller), stage.phone(callee), callee);
    }

    @Test
    void shouldCarrySrtpThroughPbxThatTakesCrypto() throws IOException {
        Talk talk = talk("1001", "1002");

        assertEquals(Optional.of(SrtpSuite.AES_CM_128_HMAC_SHA1_32), talk.incoming().media().stats().receiveSuite());
        talk.endByCallee();
    }

    @Test
    void shouldCarrySrtpToPhonesWhilePbxSpeaksRtp() throws IOException {
        Talk talk = talk("2001", "2002");

        assertEquals(Optional.of(SrtpSuite.AES_CM_128_HMAC_SHA1_32), talk.incoming().media().stats().receiveSuite());
        talk.endByCaller();
    }

    @Test
    void shouldTakeItsOwnCallBackFromProxy() throws IOException {
        talk("3001", "3002").endByCallee();
    }

    @Test
    void shouldAnswerChallengeOfInvite() throws IOException {
        Talk talk = talk("4001", "4002");

        assertFalse(talk.outgoing().wasAuthenticated(), "the challenge is between PBX and SBC");
        talk.endByCaller();
    }

    @Test
    void shouldHoldAndRetrieveFromBothSides() throws IOException {
        Talk talk = talk("1001", "1002");

        assertEquals(200, talk.outgoing().hold().await());
        assertTrue(talk.incoming().await(CallEvent.Changed.class).isHold());
        assertEquals(200, talk.outgoing().retrieve().await());
        talk.incoming().await(CallEvent.Changed.class);
        talk.hear(10);
        assertEquals(200, talk.incoming().hold().await());
        assertTrue(talk.outgoing().await(CallEvent.Changed.class).isHold());
        assertEquals(200, talk.incoming().retrieve().await());
        talk.outgoing().await(CallEvent.Changed.class);
        talk.hear(10);

        talk.endByCallee();
    }

    @Test
    void shouldHoldThroughProxy() throws IOException {
        Talk talk = talk("3001", "3002");

        assertEquals(200, talk.incoming().hold().await());
        assertTrue(talk.outgoing().await(CallEvent.Changed.class).isHold());
        assertEquals(200, talk.incoming().retrieve().await());
        talk.hear(10);

        talk.endByCallee();
    }

    @Test
    void shouldTakeNewKeysInTheMiddleOfTheCall() throws IOException {
        Talk talk = talk("1001", "1002");

        assertEquals(200, talk.outgoing().rekey().await());
        talk.hear(25);
        assertEquals(200, talk.incoming().rekey().await());
        talk.hear(25);

        assertEquals(200, talk.outgoing().hangUp().await());
        talk.incoming().awaitEnded();
        assertTrue(talk.incoming().media().check(talk.outgoing().media()).isExact());
        assertTrue(talk.outgoing().media().check(talk.incoming().media()).isExact());
    }

    @Test
    void shouldConnectPhoneWithoutSrtpToPhoneWithSrtp() throws IOException {
        Talk talk = Talk.between(stage.phone("1001").media(MediaPolicy.plain()), stage.phone("1002"), "1002");

        assertEquals(Optional.empty(), talk.outgoing().media().stats().sendSuite());
        assertTrue(talk.incoming().media().stats().sendSuite().isPresent());
        talk.endByCaller();
    }

    @Test
    void shouldKeepEachPhonesOwnSuite() throws IOException {
        Talk talk = Talk.between(stage.phone("1001").media(MediaPolicy.srtp(SrtpSuite.AES_CM_128_HMAC_SHA1_80)),
                stage.phone("1002").media(MediaPolicy.srtp(SrtpSuite.AES_CM_128_HMAC_SHA1_32)), "1002");

        assertEquals(Optional.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80), talk.outgoing().media().stats().receiveSuite());
        assertEquals(Optional.of(SrtpSuite.AES_CM_128_HMAC_SHA1_32), talk.incoming().media().stats().receiveSuite());
        talk.endByCallee();
    }

    @Test
    void shouldTakeAvpOfferWithCrypto() throws IOException {
        Talk talk = Talk.between(stage.phone("1001").media(MediaPolicy.avpWithCrypto()), stage.phone("1002"), "1002");

        assertTrue(talk.outgoing().media().stats().sendSuite().isPresent());
        talk.endByCallee();
    }

    @Test
    void shouldPassPcma() throws IOException {
        Talk.between(stage.phone("1001").codecs(G711.PCMA), stage.phone("1002"), "1002").endByCallee();
    }

    @Test
    void shouldAnswer488WhenNoCommonSuite() throws IOException {
        SoftPhone alice = stage
                .registered(stage.phone("1001").media(MediaPolicy.srtp().offering("F8_128_HMAC_SHA1_80")));
        stage.registered(stage.phone("1002"));

        Call call = alice.call("1002");

        assertEquals(488, call.awaitRefused().status());
        TracedMessage refusal = lastResponse(alice, call, 488);
        assertTrue(refusal.header("Warning").isPresent(), refusal::text);
    }

    private static TracedMessage lastResponse(SoftPhone phone, Call call, int status) {
        return phone.trace()
                .ofCallId(call.callId())
                .stream()
                .filter(message -> message.status() == status)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    @Test
    void shouldCancel() throws IOException {
        SoftPhone alice = stage.registered(stage.phone("1001"));
        SoftPhone bob = stage.registered(stage.phone("1002"));
        Call outgoing = alice.call("1002");
        Call incoming = bob.awaitCall();
        outgoing.awaitRinging();

        outgoing.cancel();

        outgoing.await(CallEvent.Cancelled.class);
        incoming.await(CallEvent.Cancelled.class);
    }

    @Test
    void shouldCancelThroughProxy() throws IOException {
        SoftPhone alice = stage.registered(stage.phone("3001"));
        SoftPhone bob = stage.registered(stage.phone("3002"));
        Call outgoing = alice.call("3002");
        Call incoming = bob.awaitCall();
        outgoing.awaitRinging();

        outgoing.cancel();

        outgoing.await(CallEvent.Cancelled.class);
        incoming.await(CallEvent.Cancelled.class);
    }

    @Test
    void shouldHandRefusalsThrough() throws IOException {
        SoftPhone alice = stage.registered(stage.phone("1001"));
        SoftPhone bob = stage.registered(stage.phone("1002"));
        for (int status : new int[]{486, 480, 603, 500}) {
            Call outgoing = alice.call("1002");
            bob.awaitCall().reject(status).await();

            assertEquals(status, outgoing.awaitRefused().status());
        }
        assertEquals(404, alice.call("1999").awaitRefused().status());
        assertEquals(480, alice.call("1003").awaitRefused().status());
    }

    @Test
    void shouldRefuseWrongPasswordAndUnknownUser() throws IOException {
        RegisterResult wrong = stage.start(stage.phone("1001").password("guess")).register().await();
        RegisterResult unknown = stage.start(stage.phone("9999")).register().await();

        assertTrue(wrong.status() == 401 || wrong.status() == 403, wrong::toString);
        assertEquals(wrong.status(), unknown.status(), "who guesses must not learn which users there are");
        assertTrue(stage.pbx("secure").bindings("1001").isEmpty());
    }

    @Test
    void shouldTakeNonceAgainThatIsStillFresh() throws IOException {
        SoftPhone alice = stage.registered(stage.phone("1001").reuseNonces(true));

        RegisterResult again = alice.register().await();

        assertTrue(again.isRegistered(), again::toString);
        assertEquals(0, again.challenges());
    }

    @Test
    void shouldReachPhoneOverTheFlowOfItsLastRegistration() throws IOException {
        SoftPhone alice = stage.registered(stage.phone("1001"));
        SoftPhone bob = stage.registered(stage.phone("1002"));
        bob.dropConnection();
        assertTrue(bob.register().await().isRegistered());

        Call outgoing = alice.call("1002");
        Call incoming = bob.awaitCall();
        incoming.answer().await();
        outgoing.awaitAnswered();

        assertEquals(200, outgoing.hangUp().await());
        incoming.awaitEnded();
    }

    @Test
    void shouldTakeContactAwayFromPbxWhenPhoneUnregisters() throws IOException {
        SoftPhone alice = stage.registered(stage.phone("1001"));
        assertEquals(1, stage.pbx("secure").bindings("1001").size());

        assertEquals(200, alice.unregister().await().status());

        stage.awaitMetric("sbc_upstream_registers_in_flight", 0);
        assertTrue(stage.pbx("secure").bindings("1001").isEmpty());
    }

    @Test
    void shouldAnswerWithTheClassOfThePbxsRefusal() throws IOException {
        stage.pbx("strict").refuseRegistrations(503);
        try {
            RegisterResult refused = stage.start(stage.phone("4003")).register().await();

            assertEquals(5, refused.status() / 100, refused::toString);
        } finally {
            stage.pbx("strict").refuseRegistrations(0);
        }
    }
}
