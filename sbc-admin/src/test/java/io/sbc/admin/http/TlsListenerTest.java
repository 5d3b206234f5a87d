package io.sbc.admin.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.HandlerType;
import io.sbc.admin.http.edge.ApiIdentity;
import io.sbc.admin.http.edge.HttpCounter;
import io.sbc.core.access.Permission;
import io.sbc.core.directory.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

/** The listener with TLS, what both listeners bear, and that whatever goes wrong is a problem document. */
final class TlsListenerTest {

    @TempDir
    static Path authority;

    @TempDir
    Path directory;

    private final Metrics metrics = new Metrics("1.2.3");
    private final CountDownLatch holding = new CountDownLatch(4);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    @SuppressWarnings("NullAway.Init") // each test begins with them
    private AdminServer server;
    @SuppressWarnings("NullAway.Init")
    private HttpClient client;

    @BeforeAll
    static void makeCertificates() throws IOException {
        TlsSettings.in(authority, "");
    }

    private void start(String http, Authenticator... authenticators) throws IOException {
        TlsSettings.copy(authority, directory);
        server = AdminServer.start(TlsSettings.in(directory, http), List.of(), metrics, List.of(authenticators),
                this::operations);
        client = TlsSettings.client(directory);
    }

    private void operations(Api api) {
        api.get("/echo", Permission.READ_STATUS, "Who asks",
                (context, caller) -> context.json(Map.of("name", caller.authorship().name(), "mdc",
                        String.valueOf(MDC.get("correlationId")))));
        api.post("/sink", Permission.OPERATE, "Takes a body", (context, _) -> JsonBody.of(context));
        api.open(HandlerType.POST, "/big", "Takes any body",
                context -> context.result(String.valueOf(context.bodyAsBytes().length)));
        api.open(HandlerType.GET, "/fault", "Fails", _ -> {
            throw new IllegalStateException("with a word of our insides");
        });
        api.open(HandlerType.GET, "/away", "Has no database", _ -> {
            throw new StoreException("the database failed: closed");
        });
        api.open(HandlerType.GET, "/full", "Has no room", _ -> {
            throw new StoreException("the database failed", new IOException("[SQLITE_FULL] Insertion failed"));
        });
        api.open(HandlerType.GET, "/hold", "Takes its time", context -> {
            holding.countDown();
            mayEnd.await();
        });
    }

    @AfterEach
    void stop() {
        mayEnd.countDown();
        if (client != null) {
            client.close();
        }
        server.close();
        metrics.close();
    }

    private URI secure(String path) {
        return URI.create("https://127.0.0.1:" + server.securePort().orElseThrow() + path);
    }

