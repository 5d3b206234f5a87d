package io.sbc.admin.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.base.Distribution;
import io.sbc.core.Side;
import io.sbc.core.config.AdminSettings;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.record.CallRecord;
import io.sbc.core.record.CallRecords;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.MediaVerdict;
import io.sbc.media.api.PayloadFormat;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallsResourceTest {

    private final CallRecords records = new CallRecords(1000);
    private final Metrics metrics = new Metrics("1.2.3");
    private final HttpClient client = HttpClient.newHttpClient();
    private AdminServer server;

    @BeforeEach
    void start() throws Exception {
        server = AdminServer.start(
                new AdminSettings("127.0.0.1", 0, new ConfigReader(1).reference().admin().oauth()), List.of(), metrics,
                List.of(new Anybody()), new CallsResource(records));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        metrics.close();
    }

    @Test
    void shouldListLiveCallsBeforeEndedOnes() throws Exception {
        records.add(call("c1", "one@a", 1_000, OptionalLong.of(9_000)));
        records.update(call("c2", "two@a", 2_000, OptionalLong.empty()));
        records.update(call("c3", "three@a", 3_000, OptionalLong.empty()));

        JsonNode all = json(get("/api/v1/calls"));
        assertEquals(List.of("c3", "c2", "c1"), all.path("calls").findValuesAsText("id"));
        assertEquals(2, all.path("live").asInt());
        assertEquals("talking", all.path("calls").get(0).path("state").asText());
        assertEquals(4.2, all.path("calls").get(0).path("mos").path("set").asDouble());
        assertEquals(List.of("c1"), json(get("/api/v1/calls?state=ended")).path("calls").findValuesAsText("id"));
        assertEquals(List.of("c3"), json(get("/api/v1/calls?state=live&limit=1")).path("calls").findValuesAsText("id"));
    }

    @Test
    void shouldBoundTheList() throws Exception {
        for (int i = 0; i < 150; i++) {
            records.add(call("c" + i, i + "@a", i, OptionalLong.of(i)));
        }

        assertEquals(100, json(get("/api/v1/calls")).path("calls").size());
        assertEquals(150, json(get("/api/v1/calls")).path("ended").asInt());
    }

    @Test
    void shouldShowLegsMediaAndVerdicts() throws Exception {
        records.update(call("c2", "two@a", 2_000, OptionalLong.empty()));

        JsonNode call = json(get("/api/v1/calls/c2"));

        assertEquals("two@a", call.path("legs").get(0).path("callId").asText());
        assertEquals("audio AES_CM_128_HMAC_SHA1_80", call.path("legs").get(0).path("protection").asText());
        assertEquals("icp", call.path("legs").get(1).path("side").asText());
        JsonNode media = call.path("media").get(0);
        assertEquals("set", media.path("side").asText());
        assertEquals("pcmu", media.path("codec").asText());
        assertEquals(90, media.path("packetsReceived").asLong());
        assertEquals(10, media.path("lossPercent").asDouble());
        assertEquals(20.5, media.path("roundTripMillis").asDouble());
        assertEquals(3, media.path("dropped").path("authenticationFailures").asLong());
        assertFalse(media.has("mosThere"), "nobody told");
        JsonNode verdict = call.path("verdicts").get(0);
        assertEquals("one-way", verdict.path("kind").asText());
        assertEquals("keys-differ", verdict.path("cause").asText());
        assertEquals("1970-01-01T00:00:05Z", verdict.path("began").asText());
        assertFalse(verdict.has("ended"));
        assertEquals(call, json(get("/api/v1/calls/two@a")), "a Call-ID will do");
    }

    @Test
    void shouldKnowNoOtherCalls() throws Exception {
        HttpResponse<String> response = get("/api/v1/calls/c9");

        assertEquals(404, response.statusCode());
        assertTrue(response.body().contains("no such call"), response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=1001", "limit=x", "limit=-1", "state=dead"})
    void shouldRefuseWhatMakesNoSense(String query) throws Exception {
        assertEquals(400, get("/api/v1/calls?" + query).statusCode());
    }

    @Test
    void shouldShowDistributionsAsHistograms() throws Exception {
        Distribution loss = new Distribution("sbc_loss_ratio", "Loss.", 0.01, 0.1);
        metrics.register(loss);
        loss.add(0.005);
        loss.add(0.05);
        loss.add(0.5);

        String text = get("/metrics").body();

        assertTrue(text.contains("# TYPE sbc_loss_ratio histogram"), text);
        assertTrue(text.contains("sbc_loss_ratio_bucket{le=\"0.01\"} 1"), text);
        assertTrue(text.contains("sbc_loss_ratio_bucket{le=\"0.1\"} 2"), text);
        assertTrue(text.contains("sbc_loss_ratio_bucket{le=\"+Inf\"} 3"), text);
        assertTrue(text.contains("sbc_loss_ratio_sum 0.555"), text);
    }

    private static CallRecord call(String id, String callId, long startedMillis, OptionalLong endedMillis) {
        MediaStats.Direction counted = new MediaStats.Direction(90, 9000, 80, 8000, 1, 2, 10, 1500, 3, 0, 0, 0, 0, 0,
                new MediaStats.Reception(100, 0, 0, 10, 1, new PayloadFormat(0, "pcmu", 8000), 0, 0),
                new MediaStats.Reports(0, 0, 0, 20_500, -1, -1, -1), new MediaStats.Refusals(0, 0, 0, 0));
        MediaQuality.Direction quality = new MediaQuality.Direction(10, 9, 2000, OptionalLong.of(20_500),
                OptionalDouble.of(80), OptionalDouble.of(4.2), OptionalDouble.empty(), OptionalDouble.of(4),
                OptionalDouble.empty(), OptionalDouble.empty());
        MediaVerdict verdict = new MediaVerdict(0, MediaSide.SET, MediaVerdict.Kind.ONE_WAY,
                MediaVerdict.Cause.KEYS_DIFFER, "keys differ", 5_000, OptionalLong.empty());
        return new CallRecord(id, callId, "other-" + callId, "1001", Side.SET, "1001", "1002", startedMillis,
                OptionalLong.of(startedMillis + 1), endedMillis, 200, "", "audio AES_CM_128_HMAC_SHA1_80", "audio RTP",
                Optional.of(new MediaStats(List.of(new MediaStats.Stream(counted, counted)))),
                new MediaQuality(6_000, List.of(new MediaQuality.Stream(quality, quality)), List.of(verdict)),
                List.of());
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return new ObjectMapper().readTree(response.body());
    }
}
