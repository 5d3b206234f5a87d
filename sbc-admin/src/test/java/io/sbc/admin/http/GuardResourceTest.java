package io.sbc.admin.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.base.VirtualClock;
import io.sbc.core.config.AdminSettings;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.OAuthSettings;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.guard.Guard;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import io.sbc.admin.guard.GuardDesk;
import io.sbc.core.config.IpNetwork;
import io.sbc.core.guard.AllowedNetworks;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.EventDraft;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardResourceTest {

    private static final OAuthSettings OAUTH = new ConfigReader(1).reference().admin().oauth();
    private final SbcConfig config = new ConfigReader(1).reference();
    private final Guard guard = new Guard(config.guard(), config.emergency(), new VirtualClock(1_790_000_000_000L),
            new Random(1));
    private final Metrics metrics = new Metrics("1.2.3");
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<EventDraft> events = new ArrayList<>();
    private final Set<IpNetwork> written = new HashSet<>();
    private final AllowedNetworks networks = new AllowedNetworks() {

        @Override
        public List<IpNetwork> networks() {
            return List.copyOf(written);
        }

        @Override
        public void add(IpNetwork network, Authorship author) {
            written.add(network);
        }

        @Override
        public void remove(IpNetwork network, Authorship author) {
            written.remove(network);
        }
    };
    private AdminServer server;

    @BeforeEach
    void start() throws Exception {
        server = AdminServer.start(new AdminSettings("127.0.0.1", 0, OAUTH), List.of(), metrics, List.of(new Anybody()),
                new GuardResource(new GuardDesk(guard.view(), networks, events::add)));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        metrics.close();
    }

    @Test
    void shouldBlockListExplainAndUnblock() throws Exception {
        HttpResponse<String> made = post("/api/v1/guard/blocks",
                "{\"address\": \"192.0.2.7\", \"duration\": \"PT10M\", \"note\": \"rings all night\"}");
        assertEquals(201, made.statusCode(), made.body());
        assertEquals("2026-09-21T14:23:20Z", json(made).path("until").asText());

        JsonNode block = json(get("/api/v1/guard/blocks")).path("blocks").path(0);
        assertEquals("192.0.2.7", block.path("source").asText());
        assertEquals("operator", block.path("reason").asText());
        assertEquals("rings all night", block.path("note").asText());

        JsonNode source = json(get("/api/v1/guard/sources/192.0.2.7"));
        assertEquals("operator", source.path("block").path("reason").asText());
        assertEquals("untrusted", source.path("level").asText());
        assertEquals(5, source.path("buckets").size());

        assertEquals(204, delete("/api/v1/guard/blocks/192.0.2.7").statusCode());
        assertEquals(0, json(get("/api/v1/guard/blocks")).path("blocks").size());
        assertEquals(List.of("guard.blocked", "guard.unblocked"), events.stream().map(EventDraft::action).toList());
        assertEquals("192.0.2.7", events.getFirst().subject().id());
    }

    @Test
    void shouldHoldToTheNetworksThatAreWrittenDown() throws Exception {
        written.add(IpNetwork.parse("198.51.100.0/24"));
        GuardDesk desk = new GuardDesk(guard.view(), networks, events::add);
        desk.reload();
        assertEquals("allowed", json(get("/api/v1/guard/sources/198.51.100.9")).path("level").asText());

        written.clear(); // by another node
        desk.reload();
        assertEquals("untrusted", json(get("/api/v1/guard/sources/198.51.100.9")).path("level").asText());
    }

    @Test
    void shouldTakeAnIpv6AddressForItsNetwork() throws Exception {
        assertEquals("2001:db8:0:1:0:0:0:0/64",
                json(post("/api/v1/guard/blocks", "{\"address\": \"2001:db8:0:1::7\"}")).path("source").asText());
        assertEquals(204, delete("/api/v1/guard/blocks/2001:db8:0:1::99").statusCode());
    }

    @Test
    void shouldAllowANetworkUntilItIsTakenBack() throws Exception {
        assertEquals(201, post("/api/v1/guard/allowed", "{\"network\": \"192.0.2.0/24\"}").statusCode());
        assertEquals("192.0.2.0/24", json(get("/api/v1/guard/allowed")).path("added").path(0).asText());
        assertEquals("allowed", json(get("/api/v1/guard/sources/192.0.2.7")).path("level").asText());
        assertEquals(Set.of(IpNetwork.parse("192.0.2.0/24")), written);

        assertEquals(204, delete("/api/v1/guard/allowed?network=192.0.2.0/24").statusCode());
        assertProblem(404, "was not added here", delete("/api/v1/guard/allowed?network=192.0.2.0/24"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/api/v1/guard/blocks | {} | address is missing",
        "/api/v1/guard/blocks | {\"address\": 7} | address has to be a string",
        "/api/v1/guard/blocks | {\"address\": \"example.com\"} | No IP address",
        "/api/v1/guard/blocks | {\"address\": \"127.1\"} | No IP address",
        "/api/v1/guard/blocks | {\"address\": \"192.0.2.999\"} | No IP address",
        "/api/v1/guard/blocks | {\"address\": \"192.0.2.7\", \"duration\": \"soon\"} | duration has to be",
        "/api/v1/guard/blocks | {\"address\": \"192.0.2.7\", \"duration\": \"-PT1H\"} | duration has to be",
        "/api/v1/guard/blocks | [] | has to be a JSON object", "/api/v1/guard/blocks | {\"address | is no JSON",
        "/api/v1/guard/allowed | {\"network\": \"192.0.2.0/33\"} | No network",
        "/api/v1/guard/allowed | {} | network is missing"})
    void shouldAnswerBadInputWithAProblem(String path, String body, String detail) throws Exception {
        assertProblem(400, detail, post(path, body));
    }

    @Test
    void shouldWantJson() throws Exception {
        HttpResponse<String> response = client.send(HttpRequest.newBuilder(uri("/api/v1/guard/blocks"))
                .header("Content-Type", "text/plain").POST(BodyPublishers.ofString("{\"address\": \"192.0.2.7\"}"))
                .build(), BodyHandlers.ofString());

        assertProblem(415, "application/json", response);
        assertEquals(0, guard.view().blocks().size());
    }

    @Test
    void shouldAnswer404ForWhoIsNotBlocked() throws Exception {
        assertProblem(404, "192.0.2.8 is not blocked", delete("/api/v1/guard/blocks/192.0.2.8"));
        assertProblem(400, "No IP address", delete("/api/v1/guard/blocks/nobody"));
        assertProblem(400, "No IP address", get("/api/v1/guard/sources/nobody"));
    }

    private static void assertProblem(int status, String detail, HttpResponse<String> response) throws Exception {
        assertEquals(status, response.statusCode(), response.body());
        assertEquals("application/problem+json",
                response.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", ""));
        assertTrue(json(response).path("detail").asText().contains(detail), response.body());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> delete(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).DELETE().build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return new ObjectMapper().readTree(response.body());
    }
}
