package io.sbc.core.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.diagnosis.Verdict.Missing;
import io.sbc.core.record.EdgeTroubles;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaVerdict.Cause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.Arguments;

/** Each rule by a story that it is for, and by one that nearly is. */
class DiagnosisTest {

    private static final String INVITE = "INVITE sip:2002@sbc SIP/2.0";
    private static final String PHONE = "the phone (1001, 203.0.113.7:5060)";
    private static final String PBX = "the PBX mx-one (10.0.0.5:5060)";
    private static final String TO_PBX = "INVITE sip:2002@pbx SIP/2.0";

    private static Arguments row(String rule, Story fires, Story nearly) {
        return Arguments.of(rule, fires, nearly);
    }

    private static Story registers() {
        return Story.registration().fromPhone("REGISTER sip:sbc SIP/2.0", "1 REGISTER")
                .toPhone("SIP/2.0 401 Unauthorized", "1 REGISTER");
    }

    private static Story upstream() {
        return registers().fromPhone("REGISTER sip:sbc SIP/2.0", "2 REGISTER", "Authorization: Digest x")
                .decided("authenticated", "right")
                .toPbx("REGISTER sip:pbx SIP/2.0", "1 REGISTER");
    }

    private static Story calls() {
        return Story.call().fromPhone(INVITE, "1 INVITE");
    }

    private static Story asks() {
        return calls().toPbx(TO_PBX, "1 INVITE");
    }

