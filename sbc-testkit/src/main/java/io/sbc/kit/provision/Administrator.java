package io.sbc.kit.provision;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Who lets a provisioning manager in: an administrator on the SBC's own machine, with the key that its command line uses. */
public final class Administrator {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final HttpClient http;
    private final URI loopback;
    private final Path localKey;

    /**
     * @param loopback where the SBC's admin server listens in clear
     * @param localKey the file with the command line's key
     */
    public Administrator(HttpClient http, URI loopback, Path localKey) {
        this.http = http;
        this.loopback = loopback;
        this.localKey = localKey;
    }

    /** Lets a consumer ask for tokens, and gets its shared secret, which is shown once. */
    public String addConsumer(String id, String name) throws IOException {
        String document = "{\"id\": \"%s\", \"name\": \"%s\"}".formatted(id, name);
        return Answers.text(ask(201, "POST", "/api/v1/consumers", document), "secret");
    }

    /** Whether a temporary token is listed as one that waits for approval. */
    public boolean seesPending(String token) throws IOException {
        for (String each : ask(200, "GET", "/api/v1/tokens/temporary", "").split("}", -1)) {
            if (each.contains("\"" + token + "\"")) {
                return Answers.text(each, "state").equals("pending");
            }
        }
        return false;
    }

    /** Approves it, and gets the verifier. */
    public String approve(String token) throws IOException {
        return Answers.text(ask(200, "POST", "/api/v1/tokens/temporary/" + token + "/approve", ""), "verifier");
    }

    private String ask(int expected, String method, String path, String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(loopback.resolve(path))
                .header("Authorization", "Bearer local-" + Files.readString(localKey).strip())
                .header("Content-Type", "application/json")
                .timeout(LIMIT)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return Answers.expect(expected, http, request);
    }
}
