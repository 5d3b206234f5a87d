package io.sbc.admin.alarm.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.sbc.admin.alarm.AlarmKind;
import io.sbc.core.alarm.Severity;
import io.sbc.core.config.AlarmSettings.WebhookSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookChannelTest {

    @TempDir
    Path directory;

    private final AtomicReference<String> body = new AtomicReference<>("");
    private final AtomicReference<String> signature = new AtomicReference<>("");
    private final AtomicInteger status = new AtomicInteger(204);
    private final AtomicInteger elsewhere = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 5);
        server.createContext("/hook", exchange -> {
            body.set(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            signature.set(String.valueOf(exchange.getRequestHeaders().getFirst("X-SBC-Signature")));
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.createContext("/elsewhere", exchange -> {
            elsewhere.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private WebhookChannel channel(Optional<Path> secret) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook?key=hidden");
        return new WebhookChannel(new WebhookSettings(Optional.of(url), secret, Severity.MINOR, Duration.ofSeconds(10),
                Optional.empty()), url, "node1", () -> News.NOW);
    }

    @Test
    void shouldPostADocumentThatIsSigned() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "a key\n");
        channel(Optional.of(secret)).send(List.of(News.raised(AlarmKind.PBX_UNREACHABLE, "pbx")));

        JsonNode document = new ObjectMapper().readTree(body.get());
        assertEquals("raised", document.path("change").asText());
        assertEquals("node1", document.path("node").asText());
        assertEquals("pbx-unreachable", document.path("alarm").path("kind").asText());
        assertEquals("7", document.path("alarm").path("id").asText());
        long seconds = News.NOW.getEpochSecond();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("a key".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        assertEquals("t=" + seconds + ",v1=" + HexFormat.of().formatHex(
                mac.doFinal((seconds + "." + body.get()).getBytes(StandardCharsets.UTF_8))), signature.get());
    }

    @Test
    void shouldTakeAnErrorForAFailure() {
        status.set(500);
        IOException failure = assertThrows(IOException.class,
                () -> channel(Optional.empty()).send(List.of(News.raised(AlarmKind.PBX_UNREACHABLE, "pbx"))));
        assertEquals("the receiver answered 500", failure.getMessage());
        assertEquals("null", signature.get());
    }

    @Test
    void shouldFollowNoRedirect() {
        status.set(307);
        assertThrows(IOException.class,
                () -> channel(Optional.empty()).send(List.of(News.raised(AlarmKind.PBX_UNREACHABLE, "pbx"))));
        assertEquals(0, elsewhere.get());
    }

    @Test
    void shouldNotTellTheKeyInItsUrl() {
        assertTrue(channel(Optional.empty()).target().matches("http://127\\.0\\.0\\.1:[0-9]+"));
    }
}
