package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPbx;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped SBC with ports for two calls, no rest for ports, a short media time-out, and a network it must not send to. */
class MediaLimitsIT {

    @TempDir
    private static Path directory;
    private static SbcStage stage;

    @BeforeAll
    static void start() throws IOException {
        stage = new SbcStage.Builder(directory).script("pbx").mediaPorts("12000-12007, quarantine: 10ms")
                .setting("calls: {media-timeout: 3s}").start();
    }

    @AfterEach
    void endPhones() throws IOException {
        awaitPorts();
        stage.endPhones();
        stage.emptiness().awaitAgain();
    }

    /** There are enough for two calls. */
    private static void awaitPorts() throws IOException {
        stage.awaitMetric("sbc_media_sessions", 0);
        stage.awaitMetric("sbc_media_ports_resting", 0);
    }

    @AfterAll
    static void stop() {
        if (stage != null) {
            stage.close();
        }
    }

    private static ScriptedPhone phone() throws IOException {
        ScriptedPhone phone = stage.connected(stage.freshNumber("pbx"));
        phone.register();
        return phone;
    }

    @Test
    void shouldAnswer503WithRetryAfterWhenEveryPortIsTakenAndCountIt() throws IOException {
        double before = stage.metrics().getOrDefault("sbc_media_ports_exhausted_total", 0.0);
        ScriptedPhone phone = phone();
        ScriptedPbx pbx = stage.script("pbx");
        Exchange first = phone.invite("1901", Descriptions.phoneOffer());
        Incoming atFirst = pbx.awaitInvite("1901");
        Exchange second = phone.invite("1902", Descriptions.phoneOffer());
        Incoming atSecond = pbx.awaitInvite("1902");

        SipText refusal = phone.invite("1903", Descriptions.phoneOffer()).await(503);

        assertTrue(Integer.parseInt(refusal.header("Retry-After").split("[ ;(]", 2)[0]) > 0, refusal::toString);
        assertEquals(before + 1, stage.metrics().getOrDefault("sbc_media_ports_exhausted_total", 0.0));
        atFirst.respond(486);
        atSecond.respond(486);
        first.await(486);
        second.await(486);
    }

    @Test
    void shouldEndACallInWhichNobodySpeaks() throws IOException {
        ScriptedPhone phone = phone();
        ScriptedPbx pbx = stage.script("pbx");
        Exchange calling = phone.invite("1904", Descriptions.phoneOffer());
        Incoming invite = pbx.awaitInvite("1904");
        ScriptedDialog atPbx = invite.answer(Descriptions.pbxAnswer(pbx, invite.request().body()));
        ScriptedDialog atPhone = calling.answered();

        SipText toPhone = atPhone.awaitBye();
        SipText toPbx = atPbx.awaitBye();
        assertEquals("Q.850;cause=102;text=\"Media timeout\"", toPhone.header("Reason"));
        assertEquals("Q.850;cause=102;text=\"Media timeout\"", toPbx.header("Reason"));
        String callId = calling.request().header("Call-ID");
        stage.await("say why", Duration.ofSeconds(10), () -> record(callId).contains("\"media-timeout\""));
    }

    private static String record(String callId) {
        try {
            return stage.get("/api/v1/calls/" + callId);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldAnswer488WithWarningWhenMediaMustNotGoThere() throws IOException {
        ScriptedPhone phone = phone();
        String offer = Descriptions.phoneOffer();

        for (String address : new String[]{"239.1.2.3", "255.255.255.255", "240.0.0.1"}) {
            SipText refusal = phone.invite("1905", offer.replaceAll("c=IN IP4 \\S+", "c=IN IP4 " + address)).await(488);
            assertTrue(refusal.header("Warning").contains("address"), refusal::toString);
            awaitPorts();
        }
        SipText refusal = phone.invite("1905", offer.replaceAll("m=audio \\d+", "m=audio 12001")).await(488);
        assertTrue(refusal.header("Warning").contains("ourselves"), refusal::toString);
    }
}