    private URI clear(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    private HttpResponse<String> get(URI uri) throws Exception {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private static JsonNode problem(HttpResponse<String> response, int status) throws Exception {
        assertEquals(status, response.statusCode(), response.body());
        assertEquals("application/problem+json",
                response.headers().firstValue("Content-Type").orElseThrow().replaceAll(";.*", ""));
        assertTrue(response.headers().firstValue("X-Correlation-Id").isPresent(), "correlation id");
        JsonNode document = new ObjectMapper().readTree(response.body());
        assertEquals(status, document.path("status").asInt());
        return document;
    }

    @Test
    void shouldSpeakHttp2AndHttp1OverTls() throws Exception {
        start("", new Anybody());

        assertEquals(Version.HTTP_2, get(secure("/health/live")).version());
        HttpResponse<String> one = client.send(
                HttpRequest.newBuilder(secure("/health/live")).version(Version.HTTP_1_1).build(),
                BodyHandlers.ofString());
        assertEquals(Version.HTTP_1_1, one.version());
        assertEquals(200, one.statusCode());
    }

    @Test
    void shouldSpeakOnlySuitesWithForwardSecrecyAndAuthenticatedEncryption() throws Exception {
        start("");
        int port = server.securePort().orElseThrow();
        try (SSLSocket weak = (SSLSocket) TlsSettings.trust(directory).getSocketFactory()
                .createSocket("127.0.0.1", port)) {
            weak.setEnabledProtocols(new String[]{"TLSv1.2"});
            weak.setEnabledCipherSuites(new String[]{"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});
            assertThrows(SSLHandshakeException.class, weak::startHandshake);
        }
        try (SSLSocket strong = (SSLSocket) TlsSettings.trust(directory).getSocketFactory()
                .createSocket("127.0.0.1", port)) {
            strong.setEnabledProtocols(new String[]{"TLSv1.2"});
            strong.startHandshake();
            assertTrue(strong.getSession().getCipherSuite().contains("GCM"), strong.getSession().getCipherSuite());
        }
    }

    @Test
    void shouldShowHealthAndMetricsOverTlsOnlyToCallersWhoMayReadTheStatus() throws Exception {
        start("");

        for (String path : List.of("/health/live", "/health/ready", "/metrics")) {
            assertEquals("credentials_absent", problem(get(secure(path)), 401).path("code").asText(), path);
            assertEquals(200, get(clear(path)).statusCode(), path);
        }
    }

    @Test
    void shouldTakeARenewedCertificateForNewConnections() throws Exception {
        start("", new Anybody());
        X509Certificate before = presented();
        TlsSettings.renew(directory);
        ApiIdentity identity = server.identity().orElseThrow();

        identity.take(identity.read());

        assertNotEquals(before, presented());
        assertEquals(TlsSettings.certificate(directory), presented());
        assertEquals(200, get(secure("/health/live")).statusCode());
    }

    @Test
    void shouldRefuseToReadACertificateThatDoesNotFit() throws Exception {
        start("");
        X509Certificate before = presented();
        Files.copy(directory.resolve("server.key"), directory.resolve("admin.key"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        IOException refused = assertThrows(IOException.class, () -> server.identity().orElseThrow().read());

        assertTrue(String.valueOf(refused.getMessage()).contains("is not the key of"), refused::toString);
        assertEquals(before, presented());
    }

    private X509Certificate presented() throws Exception {
        try (SSLSocket socket = (SSLSocket) TlsSettings.trust(directory).getSocketFactory()
                .createSocket("127.0.0.1", server.securePort().orElseThrow())) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void shouldPutProtectingHeadersOnEveryAnswer() throws Exception {
        start("", new Anybody());

        for (HttpResponse<String> response : List.of(get(secure("/api/v1/echo")), get(secure("/nothing")),
                get(secure("/fault")))) {
            assertEquals("nosniff", response.headers().firstValue("X-Content-Type-Options").orElseThrow());
            assertEquals("no-store", response.headers().firstValue("Cache-Control").orElseThrow());
            assertTrue(response.headers().firstValue("Strict-Transport-Security").isPresent());
            assertTrue(response.headers().firstValue("Content-Security-Policy").isPresent());
            assertTrue(response.headers().firstValue("Server").isEmpty());
        }
        assertTrue(get(clear("/api/v1/echo")).headers().firstValue("Strict-Transport-Security").isEmpty());
    }

    @Test
    void shouldNameTheRequestInAnswerAndLogAndTakeOnlyHarmlessNamesFromCallers() throws Exception {
        start("", new Anybody());

        HttpResponse<String> own = client.send(HttpRequest.newBuilder(secure("/api/v1/echo"))
                .header("X-Correlation-Id", "ticket-17").build(), BodyHandlers.ofString());
        HttpResponse<String> harmful = client.send(HttpRequest.newBuilder(secure("/api/v1/echo"))
                .header("X-Correlation-Id", "a b\"c").build(), BodyHandlers.ofString());

        assertEquals("ticket-17", own.headers().firstValue("X-Correlation-Id").orElseThrow());
        assertEquals("ticket-17", new ObjectMapper().readTree(own.body()).path("mdc").asText());
        String made = harmful.headers().firstValue("X-Correlation-Id").orElseThrow();
        assertTrue(made.matches("[0-9a-f]{16}"), made);
    }

    @Test
    void shouldAnswerAProblemWhateverGoesWrong() throws Exception {
        start("body: 64KiB", new Anybody());

        problem(get(secure("/nothing")), 404);
        problem(client.send(HttpRequest.newBuilder(secure("/api/v1/echo")).DELETE().build(), BodyHandlers.ofString()),
                405);
        problem(post("/big", "x".repeat(70_000), "text/plain"), 413);
        problem(post("/api/v1/sink", "{}", "text/plain"), 415);
        problem(post("/api/v1/sink", "{", "application/json"), 400);
        JsonNode fault = problem(get(secure("/fault")), 500);
        assertEquals("The log has the cause.", fault.path("detail").asText());
        assertEquals("store_unavailable", problem(get(secure("/away")), 503).path("code").asText());
        assertTrue(get(secure("/away")).headers().firstValue("Retry-After").isPresent());
        assertEquals("store_full", problem(get(secure("/full")), 507).path("code").asText());
        problem(client.send(HttpRequest.newBuilder(secure("/health/live")).header("X-Long", "y".repeat(40_000))
                .version(Version.HTTP_1_1).build(), BodyHandlers.ofString()), 431);
    }

    private HttpResponse<String> post(String path, String body, String type) throws Exception {
        return client.send(HttpRequest.newBuilder(secure(path)).header("Content-Type", type)
                .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    /** Spoken by hand: a client library would not say such things. */
    @Test
    void shouldAnswerAProblemToWhatIsNoHttp() throws Exception {
        start("");

        for (String nonsense : List.of("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
                "POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n")) {
            String answer = said(nonsense);
            assertTrue(answer.startsWith("HTTP/1.1 400"), nonsense + answer);
            assertTrue(answer.contains("application/problem+json"), nonsense + answer);
            assertTrue(answer.contains("X-Correlation-Id"), nonsense + answer);
        }
    }

    @Test
    void shouldCloseConnectionsThatGetNoRequestAcross() throws Exception {
        start("header-timeout: 1s");

        assertEquals("", said(""));
        assertEquals("", said("GET /health/live HTTP/1.1\r\nHost: a\r\n"));
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            write(socket, "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
            for (int last = 0; last != '}'; last = socket.getInputStream().read()) {
                assertNotEquals(-1, last);
            }
            assertEquals(-1, dripped(socket));
        }
        assertEquals(3, server.counters().value(HttpCounter.SLOW));
    }

    /** An octet of a request now and then, until the server has enough. */
    private static int dripped(Socket socket) throws IOException {
        socket.setSoTimeout(100);
        while (true) {
            write(socket, "G");
            try {
                return socket.getInputStream().read();
            } catch (SocketTimeoutException stillOpen) {
                assertFalse(socket.isClosed());
            }
        }
    }

    @Test
    void shouldGiveUpABodyThatDoesNotComeInTime() throws Exception {
        start("request-timeout: 1s, idle-timeout: 1s");

        String answer = said("POST /big HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345");

        assertTrue(answer.startsWith("HTTP/1.1 408"), answer);
        assertTrue(answer.contains("application/problem+json"), answer);
    }

    /** What the server says until it closes. */
    private String said(String words) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            write(socket, words);
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void write(Socket socket, String words) throws IOException {
        socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @Test
    void shouldRefuseMoreRequestsAtATimeThanItBears() throws Exception {
        start("requests: 4");
        List<CompletableFuture<HttpResponse<String>>> under = java.util.stream.IntStream.range(0, 4)
                .mapToObj(_ -> client.sendAsync(HttpRequest.newBuilder(secure("/hold")).build(),
                        BodyHandlers.ofString()))
                .toList();
        holding.await();

        HttpResponse<String> refused = get(secure("/nothing"));

        problem(refused, 503);
        assertEquals("1", refused.headers().firstValue("Retry-After").orElseThrow());
        assertEquals(200, get(clear("/health/live")).statusCode(), "the other listener has places of its own");
        mayEnd.countDown();
        for (CompletableFuture<HttpResponse<String>> each : under) {
            assertEquals(200, each.get().statusCode());
        }
        assertTrue(server.counters().value(HttpCounter.BUSY) > 0);
    }
}
