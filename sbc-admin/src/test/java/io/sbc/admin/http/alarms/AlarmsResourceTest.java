package io.sbc.admin.http.alarms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.AlarmService;
import io.sbc.admin.alarm.AlarmStage;
import io.sbc.admin.alarm.send.Couriers;
import io.sbc.admin.http.AdminServer;
import io.sbc.admin.http.Anybody;
import io.sbc.admin.http.Metrics;
import io.sbc.core.config.AdminSettings;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.history.Event;
import io.sbc.core.history.EventFilter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlarmsResourceTest {

    @TempDir
    Path directory;

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Metrics metrics = new Metrics("1.2.3");
    private SqlStore store;
    private AlarmStage stage;
    private AdminServer server;

    @BeforeEach
    void start() throws Exception {
        StoreSettings settings = new StoreSettings(directory.resolve("sbc.db"), directory.resolve("sbc.key"));
        store = SqlStore.open(settings, new SecureRandom());
        stage = new AlarmStage(settings, store);
        AlarmService alarms = stage.service();
        server = AdminServer.start(new AdminSettings("127.0.0.1", 0, new ConfigReader(1).reference().admin().oauth()),
                List.of(), metrics, List.of(new Anybody()),
                new AlarmsResource(alarms, new Couriers(List.of(), stage.clock())));
        stage.bad(AlarmKind.DISK_LOW, "/var");
        stage.turn();
        stage.bad(AlarmKind.PBX_UNREACHABLE, "pbx");
        stage.turn();
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        stage.close();
        store.close();
        metrics.close();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/v1" + path));
    }

    private JsonNode get(String path) throws Exception {
        return mapper.readTree(send(at(path)).body());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send(at(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    @Test
    void shouldListTheWorstFirstWithEverythingThatTheConsoleShows() throws Exception {
        JsonNode answer = get("/alarms");

        assertEquals(1, answer.path("counts").path("critical").asInt());
        assertEquals(1, answer.path("counts").path("major").asInt());
        JsonNode first = answer.path("alarms").path(0);
        assertEquals("2", first.path("id").asText());
        assertEquals("pbx-unreachable", first.path("kind").asText());
        assertEquals("PBX unreachable", first.path("name").asText());
        assertEquals("critical", first.path("severity").asText());
        assertEquals("pbx", first.path("subject").asText());
        assertEquals("active", first.path("state").asText());
        assertEquals("2026-09-21T14:13:25Z", first.path("since").asText());
        assertTrue(first.path("acknowledged").isMissingNode());
        for (String field : List.of("text", "cause", "remedy", "meaning")) {
            assertTrue(!first.path(field).asText().isEmpty(), field);
        }
        assertEquals("disk-low", answer.path("alarms").path(1).path("kind").asText());
    }

    @Test
    void shouldShowThePastPageByPageAndFiltered() throws Exception {
        stage.good(AlarmKind.PBX_UNREACHABLE, "pbx");
        stage.turns(3);

        assertEquals(1, get("/alarms").path("alarms").size());
        JsonNode past = get("/alarms?state=cleared").path("alarms");
        assertEquals(1, past.size());
        assertEquals("cleared", past.path(0).path("state").asText());
        assertTrue(!past.path(0).path("clearedAt").asText().isEmpty());
        JsonNode page = get("/alarms?state=all&limit=1");
        assertEquals("2", page.path("alarms").path(0).path("id").asText());
        assertEquals("1", get("/alarms?state=all&limit=1&before=" + page.path("next").asText()).path("alarms").path(0)
                .path("id").asText());
        assertEquals(1, get("/alarms?state=all&severity=major").path("alarms").size());
        assertEquals(1, get("/alarms?state=all&kind=pbx-unreachable&subject=pbx").path("alarms").size());
        assertEquals(0, get("/alarms?state=all&until=2026-09-21T14:00:00Z").path("alarms").size());
    }

    @Test
    void shouldKeepWhoSeesToItWithANoteAndAnEntryInTheHistory() throws Exception {
        HttpResponse<String> answer = post("/alarms/2/acknowledge", "{\"note\": \"the carrier is on it\"}");

        assertEquals(200, answer.statusCode(), answer.body());
        stage.turn();
        JsonNode seen = get("/alarms/2").path("acknowledged");
        assertEquals("test", seen.path("by").asText());
        assertEquals("the carrier is on it", seen.path("note").asText());
        Event event = store.history().find(EventFilter.ALL, 1).getFirst();
        assertEquals("alarm.acknowledged", event.what().action());
        assertEquals("2", event.what().subject().id());
    }

    @Test
    void shouldTellTheWholeCatalogue() throws Exception {
        assertEquals(AlarmKind.values().length, get("/alarms/catalogue").path("kinds").size());
    }

    @Test
    void shouldRefuseWhatIsNotThereOrNotSo() throws Exception {
        assertEquals(404, post("/alarms/99/acknowledge", "{}").statusCode());
        assertEquals(404, send(at("/alarms/none")).statusCode());
        assertEquals(400, send(at("/alarms?state=open")).statusCode());
        assertEquals(400, send(at("/alarms?severity=bad")).statusCode());
        assertEquals(400, send(at("/alarms?limit=0")).statusCode());
        assertEquals(400, post("/alarms/2/acknowledge", "{\"noet\": \"\"}").statusCode());
    }
}
