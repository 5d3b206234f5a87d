package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sbc.kit.media.Impairment;
import io.sbc.kit.pbx.CryptoMode;
import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.CallEvent;
import io.sbc.kit.phone.SoftPhone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How calls sound, as {@code GET /api/v1/calls/{id}} and the command line tell it. A call from phone to phone is two calls of the
 * SBC: the caller's (from the set side) and the callee's (from the PBX).
 */
class CallQualityIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;
    private static SbcStage stage;

    private final ObjectMapper mapper = new ObjectMapper();
    @SuppressWarnings("NullAway.Init") // each test begins with a call
    private SoftPhone alice;
    @SuppressWarnings("NullAway.Init")
    private Call outgoing;
    @SuppressWarnings("NullAway.Init")
    private Call incoming;

    @BeforeAll
    static void startAll() throws IOException {
        stage = new SbcStage.Builder(directory).standIn("plain", builder -> builder.crypto(CryptoMode.IGNORE))
                .media("quality-interval: 500ms, silence: 2s, rtcp-interval: 1s").start();
    }

    @AfterEach
    void endPhones() throws IOException {
        stage.endPhones();
        stage.emptiness().awaitAgain();
    }

    @AfterAll
    static void stopAll() {
        if (stage != null) {
            stage.close();
        }
    }

    private void call() throws IOException {
        SoftPhone bob = stage.registered(stage.phone("1002"));
        alice = stage.registered(stage.phone("1001"));
        outgoing = alice.call("1002");
        incoming = bob.awaitCall();
    }

    private void answer() {
        incoming.answer().await();
        outgoing.awaitAnswered();
        incoming.await(CallEvent.Acknowledged.class);
    }

    private void hangUp() {
        assertEquals(200, outgoing.hangUp().await());
        incoming.awaitEnded();
    }

    @Test
    void shouldShowTheLossOfTheDirectionThatLoses() throws IOException {
        call();
        outgoing.media().loseEvery(10);
        answer();
        JsonNode live = awaitCaller(
                call -> packets(call, "set") > 150 && direction(call, "set").has("roundTripMillis"));

        assertEquals("talking", live.path("state").asText());
        assertEquals("AES_CM_128_HMAC_SHA1_32", live.path("legs").get(0).path("protection").asText().split(" ")[1]);
        assertEquals("audio RTP", live.path("legs").get(1).path("protection").asText());
        JsonNode lossy = direction(live, "set");
        JsonNode clean = direction(live, "icp");
        assertEquals(10, lossy.path("lossPercent").asDouble(), 1.5, lossy::toString);
        assertEquals(0, clean.path("lossPercent").asDouble(), 0.5, clean::toString);
        assertTrue(lossy.path("mos").asDouble() < 3.7 && lossy.path("mos").asDouble() > 3, lossy::toString);
        assertTrue(clean.path("mos").asDouble() > 4.2, clean::toString);
        assertEquals("pcmu", lossy.path("codec").asText());
        assertTrue(lossy.path("roundTripMillis").asDouble() < 500, lossy::toString);
        assertEquals(0, live.path("verdicts").size());

        hangUp();
        JsonNode ended = awaitCaller(call -> call.path("state").asText().equals("ended"));
        assertEquals(10, direction(ended, "set").path("lossPercent").asDouble(), 1.5);
        assertTrue(stage.metrics().getOrDefault("sbc_media_poor_sessions_total", 0.0) >= 1);
        String id = ended.path("id").asText();
        assertTrue(stage.tool("calls").contains(id), "the list names it");
        String shown = stage.tool("call", "show", id);
        assertTrue(shown.contains("1001 calls 1002") && shown.contains("pcmu"), shown);
        assertEquals(ended, mapper.readTree(stage.tool("call", "show", id, "--json")));
    }

    /** Copies, packets that overtake others, 30 ms of jitter, 300 ms to the phone's reports: each meter shows its own. */
    @Test
    void shouldMeasureWhatTheNetworkDoes() throws IOException {
        call();
        outgoing.media().impair(new Impairment(20, 25, 240, 300_000_000));
        answer();
        JsonNode live = awaitCaller(
                call -> packets(call, "set") > 200 && direction(call, "set").has("roundTripMillis"));

        JsonNode impaired = direction(live, "set");
        double received = impaired.path("packetsReceived").asDouble();
        // Each hundredth packet is late instead of doubled.
        assertEquals(received / 25, impaired.path("duplicates").asDouble(), 3, impaired::toString);
        assertEquals(0, impaired.path("dropped").path("replays").asInt(), impaired::toString);
        assertEquals(received / 25, impaired.path("reordered").asDouble(), 3, impaired::toString);
        assertEquals(0, impaired.path("lossPercent").asDouble(), 0.6, impaired::toString);
        double jitter = impaired.path("jitterMillis").asDouble();
        assertTrue(jitter > 25 && jitter < 60, impaired::toString);
        double roundTrip = impaired.path("roundTripMillis").asDouble();
        assertTrue(roundTrip > 290 && roundTrip < 1_000, impaired::toString);
        assertTrue(impaired.path("mos").asDouble() < direction(live, "icp").path("mos").asDouble(), live::toString);
        JsonNode clean = direction(live, "icp");
        assertEquals(0, clean.path("duplicates").asInt() + clean.path("reordered").asInt(), clean::toString);
        assertTrue(clean.path("jitterMillis").asDouble() < jitter, clean::toString);
        hangUp();
    }

    @Test
    void shouldSayWhyAPhoneIsNotHeard() throws IOException {
        call();
        outgoing.media().loseEvery(1);
        outgoing.media().setReporting(false);
        answer();
        JsonNode live = awaitCaller(call -> call.path("verdicts").size() > 0);

        JsonNode verdict = live.path("verdicts").get(0);
        assertEquals("set", verdict.path("side").asText());
        assertEquals("one-way", verdict.path("kind").asText());
        assertEquals("nothing-came", verdict.path("cause").asText());
        assertTrue(
                verdict.path("words").asText()
                        .startsWith("nothing has come from the phone since the call was answered"),
                verdict::toString);
        Duration after = Duration.between(Instant.parse(live.path("answered").asText()),
                Instant.parse(verdict.path("began").asText()));
        assertTrue(after.abs().toMillis() < 1_000, "it began with the answer: " + live);
        assertFalse(direction(live, "set").has("mos"));
        assertTrue(direction(live, "icp").path("mos").asDouble() > 4.2);

        outgoing.media().loseEvery(0);
        JsonNode mended = awaitCaller(call -> call.path("verdicts").get(0).has("ended"));
        assertEquals(1, mended.path("verdicts").size());
        assertTrue(mended.path("notes").findValuesAsText("kind").contains("resumed"), mended::toString);
        hangUp();
    }

    @Test
    void shouldMakeReportsForPhonesThatSendNone() throws IOException {
        call();
        outgoing.media().setReporting(false);
        answer();
        awaitCaller(call -> direction(call, "icp").path("rtcpMade").asInt() > 1);
        stage.await("a report that reaches the phones", LIMIT, () -> incoming.media().stats().rtcpReceived() > 2
                && incoming.media().stats().roundTripMillis().isPresent());

        JsonNode live = awaitCaller(call -> true);
        assertEquals(0, direction(live, "set").path("rtcpReceived").asInt());
        assertEquals(0, incoming.media().stats().malformed());
        assertEquals(0, (int) incoming.media().stats().reportedLost().orElseThrow());
        int before = direction(live, "icp").path("rtcpMade").asInt();

        outgoing.media().setReporting(true);
        awaitCaller(call -> direction(call, "set").path("rtcpReceived").asInt() > 2);
        JsonNode afterwards = awaitCaller(call -> true);
        assertTrue(direction(afterwards, "icp").path("rtcpMade").asInt() <= before + 2,
                "it stops with the phone's own: " + afterwards);
        hangUp();
    }

    /** The call that Alice makes, once it is as it should be. */
    private JsonNode awaitCaller(Predicate<JsonNode> holds) throws IOException {
        String callId = outgoing.callId();
        stage.await("the call as expected", LIMIT, () -> {
            JsonNode call = get(callId);
            return call.has("media") && holds.test(call);
        });
        return get(callId);
    }

    private JsonNode get(String id) {
        try {
            return mapper.readTree(stage.get("/api/v1/calls/" + id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long packets(JsonNode call, String side) {
        return direction(call, side).path("packetsReceived").asLong();
    }

    private static JsonNode direction(JsonNode call, String side) {
        for (JsonNode media : call.path("media")) {
            if (media.path("side").asText().equals(side)) {
                return media;
            }
        }
        return MissingNode.getInstance();
    }
}
