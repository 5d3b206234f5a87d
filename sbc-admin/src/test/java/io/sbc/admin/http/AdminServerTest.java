package io.sbc.admin.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.base.CounterDescriptor;
import io.sbc.base.Counters;
import io.sbc.base.Gauge;
import io.sbc.core.config.AdminSettings;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.OAuthSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {

    private static final OAuthSettings OAUTH = new ConfigReader(1).reference().admin().oauth();
    private enum Thing implements CounterDescriptor {
        SEEN;

        @Override
        public String metric() {
            return "sbc_things_seen_total";
        }

        @Override
        public String help() {
            return "Things that were seen.";
        }
    }

    private final AtomicReference<Optional<String>> storeProblem = new AtomicReference<>(Optional.empty());
    private final Metrics metrics = new Metrics("1.2.3");
    private final HttpClient client = HttpClient.newHttpClient();
    private AdminServer server;
    private boolean actionWorks = true;

    @Test
    void shouldDoWhatIsAskedAndSayWhyNot() throws Exception {
        assertEquals(200, post("/api/v1/certificates/reload").statusCode());

        actionWorks = false;
        HttpResponse<String> refused = post("/api/v1/certificates/reload");

        assertEquals(409, refused.statusCode());
        assertEquals("It is too late.", new ObjectMapper().readTree(refused.body()).path("detail").asText());
    }

    private HttpResponse<String> post(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
    }

    @BeforeEach
    void start() throws Exception {
        server = AdminServer.start(new AdminSettings("127.0.0.1", 0, OAUTH),
                List.of(new HealthCheck("store", storeProblem::get), new HealthCheck("media", Optional::empty)),
                metrics, List.of(new Anybody()), new CertificatesResource(this::act));
    }

    private void act() throws IOException {
        if (!actionWorks) {
            throw new IOException("It is too late.");
        }
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        metrics.close();
    }

    @Test
    void shouldBeLive() throws Exception {
        HttpResponse<String> response = get("/health/live");

        assertEquals(200, response.statusCode());
        assertEquals("live", json(response).path("status").asText());
    }

    @Test
    void shouldBeReadyWhileEveryCheckIsWell() throws Exception {
        HttpResponse<String> response = get("/health/ready");

        assertEquals(200, response.statusCode());
        assertEquals("ready", json(response).path("status").asText());
        assertEquals("ok", json(response).path("checks").path("media").asText());
    }

    @Test
    void shouldSayWhyItIsNotReady() throws Exception {
        storeProblem.set(Optional.of("the database does not answer"));

        HttpResponse<String> response = get("/health/ready");

        assertEquals(503, response.statusCode());
        assertEquals("not ready", json(response).path("status").asText());
        assertEquals("the database does not answer", json(response).path("checks").path("store").asText());
    }

    @Test
    void shouldShowCountersAndGaugesByTheirNames() throws Exception {
        Counters<Thing> counters = new Counters<>(Thing.class);
        counters.add(Thing.SEEN, 3);
        metrics.register(counters);
        metrics.register(new Gauge("sbc_things", "Things that there are.", () -> 7));

        HttpResponse<String> response = get("/metrics");

        List<String> lines = response.body().lines().toList();
        assertTrue(lines.contains("# HELP sbc_things_seen_total Things that were seen."), response.body());
        assertTrue(lines.contains("sbc_things_seen_total 3.0"), response.body());
        assertTrue(lines.contains("sbc_things 7.0"), response.body());
        assertTrue(lines.contains("sbc_build_info{version=\"1.2.3\"} 1.0"), response.body());
        assertTrue(response.body().contains("jvm_memory_used_bytes"), response.body());
        assertTrue(response.headers().firstValue("Content-Type").orElseThrow().startsWith("text/plain"));
    }

    @Test
    void shouldAnswerProblemForWhatIsNotThere() throws Exception {
        HttpResponse<String> response = get("/nothing");

        assertEquals(404, response.statusCode());
        assertTrue(response.headers().firstValue("Content-Type").orElseThrow().startsWith("application/problem+json"));
        assertEquals(404, json(response).path("status").asInt());
        assertEquals("/nothing", json(response).path("instance").asText());
    }

    @Test
    void shouldAnswerProblemForMethodThatIsNotPossible() throws Exception {
        HttpResponse<String> response = client.send(HttpRequest.newBuilder(uri("/metrics"))
                .POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());

        assertEquals(405, response.statusCode());
        assertTrue(response.headers().firstValue("Content-Type").orElseThrow().startsWith("application/problem+json"));
        assertEquals("GET", response.headers().firstValue("Allow").orElseThrow());
    }

    @Test
    void shouldSayThatThePortIsTaken() {
        assertThrows(BindException.class, () -> AdminServer.start(new AdminSettings("127.0.0.1", server.port(), OAUTH),
                List.of(), metrics, List.of()));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return new ObjectMapper().readTree(response.body());
    }
}
