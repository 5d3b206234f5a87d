package io.sbc.kit.provision;

import io.sbc.kit.provision.OAuthSigner.Token;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A PBX's provisioning manager towards the SBC: gets its token as the guides tell it, then signs all that it says. */
public final class ProvisioningManager {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final PbxKind kind;
    private final HttpClient http;
    private final URI api;
    private final OAuthSigner signer;
    private Token token = Token.NONE;

    /** @param api where the SBC's admin server listens for others */
    public ProvisioningManager(PbxKind kind, HttpClient http, URI api, OAuthSigner signer) {
        this.kind = kind;
        this.http = http;
        this.api = api;
        this.signer = signer;
    }

    /**
     * Generates a temporary token (RFC 5849 §2.1).
     *
     * @return what the administrator finds in the list
     */
    public String requestToken() throws IOException {
        token = tokenFor("/oauth/request_token", Map.of("oauth_callback", "oob"));
        return token.value();
    }

    /** Exchanges it for the one to work with (RFC 5849 §2.3). */
    public void accessToken(String verifier) throws IOException {
        token = tokenFor("/oauth/access_token", Map.of("oauth_verifier", verifier));
    }

    /** What it signs with: the temporary token, or once that is exchanged the one to work with. */
    public Token token() {
        return token;
    }

    private Token tokenFor(String path, Map<String, String> parameters) throws IOException {
        Map<String, String> answer = new LinkedHashMap<>();
        OAuthSigner.form(say(200, "POST", path, "", parameters)).forEach(
                field -> answer.put(field.getKey(), field.getValue()));
        String value = answer.get("oauth_token");
        String secret = answer.get("oauth_token_secret");
        if (value == null || secret == null) {
            throw new IOException(path + " gave no token");
        }
        return new Token(value, secret);
    }

    /** Adds its PBX as an ICP. */
    void addIcp(String domain, InetSocketAddress address) throws IOException {
        say(201, "PUT", "/api/v1/icps/" + kind.profile(), """
                {"domain": "%s", "host": "%s", "port": %d, "transport": "udp", "profile": "%s"}"""
                .formatted(domain, address.getAddress().getHostAddress(), address.getPort(), kind.profile()));
    }

    /** Creates a user; the code goes along only where the PBX has codes. */
    void push(PushedUser user) throws IOException {
        String code = kind.hasCodeOfItsOwn() ? ", \"icpPassword\": \"" + user.code() + "\"" : "";
        say(201, "PUT", path(user), """
                {"name": "User", "extension": "%s", "icp": "%s", "setPassword": "%s"%s}"""
                .formatted(user.extension(), kind.profile(), user.setPassword(), code));
    }

    /** Tells the code that a user has from now on. */
    void changeCode(PushedUser user) throws IOException {
        say(200, "PATCH", path(user),
                "{\"%s\": \"%s\"}".formatted(kind.hasCodeOfItsOwn() ? "icpPassword" : "setPassword", user.code()));
    }

    void disable(PushedUser user) throws IOException {
        say(200, "PATCH", path(user), "{\"enabled\": false}");
    }

    void delete(PushedUser user) throws IOException {
        say(204, "DELETE", path(user), "");
    }

    /** Whether the SBC no longer knows a user. */
    void insistOnAbsence(PushedUser user) throws IOException {
        say(404, "GET", path(user), "");
    }

    private static String path(PushedUser user) {
        return "/api/v1/users/" + URLEncoder.encode(user.email(), StandardCharsets.UTF_8);
    }

    private String say(int expected, String method, String path, String body) throws IOException {
        return say(expected, method, path, body, Map.of());
    }

    private String say(int expected, String method, String path, String body, Map<String, String> parameters)
            throws IOException {
        URI uri = api.resolve(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .header("Authorization", signer.authorization(method, uri, body, token, parameters))
                .timeout(LIMIT)
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return Answers.expect(expected, http, request.build());
    }
}
