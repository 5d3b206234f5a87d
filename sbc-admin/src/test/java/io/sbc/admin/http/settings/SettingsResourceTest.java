package io.sbc.admin.http.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sbc.admin.TestIdentity;
import io.sbc.admin.http.AdminServer;
import io.sbc.admin.http.Anybody;
import io.sbc.admin.http.Metrics;
import io.sbc.admin.http.rest.EntityTags;
import io.sbc.admin.settings.ConfigInspection;
import io.sbc.admin.settings.IcpService;
import io.sbc.admin.settings.SettingsService.Outcome;
import io.sbc.admin.settings.SettingsService;
import io.sbc.base.Clock;
import io.sbc.core.config.AdminSettings;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.DeviceDraft;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.DigestHa1;
import io.sbc.core.directory.Secret;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.EventFilter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsResourceTest {

    private static final String FILE = "calls: {session-expires: 20m}";

    @TempDir
    Path directory;

    private static final Authorship AUTHOR = Authorship.system("test");

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<SbcConfig> takenUp = new ArrayList<>();
    private Metrics metrics;
    private SqlStore store;
    private AdminServer server;
    private long devices;

    @BeforeEach
    void start() throws Exception {
        metrics = new Metrics("1.2.3");
        store = SqlStore.open(new StoreSettings(directory.resolve("sbc.db"), directory.resolve("sbc.key")),
                new SecureRandom());
        SettingsService settings = service(FILE);
        settings.onChange(takenUp::add);
        server = AdminServer.start(
                new AdminSettings("127.0.0.1", 0, new ConfigReader(1).reference().admin().oauth()), List.of(), metrics,
                List.of(new Anybody()), new SettingsResource(settings),
                new IcpsResource(new IcpService(settings, _ -> devices), new EntityTags(new byte[32])));
    }

    private SettingsService service(String file) {
        return new SettingsService(2, file, store.settings());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        store.close();
        metrics.close();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/v1" + path))
                .header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private JsonNode json(String method, String path, String body) throws Exception {
        HttpResponse<String> response = send(method, path, body);
        assertTrue(response.statusCode() < 300, response.body());
        return mapper.readTree(response.body());
    }

    private JsonNode setting(String key) throws Exception {
        for (JsonNode setting : json("GET", "/settings", "").path("settings")) {
            if (setting.path("key").asText().equals(key)) {
                return setting;
            }
        }
        throw new AssertionError(key);
    }

    @Test
    void shouldShowWhereEachValueComesFrom() throws Exception {
        assertEquals("""
                {"key":"calls.session-expires","value":"20m","source":"file","applies":"live","default":"30m"}""",
                setting("calls.session-expires").toString());
        assertEquals("file", setting("store.database").path("applies").asText());
        assertEquals("restart", setting("calls.maximum").path("applies").asText());
    }

    @Test
    void shouldTakeUpAChangeAndSayWhatNeedsARestart() throws Exception {
        JsonNode done = json("PATCH", "/settings", "{\"calls\": {\"session-expires\": \"25m\", \"maximum\": 70}}");

        assertEquals("[\"calls.maximum\",\"calls.session-expires\"]", done.path("changed").toString());
        assertEquals("[\"calls.maximum\"]", done.path("restartNeeded").toString());
        assertEquals(25, takenUp.getLast().calls().sessionExpires().toMinutes());
        assertEquals("api", setting("calls.maximum").path("source").asText());
        assertEquals(70, service(FILE).config().calls().maximum());
        assertEquals("settings.changed",
                store.history().find(EventFilter.ALL, 1).getFirst().what().action());

        json("PATCH", "/settings", "{\"calls\": {\"session-expires\": null}}");

        assertEquals("file", setting("calls.session-expires").path("source").asText());
    }

    @Test
    void shouldChangeNothingByADryRunOrWithAProblem() throws Exception {
        json("PATCH", "/settings?dryRun=true", "{\"calls\": {\"maximum\": 70}}");
        HttpResponse<String> refused = send("PATCH", "/settings",
                "{\"calls\": {\"maximum\": 70, \"session-expires\": \"1m\"}}");

        assertEquals(422, refused.statusCode());
        assertTrue(mapper.readTree(refused.body()).path("problems").get(0).asText().startsWith("calls."),
                refused.body());
        assertFalse(refused.body().contains("line"), refused.body());
        assertEquals(0, json("GET", "/settings", "").path("version").asInt());
        assertEquals(List.of(), takenUp);
        assertEquals(List.of(), store.history().find(EventFilter.ALL, 1));
    }

    /** {@code check-config} says the same of a file with that in it (MainTest); without it the next start would be none. */
    @Test
    void shouldRefuseACertificateThatIsNotThereAndTellOfWhatPeersStumbleOver() throws Exception {
        TestIdentity.write(directory);
        String here = "[{\"certificate\": \"%1$s/server.pem\", \"key\": \"%1$s/server.key\"}]".formatted(directory);
        String file = "set: {tls: {certificates: %s}}\nadmin: {api: {enabled: false}}".formatted(here);
        SettingsService service = new SettingsService(2, file, store.settings(),
                new ConfigInspection(Clock.system(), new ConfigReader(2).reference())::of);

        Outcome gone = service.patch(patch("{\"set\": {\"tls\": {\"certificates\": "
                + "[{\"certificate\": \"no.pem\", \"key\": \"no.key\"}]}}}"), Optional.empty(), true, AUTHOR);
        Outcome other = service.patch(patch("{\"set\": {\"domain\": \"elsewhere.test\"}}"), Optional.empty(), true,
                AUTHOR);
        Outcome unrelated = service.patch(patch("{\"calls\": {\"maximum\": 70}}"), Optional.empty(), true, AUTHOR);

        List<String> problems = assertInstanceOf(Outcome.Invalid.class, gone).problems();
        assertTrue(problems.contains("set.tls.certificates[0].certificate: there is no file no.pem"),
                problems.toString());
        List<String> warnings = assertInstanceOf(Outcome.Done.class, other).warnings();
        assertTrue(warnings.toString().contains("is not for elsewhere.test"), warnings.toString());
        assertEquals(List.of(), assertInstanceOf(Outcome.Done.class, unrelated).warnings());
    }

    private ObjectNode patch(String json) throws Exception {
        return (ObjectNode) mapper.readTree(json);
    }

    @Test
    void shouldRefuseAChangeOfAnOlderVersion() throws Exception {
        json("PATCH", "/settings", "{\"calls\": {\"maximum\": 70}}");

        assertEquals(412,
                send("PATCH", "/settings", "{\"calls\": {\"maximum\": 80}}", "If-Match", "\"0\"").statusCode());
        assertEquals(200,
                send("PATCH", "/settings", "{\"calls\": {\"maximum\": 80}}", "If-Match", "\"1\"").statusCode());
    }

    @Test
    void shouldTakeAChangeBack() throws Exception {
        json("PATCH", "/settings", "{\"calls\": {\"maximum\": 70}}");
        json("PATCH", "/settings", "{\"calls\": {\"maximum\": 80}}");

        json("POST", "/settings/versions/1/restore", "");

        assertEquals("70", setting("calls.maximum").path("value").asText());
        JsonNode versions = json("GET", "/settings/versions", "").path("versions");
        assertEquals(3, versions.size());
        assertEquals("restored version 1", versions.get(0).path("note").asText());
        json("POST", "/settings/versions/0/restore", "");
        assertEquals("default", setting("calls.maximum").path("source").asText());
        assertEquals(404, send("POST", "/settings/versions/99/restore", "").statusCode());
    }

    @Test
    void shouldKeepTheLastFiftyVersions() throws Exception {
        for (int i = 1; i <= 52; i++) {
            json("PATCH", "/settings", "{\"calls\": {\"maximum\": " + (100 + i) + "}}");
        }

        JsonNode versions = json("GET", "/settings/versions", "").path("versions");
        assertEquals(50, versions.size());
        assertEquals(52, versions.get(0).path("version").asInt());
    }

    @Test
    void shouldAddReplaceAndRemovePbxsAtOnce() throws Exception {
        assertEquals(201, send("PUT", "/icps/mxone", """
                {"domain": "pbx.example.com", "host": "10.0.0.5", "port": 5060, "profile": "mx-one"}""").statusCode());
        assertEquals(List.of("pbx", "mxone"),
                takenUp.getLast().icp().pbxs().stream().map(PbxDefinition::id).toList());
        assertEquals("10.0.0.5", json("GET", "/icps/mxone", "").path("host").asText());
        json("PUT", "/icps/mxone", "{\"domain\": \"pbx.example.com\", \"host\": \"10.0.0.6\", \"port\": 5060}");
        assertEquals("10.0.0.6", json("GET", "/icps/mxone", "").path("host").asText());
        assertEquals("[]", json("GET", "/settings", "").path("restartNeeded").toString());

        devices = 3;
        assertEquals(409, send("DELETE", "/icps/mxone", "").statusCode());
        devices = 0;
        assertEquals(200, send("DELETE", "/icps/mxone", "").statusCode());
        assertEquals(404, send("GET", "/icps/mxone", "").statusCode());
        assertEquals(422, send("DELETE", "/icps/pbx", "").statusCode());
    }

    /** By whichever way it would go, and whatever another node made meanwhile. */
    @Test
    void shouldKeepAPbxThatDevicesBelongTo() throws Exception {
        json("PUT", "/icps/mxone", "{\"domain\": \"pbx.example.com\", \"host\": \"10.0.0.5\", \"port\": 5060}");
        store.apply(List.of(new DeviceDraft("ada@example.com", DeviceKind.DESKTOP, "1001",
                DigestHa1.of("1001", "sbc", new Secret("password")), "1001", "1001", new Secret("code"), "mxone",
                true)),
                Authorship.system("test"));

        for (String path : List.of("/settings?dryRun=true", "/settings")) {
            HttpResponse<String> refused = send("PATCH", path, "{\"icp\": {\"pbxs\": null}}");
            assertEquals(422, refused.statusCode(), path);
            assertTrue(refused.body().contains("icp.pbxs: 1 devices belong to mxone"), refused.body());
        }
        assertEquals(422, send("DELETE", "/icps/mxone", "").statusCode());
        assertEquals(200, send("GET", "/icps/mxone", "").statusCode());
        store.deleteUser("ada@example.com", Authorship.system("test"));
        json("PATCH", "/settings", "{\"icp\": {\"pbxs\": null}}");
        assertEquals(404, send("GET", "/icps/mxone", "").statusCode());
    }

    @Test
    void shouldChangeSomeOfAPbxAndOnlyTheVersionThatIsMeant() throws Exception {
        json("PUT", "/icps/mxone", "{\"domain\": \"pbx.example.com\", \"host\": \"10.0.0.5\", \"port\": 5060}");
        String tag = send("GET", "/icps/mxone", "").headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> moved = send("PATCH", "/icps/mxone", "{\"host\": \"10.0.0.6\"}", "If-Match", tag);

        assertEquals(200, moved.statusCode(), moved.body());
        String now = moved.headers().firstValue("ETag").orElseThrow();
        JsonNode icp = json("GET", "/icps/mxone", "");
        assertEquals("10.0.0.6 pbx.example.com", icp.path("host").asText() + " " + icp.path("domain").asText());
        assertEquals(304, send("GET", "/icps/mxone", "", "If-None-Match", now).statusCode());
        assertEquals(412, send("PATCH", "/icps/mxone", "{\"host\": \"10.0.0.7\"}", "If-Match", tag).statusCode());
        assertEquals(412, send("DELETE", "/icps/mxone", "", "If-Match", tag).statusCode());
        assertEquals(412, send("PUT", "/icps/mxone", "{}", "If-None-Match", "*").statusCode());
        assertEquals("10.0.0.6", json("GET", "/icps/mxone", "").path("host").asText());
        assertEquals(404, send("PATCH", "/icps/nobody", "{}").statusCode());
        assertEquals("mxone", json("GET", "/icps?domain=*example.com", "").at("/icps/0/id").asText());
    }

    @Test
    void shouldRefusePbxsThatCannotBe() throws Exception {
        HttpResponse<String> incomplete = send("PUT", "/icps/mxone", "{\"domain\": \"pbx.example.com\"}");
        HttpResponse<String> file = send("PUT", "/icps/mxone", """
                {"domain": "pbx.example.com", "host": "10.0.0.5", "port": 5060, "profile": "/etc/passwd"}""");

        assertEquals(422, incomplete.statusCode());
        assertTrue(incomplete.body().contains("icp.pbxs[1].host: must be given for every PBX"), incomplete.body());
        assertEquals(422, file.statusCode());
        assertTrue(json("GET", "/icp-profiles", "").toString().contains("\"mivoice-business\""));
    }

    @Test
    void shouldStartWithTheFileAloneWhenTheTwoDoNotFit() throws Exception {
        json("PATCH", "/settings", "{\"calls\": {\"session-expires\": \"2m\", \"maximum\": 70}}");

        SettingsService other = service("calls: {minimum-session-expires: 5m}");

        assertEquals(5_000, other.config().calls().maximum());
        assertEquals(1, other.refused().size());
    }
}
