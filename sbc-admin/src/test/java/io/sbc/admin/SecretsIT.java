package io.sbc.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.sbc.admin.http.TlsSettings;
import io.sbc.kit.demo.SbcProcess;
import io.sbc.kit.phone.SoftPhone;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import oauth.signpost.OAuthConsumer;
import oauth.signpost.OAuthProvider;
import oauth.signpost.basic.DefaultOAuthConsumer;
import oauth.signpost.basic.DefaultOAuthProvider;
import oauth.signpost.signature.HmacSha256MessageSigner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped process is given secrets of every kind, and is used; then everything that it said or wrote is searched for them, as they are, in
 * Base64 and in hex. Answers that show a secret once, because they have to, are not searched.
 */
final class SecretsIT {

    private static final String PASSWORD = "marker-of-a-person-in-charge";

    @TempDir
    Path directory;

    private final ObjectMapper mapper = new ObjectMapper();
    private final Map<String, String> secrets = new LinkedHashMap<>();
    private final List<String> said = new ArrayList<>();
    /** What the SBC told others: alarms and traces. */
    private final List<String> told = new CopyOnWriteArrayList<>();
    private HttpServer outside;
    private SbcProcess sbc;
    private HttpClient client;
    private String local = "";

    @BeforeEach
    void start() throws Exception {
        outside = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        outside.createContext("/", exchange -> {
            told.add(exchange.getRequestURI().getPath()
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        outside.start();
        String receiver = "http://127.0.0.1:" + outside.getAddress().getPort();
        Path signs = Files.writeString(directory.resolve("webhook.secret"),
                kept("secret of the webhook", "marker-of-the-webhook"));
        Path headers = Files.writeString(directory.resolve("collector.headers"),
                "Authorization: Bearer " + kept("secret of the collector", "marker-of-the-collector") + "\n");
        Path config = Files.writeString(directory.resolve("sbc.yaml"), """
                set: {tls: {port: 0}}
                icp:
                  udp: {port: 0}
                  tcp: {port: 0}
                  pbxs: [{id: pbx, domain: pbx.local, host: 127.0.0.1, port: 9, transport: tcp, health-checks: false}]
                media: {ports: 24000-24999}
                admin: {port: 0}
                logging: {level: debug}
                alarms: {webhook: {url: "%s/alarms", secret-file: %s}}
                tracing: {endpoint: "%s/traces", headers-file: %s}
                run: {ports-file: ports}
                """.formatted(receiver, signs, receiver, headers));
        for (Path secret : List.of(signs, headers)) {
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        }
        sbc = new SbcProcess(System.getProperty("sbc.distribution") + "/bin/sbc", directory, config,
                directory.resolve("ports"));
        sbc.awaitReady(Duration.ofMinutes(2));
        local = "Bearer local-" + Files.readString(directory.resolve("data/local-api.key")).strip();
        client = TlsSettings.client(directory.resolve("certs"));
    }

    @AfterEach
    void stop() {
        client.close();
        sbc.close();
        outside.stop(0);
    }

    private URI secure(String path) {
        return URI.create("https://127.0.0.1:" + sbc.port("admin.api") + path);
    }

    private HttpResponse<String> send(String method, String path, String body, Map<String, String> headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(secure(path)).header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** As this machine's command line, in clear. */
    private JsonNode locally(String method, String path, String body) throws Exception {
        HttpResponse<String> response = client.send(HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + sbc.port("admin.http") + path))
                .header("Content-Type", "application/json").header("Authorization", local)
                .method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        assertTrue(response.statusCode() < 300, response.body());
        return response.body().isEmpty() ? mapper.createObjectNode() : mapper.readTree(response.body());
    }

    private String kept(String what, String secret) {
        assertTrue(secret.length() > 8, what);
        secrets.put(what, secret);
        return secret;
    }

    @Test
    void shouldLeaveNoSecretInAnythingThatIsSaidOrWritten() throws Exception {
        provisionUsers();
        importUsers();
        OAuthConsumer consumer = provisioner();
        Map<String, String> session = administrator();
        String key = kept("API key", locally("POST", "/api/v1/api-keys",
                "{\"name\": \"robot\", \"role\": \"administrator\"}").path("key").asText());
        makeMistakes(session, consumer);
        callThroughNowhere();
        locally("POST", "/api/v1/alarms/test", "{}");
        sbc.await("tell of an alarm and a call", Duration.ofSeconds(60),
                () -> told.stream().anyMatch(each -> each.startsWith("/alarms"))
                        && told.stream().anyMatch(each -> each.startsWith("/traces")));
        look(Map.of("Authorization", "Bearer " + key));
        look(session);
        said.addAll(unpacked(locallyMade("/api/v1/support-bundle")).values());
        Path file = directory.resolve("offline.zip");
        sbc.tool("support", "--offline", "--log", directory.resolve("sbc.log").toString(), file.toString());
        Map<String, String> offline = unpacked(Files.readAllBytes(file));
        assertTrue(offline.keySet().stream().anyMatch(name -> name.endsWith("/logs/file-1.log")), offline::toString);
        said.addAll(offline.values());
        offline.forEach((name, text) -> assertFree("first password in " + name, secrets.get("first password"), text));
        backUp();
        sbc.close(); // everything is on the disk
        said.addAll(told);

        String first = secrets.remove("first password");
        String log = Files.readString(directory.resolve("sbc.log"));
        assertEquals(log.indexOf(first), log.lastIndexOf(first), "the first password is told once");
        said.add(log.replace("password: " + first, ""));
        search(first);
        secrets.forEach((what, secret) -> said.forEach(text -> assertFree(what, secret, text)));
    }

    private void provisionUsers() throws Exception {
        locally("PUT", "/api/v1/users/ada%40example.test", """
                {"extension": "1006", "setPassword": "%s", "icpPassword": "%s"}""".formatted(
                kept("set password", "marker-of-the-set-side"), kept("ICP password", "marker-of-the-icp-side")));
        kept("generated password", locally("PUT", "/api/v1/users/otto%40example.test",
                "{\"extension\": \"1007\", \"generatePassword\": true, \"icpPassword\": \"marker-of-the-icp-side\"}")
                .path("setPassword").asText());
    }

    /** By a job, whose report stays; one row is refused, with its password in it. */
    private void importUsers() throws Exception {
        String csv = """
                email,kind,set_user,set_password,icp_user,icp_auth_user,icp_password,icp,enabled
                ina@example.test,desktop,1008,%s,1008,1008,%s,default,true
                uwe@example.test,fax,1009,%s,1009,1009,%s,default,true
                """.formatted(kept("imported set password", "marker-of-an-import-for-phones"),
                kept("imported ICP password", "marker-of-an-import-for-the-pbx"),
                kept("refused set password", "marker-of-a-refused-row"),
                kept("refused ICP password", "marker-of-a-refused-row-for-the-pbx"));
        HttpResponse<String> job = client.send(HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + sbc.port("admin.http") + "/api/v1/users/import"))
                .header("Content-Type", "text/csv").header("Authorization", local)
                .POST(BodyPublishers.ofString(csv)).build(), BodyHandlers.ofString());
        assertEquals(202, job.statusCode(), job.body());
        String path = "/api/v1/jobs/" + mapper.readTree(job.body()).path("id").asText();
        sbc.await("end the job", Duration.ofSeconds(30), () -> {
            try {
                return sbc.said(path).contains("\"failed\"");
            } catch (IOException e) {
                return false;
            }
        });
        said.add(sbc.said(path) + sbc.said(path + "/rows") + sbc.said(path + "/report"));
    }

    /** What is in it, unpacked. */
    private void backUp() throws IOException {
        Path backup = directory.resolve("backup.zip");
        said.add(sbc.tool("backup", backup.toString()));
        try (ZipFile zip = new ZipFile(backup.toFile())) {
            List<String> names = new ArrayList<>();
            for (ZipEntry entry : zip.stream().toList()) {
                names.add(entry.getName());
                said.add(new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1));
            }
            assertTrue(names.contains("sbc.db"), names.toString());
            assertTrue(names.stream().noneMatch(name -> name.endsWith(".key")), names.toString());
        }
        String key = Files.readString(directory.resolve("data/secret.key")).strip();
        said.forEach(text -> assertFree("the key file", key, text));
    }

