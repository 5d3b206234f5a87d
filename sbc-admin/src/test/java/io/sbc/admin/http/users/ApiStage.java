package io.sbc.admin.http.users;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.AdminServer;
import io.sbc.admin.http.Anybody;
import io.sbc.admin.http.Described;
import io.sbc.admin.http.Metrics;
import io.sbc.core.config.AdminSettings;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.SbcConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** An admin server with some resources, to which everybody may do everything. Each request and answer is held against its OpenAPI document. */
public final class ApiStage implements AutoCloseable {

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Metrics metrics = new Metrics("1.2.3");
    private final AdminServer server;
    private final Described described;

    public ApiStage(AdminResource... resources) throws IOException {
        SbcConfig config = new ConfigReader(1).reference();
        server = AdminServer.start(new AdminSettings("127.0.0.1", 0, config.admin().oauth()), List.of(), metrics,
                List.of(new Anybody()), resources);
        try (InputStream document = URI.create("http://127.0.0.1:" + server.port() + "/api/v1/openapi.json").toURL()
                .openStream()) {
            described = new Described(new String(document.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    public int port() {
        return server.port();
    }

    /** What came back. */
    public record Answer(int status, String body, HttpResponse<String> response, ObjectMapper mapper) {

        public JsonNode json() {
            try {
                return mapper.readTree(body);
            } catch (JsonProcessingException e) {
                throw new AssertionError(body, e);
            }
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    /** @param headers names and values in turn */
    public Answer send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/v1" + path))
                .method(method, BodyPublishers.ofString(body));
        boolean typed = List.of(headers).contains("Content-Type");
        if (!body.isEmpty() && !typed) {
            request.header("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        described.check(method, "/api/v1" + path, body, response.statusCode(),
                response.headers().firstValue("Content-Type").orElse(""), response.body());
        return new Answer(response.statusCode(), response.body(), response, mapper);
    }

    public Answer get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, "", headers);
    }

    @Override
    public void close() {
        client.close();
        server.close();
        metrics.close();
    }
}
