package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.sbc.kit.media.SrtpSuite;
import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.sdp.Direction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an engineer is told who comes in the morning after the shipped SBC was killed at night with calls and a capture going on, by alarm,
 * event history, API, command line, console and Wireshark; and that an orderly stop is told by none of them.
 */
class AfterKillIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String PBX = "mx-one";
    private static final String PASSWORD = "a river of small stones";
    private static final int PATIENCE_MILLIS = 30_000;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern GAP = Pattern.compile(
            "The SBC was killed or crashed in the midst of the call, and went on with it: neither party was heard meanwhile. "
                    + "Missing from [0-9:]{8} to [0-9:]{8} UTC \\([0-9]+ s\\), then it was heard again \\[sbc-restarted]");

    @TempDir
    private Path directory;

    private SbcStage.Builder stage(String ports) throws IOException {
        return new SbcStage.Builder(directory).fixedPorts().script(PBX).numbers(5).mediaPorts(ports)
                .media("quality-interval: 1s, silence: 3s").setting("alarms: {interval: 1s}");
    }

    @Test
    void shouldTellOfAKillByAlarmHistoryListsVerdictsAndCaptures() throws IOException {
        try (SbcStage stage = stage("13000-13199").start()) {
            String first = firstPassword(stage);
            String ended = endedCall(stage, "7101");
            try (Talk talk = Talk.heard(stage, PBX, "7102")) {
                ScriptedPhone ringing = ring(stage, "7103");
                String capture = stage.command("capture", "start", "--all", "--media", "wire").strip();
                talk.bob().endpoint().awaitMore(100);
                awaitRecordOf(stage, 1);

                stage.killAndStartAgain();
                talk.alice().endpoint().awaitMore(50);
                talk.bob().endpoint().awaitMore(50);

                long alarm = alarmIsRaised(stage);
                assertTrue(stage.get("/api/v1/events?action=process.died").contains("1 of 2 calls went on"));
                gapIsTold(stage, talk);
                assertNearly("sbc-restarted, lost-in-restart", stage, ended);
                callsAreListed(stage, talk.phone().user(), first);
                captureIsWhole(stage, capture);
                talk.phone().register();
                talk.hangUp();
                listGoesOnWithOlderOnes(stage, talk);

                stage.tool("alarms", "ack", Long.toString(alarm), "--note", "out of memory");
                stage.await("clear the alarm", LIMIT, () -> alarms(stage, "active").isEmpty());
                ringing.close();
            }
            stage.stopAndStartAgain();
            assertEquals(1, MAPPER.readTree(stage.get("/api/v1/events?action=process.died")).path("events").size(),
                    "an orderly stop leaves none");
            assertEquals(List.of("cleared"), alarms(stage, "all").stream()
                    .map(each -> each.path("state").asText()).toList());
        }
    }

    @Test
    void shouldTellOfACallThatWasLostBecauseTheSbcWasAwayForTooLong() throws IOException {
        try (SbcStage stage = stage("13200-13399").setting("calls: {survive-outage: 1s}").start();
                Talk talk = Talk.heard(stage, PBX, "7201")) {
            awaitRecordOf(stage, 1);

            stage.killAndStartAgain();

            assertFirst("lost-in-restart", stage, talk.path());
            stage.await("raise the alarm", LIMIT, () -> alarms(stage, "active").stream()
                    .anyMatch(alarm -> alarm.path("text").asText()
                            .contains("0 of 1 call went on; lost: 1 away for longer than calls.survive-outage")));
            assertTrue(stage.get("/api/v1/calls").contains("\"callee\":\"7201\""), "in the list");
        }
    }

    private static void assertFirst(String rule, SbcStage stage, String path) throws IOException {
        assertEquals(rule, Faults.of(stage, path).getFirst());
        Faults.assertTold(stage, rule, path);
    }

    private static void assertNearly(String rules, SbcStage stage, String path) {
        List<String> found = Faults.of(stage, path);
        assertTrue(Arrays.stream(rules.split(", ")).noneMatch(found::contains), found::toString);
    }

    private static String firstPassword(SbcStage stage) throws IOException {
        String line = Files.readAllLines(stage.file("sbc.log")).stream()
                .filter(each -> each.startsWith("first administrator: admin, password: ")).findFirst().orElseThrow();
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    /** A call that is stored before the kill; where its verdict is. */
    private static String endedCall(SbcStage stage, String number) throws IOException {
        try (Talk talk = Talk.heard(stage, PBX, number)) {
            talk.hangUp();
            stage.await("store the call", LIMIT, () -> said(stage, "/api/v1/calls?number=" + number)
                    .contains("\"callee\":\"" + number + "\""));
            return talk.path();
        }
    }

    private static ScriptedPhone ring(SbcStage stage, String number) throws IOException {
        ScriptedPhone phone = stage.connected(stage.freshNumber(PBX));
        phone.register();
        try (SecureVoice voice = SecureVoice.at(InetAddress.getLoopbackAddress(), "carol",
                SrtpSuite.AES_CM_128_HMAC_SHA1_80)) {
            Exchange calling = phone.invite(number, voice.describe(Direction.SENDRECV, 1));
            Incoming invite = stage.script(PBX).awaitInvite(number);
            invite.respond(180, "");
            calling.await(180);
        }
        return phone;
    }

    private static void awaitRecordOf(SbcStage stage, int calls) throws IOException {
        double before = stage.metrics().getOrDefault("sbc_call_records_written_total", 0.0);
        stage.await("write the records anew", LIMIT, () -> {
            try {
                return stage.metrics().getOrDefault("sbc_call_records_written_total", 0.0) > before + calls;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static String said(SbcStage stage, String path) {
        try {
            return stage.get(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> alarms(SbcStage stage, String state) {
        try {
            String path = "/api/v1/alarms?kind=process-died&state=" + state;
            return StreamSupport.stream(MAPPER.readTree(stage.get(path)).path("alarms").spliterator(), false).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long alarmIsRaised(SbcStage stage) throws IOException {
        stage.await("raise the alarm", LIMIT, () -> !alarms(stage, "active").isEmpty());
        JsonNode alarm = alarms(stage, "active").getFirst();
        assertEquals("minor", alarm.path("severity").asText());
        assertTrue(alarm.path("text").asText()
                .matches(
                        "The process before this one \\(PID [0-9]+, ready since [^ ]+Z\\) was last seen alive at [^ ]+Z and was "
                                + "not stopped in order; this one began [0-9]+ s later: 1 of 2 calls went on; lost: 1 that rang or had no record\\."),
                alarm::toString);
        return alarm.path("id").asLong();
    }

    private static void gapIsTold(SbcStage stage, Talk talk) throws IOException {
        stage.await("tell the gap", LIMIT, () -> Faults.of(stage, talk.path()).equals(List.of("sbc-restarted")));
        assertFirst("sbc-restarted", stage, talk.path());
        String shown = stage.command("call", "show", talk.callId());
        assertTrue(GAP.matcher(shown).lookingAt(), shown);
        assertTrue(
                shown.contains(
                        "* media-restored: goes on after a restart of the SBC; it may have been silent since 20"),
                shown);
        assertTrue(shown.contains("its PBX is mx-one"), shown);
    }

    /** With the right parties, in the API and on the page of the console. */
    private static void callsAreListed(SbcStage stage, String user, String first) throws IOException {
        JsonNode calls = MAPPER.readTree(stage.get("/api/v1/calls")).path("calls");
        List<String> listed = StreamSupport.stream(calls.spliterator(), false)
                .map(call -> call.path("caller").asText() + ">" + call.path("callee").asText() + " "
                        + call.path("state").asText())
                .toList();
        assertEquals(List.of(user + ">7102 talking", "1001>7101 ended"), listed);

        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        try (Chromium chromium = new Chromium(stage.console())) {
            Page page = chromium.page();
            logIn(page, first);
            page.navigate("/console/calls");
            List<String> rows = page.locator("tbody tr").allInnerTexts();
            assertEquals(2, rows.size(), rows::toString);
            assertTrue(rows.getFirst().contains(user) && rows.getFirst().contains("7102")
                    && rows.getFirst().contains("talking"), rows::toString);
            assertTrue(rows.getLast().contains("1001") && rows.getLast().contains("7101"), rows::toString);
            page.locator("tbody tr a").first().click();
            PlaywrightAssertions.assertThat(page.locator(".verdict").first()).containsText("sbc-restarted");
            page.navigate("/console/alarms");
            PlaywrightAssertions.assertThat(page.locator("main")).containsText("SBC ended unexpectedly");
            page.navigate("/console/captures");
            PlaywrightAssertions.assertThat(page.locator("main")).containsText("by a restart");
        }
    }

    private static void logIn(Page page, String first) {
        page.navigate("/");
        page.getByLabel("Name").fill("admin");
        page.getByLabel("Password").fill(first);
        page.keyboard().press("Enter");
        page.getByLabel("Present password").fill(first);
        page.locator("#f-new").fill(PASSWORD);
        page.getByLabel("New password, again").fill(PASSWORD);
        page.keyboard().press("Enter");
        PlaywrightAssertions.assertThat(page.getByText("Your password is changed.")).isVisible();
    }

    /** Wireshark's reader ends with an error for a file that is cut off. */
    private static void captureIsWhole(SbcStage stage, String id) throws IOException {
        JsonNode listed = MAPPER.readTree(stage.get("/api/v1/captures")).path("captures").get(0);
        assertEquals(id, listed.path("id").asText());
        assertEquals("ended", listed.path("state").asText());
        assertEquals("by a restart: the SBC was killed or crashed", listed.path("ended").asText());
        assertEquals("all", listed.path("target").asText());
        assertEquals("wire", listed.path("media").asText());
        Path file = stage.file(id + ".download");
        stage.tool("capture", "download", id, file.toString());
        List<String> packets = Tshark.read(file, "udp", "frame.number");
        assertEquals(listed.path("packets").asInt(), packets.size());
        assertTrue(packets.size() > 200, "a hundred frames of each, come and gone: " + packets.size());
    }

    /** The call that outlived the kill is older than those that ended before it: it hides none of them. */
    private static void listGoesOnWithOlderOnes(SbcStage stage, Talk talk) throws IOException {
        stage.await("list both", LIMIT, () -> {
            String calls = said(stage, "/api/v1/calls?state=ended");
            return calls.contains("\"callee\":\"7101\"") && calls.contains("\"callee\":\"7102\"");
        });
        assertFirst("sbc-restarted", stage, talk.path());
    }
}