    private OAuthConsumer provisioner() throws Exception {
        String clear = "http://127.0.0.1:" + sbc.port("admin.http");
        JsonNode added = locally("POST", "/api/v1/consumers", "{\"id\": \"mxone\"}");
        OAuthConsumer consumer = new DefaultOAuthConsumer("mxone",
                kept("consumer secret", added.path("secret").asText()));
        consumer.setMessageSigner(new HmacSha256MessageSigner());
        OAuthProvider provider = new DefaultOAuthProvider(clear + "/oauth/request_token",
                clear + "/oauth/access_token", clear + "/nobody");
        provider.setOAuth10a(true);
        provider.retrieveRequestToken(consumer, "oob");
        kept("temporary token secret", consumer.getTokenSecret());
        String verifier = locally("POST", "/api/v1/tokens/temporary/" + consumer.getToken() + "/approve", "{}")
                .path("verifier").asText();
        provider.retrieveAccessToken(consumer, kept("verifier", verifier));
        kept("token secret", consumer.getTokenSecret());
        return consumer;
    }

    /** The first one, who changes the password that the start printed. */
    private Map<String, String> administrator() throws Exception {
        String line = Files.readAllLines(directory.resolve("sbc.log")).stream()
                .filter(each -> each.startsWith("first administrator: admin, password: ")).findFirst().orElseThrow();
        String first = kept("first password", line.substring(line.lastIndexOf(' ') + 1));
        HttpResponse<String> login = send("POST", "/api/v1/login",
                "{\"name\": \"admin\", \"password\": \"" + first + "\"}", Map.of());
        HttpResponse<String> changed = send("PUT", "/api/v1/me/password",
                "{\"current\": \"" + first + "\", \"new\": \"" + kept("password of an administrator", PASSWORD) + "\"}",
                session(login));
        assertEquals(200, changed.statusCode(), changed.body());
        return session(changed);
    }

