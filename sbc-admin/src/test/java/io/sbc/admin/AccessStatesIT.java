package io.sbc.admin;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.admin.http.AccessTable;
import io.sbc.admin.http.SigningClient;
import io.sbc.admin.http.TlsSettings;
import io.sbc.core.access.Permission;
import io.sbc.core.access.Role;
import io.sbc.kit.demo.SbcProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
 * The shipped process: each operation that it says it has × each role × each state that a token can be in, in one table. The consumers and tokens are got as
 * the guides tell it; only the end of a token, a year away, is brought about in the database.
 */
class AccessStatesIT {

    private static final String REFUSED = "signature_invalid";

    @TempDir
    Path directory;

    private final ObjectMapper mapper = new ObjectMapper();
    private SbcProcess sbc;
    private HttpClient client = HttpClient.newHttpClient();
    private AccessTable access;
    private String local = "";

    @BeforeEach
    void start() throws Exception {
        Path config = Files.writeString(directory.resolve("sbc.yaml"), """
                set: {tls: {port: 0}}
                icp: {udp: {port: 0}, tcp: {port: 0}}
                media: {ports: 23200-23299}
                admin: {port: 0, api: {port: 0}}
                run: {ports-file: ports}
                """);
        sbc = new SbcProcess(System.getProperty("sbc.distribution", "target/distribution") + "/bin/sbc", directory,
                config, directory.resolve("ports"));
        sbc.awaitReady(Duration.ofMinutes(Integer.getInteger("sbc.patience.minutes", 3)));
        local = "Bearer local-" + Files.readString(directory.resolve("data/local-api.key")).strip();
        client.shutdownNow(); // all is answered; it may wait for streams that the server has reset
        client.close();
        client = TlsSettings.client(directory.resolve("certs"));
        access = new AccessTable(client, "https://127.0.0.1:" + sbc.port("admin.api"));
    }

    @AfterEach
    void stop() {
        client.shutdownNow(); // all is answered; it may wait for streams that the server has reset
        client.close();
        sbc.close();
    }

    private JsonNode json(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = client.send(HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + sbc.port("admin.http") + "/api/v1" + path))
                .header("Content-Type", "application/json").header("Authorization", local)
                .method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        assertTrue(answer.statusCode() < 300, answer.body());
        return mapper.readTree(answer.body().isEmpty() ? "{}" : answer.body());
    }

    private OAuthConsumer consumer(String id, String permissions) throws Exception {
        JsonNode added = json("POST", "/consumers", "{\"id\": \"" + id + "\"" + permissions + "}");
        OAuthConsumer consumer = new DefaultOAuthConsumer(id, added.path("secret").asText());
        consumer.setMessageSigner(new HmacSha256MessageSigner());
        return consumer;
    }

    private OAuthProvider provider() {
        String base = "http://127.0.0.1:" + sbc.port("admin.http") + "/oauth/";
        OAuthProvider provider = new DefaultOAuthProvider(base + "request_token", base + "access_token", base + "none");
        provider.setOAuth10a(true);
        return provider;
    }

    private OAuthConsumer pending(String id) throws Exception {
        OAuthConsumer consumer = consumer(id, "");
        provider().retrieveRequestToken(consumer, "oob");
        return consumer;
    }

    private OAuthConsumer active(String id, String permissions) throws Exception {
        OAuthConsumer consumer = consumer(id, permissions);
        OAuthProvider provider = provider();
        provider.retrieveRequestToken(consumer, "oob");
        provider.retrieveAccessToken(consumer, json("POST", "/tokens/temporary/" + consumer.getToken() + "/approve",
                "{}").path("verifier").asText());
        return consumer;
    }

    private AccessTable.Send signed(OAuthConsumer consumer) {
        SigningClient signing = new SigningClient(client);
        return (method, uri) -> signing.send(consumer, method.toUpperCase(Locale.ROOT), uri, "");
    }

    /** As if a year had passed; the SBC sees it as another node's change. */
    private void expire(OAuthConsumer consumer) throws Exception {
        try (Connection database = DriverManager
                .getConnection("jdbc:sqlite:" + directory.resolve("data/sbc.db") + "?busy_timeout=10000");
                PreparedStatement end = database
                        .prepareStatement("UPDATE access_tokens SET expires = ? WHERE value = ?");
                Statement tell = database.createStatement()) {
            end.setLong(1, Instant.now().minusSeconds(1).toEpochMilli());
            end.setString(2, consumer.getToken());
            assertTrue(end.executeUpdate() == 1);
            tell.executeUpdate("UPDATE counters SET value = value + 1 WHERE name = 'access'");
        }
        sbc.await("see the end of a token", Duration.ofSeconds(20), () -> {
            try {
                return json("GET", "/tokens/" + consumer.getToken(), "").path("state").asText().equals("expired");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void shouldAnswerEachRoleAndEachStateOfATokenAsItMay() throws Exception {
        access.refuses("nobody", access.plain(Map.of()), 401, "credentials_absent");

        access.refuses("pending temporary token", signed(pending("pending")), 401, "token_rejected");
        OAuthConsumer approved = pending("approved");
        json("POST", "/tokens/temporary/" + approved.getToken() + "/approve", "{}");
        access.refuses("approved temporary token", signed(approved), 401, "token_rejected");
        OAuthConsumer rejected = pending("rejected");
        json("DELETE", "/tokens/temporary/" + rejected.getToken(), "");
        access.refuses("rejected temporary token", signed(rejected), 401, REFUSED);

        OAuthConsumer manager = active("manager", "");
        access.allows("access token", signed(manager), Permission.PROVISIONING);
        access.allows("access token of one who reads",
                signed(active("reader", ", \"permissions\": [\"read-users\"]")), Set.of(Permission.READ_USERS));
        OAuthConsumer other = active("other", "");
        other.setTokenWithSecret(manager.getToken(), manager.getTokenSecret());
        access.refuses("access token of another consumer", signed(other), 401, REFUSED);

        expire(manager);
        access.refuses("expired access token", signed(manager), 401, REFUSED);
        json("POST", "/tokens/" + manager.getToken() + "/renew", "{}");
        access.allows("renewed access token", signed(manager), Permission.PROVISIONING);
        json("PATCH", "/consumers/manager", "{\"active\": false}");
        access.refuses("access token of an inactive consumer", signed(manager), 401, REFUSED);
        json("PATCH", "/consumers/manager", "{\"active\": true}");
        access.allows("access token of a consumer that is active again", signed(manager), Permission.PROVISIONING);
        json("DELETE", "/tokens/" + manager.getToken(), "");
        access.refuses("revoked access token", signed(manager), 401, REFUSED);

        for (Role role : Role.values()) {
            String key = json("POST", "/api-keys",
                    "{\"name\": \"robot\", \"role\": \"" + role.wireName() + "\"}").path("key").asText();
            access.allows("API key of " + role, access.plain(Map.of("Authorization", "Bearer " + key)),
                    role.permissions());
        }
        access.verify();
    }
}
