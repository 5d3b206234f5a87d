package io.sbc.perf.admin;

import io.sbc.kit.provision.OAuthSigner;
import io.sbc.kit.provision.OAuthSigner.Token;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** Sends requests signed by OAuth 1.0a with HMAC-SHA256, a body covered by its hash. Thread-safe; waits for the answer. */
final class SigningClient {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient http;
    private final URI api;
    private final OAuthSigner signer;
    private final Token token;

    SigningClient(HttpClient http, URI api, OAuthSigner signer, Token token) {
        this.http = http;
        this.api = api;
        this.signer = signer;
        this.token = token;
    }

    /** @param path behind {@code /api/v1} */
    HttpResponse<String> send(String method, String path, String type, String body)
            throws IOException, InterruptedException {
        URI uri = api.resolve("/api/v1" + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(LIMIT)
                .header("Authorization", signer.authorization(method, uri, body, token, Map.of()))
                .method(method, body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", type);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
