package io.sbc.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.admin.http.Described;
import io.sbc.kit.demo.SbcProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The admin plane of the shipped process: each answer is held against the process's own description of the API, whatever it is about; and what was left
 * half done is completed at the start.
 */
class PlaneIT {

    /** What a request of this test does not reach: streams, log-ins, OAuth, and calls, which end-to-end tests hold against the description. */
    private static final Set<String> ELSEWHERE = Set.of("get /api/v1/status/stream", "post /api/v1/login",
            "get /api/v1/login/oidc", "get /api/v1/login/oidc/callback", "post /oauth/request_token",
            "post /oauth/access_token", "put /api/v1/me/password", "post /api/v1/tokens/temporary/{token}/approve",
            "delete /api/v1/tokens/temporary/{token}", "get /api/v1/tokens/{token}",
            "post /api/v1/tokens/{token}/renew", "delete /api/v1/tokens/{token}", "get /api/v1/calls/{id}",
            "get /api/v1/calls/{id}/ladder", "get /api/v1/calls/{id}/ladder.svg", "get /api/v1/calls/{id}/ladder.txt",
            "get /api/v1/calls/{id}/capture.pcapng", "get /api/v1/alarms/{id}",
            "post /api/v1/alarms/{id}/acknowledge");

    @TempDir
    Path directory;

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Set<String> asked = new HashSet<>();
    private SbcProcess sbc;
    private String local = "";
    private Described described;

    @BeforeEach
    void start() throws Exception {
        X509Certificate exchanged = leaveAnExchangeHalfDone(Files.createDirectories(directory.resolve("certs")));
        Path config = Files.writeString(directory.resolve("sbc.yaml"), """
                set: {tls: {port: 0}}
                icp: {udp: {port: 0}, tcp: {port: 0}}
                media: {ports: 23000-23099}
                admin: {port: 0, api: {port: 0}}
                run: {ports-file: ports}
                """);
        sbc = new SbcProcess(System.getProperty("sbc.distribution") + "/bin/sbc", directory, config,
                directory.resolve("ports"));
        sbc.awaitReady(Duration.ofMinutes(2));
        local = "Bearer local-" + Files.readString(directory.resolve("data/local-api.key")).strip();
        described = new Described(sbc.said("/api/v1/openapi.json"));
        assertEquals(exchanged.getSerialNumber(),
                io.sbc.core.sip.transport.tls.PemIdentity.certificates(directory.resolve("certs/server.pem")).getFirst()
                        .getSerialNumber());
        assertFalse(Files.exists(directory.resolve("certs/server.pem.sbc-next")));
    }

    /** As a kill leaves it between the two renames: the new key, and the old certificate. */
    private static X509Certificate leaveAnExchangeHalfDone(Path certificates) throws Exception {
        TestIdentity.write(certificates);
        Path before = Files.copy(certificates.resolve("server.pem"), certificates.resolve("before"));
        X509Certificate next = TestIdentity.write(certificates);
        String pem = Files.readString(certificates.resolve("server.pem"));
        Files.writeString(certificates.resolve("server.pem.sbc-next"),
                pem.length() + "\n" + pem + Files.readString(certificates.resolve("server.key")));
        Files.move(before, certificates.resolve("server.pem"), StandardCopyOption.REPLACE_EXISTING);
        return next;
    }

    @AfterEach
    void stop() {
        client.close();
        sbc.close();
    }

    /** Asks for the operation that the template names, as this machine's command line does. */
    private JsonNode ask(String method, String template, String path, String body) throws Exception {
        HttpResponse<String> answer = send(method, path, body, "application/json");
        assertTrue(answer.statusCode() < 300, () -> method + " " + path + ": " + answer.body());
        asked.add(method.toLowerCase(java.util.Locale.ROOT) + " " + template);
        return answer.headers().firstValue("Content-Type").orElse("").startsWith("application/json")
                && !answer.body().isEmpty() ? mapper.readTree(answer.body()) : mapper.createObjectNode();
    }