    private static Story noConnection(String why) {
        return upstream().decided("no-connection", "no connection to 10.0.0.5 port 5061 over TLS: " + why)
                .decided("pbx-unreachable", "no address").toPhone("SIP/2.0 503 X", "2 REGISTER");
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                row("wrong-set-password",
                        registers().decided("wrong-credentials", "x").toPhone("SIP/2.0 401 X", "2 REGISTER"),
                        registers().decided("wrong-credentials", "x").toPhone("SIP/2.0 401 X", "2 REGISTER")
                                .toPhone("SIP/2.0 200 OK", "3 REGISTER")),
                row("unknown-device", registers().decided("challenged-unknown", "x"),
                        registers().decided("challenged", "x")),
                row("device-disabled",
                        upstream().decided("device-disabled", "x").toPhone("SIP/2.0 403 X", "2 REGISTER"),
                        calls().rejected("forbidden (device was removed)", 403)),
                row("device-not-registered", calls().rejected("forbidden (device is not registered)", 403),
                        calls().rejected("forbidden (source is no PBX)", 403)),
                row("callee-not-registered", calls().rejected("unavailable", 480),
                        calls().rejected("by-peer (480)", 480)),
                row("foreign-domain", registers().decided("foreign-domain", "x").toPhone("SIP/2.0 404 X", "1 REGISTER"),
                        registers().toPhone("SIP/2.0 404 X", "1 REGISTER")),
                row("stale-nonce", registers().decided("stale-nonce", "x").decided("stale-nonce", "x"),
                        registers().decided("stale-nonce", "x")),
                row("pbx-refuses-authorization-code", upstream().fromPbx("SIP/2.0 401 X", "1 REGISTER")
                        .toPbx("REGISTER sip:pbx SIP/2.0", "2 REGISTER", "Authorization: Digest y")
                        .fromPbx("SIP/2.0 401 X", "2 REGISTER")
                        .decided("pbx-refused-credentials", "x").toPhone("SIP/2.0 403 X", "2 REGISTER"),
                        Story.goodRegistration()),
                row("pbx-refuses-authorization-code",
                        asks().fromPbx("SIP/2.0 407 X", "1 INVITE").rejected("by-peer (407)", 403), Story.goodCall()),
                row("pbx-refuses-user",
                        upstream().toPbx("REGISTER sip:pbx SIP/2.0", "2 REGISTER", "Authorization: Digest y")
                                .fromPbx("SIP/2.0 404 X", "2 REGISTER").toPhone("SIP/2.0 404 X", "2 REGISTER"),
                        upstream().fromPbx("SIP/2.0 403 X", "1 REGISTER").toPhone("SIP/2.0 403 X", "2 REGISTER")),
                row("pbx-refuses-our-address",
                        upstream().fromPbx("SIP/2.0 403 X", "1 REGISTER").toPhone("SIP/2.0 403 X", "2 REGISTER"),
                        upstream().toPbx("REGISTER sip:pbx SIP/2.0", "2 REGISTER", "Authorization: Digest y")
                                .fromPbx("SIP/2.0 403 X", "2 REGISTER").toPhone("SIP/2.0 403 X", "2 REGISTER")),
                row("pbx-certificate-expired", noConnection("CertificateExpiredException: NotAfter: Mon Jan 01"),
                        noConnection("Connection refused")),
                row("pbx-certificate-wrong-name",
                        noConnection("CertificateException: No subject alternative DNS name matching pbx found."),
                        noConnection("PKIX path building failed")),
                row("pbx-certificate-untrusted", noConnection(
                        "SunCertPathBuilderException: unable to find valid certification path to requested target"),
                        noConnection("CertificateExpiredException: NotAfter: PKIX path validation failed")),
                row("pbx-tls-mismatch", noConnection("SSLHandshakeException: Received fatal alert: protocol_version"),
                        noConnection("Connection reset")),
                row("clock-skew",
                        upstream().fromPbx("SIP/2.0 200 OK", "1 REGISTER", "Date: Mon, 01 Jun 2026 11:50:00 GMT")
                                .toPhone("SIP/2.0 200 OK", "2 REGISTER"),
                        upstream().fromPbx("SIP/2.0 200 OK", "1 REGISTER", "Date: Mon, 01 Jun 2026 11:59:00 GMT")
                                .toPhone("SIP/2.0 200 OK", "2 REGISTER")),
                row("dns-failing",
                        upstream().decided("no-dns-answer", "x").decided("pbx-unreachable", "x")
                                .toPhone("SIP/2.0 503 X", "2 REGISTER"),
                        upstream().decided("pbx-unreachable", "x").toPhone("SIP/2.0 503 X", "2 REGISTER")),
                row("pbx-unreachable",
                        upstream().toPbx("REGISTER sip:pbx SIP/2.0", "1 REGISTER").decided("pbx-silent", "x")
                                .toPhone("SIP/2.0 503 X", "2 REGISTER"),
                        upstream().toPbx("REGISTER sip:pbx SIP/2.0", "1 REGISTER")
                                .fromPbx("SIP/2.0 404 X", "1 REGISTER").toPhone("SIP/2.0 404 X", "2 REGISTER")),
                row("pbx-slow",
                        asks().after(5).fromPbx("SIP/2.0 200 OK", "1 INVITE").toPhone("SIP/2.0 200 OK", "1 INVITE")
                                .answered(),
                        asks().after(1).fromPbx("SIP/2.0 100 Trying", "1 INVITE").after(9)
                                .fromPbx("SIP/2.0 200 OK", "1 INVITE").answered()),
                row("pbx-error", asks().fromPbx("SIP/2.0 500 X", "1 INVITE").rejected("by-peer (500)", 500),
                        asks().fromPbx("SIP/2.0 503 X", "1 INVITE").toPbx(TO_PBX, "2 INVITE")
                                .fromPbx("SIP/2.0 200 OK", "2 INVITE").answered()),
                row("ports-exhausted", calls().rejected("overloaded (media: PORTS_EXHAUSTED)", 503),
                        calls().rejected("overloaded (media: CLOSING)", 503)),
                row("media-sessions-exhausted", calls().rejected("overloaded (media: TOO_MANY_SESSIONS)", 503),
                        calls().rejected("overloaded (x)", 503)),
                row("call-limit", calls().rejected("overloaded (calls.maximum)", 503),
                        calls().rejected("overloaded (transactions)", 503)),
                row("licence-exhausted",
                        upstream().decided("licence-exhausted", "x").toPhone("SIP/2.0 403 X", "2 REGISTER"),
                        Story.goodRegistration()),
                row("registrar-full", upstream().decided("registrar-full", "x").toPhone("SIP/2.0 503 X", "2 REGISTER"),
                        Story.goodRegistration()),
                row("plain-rtp-where-srtp-is-demanded",
                        asks().rejected("not-acceptable (audio was answered without a=crypto)", 488),
                        calls().rejected("not-acceptable (audio has no usable a=crypto line)", 488)),
                row("no-common-srtp-suite", calls().rejected("not-acceptable (audio has no usable a=crypto line)", 488),
                        calls().rejected("not-acceptable (the offer has no media)", 488)),
                row("codec-mismatch", asks().fromPbx("SIP/2.0 488 X", "1 INVITE").rejected("by-peer (488)", 488),
                        asks().fromPbx("SIP/2.0 486 Busy Here", "1 INVITE").rejected("by-peer (486)", 486)),
                row("wrong-advertised-address",
                        Story.goodCall().toPhone("SIP/2.0 200 OK", "1 INVITE", "c=IN IP4 10.1.2.3")
                                .unheard(MediaSide.SET, Cause.NOTHING_CAME),
                        Story.goodCall().toPhone("SIP/2.0 200 OK", "1 INVITE", "c=IN IP4 192.0.2.1")
                                .unheard(MediaSide.SET, Cause.NOTHING_CAME)),
                row("wrong-advertised-address", // the phone reaches us at 192.0.2.1
                        Story.goodCall().toPhone("SIP/2.0 200 OK", "1 INVITE", "c=IN IP4 198.51.100.2")
                                .unheard(MediaSide.SET, Cause.NOTHING_CAME),
                        Story.goodCall().toPhone("SIP/2.0 200 OK", "1 INVITE", "c=IN IP4 198.51.100.2")
                                .unheard(MediaSide.SET, Cause.STOPPED)),
                row("phone-rtp-blocked", Story.goodCall().unheard(MediaSide.SET, Cause.NOTHING_CAME),
                        Story.goodCall().unheard(MediaSide.SET, Cause.REPORTS_ONLY)),
                row("pbx-rtp-blocked", Story.goodCall().unheard(MediaSide.ICP, Cause.NOTHING_CAME),
                        Story.goodCall().unheard(MediaSide.SET, Cause.NOTHING_CAME)),
                row("audio-dies-after-hold", Story.goodCall().unheard(MediaSide.SET, Cause.STOPPED_AFTER_HOLD),
                        Story.goodCall().unheard(MediaSide.SET, Cause.STOPPED)),
                row("audio-dies-after-hold",
                        Story.goodCall().fromPhone(INVITE, "3 INVITE", "a=sendonly").unheard(MediaSide.SET,
                                Cause.KEYS_DIFFER),
                        Story.goodCall().unheard(MediaSide.SET, Cause.KEYS_DIFFER)),
                row("keys-differ", Story.goodCall().unheard(MediaSide.ICP, Cause.KEYS_DIFFER),
                        Story.goodCall().noted("rollover-resolved")),
                row("plain-rtp-for-srtp", Story.goodCall().unheard(MediaSide.SET, Cause.PLAIN_FOR_SRTP),
                        Story.goodCall()),
                row("nat-moved", Story.goodCall().noted("moved").unheard(MediaSide.SET, Cause.WRONG_ADDRESS),
                        Story.goodCall().noted("moved")),
                row("media-stopped", Story.goodCall().unheard(MediaSide.ICP, Cause.STOPPED),
                        Story.goodCall().unheard(MediaSide.ICP, Cause.REPORTS_ONLY)),
                row("muted-or-silent", Story.goodCall().unheard(MediaSide.SET, Cause.REPORTS_ONLY), Story.goodCall()),
                row("poor-quality", Story.goodCall().sounding(2.8), Story.goodCall().sounding(3.7)),
                row("dtmf-not-arriving",
                        Story.goodCall()
                                .fromPhone("INFO sip:x SIP/2.0", "4 INFO", "Content-Type: application/dtmf-relay")
                                .toPhone("SIP/2.0 415 X", "4 INFO"),
                        Story.goodCall()
                                .fromPhone("INFO sip:x SIP/2.0", "4 INFO", "Content-Type: application/dtmf-relay")
                                .toPhone("SIP/2.0 200 OK", "4 INFO")),
                row("loop", calls().rejected("too-many-hops", 483),
                        asks().fromPbx("SIP/2.0 404 X", "1 INVITE").rejected("by-peer (404)", 404)),
                row("loop", calls().rejected("looped", 482), calls().rejected("not-found", 404)),
                row("loop", asks().fromPbx("SIP/2.0 482 Loop Detected", "1 INVITE").rejected("by-peer (482)", 482),
                        Story.goodCall()),
                row("session-timer-expired", asks().answered().decided("ends", "session-expired"), Story.goodCall()),
                row("phone-lost-its-connection", asks().answered().decided("phone-connection-lost", "x").goesOn(),
                        asks().answered().decided("phone-connection-lost", "x").fromPhone("INVITE sip:x SIP/2.0",
                                "5 INVITE")),
                row("phone-lost-its-connection",
                        asks().answered().decided("phone-connection-lost", "x").decided("ends", "media-timeout"),
                        Story.goodCall().decided("phone-connection-lost", "x")),
                row("answer-not-acknowledged", asks().answered().decided("ends", "no-ack"), Story.goodCall()),
                row("media-timed-out", asks().answered().decided("ends", "media-timeout"),
                        asks().answered().decided("ends", "media-closed")),
                row("lost-in-restart", Story.goodCall().noted("lost-in-restart"), Story.goodCall().restarted(3)),
                row("sbc-restarted", Story.goodCall().restarted(3), Story.goodCall().noted("resumed")),
                row("sbc-fault", asks().rejected("failed", 500), asks().rejected("by-peer (500)", 500)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void shouldFireForItsFaultAndNotForWhatIsNearlyIt(String rule, Story fires, Story nearly) {
        List<Verdict> verdicts = Diagnosis.of(fires.told());

        Optional<Verdict> verdict = verdicts.stream().filter(one -> one.rule().equals(rule)).findFirst();
        assertTrue(verdict.isPresent(), () -> rule + " is not among " + names(verdicts));
        assertFalse(verdict.get().evidence().isEmpty());
        assertEquals(rule, Diagnosis.ruleOf(fires.told()).orElseThrow(), "it is named first");
        assertFalse(names(Diagnosis.of(nearly.told())).contains(rule), () -> rule + " fires for what is nearly it");
    }

    private static Set<String> names(List<Verdict> verdicts) {
        return verdicts.stream().map(Verdict::rule).collect(Collectors.toSet());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void shouldSayWhatHappenedWhenWhyAndWhereToMendIt(String rule, Story fires, Story nearly) {
        Verdict verdict = Diagnosis.of(fires.told()).getFirst();

        for (String words : List.of(verdict.what(), verdict.cause(), verdict.todo(), verdict.where())) {
            assertFalse(words.isBlank() || words.contains("%s") || words.contains("{") || words.contains("null"),
                    words);
        }
        assertTrue(verdict.evidence().stream().allMatch(shown -> shown.atMillis() >= Story.BEGAN
                && !shown.text().isBlank()), verdict.evidence()::toString);
    }

    static Stream<Arguments> sides() {
        return Stream.of(
                Arguments.of(Cause.REPORTS_ONLY, "No sound of %s comes, though its reports (RTCP) do.", "Ask 1001:",
                        "Ask 2002 whether"),
                Arguments.of(Cause.STOPPED, "%s was heard, and is no more.", "./sbc attempts 1001",
                        "./sbc capture start --number 2002"),
                Arguments.of(Cause.KEYS_DIFFER, "Packets of %s come and cannot be decrypted.", "the app of 1001",
                        "Update the PBX and the phone of 2002"),
                Arguments.of(Cause.PLAIN_FOR_SRTP, "Plain RTP of %s comes where SRTP was agreed.", "the app of 1001",
                        "the phone of 2002"),
                Arguments.of(Cause.STOPPED_AFTER_HOLD, "Audio of %s stopped with hold and has not come back.",
                        "the app of 1001", "Update the PBX"),
                Arguments.of(Cause.WRONG_ADDRESS,
                        "Packets of %s come from another address than the one that was agreed.",
                        "set.media.learning", "icp.media.learning"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sides")
    void shouldNameWhoIsMeantAndWhatToDoOnThatSide(Cause cause, String what, String ofPhone, String ofPbx) {
        Verdict phone = Diagnosis.of(Story.goodCall().unheard(MediaSide.SET, cause).goesOn().told()).getFirst();
        Verdict pbx = Diagnosis.of(Story.goodCall().unheard(MediaSide.ICP, cause).goesOn().told()).getFirst();

        assertBegins(what, PHONE, phone.what());
        assertBegins(what, PBX, pbx.what());
        assertTrue(phone.todo().contains(ofPhone), phone::todo);
        assertTrue(pbx.todo().contains(ofPbx), pbx::todo);
    }

    private static void assertBegins(String what, String who, String said) {
        String words = what.formatted(who);
        assertTrue(said.startsWith(words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1)), said);
    }

    @Test
    void shouldNameBothWhenBothAreSilent() {
        Verdict both = Diagnosis.of(Story.goodCall().unheard(MediaSide.SET, Cause.REPORTS_ONLY)
                .unheard(MediaSide.ICP, Cause.REPORTS_ONLY).goesOn().told()).getFirst();

        assertTrue(both.what().startsWith("No sound of " + PHONE + " and " + PBX + " comes"), both::what);
        assertTrue(both.todo().contains("Ask 1001:") && both.todo().contains("; and: Ask 2002 whether"), both::todo);
    }

    @Test
    void shouldNameWhoOfferedAndWhoAnsweredWhatIsNotTaken() {
        assertEquals("The phone (1001, 203.0.113.7:5060) and the SBC have no SRTP suite in common",
                Diagnosis.of(calls().rejected("not-acceptable (audio has no usable a=crypto line)", 488).told())
                        .getFirst().what());
        assertEquals("The PBX (10.0.0.5:5060) offers or answers plain RTP, and SRTP is demanded",
                Diagnosis.of(asks().rejected("not-acceptable (audio was answered without a=crypto)", 488).told())
                        .getFirst().what());
        assertEquals("The phone (1001, 203.0.113.7:5060) offers or answers plain RTP, and SRTP is demanded",
                Diagnosis.of(calls().rejected("not-acceptable (audio must be SRTP)", 488).told()).getFirst().what());
    }

    /** Commands are copied into shells. */
    @Test
    void shouldAdviseNoCommandWithANameThatAStrangerChose() {
        Verdict verdict = Diagnosis.of(Story.goodCall().to("$(reboot)").unheard(MediaSide.ICP, Cause.STOPPED).goesOn()
                .told()).getFirst();

        assertTrue(verdict.todo().contains("./sbc capture start --number NUMBER --media wire"), verdict::todo);
        assertFalse(verdict.todo().contains("reboot") || verdict.where().contains("reboot"), verdict::toString);
    }

    @Test
    void shouldTellTheGapOfARestartAndBlameNobody() {
        List<Verdict> verdicts = Diagnosis.of(Story.goodCall().restarted(3).goesOn().told());

        assertEquals(1, verdicts.size());
        assertEquals(
                "The SBC was killed or crashed in the midst of the call, and went on with it: neither party was heard "
                        + "meanwhile. Missing from 12:00:00 to 12:00:03 UTC (3 s), then it was heard again",
                verdicts.getFirst().what());
    }

    /** Nothing since the restart is not nothing ever: no firewall is to be opened. */
    @Test
    void shouldSayOfWhoStoppedAmidARestartThatItStopped() {
        Verdict verdict = Diagnosis.of(Story.goodCall().restarted(3).unheard(MediaSide.SET, Cause.NOTHING_CAME).goesOn()
                .told()).getFirst();

        assertEquals("media-stopped", verdict.rule());
    }

    /** To a call 404 is about the number that was dialled. */
    @Test
    void shouldNotTakeAWrongNumberForARefusedUser() {
        Story wrongNumber = asks().fromPbx("SIP/2.0 407 X", "1 INVITE")
                .toPbx(TO_PBX, "2 INVITE", "Proxy-Authorization: Digest y").fromPbx("SIP/2.0 404 X", "2 INVITE")
                .rejected("by-peer (404)", 404);

        assertEquals(List.of(), Diagnosis.of(wrongNumber.told()));
    }

    @Test
    void shouldSayFromWhenToWhenAudioWasMissingAndThatItCameBack() {
        Story live = Story.goodCall().unheardFor(12, MediaSide.SET, Cause.STOPPED, true).after(3).goesOn();

        Verdict verdict = Diagnosis.of(live.told()).getFirst();

        assertEquals(
                "The phone (1001, 203.0.113.7:5060) was heard, then not. Missing from 12:00:00 to 12:00:12 UTC (12 s), then it was heard again",
                verdict.what());
        assertEquals(List.of(new Missing(Story.BEGAN + 8, OptionalLong.of(Story.BEGAN + 12_008),
                Missing.End.CAME_BACK)), verdict.missing());
        assertEquals("SET STOPPED; until 12:00:12 UTC, then it was heard again", verdict.evidence().getFirst().text());
    }

    @Test
    void shouldSayThatAudioIsStillMissing() {
        Story live = Story.goodCall().unheardFor(2, MediaSide.ICP, Cause.NOTHING_CAME, true).after(3)
                .unheard(MediaSide.ICP, Cause.NOTHING_CAME).goesOn();

        assertEquals(
                "Nothing is heard of the PBX mx-one (10.0.0.5:5060): none of its RTP arrives. Missing 2 times, the last since 12:00:05 UTC, "
                        + "and still is",
                Diagnosis.of(live.told()).getFirst().what());
    }

    @Test
    void shouldSayThatAudioWasMissingToTheEndOfACall() {
        Story ended = Story.goodCall().unheard(MediaSide.SET, Cause.REPORTS_ONLY).after(150);

        assertEquals(
                "No sound of the phone (1001, 203.0.113.7:5060) came, though its reports (RTCP) did. Missing from 12:00:00 to "
                        + "12:02:30 UTC (2 min 30 s), "
                        + "the end of the call",
                Diagnosis.of(ended.told()).getFirst().what());
    }

    @Test
    void shouldNotCallAHoldTheReturnOfAudio() {
        Story held = Story.goodCall().unheardFor(4, MediaSide.SET, Cause.KEYS_DIFFER, false);

        assertEquals(
                "Packets of the phone (1001, 203.0.113.7:5060) came and could not be decrypted. Missing from 12:00:00 to 12:00:04 UTC (4 s), when nobody "
                        + "waited for it any more (hold)",
                Diagnosis.of(held.told()).getFirst().what());
    }

    @Test
    void shouldHaveAStoryForEachRule() {
        Set<String> told = rules().map(row -> (String) row.get()[0]).collect(Collectors.toSet());

        assertEquals(Diagnosis.rules().stream().map(Rule::id).collect(Collectors.toCollection(HashSet::new)), told);
    }

    @Test
    void shouldSayNothingOfWhatWentWell() {
        assertEquals(List.of(), Diagnosis.of(Story.goodCall().told()));
        assertEquals(List.of(), Diagnosis.of(Story.goodRegistration().told()));
        assertEquals(List.of(), Diagnosis
                .of(asks().fromPbx("SIP/2.0 486 Busy Here", "1 INVITE").rejected("by-peer (486)", 486).told()));
        assertEquals(List.of(), Diagnosis.of(asks().decided("ends", "cancelled").rejected("cancelled", 487).told()));
    }

    enum Edge {
        EXPIRED("our-certificate-expired", "tls",
                "error:10000415:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_EXPIRED"),
        UNTRUSTED("our-certificate-untrusted", "tls", "Received fatal alert: unknown_ca"),
        NONE_SHOWN("phone-shows-no-certificate", "tls", "PEER_DID_NOT_RETURN_A_CERTIFICATE"),
        OLD("phone-tls-mismatch", "tls", "UNSUPPORTED_PROTOCOL"),
        CLOCK_AHEAD("phone-clock-wrong", "tls", "Received fatal alert: certificate_expired", true),
        CLOCK_BEHIND("phone-clock-wrong", "tls", "SSLV3_ALERT_BAD_CERTIFICATE", true),
        BAD("our-certificate-untrusted", "tls", "SSLV3_ALERT_BAD_CERTIFICATE"),
        UNKNOWN_WHILE_VALID("our-certificate-untrusted", "tls", "Received fatal alert: unknown_ca", true),
        PLAIN("no-tls-spoken", "tls", "not an SSL/TLS record: 5245"),
        OTHER("tls-handshake-failed", "tls", "connection reset by peer"),
        BLOCKED("address-blocked", "guard-blocked", "the address is blocked"),
        REFUSED("rate-limited", "guard-refused", "over its rate");

        private final String rule;
        private final String kind;
        private final String words;

        private final boolean valid;

        Edge(String rule, String kind, String words) {
            this(rule, kind, words, false);
        }

        /** @param valid whether our certificates are */
        Edge(String rule, String kind, String words, boolean valid) {
            this.valid = valid;
            this.rule = rule;
            this.kind = kind;
            this.words = words;
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldExplainWhatTheEdgeRefused(Edge edge) {
        EdgeTroubles troubles = new EdgeTroubles();
        troubles.note("198.51.100.9", edge.kind, edge.words, "1001", 1_000);
        troubles.note("198.51.100.9", edge.kind, edge.words, "1002", 2_000);

        Verdict verdict = Diagnosis.of(troubles.of("1002").getFirst(), _ -> edge.valid);

        assertEquals(edge.rule, verdict.rule());
        assertTrue(verdict.what().contains("198.51.100.9"));
        assertTrue(verdict.evidence().getFirst().text().contains("2 times, as 1001, 1002"));
    }

    @Test
    void shouldKeepTroublesOfManySourcesWithinALimit() {
        EdgeTroubles troubles = new EdgeTroubles();
        for (int i = 0; i < 10_000; i++) {
            troubles.note("source" + i, "tls", "x", "", i);
        }

        assertEquals(2_000, troubles.size());
        assertEquals("source9999", troubles.of("").getFirst().source());
    }

    /** Two event loops may see a handshake fail in the same moment, and somebody may be looking. */
    @Test
    void shouldLoseNoTroubleThatIsNotedWhileOthersNoteAndLook() throws InterruptedException {
        EdgeTroubles troubles = new EdgeTroubles();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String source = "source" + i;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int time = 0; time < 200; time++) {
                    troubles.note(source, "tls", "x", "", time);
                    troubles.of(source);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertEquals(List.of(200L, 200L, 200L, 200L),
                troubles.of("").stream().map(EdgeTroubles.Trouble::times).toList());
    }
}
