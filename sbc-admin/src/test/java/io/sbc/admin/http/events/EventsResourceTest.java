package io.sbc.admin.http.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.admin.http.AdminServer;
import io.sbc.admin.http.Anybody;
import io.sbc.admin.http.Metrics;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.AdminSettings;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.Changes;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.Subject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsResourceTest {

    private static final Authorship MXONE = new Authorship(Authorship.Kind.API_KEY, "mxone", "10.0.0.1", "c-1");

    @TempDir
    Path directory;

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private Metrics metrics;
    private SqlStore store;
    private AdminServer server;

    @BeforeEach
    void start() throws Exception {
        metrics = new Metrics("1.2.3");
        store = SqlStore.open(new StoreSettings(directory.resolve("sbc.db"), directory.resolve("sbc.key")),
                new SecureRandom(), () -> Instant.parse("2026-01-01T00:00:00Z"));
        server = AdminServer.start(
                new AdminSettings("127.0.0.1", 0, new ConfigReader(1).reference().admin().oauth()), List.of(), metrics,
                List.of(new Anybody()), new EventsResource(store.history()));
        for (String name : List.of("one", "=2+3", "three, \"four\"")) {
            store.history().record(EventDraft.of(MXONE, "test.noted", new Subject("test", name),
                    new Changes().text("name", Optional.empty(), Optional.of(name)).list(), "notes"));
        }
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        store.close();
        metrics.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/v1" + path))
                .build(), BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws Exception {
        return mapper.readTree(get(path).body());
    }

    @Test
    void shouldShowTheNewestFirstPageByPage() throws Exception {
        JsonNode first = json("/events?limit=2");
        JsonNode second = json("/events?limit=2&before=" + first.path("next").asLong());

        assertEquals(3, first.path("events").get(0).path("sequence").asLong());
        assertEquals("one", second.path("events").get(0).path("subject").path("id").asText());
        assertFalse(second.has("next"));
        JsonNode event = second.path("events").get(0);
        assertEquals("{\"kind\":\"api-key\",\"name\":\"mxone\",\"address\":\"10.0.0.1\"}",
                mapper.writeValueAsString(mapper.readTree(
                        "{\"kind\":\"%s\",\"name\":\"%s\",\"address\":\"%s\"}".formatted(
                                event.path("author").path("kind").asText(), event.path("author").path("name").asText(),
                                event.path("author").path("address").asText()))));
        assertEquals("[{\"property\":\"name\",\"after\":\"one\"}]", event.path("changes").toString());
        assertEquals("2026-01-01T00:00:00Z", event.path("time").asText());
    }

    @Test
    void shouldFilterByWhatIsAskedFor() throws Exception {
        assertEquals(3, json("/events?author=mxone&tag=notes&action=test").path("events").size());
        assertEquals(1, json("/events?subjectKind=test&subjectId=one").path("events").size());
        assertEquals(1, json("/events?text=FOUR").path("events").size());
        assertEquals(0, json("/events?until=2026-01-01T00:00:00Z").path("events").size());
        assertEquals(400, get("/events?from=yesterday").statusCode());
        assertEquals(400, get("/events?limit=1001").statusCode());
    }

    @Test
    void shouldExportCsvThatNoSpreadsheetCalculates() throws Exception {
        HttpResponse<String> csv = get("/events/export.csv");

        List<String> lines = csv.body().lines().toList();
        assertEquals("text/csv;charset=utf-8",
                csv.headers().firstValue("Content-Type").orElseThrow().replace(" ", ""));
        assertEquals(4, lines.size());
        assertTrue(lines.get(1).startsWith(
                "1,2026-01-01T00:00:00Z,API_KEY,mxone,10.0.0.1,c-1,test.noted,test,one,name: (none) -> one,notes,0000"));
        assertTrue(lines.get(2).contains(",test,'=2+3,"), lines.get(2));
        assertTrue(lines.get(3).contains(",\"three, \"\"four\"\"\","), lines.get(3));
    }

    @Test
    void shouldSayWhetherTheChainIsWhole() throws Exception {
        assertEquals("{\"intact\":true,\"entries\":3,\"removedUpTo\":0,\"last\":3}", get("/events/verify").body());

        store.session().write(change -> change.execute("DELETE FROM events WHERE sequence = 2"));

        assertEquals("{\"intact\":false,\"sequence\":2,\"problem\":\"the entry is missing\"}",
                get("/events/verify").body());
    }
}
