package io.sbc.admin.http.captures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.sbc.admin.http.AdminServer;
import io.sbc.admin.http.Authenticator;
import io.sbc.admin.http.Caller;
import io.sbc.admin.http.Metrics;
import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.Side;
import io.sbc.core.access.Permission;
import io.sbc.core.capture.CaptureCounter;
import io.sbc.core.capture.Captures;
import io.sbc.core.capture.SipTap;
import io.sbc.core.config.AdminSettings;
import io.sbc.core.config.CaptureSettings;
import io.sbc.core.config.CaptureSettings.HepSettings;
import io.sbc.core.config.CaptureSettings.HepTransport;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.EventFilter;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapturesResourceTest {

    @TempDir
    Path directory;

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Clerk clerk = new Clerk();
    private final Metrics metrics = new Metrics("1.2.3");
    private SqlStore store;
    private Captures captures;
    private AdminServer server;

    /** A caller whose rights a test chooses. */
    private static final class Clerk implements Authenticator {

        private Set<Permission> permissions = EnumSet.of(Permission.CAPTURE);

        @Override
        public Optional<Caller> authenticate(Context context) {
            return Optional.of(new Caller(new Authorship(Authorship.Kind.ADMINISTRATOR, "clerk", "", ""), permissions));
        }
    }

    @BeforeEach
    void start() throws Exception {
        store = SqlStore.open(new StoreSettings(directory.resolve("sbc.db"), directory.resolve("sbc.key")),
                new SecureRandom());
        CaptureSettings settings = new CaptureSettings(directory.resolve("captures"), 1 << 20, Duration.ofMinutes(1),
                Duration.ofDays(1), 1 << 20, new HepSettings(List.of(), HepTransport.UDP, 1));
        InetAddress own = InetAddress.ofLiteral("192.0.2.1");
        captures = new Captures(settings, new SipTap(), new NoMedia(), Map.of(Side.SET, own, Side.ICP, own),
                Clock.system(), new Random(1), task -> Thread.ofVirtual().start(task),
                new Counters<>(CaptureCounter.class));
        server = AdminServer.start(
                new AdminSettings("127.0.0.1", 0, new ConfigReader(1).reference().admin().oauth()), List.of(), metrics,
                List.of(clerk), new CapturesResource(captures, new Targets(_ -> List.of()), store.history()));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        captures.close();
        store.close();
        metrics.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/v1" + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(request(path).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private String started(String body) throws Exception {
        HttpResponse<String> started = post("/captures", body);
        assertEquals(201, started.statusCode(), started::body);
        return mapper.readTree(started.body()).path("id").asText();
    }

    @Test
    void shouldBeginListEndAndHandOutACaptureAndWriteDownWhoDidIt() throws Exception {
        String id = started("{\"number\": \"1001\", \"media\": \"wire\", \"time\": \"30s\", \"size\": \"500KiB\"}");

        JsonNode listed = mapper.readTree(get("/captures").body()).path("captures").get(0);
        assertEquals("running", listed.path("state").asText());
        assertEquals("number 1001", listed.path("target").asText());
        assertEquals(409, get("/captures/" + id + "/file").statusCode(), "not while it runs");
        assertEquals(200, post("/captures/" + id + "/stop", "{}").statusCode());
        HttpResponse<String> file = get("/captures/" + id + "/file");

        assertEquals(200, file.statusCode());
        assertTrue(file.body().startsWith("\n\r\r\n"), "a section header of pcapng");
        assertEquals("no-store", file.headers().firstValue("Cache-Control").orElseThrow());
        assertEquals(List.of("capture.downloaded", "capture.stopped", "capture.started"),
                store.history().find(EventFilter.ALL, 10).stream()
                        .map(event -> event.what().action()).toList());
    }

    @Test
    void shouldWantTheRightToSecrets() throws Exception {
        assertEquals(403, post("/captures", "{\"all\": true, \"secrets\": true}").statusCode());
        assertEquals(409, post("/captures", "{\"all\": true, \"media\": \"decrypted\"}").statusCode());

        clerk.permissions = EnumSet.of(Permission.CAPTURE, Permission.REVEAL_SECRETS);
        String id = started("{\"all\": true, \"media\": \"decrypted\", \"secrets\": true}");
        post("/captures/" + id + "/stop", "{}");
        Files.writeString(directory.resolve("captures/20260101-000000-abcd.pcapng"), "of an earlier process");
        assertEquals(200, get("/captures/" + id + "/file").statusCode());
        clerk.permissions = EnumSet.of(Permission.CAPTURE);
        assertEquals(403, get("/captures/" + id + "/file").statusCode());
        assertEquals(403, get("/captures/20260101-000000-abcd/file").statusCode());
        clerk.permissions = EnumSet.of(Permission.READ_STATUS);
        assertEquals(403, get("/captures").statusCode());
    }

    @Test
    void shouldSayWhatIsWrongWithAWish() throws Exception {
        for (String body : List.of("{}", "{\"all\": true, \"number\": \"1\"}", "{\"user\": \"nobody\"}",
                "{\"address\": \"pbx.local\"}", "{\"all\": true, \"media\": \"some\"}",
                "{\"all\": true, \"time\": \"0s\"}", "{\"all\": true, \"size\": \"1GiB\"}",
                "{\"everything\": true}")) {
            assertEquals(400, post("/captures", body).statusCode(), body);
        }
        assertEquals(404, post("/captures/none/stop", "{}").statusCode());
        assertEquals(404, get("/captures/..%2F..%2Fsbc.key/file").statusCode());
    }
}
