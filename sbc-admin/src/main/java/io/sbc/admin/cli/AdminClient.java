package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.LocalKey;
import io.sbc.core.config.SbcConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Speaks to the admin server of a running SBC. As a mixin it adds {@code --config} and {@code --admin}. */
final class AdminClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String PORT = "admin.http=";

    private final ObjectMapper mapper = new ObjectMapper();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--admin", paramLabel = "HOST:PORT", description = "The admin server; else as the configuration says.")
    private @Nullable String server;

    /** Whether an SBC of this configuration runs and answers. */
    static boolean answers(SbcConfig config) {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            URI live = URI.create("http://" + configured(config) + "/health/live");
            return client.send(HttpRequest.newBuilder(live).timeout(TIMEOUT).build(), BodyHandlers.discarding())
                    .statusCode() == 200;
        } catch (CommandFailure | IOException | IllegalArgumentException notThere) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    JsonNode get(String path) throws CommandFailure, IOException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    JsonNode post(String path, Map<String, ?> body) throws CommandFailure, IOException {
        return send(HttpRequest.newBuilder(uri(path)).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(mapper.writeValueAsString(body))));
    }

    JsonNode patch(String path, Map<String, ?> body) throws CommandFailure, IOException {
        return send(HttpRequest.newBuilder(uri(path)).header("Content-Type", "application/json").method("PATCH",
                BodyPublishers.ofString(mapper.writeValueAsString(body))));
    }

    JsonNode put(String path, Map<String, ?> body) throws CommandFailure, IOException {
        return send(HttpRequest.newBuilder(uri(path)).header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(mapper.writeValueAsString(body))));
    }

    /** As {@link #put}, where nothing may be there yet. */
    JsonNode create(String path, Map<String, ?> body) throws CommandFailure, IOException {
        return send(HttpRequest.newBuilder(uri(path)).header("Content-Type", "application/json")
                .header("If-None-Match", "*").PUT(BodyPublishers.ofString(mapper.writeValueAsString(body))));
    }

    /** Sends a file; the document that answers. */
    JsonNode upload(String path, String type, String content) throws CommandFailure, IOException {
        return send(HttpRequest.newBuilder(uri(path)).header("Content-Type", type)
                .POST(BodyPublishers.ofString(content)));
    }

    /** Every element of a list, page by page. */
    List<JsonNode> all(String path, String array) throws CommandFailure, IOException {
        List<JsonNode> all = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = get(path + (path.indexOf('?') < 0 ? "?" : "&") + "limit=1000"
                    + (next.isEmpty() ? "" : "&after=" + next));
            page.path(array).forEach(all::add);
            next = page.path("next").asText();
        } while (!next.isEmpty());
        return all;
    }

    /** The document of a list with every element of it. */
    JsonNode whole(String path, String array) throws CommandFailure, IOException {
        ObjectNode document = mapper.createObjectNode();
        document.putArray(array).addAll(all(path, array));
        return document;
    }

    /** Whether an SBC runs with this configuration: its key is there, and somebody listens at its port. */
    boolean isThere() throws CommandFailure, IOException {
        if (!Files.isReadable(LocalKey.besides(config.read().store().keyFile()))) {
            return false;
        }
        SbcConfig settings = config.read();
        Optional<Path> ports = settings.run().portsFile();
        if (server == null && settings.admin().port() == 0 && (ports.isEmpty() || !Files.isReadable(ports.get()))) {
            return false;
        }
        URI at = uri("/");
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(at.getHost(), at.getPort()), (int) TIMEOUT.toMillis());
            return true;
        } catch (ConnectException nobody) {
            return false;
        }
    }

    /** Where the configuration is read from. */
    ConfigOption option() {
        return config;
    }

    /** The configuration that it was told. */
    SbcConfig configuration() throws CommandFailure {
        return config.read();
    }

    void delete(String path) throws CommandFailure, IOException {
        send(HttpRequest.newBuilder(uri(path)).DELETE());
    }

    /** Copies what comes, however much it is. */
    void download(String path, OutputStream out) throws CommandFailure, IOException {
        download(HttpRequest.newBuilder(uri(path)), out);
    }

    /** The same of what is made by asking for it. */
    void downloadMade(String path, OutputStream out) throws CommandFailure, IOException {
        download(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.noBody()), out);
    }

    private void download(HttpRequest.Builder asked, OutputStream out) throws CommandFailure, IOException {
        HttpRequest request = asked.header("Authorization", localKey()).build();
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() >= 300) {
                    throw new CommandFailure(mapper.readTree(body).path("detail")
                            .asText("the SBC answered " + response.statusCode()));
                }
                body.transferTo(out);
                out.flush();
            }
        } catch (ConnectException refused) {
            throw new CommandFailure("no SBC answers at " + uri("/") + ": does it run, with this configuration?");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        }
    }

    /** The document; a problem document becomes a failure with its detail. */
    private JsonNode send(HttpRequest.Builder request) throws CommandFailure, IOException {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            HttpResponse<String> response = client.send(
                    request.header("Authorization", localKey()).timeout(TIMEOUT).build(), BodyHandlers.ofString());
            JsonNode document = response.body().isEmpty()
                    ? mapper.createObjectNode()
                    : mapper.readTree(response.body());
            if (response.statusCode() >= 300) {
                throw new CommandFailure(document.path("detail").asText("the SBC answered " + response.statusCode()));
            }
            return document;
        } catch (ConnectException refused) {
            throw new CommandFailure("no SBC answers at " + uri("/") + ": does it run, with this configuration?");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        }
    }

    private String localKey() throws CommandFailure, IOException {
        Path file = LocalKey.besides(config.read().store().keyFile());
        try {
            return LocalKey.headerFrom(file);
        } catch (NoSuchFileException missing) {
            throw new CommandFailure(file + " is not there: does the SBC run, with this configuration?");
        } catch (AccessDeniedException denied) {
            throw new CommandFailure(file + " cannot be read: run this as the user that the SBC runs as");
        }
    }

    private URI uri(String path) throws CommandFailure, IOException {
        String authority = server == null ? configured(config.read()) : server;
        try {
            return URI.create("http://" + authority + Api.PREFIX + path);
        } catch (IllegalArgumentException malformed) {
            throw new CommandFailure("--admin: no HOST:PORT: " + authority);
        }
    }

    private static String configured(SbcConfig config) throws CommandFailure, IOException {
        String address = config.admin().address();
        String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
        if (config.admin().port() != 0) {
            return host + ":" + config.admin().port();
        }
        if (config.run().portsFile().isEmpty()) {
            throw new CommandFailure("admin.port is 0 and there is no run.ports-file: say --admin HOST:PORT");
        }
        Path ports = config.run().portsFile().get();
        return Files.readAllLines(ports).stream().filter(line -> line.startsWith(PORT)).findFirst()
                .map(line -> host + ":" + line.substring(PORT.length()))
                .orElseThrow(() -> new CommandFailure(ports + " has no " + PORT));
    }
}