    private Map<String, String> session(HttpResponse<String> login) throws Exception {
        String cookie = login.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
        kept("session " + secrets.size(), cookie.substring(cookie.indexOf('=') + 1));
        return Map.of("Cookie", cookie, "X-CSRF-Token",
                kept("CSRF token " + secrets.size(), mapper.readTree(login.body()).path("csrfToken").asText()));
    }

    /** Secrets where they do not belong: problem documents must not repeat them. */
    private void makeMistakes(Map<String, String> session, OAuthConsumer consumer) throws Exception {
        String marker = kept("secret in a mistake", "marker-of-a-mistake");
        for (String body : List.of("{\"setPassword\": \"" + marker + "\"", "{\"setPassword\": [\"" + marker + "\"]}",
                "{\"extension\": \"1006\", \"setPassword\": \"" + marker + "-1006\"}",
                "{\"password\": \"" + marker + "\"}")) {
            said.add(send("PUT", "/api/v1/users/eve%40example.test", body, session).body());
            said.add(send("POST", "/api/v1/login", body, Map.of()).body());
            said.add(send("POST", "/api/v1/administrators", body, session).body());
        }
        said.add(send("POST", "/api/v1/login", "{\"name\": \"admin\", \"password\": \"" + marker + "\"}", Map.of())
                .body());
        said.add(send("GET", "/api/v1/users", "", Map.of("Authorization", "Bearer sbc_" + marker)).body());
        said.add(send("GET", "/api/v1/users", "", Map.of("Authorization", "Bearer local-" + marker)).body());
        said.add(send("GET", "/api/v1/users", "", Map.of("Authorization",
                "OAuth oauth_consumer_key=\"mxone\", oauth_token=\"" + consumer.getToken() + "\", oauth_signature=\""
                        + marker + "\""))
                .body());
    }

    /** A phone of hers, who is let in, and one with another's password: both are witnessed by recorder, tracing and capture. */
    private void callThroughNowhere() throws Exception {
        locally("POST", "/api/v1/captures", "{\"all\": true}");
        InetSocketAddress phones = new InetSocketAddress(InetAddress.getLoopbackAddress(), sbc.port("set.tls"));
        for (String password : List.of("marker-of-the-set-side", kept("wrong password", "marker-of-a-wrong-guess"))) {
            try (SoftPhone phone = SoftPhone.builder().user("1006").password(password).server(phones)
                    .trust(directory.resolve("certs/ca.pem")).start()) {
                phone.register().await();
                phone.call("1007").awaitRefused();
            }
        }
    }

    private void look(Map<String, String> as) throws Exception {
        for (String path : List.of("users", "users/ada%40example.test", "consumers", "tokens", "tokens/temporary",
                "administrators", "api-keys", "events?limit=1000", "events/export.csv", "calls", "openapi.json",
                "devices",
                "users/export", "users/export?kind=devices", "settings", "settings/versions", "icps", "alarms",
                "guard/blocks",
                "registrations", "registrations/attempts", "status", "status/psi", "captures", "certificates", "doctor",
                "jobs", "licences", "logging", "templates")) {
            said.add(send("GET", "/api/v1/" + path, "", as).body());
        }
        said.add(send("GET", "/metrics", "", as).body());
        said.add(send("GET", "/health/ready", "", as).body());
        said.add(sbc.tool("users", "list"));
    }

    private byte[] locallyMade(String path) throws Exception {
        HttpResponse<byte[]> response = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sbc.port("admin.http") + path))
                        .header("Authorization", local).POST(BodyPublishers.noBody()).build(),
                BodyHandlers.ofByteArray());
        assertEquals(200, response.statusCode());
        return response.body();
    }

    private static Map<String, String> unpacked(byte[] archive) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertTrue(files.keySet().stream().anyMatch(name -> name.endsWith("/manifest.json")), files::toString);
        return files;
    }

    /** Every file that the process made, but those that are for a secret: its keys. */
    private void search(String first) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!Set.of("sbc.log", "webhook.secret", "collector.headers").contains(file.getFileName().toString())) {
                    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                    said.add(text);
                    assertFree("first password in " + file, first, text);
                    if (!file.endsWith("local-api.key")) {
                        assertFree("local key in " + file, local.substring(local.indexOf('-') + 1), text);
                    }
                }
            }
        }
    }

    private static void assertFree(String what, String secret, String text) {
        byte[] octets = secret.getBytes(StandardCharsets.UTF_8);
        for (String form : List.of(secret, Base64.getEncoder().withoutPadding().encodeToString(octets),
                HexFormat.of().formatHex(octets))) {
            int at = text.indexOf(form);
            assertTrue(at < 0, () -> what + " stands in: …" + text.substring(Math.max(0, at - 100), at) + "[here]");
        }
    }
}
