package io.sbc.admin.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.admin.http.SigningClient;
import io.sbc.admin.http.TlsSettings;
import io.sbc.core.directory.sql.KeyFile;
import io.sbc.kit.pbx.Extension;
import io.sbc.kit.pbx.StandInPbx;
import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.CallEvent;
import io.sbc.kit.phone.SoftPhone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import oauth.signpost.OAuthConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** ADM-8: two shipped processes on one PostgreSQL. Whatever is told to one holds at the other, and the database may go and come back. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TwoNodesIT {

    /** A change is at the other node within a second; this much on a machine with other things to do. */
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String ICP_PASSWORD = "known-to-the-pbx-only";
    private static final int LAST = 10;

    private static PostgresServer postgres;
    private static StandInPbx pbx;
    private static Sut a;
    private static Sut b;

    @BeforeAll
    static void startAll(@TempDir Path directory) throws Exception {
        postgres = PostgresServer.start(directory.resolve("postgres"));
        StandInPbx.Builder builder = StandInPbx.builder().domain("pbx.local")
                .address(InetAddress.ofLiteral("127.0.0.17"));
        for (int number = 1001; number <= 1003; number++) {
            builder.extension(new Extension(Integer.toString(number), Integer.toString(number), ICP_PASSWORD));
        }
        pbx = builder.start();
        String pbxs = "[{id: pbx, domain: pbx.local, transport: udp, host: 127.0.0.17, port: %d}]"
                .formatted(pbx.address().getPort());
        a = new Sut(directory.resolve("a"), postgres.store(), pbxs, "20000-20999", "a");
        b = new Sut(directory.resolve("b"), postgres.store(), pbxs, "21000-21999", "b");
        // One key for all nodes; the tables are made by whoever is first.
        Path key = Files.createDirectories(a.directory().resolve("data")).resolve("secret.key");
        KeyFile.openOrCreate(key, new SecureRandom());
        Files.copy(key, Files.createDirectories(b.directory().resolve("data")).resolve("secret.key"),
                StandardCopyOption.COPY_ATTRIBUTES);
        a.launch();
        b.launch();
        a.awaitReady();
        b.awaitReady();
    }

    @AfterAll
    static void stopAll() throws IOException {
        for (AutoCloseable each : List.<AutoCloseable>of(a, b, pbx, postgres)) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    private static String user(String number) {
        return "{\"extension\": \"%s\", \"setPassword\": \"%s\", \"icpPassword\": \"%s\", \"enabled\": true}".formatted(
                number,
                Sut.SET_PASSWORD, ICP_PASSWORD);
    }

    private static Duration until(Sut sut, String what, Callable<Boolean> holds) throws IOException {
        long start = System.nanoTime();
        sut.process().await(what, SOON, () -> {
            try {
                return holds.call();
            } catch (IOException e) {
                return false;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static JsonNode tree(HttpResponse<String> response) throws IOException {
        return MAPPER.readTree(response.body());
    }

    @Test
    @Order(1)
    void shouldRegisterAtOneNodeWhomTheOtherWasTold() throws Exception {
        b.json("PUT", "/users/bob@example.com", user("1003"));
        try (SoftPhone warm = b.phone("1003"); SoftPhone phone = b.phone("1001")) {
            until(b, "let bob in", () -> warm.register().await().isRegistered());
            assertFalse(phone.register().await().isRegistered(), "nobody knows her yet");

            a.json("PUT", "/users/ada@example.com", user("1001"));
            Duration took = until(b, "let ada in", () -> phone.register().await().isRegistered());
            System.out.printf("pushed to one node, registered at the other: %d ms%n", took.toMillis());
            assertEquals("b", b.json("GET", "/registrations?user=ada*", "").at("/registrations/0/sbcNode").asText());
            assertTrue(a.json("GET", "/registrations?user=ada*", "").path("registrations").isEmpty(),
                    "each node shows its own");

            a.json("PATCH", "/users/ada@example.com", "{\"enabled\": false}");
            until(b, "unregister ada", () -> pbx.bindings("1001").isEmpty());
            assertFalse(phone.register().await().isRegistered());
        }
    }

    @Test
    @Order(2)
    void shouldTakeUpSettingsAndPbxsOfTheOtherNode() throws Exception {
        a.json("PATCH", "/settings", "{\"calls\": {\"session-expires\": \"20m\"}}");
        b.json("PUT", "/icps/second", "{\"host\": \"127.0.0.18\", \"port\": 5070, \"domain\": \"second.local\"}");

        until(b, "take up settings", () -> b.json("GET", "/settings", "").toString().contains("20m"));
        until(a, "take up a PBX", () -> a.send("GET", "/icps/second", "").statusCode() == 200);
    }

    @Test
    @Order(3)
    void shouldKnowTokensAndApiKeysOfTheOtherNodeUntilTheyAreRevoked() throws Exception {
        OAuthConsumer manager = a.provisioner("mxone");
        until(b, "know the token", () -> signed(b, manager) == 200);
        a.json("DELETE", "/consumers/mxone", "");
        until(b, "forget the token", () -> signed(b, manager) == 401);

        JsonNode key = a.json("POST", "/api-keys", "{\"name\": \"robot\", \"role\": \"operator\"}");
        String bearer = "Bearer " + key.path("key").asText();
        assertEquals(200, b.as(bearer, "GET", "/users").statusCode());
        a.json("DELETE", "/api-keys/" + key.path("id").asText(), "");
        assertEquals(401, b.as(bearer, "GET", "/users").statusCode(), "at once");
    }

    /** What was overheard at one node is worth nothing at the other, whoever's name the Host field says. */
    @Test
    @Order(3)
    void shouldRefuseARequestThatTheOtherNodeHasTaken() throws Exception {
        OAuthConsumer manager = a.provisioner("overheard");
        until(b, "know the token", () -> signed(b, manager) == 200);
        String host = "127.0.0.1:" + a.process().port("admin.http");
        for (String method : List.of("GET", "DELETE")) {
            String path = "/api/v1/users" + (method.equals("GET") ? "" : "/nobody%40example.com");
            String authorization = SigningClient.overheard(manager, method, URI.create("http://" + host + path))
                    .get("Authorization");

            String first = raw(a, method, path, host, authorization);
            assertTrue(first.startsWith(method.equals("GET") ? "HTTP/1.1 200" : "HTTP/1.1 404"), first);
            for (Sut node : List.of(b, a)) {
                String again = raw(node, method, path, host, authorization);
                assertTrue(again.startsWith("HTTP/1.1 401") && again.contains("nonce_used"), again);
            }
        }
    }

    /** With a Host field of one's own, which the JDK's client does not let one say. */
    private static String raw(Sut node, String method, String path, String host, String authorization)
            throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.process().port("admin.http"))) {
            socket.setSoTimeout((int) SOON.toMillis());
            socket.getOutputStream()
                    .write("%s %s HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\nConnection: close\r\n\r\n"
                            .formatted(method, path, host, authorization).getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int signed(Sut sut, OAuthConsumer consumer) throws IOException {
        try {
            return sut.signed(consumer, "GET", "/users", "");
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Test
    @Order(4)
    void shouldEndASessionAtTheOtherNodeWithItsAccount() throws Exception {
        String password = a.json("POST", "/administrators", "{\"name\": \"grace\", \"role\": \"auditor\"}")
                .path("password")
                .asText();
        String api = "https://127.0.0.1:" + b.process().port("admin.api") + "/api/v1";
        try (HttpClient browser = TlsSettings.client(b.directory().resolve("certs"))) {
            HttpResponse<String> login = b.send(browser, "POST", api + "/login",
                    "{\"name\": \"grace\", \"password\": \"" + password + "\"}", Map.of());
            HttpResponse<String> changed = b.send(browser, "PUT", api + "/me/password", "{\"current\": \"" + password
                    + "\", \"new\": \"an-auditor-of-two-nodes\"}", session(login));
            Map<String, String> session = session(changed);
            assertEquals(200, b.send(browser, "GET", api + "/users", "", session).statusCode());

            a.json("PATCH", "/administrators/grace", "{\"active\": false}");
            assertEquals(401, b.send(browser, "GET", api + "/users", "", session).statusCode(), "at once");
        }
    }

    private static Map<String, String> session(HttpResponse<String> login) throws IOException {
        return Map.of("Cookie", login.headers().firstValue("Set-Cookie").orElseThrow(
                () -> new AssertionError(login.body())).replaceAll(";.*", ""), "X-CSRF-Token",
                tree(login).path("csrfToken").asText());
    }

    @Test
    @Order(5)
    void shouldShutOutAtBothNodesWhomEitherBlocks() throws Exception {
        a.json("POST", "/guard/blocks", "{\"address\": \"192.0.2.7\", \"seconds\": 3600}");
        until(b, "block whom the other blocks",
                () -> b.json("GET", "/guard/blocks", "").toString().contains("192.0.2.7"));
        b.json("DELETE", "/guard/blocks/192.0.2.7", "");
        until(a, "let in whom the other lets in",
                () -> !a.json("GET", "/guard/blocks", "").toString().contains("192.0.2.7"));
    }

    @Test
    @Order(6)
    void shouldKeepOneChainAndLoseNoChangeWithTwoWriters() throws Exception {
        a.json("PUT", "/users/both@example.com", user("1009"));
        List<Callable<Integer>> work = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Sut node = i % 2 == 0 ? a : b;
            String path = "/users/w" + i + "@example.com";
            String body = "{\"extension\": \"" + (2_000 + i) + "\", \"generatePassword\": true}";
            work.add(() -> node.send("PUT", path, body).statusCode());
        }
        for (int i = 0; i < 10; i++) {
            String name = "Name " + i;
            work.add(() -> a.send("PATCH", "/users/both@example.com", "{\"name\": \"" + name + "\"}").statusCode());
            String enabled = Boolean.toString(i % 2 == 0);
            work.add(() -> b.send("PATCH", "/users/both@example.com", "{\"enabled\": " + enabled + "}").statusCode());
        }
        List<Integer> statuses = together(work);

        assertTrue(statuses.stream().allMatch(status -> status == 200 || status == 201), statuses.toString());
        for (Sut node : List.of(a, b)) {
            JsonNode verdict = node.json("GET", "/events/verify", "");
            assertTrue(verdict.path("intact").asBoolean(), verdict.toString());
        }
        assertReplays("both@example.com");
    }

    /** Each change went out from what the one before left: what the history says came before each is what it said last. */
    private static void assertReplays(String email) throws Exception {
        List<JsonNode> events = new ArrayList<>();
        a.json("GET", "/events?limit=1000&subjectKind=user&subjectId=" + email, "").path("events").forEach(events::add);
        Map<String, String> state = new HashMap<>();
        for (JsonNode event : events.reversed()) {
            for (JsonNode change : event.path("changes")) {
                String property = change.path("property").asText();
                if (state.containsKey(property) && !property.contains("assword")) {
                    assertEquals(state.get(property), change.path("before").asText(), event.toString());
                }
                state.put(property, change.path("after").asText());
            }
        }
        assertTrue(state.containsKey("name"), state.toString());
    }

    private static List<Integer> together(List<Callable<Integer>> work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> each : threads.invokeAll(work)) {
                statuses.add(each.get());
            }
            return statuses;
        }
    }

    @Test
    @Order(7)
    void shouldCountLicencesOverBothNodes() throws Exception {
        int used = a.json("GET", "/licences/teleworker", "").path("used").asInt();
        a.json("PUT", "/licences/teleworker", "{\"total\": " + (used + 2) + "}");
        List<Integer> statuses = together(List.of(
                () -> a.send("PUT", "/users/l1@example.com", "{\"extension\": \"3001\", \"generatePassword\": true}")
                        .statusCode(),
                () -> b.send("PUT", "/users/l2@example.com", "{\"extension\": \"3002\", \"generatePassword\": true}")
                        .statusCode()));

        assertEquals(1, statuses.stream().filter(status -> status == 201).count(), statuses.toString());
        assertEquals(used + 2, b.json("GET", "/licences/teleworker", "").path("used").asInt());
        b.send("DELETE", "/licences/teleworker", "");
        a.json("PUT", "/licences/teleworker", "{\"total\": null}");
    }

    @Test
    @Order(8)
    void shouldShowJobsOfTheOtherNode() throws Exception {
        HttpResponse<String> job = a.csv("/users/import?dryRun=false",
                "email,name,extension,template\njoe@example.com,Joe,4001,\n");
        assertEquals(202, job.statusCode(), job.body());
        String path = "/jobs/" + tree(job).path("id").asText();
        until(b, "show how the job ended", () -> !List.of("waiting", "running", "")
                .contains(tree(b.send("GET", path, "")).path("state").asText()));
        assertEquals("done", b.json("GET", path, "").path("state").asText(),
                b.json("GET", path + "/rows", "").toString());
    }

    @Test
    @Order(9)
    void shouldEndCallsOfTheOtherNodeWhereThatIsAskedFor() throws Exception {
        a.json("PUT", "/users/ada@example.com", user("1001"));
        try (SoftPhone ada = b.phone("1001"); SoftPhone bob = b.phone("1003")) {
            until(b, "let ada in", () -> ada.register().await().isRegistered());
            until(b, "let bob in", () -> bob.register().await().isRegistered());
            Call outgoing = ada.call("1003");
            Call incoming = bob.awaitCall();
            incoming.answer().await();
            outgoing.awaitAnswered();
            incoming.await(CallEvent.Acknowledged.class);

            a.json("PATCH", "/users/ada@example.com", "{\"enabled\": false}");
            until(b, "unregister ada", () -> pbx.bindings("1001").isEmpty());
            outgoing.media().awaitMore(10); // goes on, since nobody said otherwise
            a.json("PATCH", "/users/ada@example.com?endCalls=true", "{\"enabled\": false}");
            incoming.awaitEnded();
            outgoing.awaitEnded();
        }
    }

    /** Whoever deletes means what he read, at whichever node it was changed since. */
    @Test
    @Order(9)
    void shouldDeleteOnlyTheVersionThatWasRead() throws Exception {
        a.json("PUT", "/users/ann@example.com", user("1010"));
        String read = a.send("GET", "/users/ann@example.com", "").headers().firstValue("ETag").orElseThrow();
        b.json("PATCH", "/users/ann@example.com", "{\"name\": \"Ann\"}");

        assertEquals(412, a.send("DELETE", "/users/ann@example.com", "", Map.of("If-Match", read)).statusCode());
        String now = a.send("GET", "/users/ann@example.com", "").headers().firstValue("ETag").orElseThrow();
        assertEquals(204, b.send("DELETE", "/users/ann@example.com", "", Map.of("If-Match", now)).statusCode());
    }

    @Test
    @Order(LAST)
    void shouldGoOnFromMemoryWhileTheDatabaseIsAway() throws Exception {
        a.json("PUT", "/users/ada@example.com", user("1001"));
        try (SoftPhone ada = a.phone("1001"); SoftPhone bob = a.phone("1003")) {
            until(a, "let ada in", () -> ada.register().await().isRegistered());
            until(a, "let bob in", () -> bob.register().await().isRegistered());
            Call outgoing = ada.call("1003");
            Call incoming = bob.awaitCall();
            incoming.answer().await();
            outgoing.awaitAnswered();
            incoming.await(CallEvent.Acknowledged.class);
            int before = a.json("GET", "/events?limit=1", "").at("/events/0/sequence").asInt();

            postgres.stop();
            HttpResponse<String> refused = a.send("PUT", "/users/late@example.com", user("1002"));
            assertEquals(503, refused.statusCode(), refused.body());
            assertTrue(refused.headers().firstValue("Retry-After").isPresent());
            assertTrue(refused.headers().firstValue("Content-Type").orElse("").startsWith("application/problem+json"));
            outgoing.media().awaitMore(25);
            incoming.media().awaitMore(25);
            assertTrue(bob.register().await().isRegistered(), "a refresh");
            outgoing.hangUp().await();
            incoming.awaitEnded();
            Call another = bob.call("1001"); // a new one
            Call ringing = ada.awaitCall();
            ringing.answer().await();
            another.awaitAnswered();
            another.hangUp().await();
            ringing.awaitEnded();

            postgres.startAgain();
            // Written on one node while nobody has heard of it on the other: found without a notification, too.
            Duration back = until(a, "write again",
                    () -> a.send("PUT", "/users/late@example.com", user("1002")).statusCode() == 201);
            System.out.printf("writes again %d ms after the database was back%n", back.toMillis());
            until(b, "have caught up", () -> b.send("GET", "/users/late@example.com", "").statusCode() == 200);
            try (SoftPhone late = b.phone("1002")) {
                until(b, "let in whom it missed", () -> late.register().await().isRegistered());
            }
            JsonNode verdict = b.json("GET", "/events/verify", "");
            assertTrue(verdict.path("intact").asBoolean(), verdict.toString());
            assertTrue(b.json("GET", "/events?limit=1", "").at("/events/0/sequence").asInt() > before);
        }
    }
}
