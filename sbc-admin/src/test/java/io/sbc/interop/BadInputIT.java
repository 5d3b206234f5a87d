package io.sbc.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.interop.peer.Kamailio;
import io.sbc.interop.peer.Metrics;
import io.sbc.interop.peer.PeerStage;
import io.sbc.interop.peer.SbcProcess;
import io.sbc.interop.peer.SbcSettings;
import io.sbc.interop.peer.SipProbe;
import io.sbc.interop.peer.User;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What nobody should send. Each gets its proper answer or a closed connection, a counter moves, the log stays free of
 * exceptions, and the SBC serves the next one as if nothing had been.
 */
@Tag("interop")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputIT {

    private static final User ALICE = User.of("1001");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** One SBC takes it all, in whatever order. */
    @RegisterExtension
    final PeerStage stage = new PeerStage();

    private SbcProcess sbc;

    /** Short waits, so that the tests are. */
    @BeforeAll
    void startSbc() {
        Kamailio pbx = Kamailio.start(stage,
                new Kamailio.Settings().subscriber(ALICE.extension(), ALICE.icpPassword()));
        sbc = SbcProcess.start(stage, SbcSettings.withPbxAt(pbx.port())
                .set("limits.handshake-timeout", "2s")
                .set("limits.first-message-timeout", "3s"), List.of(ALICE));
    }

    @Test
    void shouldCloseOnGarbageAfterAHandshake() throws Exception {
        byte[] garbage = new byte[4096];
        new Random(1).nextBytes(garbage);
        Metrics before = sbc.metrics();

        try (SipProbe probe = tls()) {
            probe.send(garbage);
            probe.awaitEnd(LIMIT);
        }

        awaitCounted(before, "sbc_edge_malformed_");
        assertStillServes();
    }

    @Test
    void shouldCloseOnGarbageInsteadOfAHandshake() throws Exception {
        Metrics before = sbc.metrics();

        try (SipProbe probe = SipProbe.tcp(sbc.port("set.tls"))) {
            probe.send("REGISTER sip:localhost SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1\r\n\r\n");
            probe.awaitEnd(LIMIT);
        }

        awaitCounted(before, "sbc_edge_handshakes_failed_total");
        assertStillServes();
    }

    @Test
    void shouldCloseOnAStalledHandshake() throws Exception {
        Metrics before = sbc.metrics();

        try (SipProbe probe = SipProbe.tcp(sbc.port("set.tls"))) {
            probe.send(new byte[]{0x16, 0x03, 0x01, 0x02, 0x00, 0x01}); // a ClientHello that never goes on
            probe.awaitEnd(LIMIT);
        }

        awaitCounted(before, "sbc_edge_handshakes_failed_total");
        assertStillServes();
    }

    @Test
    void shouldCloseOnSilenceAfterTheHandshake() throws Exception {
        Metrics before = sbc.metrics();

        try (SipProbe probe = tls()) {
            probe.awaitEnd(LIMIT);
        }

        awaitCounted(before, "sbc_edge_first_message_timeouts_total");
        assertStillServes();
    }

    @Test
    void shouldCloseOnAHeaderOfOneMebibyte() throws Exception {
        Metrics before = sbc.metrics();

        try (SipProbe probe = tls()) {
            probe.send("REGISTER sip:localhost SIP/2.0\nVia: SIP/2.0/TLS 127.0.0.1;branch=z9hG4bK1");
            probe.send(("Subject: " + "x".repeat(1 << 20)).getBytes(StandardCharsets.UTF_8));
            assertRefusal(probe.awaitEnd(LIMIT));
        }

        awaitCounted(before, "sbc_edge_malformed_too_large_total");
        assertStillServes();
    }

    @Test
    void shouldNotWaitForABodyThatIsPromisedBeyondTheLimit() throws Exception {
        Metrics before = sbc.metrics();

        try (SipProbe probe = tls()) {
            probe.send(register("unknown", "").replace("Content-Length: 0", "Content-Length: 4294967296"));
            assertRefusal(probe.awaitEnd(LIMIT));
        }

        awaitCounted(before, "sbc_edge_malformed_");
        assertStillServes();
    }

    @Test
    void shouldNotWaitForeverForABodyThatDoesNotCome() throws Exception {
        Metrics before = sbc.metrics();

        try (SipProbe probe = tls()) {
            probe.send(register("unknown", "").replace("Content-Length: 0", "Content-Length: 500"));
            assertRefusal(probe.awaitEnd(LIMIT));
        }

        awaitCounted(before, "sbc_edge_first_message_timeouts_total");
        assertStillServes();
    }

    @Test
    void shouldRefuseWhatFollowsABodyLongerThanPromised() throws Exception {
        Metrics before = sbc.metrics();

        try (SipProbe probe = tls()) {
            probe.send(register("unknown", "") + "this was not promised\nneither was this\n\n");
            assertRefusal(probe.awaitEnd(LIMIT));
        }

        awaitCounted(before, "sbc_edge_malformed_");
        assertStillServes();
    }

    @Test
    void shouldChallengeAnUnknownUserLikeAnyOther() throws Exception {

        try (SipProbe probe = tls()) {
            probe.send(register("nobody", ""));
            String challenge = probe.awaitMessage(LIMIT);
            assertTrue(challenge.startsWith("SIP/2.0 401"), challenge);
            Metrics before = sbc.metrics();
            User nobody = User.of("nobody");
            probe.send(register("nobody", SipProbe.answerTo(challenge, nobody, "REGISTER", "sip:localhost")));

            String refusal = probe.awaitMessage(LIMIT);
            assertTrue(refusal.startsWith("SIP/2.0 401") || refusal.startsWith("SIP/2.0 403"), refusal);
            awaitCounted(before, "sbc_register_wrong_credentials_total");
        }

        assertEquals(0, sbc.metrics().sum("sbc_bindings"));
        assertStillServes();
    }

    @Test
    void shouldAnswer488WithAWarningWhenNoSuiteIsCommon() throws Exception {

        try (SipProbe probe = tls()) {
            registered(probe);
            Metrics before = sbc.metrics();
            probe.send(invite("""
                    v=0
                    o=- 1 1 IN IP4 127.0.0.1
                    s=-
                    c=IN IP4 127.0.0.1
                    t=0 0
                    m=audio 4000 RTP/SAVP 0
                    a=crypto:1 A_SUITE_NOBODY_KNOWS inline:MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw
                    """));

            String refusal = probe.awaitFinalResponse(LIMIT);
            assertTrue(refusal.startsWith("SIP/2.0 488"), refusal);
            assertTrue(refusal.lines().anyMatch(line -> line.startsWith("Warning: 3")), refusal);
            awaitCounted(before, "sbc_calls_not_acceptable_total");
        }

        sbc.awaitZero(List.of("sbc_calls", "sbc_media_sessions", "sbc_bindings"));
        assertStillServes();
    }

    @Test
    void shouldRefuseADescriptionThatIsNone() throws Exception {

        try (SipProbe probe = tls()) {
            registered(probe);
            probe.send(invite("nonsense"));

            String refusal = probe.awaitFinalResponse(LIMIT);
            assertTrue(refusal.matches("(?s)SIP/2.0 4(00|88) .*"), refusal);
        }

        sbc.awaitZero(List.of("sbc_calls", "sbc_media_sessions"));
        assertStillServes();
    }

    private SipProbe tls() {
        return SipProbe.tls(sbc.port("set.tls"), sbc.authority());
    }

    private static void registered(SipProbe probe) {
        probe.send(register(ALICE.extension(), ""));
        String challenge = probe.awaitMessage(LIMIT);
        probe.send(register(ALICE.extension(), SipProbe.answerTo(challenge, ALICE, "REGISTER", "sip:localhost")));
        String answer = probe.awaitFinalResponse(LIMIT);
        assertTrue(answer.startsWith("SIP/2.0 200"), answer);
    }

    private static String register(String user, String credentials) {
        return """
                REGISTER sip:localhost SIP/2.0
                Via: SIP/2.0/TLS 127.0.0.1:9;branch=z9hG4bK%1$x;rport
                Max-Forwards: 70
                From: <sip:%2$s@localhost>;tag=p1
                To: <sip:%2$s@localhost>
                Call-ID: register-%1$x
                CSeq: %3$d REGISTER
                Contact: <sip:%2$s@127.0.0.1:9;transport=tls>
                Expires: 60
                %4$sContent-Length: 0

                """.formatted(System.nanoTime(), user, credentials.isEmpty() ? 1 : 2,
                credentials.isEmpty() ? "" : credentials + "\n");
    }

    private static String invite(String body) {
        return """
                INVITE sip:2000@localhost SIP/2.0
                Via: SIP/2.0/TLS 127.0.0.1:9;branch=z9hG4bK%1$x;rport
                Max-Forwards: 70
                From: <sip:%2$s@localhost>;tag=p2
                To: <sip:2000@localhost>
                Call-ID: invite-%1$x
                CSeq: 1 INVITE
                Contact: <sip:%2$s@127.0.0.1:9;transport=tls>
                Content-Type: application/sdp
                Content-Length: %3$d

                %4$s""".formatted(System.nanoTime(), ALICE.extension(), lengthWithCrlf(body), body);
    }

    private static long lengthWithCrlf(String body) {
        return body.lines().mapToLong(line -> line.length() + 2).sum();
    }

    /** Closing without a word is fine; a word has to be an error response. */
    private static void assertRefusal(String said) {
        assertTrue(said.isEmpty() || said.matches("(?s)SIP/2.0 [45]\\d\\d .*"), said);
    }

    private void awaitCounted(Metrics before, String prefix) {
        Awaitility.await("a counter " + prefix + "… moves").atMost(LIMIT)
                .until(() -> sbc.metrics().grownSince(before).keySet().stream()
                        .anyMatch(series -> series.startsWith(prefix)));
    }

    /** A phone registers and goes away; nothing of the bad client is left. */
    private void assertStillServes() throws Exception {
        try (SipProbe probe = tls()) {
            registered(probe);
        }
        sbc.awaitZero(List.of("sbc_flows_set", "sbc_bindings"));
        sbc.assertNoExceptionLogged();
    }
}