    private HttpResponse<String> send(String method, String path, String body, String type)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = client.send(HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + sbc.port("admin.http") + path))
                .header("Content-Type", type).header("Authorization", local)
                .method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        assertTrue(answer.headers().firstValue("X-Correlation-Id").isPresent(), path);
        described.check(method, path, type.equals("application/json") ? body : "", answer.statusCode(),
                answer.headers().firstValue("Content-Type").orElse(""), answer.body());
        return answer;
    }

    private JsonNode get(String template, String... value) throws Exception {
        String path = "/api/v1" + (value.length == 0 ? template : template.replaceFirst("\\{[^}]+}", value[0]));
        return ask("GET", "/api/v1" + template, path, "");
    }

    private JsonNode change(String method, String template, String value, String body) throws Exception {
        return ask(method, "/api/v1" + template, "/api/v1" + template.replaceFirst("\\{[^}]+}", value), body);
    }

    @Test
    void shouldAnswerAsItsDescriptionSaysAndShowEveryRowOfALongList() throws Exception {
        provision();
        administer();
        operate();
        look();
        listMany();

        JsonNode paths = mapper.readTree(sbc.said("/api/v1/openapi.json")).path("paths");
        Set<String> left = new TreeSet<>();
        paths.properties().forEach(path -> path.getValue().propertyStream()
                .forEach(method -> left.add(method.getKey() + " " + path.getKey())));
        left.removeAll(asked);
        left.removeAll(ELSEWHERE);
        assertEquals(Set.of(), left, "operations that this test has not asked for");
    }

    private void provision() throws Exception {
        change("PUT", "/templates/{name}", "branch", "{\"desktop\": \"{extension}\", \"mobile\": \"9{extension}\"}");
        change("PATCH", "/templates/{name}", "branch", "{\"description\": \"of a branch\"}");
        change("PUT", "/users/{email}", "eve%40example.test",
                "{\"extension\": \"1006\", \"generatePassword\": true, \"icpPassword\": \"a-code-at-the-pbx\"}");
        change("PATCH", "/users/{email}", "eve%40example.test", "{\"name\": \"Eve\"}");
        ask("PUT", "/api/v1/users/{email}/devices/{kind}", "/api/v1/users/eve%40example.test/devices/mobile",
                "{\"enabled\": false}");
        ask("PATCH", "/api/v1/users/{email}/devices/{kind}", "/api/v1/users/eve%40example.test/devices/mobile",
                "{\"enabled\": true}");
        ask("GET", "/api/v1/users/{email}/devices/{kind}", "/api/v1/users/eve%40example.test/devices/mobile", "");
        for (String of : new String[]{"/users/{email}", "/users/{email}/devices", "/users/{email}/status"}) {
            get(of, "eve%40example.test");
        }
        get("/templates/{name}", "branch");
        change("DELETE", "/templates/{name}", "branch", "");
        String bulk = change("POST", "/users/bulk", "",
                "{\"users\": [{\"email\": \"ada@example.test\", \"extension\": \"1007\"}]}").path("id").asText();
        sbc.await("end the job", Duration.ofSeconds(30), () -> {
            try {
                return sbc.said("/api/v1/jobs/" + bulk).contains("\"done\",");
            } catch (IOException e) {
                return false;
            }
        });
        for (String of : new String[]{"/jobs/{id}", "/jobs/{id}/rows", "/jobs/{id}/report"}) {
            get(of, bulk);
        }
        change("DELETE", "/jobs/{id}", bulk, "");
        assertEquals(202, send("POST", "/api/v1/users/import?dryRun=true", "email,extension\nx@example.test,1008\n",
                "text/csv").statusCode());
        asked.add("post /api/v1/users/import");
        change("DELETE", "/users/{email}", "ada%40example.test", "");
        change("PUT", "/licences/{kind}", "teleworker", "{\"total\": 500}");
        change("PATCH", "/licences/{kind}", "teleworker", "{\"total\": null}");
        get("/licences/{kind}", "teleworker");
    }

    private void administer() throws Exception {
        change("POST", "/consumers", "", "{\"id\": \"mxone\"}");
        get("/consumers/{id}", "mxone");
        change("PATCH", "/consumers/{id}", "mxone", "{\"active\": false}");
        change("DELETE", "/consumers/{id}", "mxone", "");
        change("POST", "/administrators", "", "{\"name\": \"ada\", \"role\": \"operator\"}");
        get("/administrators/{name}", "ada");
        change("PATCH", "/administrators/{name}", "ada", "{\"role\": \"auditor\"}");
        change("POST", "/administrators/{name}/reset-password", "ada", "{}");
        change("DELETE", "/administrators/{name}", "ada", "");
        String key = change("POST", "/api-keys", "", "{\"name\": \"robot\", \"role\": \"auditor\"}").path("id")
                .asText();
        get("/api-keys");
        get("/api-keys/{id}", key);
        change("DELETE", "/api-keys/{id}", key, "");
        change("PUT", "/icps/{id}", "other", "{\"domain\": \"pbx.test\", \"host\": \"127.0.0.1\", \"port\": 5099}");
        get("/icps/{id}", "other");
        change("PATCH", "/icps/{id}", "other", "{\"port\": 5098}");
        change("DELETE", "/icps/{id}", "other", "");
        long version = change("PATCH", "/settings", "", "{\"calls\": {\"session-expires\": \"20m\"}}").path("version")
                .asLong();
        change("POST", "/settings/versions/{version}/restore", Long.toString(version), "");
        Path spare = Files.createDirectories(directory.resolve("spare"));
        TestIdentity.write(spare);
        change("PUT", "/certificates/{id}", "api", mapper.writeValueAsString(mapper.createObjectNode()
                .put("certificate", Files.readString(spare.resolve("server.pem")))
                .put("key", Files.readString(spare.resolve("server.key")))));
        change("POST", "/certificates/reload", "", "");
    }

    private void operate() throws Exception {
        String capture = change("POST", "/captures", "", "{\"all\": true, \"time\": \"1m\"}").path("id").asText();
        get("/captures");
        change("POST", "/captures/{id}/stop", capture, "{}");
        get("/captures/{id}/file", capture);
        change("POST", "/guard/blocks", "", "{\"address\": \"192.0.2.7\", \"duration\": \"PT1H\", \"note\": \"x\"}");
        get("/guard/blocks");
        get("/guard/sources/{address}", "192.0.2.7");
        change("DELETE", "/guard/blocks/{address}", "192.0.2.7", "");
        change("POST", "/guard/allowed", "", "{\"network\": \"192.0.2.0/24\"}");
        get("/guard/allowed");
        ask("DELETE", "/api/v1/guard/allowed", "/api/v1/guard/allowed?network=192.0.2.0/24", "");
        change("PUT", "/logging/{logger}", "io.sbc.core.call", "{\"level\": \"debug\", \"seconds\": 60}");
        get("/logging");
        change("DELETE", "/logging/{logger}", "io.sbc.core.call", "");
        change("POST", "/alarms/test", "", "{}");
        ask("POST", "/api/v1/support-bundle", "/api/v1/support-bundle", "");
        change("POST", "/logout", "", "");
    }

    private void look() throws Exception {
        for (String of : new String[]{"/openapi.json", "/users", "/users/export", "/users/import-template", "/devices",
            "/templates", "/licences", "/jobs", "/icps", "/icp-profiles", "/settings", "/settings/versions",
            "/consumers", "/tokens", "/tokens/temporary", "/administrators", "/certificates", "/events",
            "/events/export.csv", "/events/verify", "/calls", "/registrations", "/status", "/status/psi", "/alarms",
            "/alarms/catalogue", "/doctor", "/me", "/login"}) {
            get(of);
        }
        ask("GET", "/api/v1/registrations/attempts", "/api/v1/registrations/attempts?user=1006", "");
        for (String of : new String[]{"/health/live", "/health/ready", "/metrics"}) {
            ask("GET", of, of, "");
        }
    }

    /** More than one page has. */
    private void listMany() throws Exception {
        for (int i = 0; i < 101; i++) {
            change("POST", "/consumers", "", "{\"id\": \"pbx-%03d\"}".formatted(i));
        }

        String[] lines = sbc.tool("consumers", "list").split("\n", -1);

        assertEquals(102, lines.length);
        assertTrue(lines[101].startsWith("pbx-100  pbx-100  true"), lines[101]);
        assertEquals(101, mapper.readTree(sbc.tool("consumers", "list", "--json")).path("consumers").size());
        assertEquals("{\"temporary\":[],\"access\":[]}", sbc.tool("tokens", "list", "--json"));
    }
}
