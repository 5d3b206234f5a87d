package io.sbc.admin.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.admin.oauth.OAuth;
import io.sbc.admin.oauth.RequestVerifier.BodyHash;
import io.sbc.admin.oauth.SignatureMethod;
import io.sbc.admin.oauth.TokenLimits;
import io.sbc.admin.http.rest.EntityTags;
import io.sbc.admin.http.users.CallEnding;
import io.sbc.admin.http.users.UsersResource;
import io.sbc.admin.users.Licences;
import io.sbc.admin.users.PsiUsers;
import io.sbc.admin.users.Templates;
import io.sbc.core.config.AdminSettings;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.sql.SqlStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import oauth.signpost.OAuthConsumer;
import oauth.signpost.OAuthProvider;
import oauth.signpost.basic.DefaultOAuthConsumer;
import oauth.signpost.basic.DefaultOAuthProvider;
import oauth.signpost.exception.OAuthNotAuthorizedException;
import oauth.signpost.signature.HmacSha1MessageSigner;
import oauth.signpost.signature.HmacSha256MessageSigner;
import oauth.signpost.signature.OAuthMessageSigner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The story of the guides, told by an OAuth client of another author (signpost) over the real server and database. */
final class ProvisioningByTokenTest {

    private static final String USER = "/api/v1/users/ada%40example.test";
    private static final String NEW_USER = "{\"extension\": \"1006\", \"setPassword\": \"correct-horse-battery\"}";

    @TempDir
    Path directory;

    private final SbcConfig config = new ConfigReader(1).reference();
    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private Metrics metrics;
    private SqlStore store;
    private AdminServer server;

    @BeforeEach
    void start() throws Exception {
        metrics = new Metrics("1.2.3");
        Path localKey = directory.resolve("local-api.key");
        store = SqlStore.open(new StoreSettings(directory.resolve("sbc.db"), directory.resolve("sbc.key")),
                new SecureRandom());
        OAuth oauth = new OAuth(
                new OAuth.Settings(EnumSet.of(SignatureMethod.HMAC_SHA256, SignatureMethod.HMAC_SHA1),
                        BodyHash.OPTIONAL, Duration.ofMinutes(5),
                        new TokenLimits(Duration.ofHours(1), Duration.ofDays(365))),
                store.access(), InstantSource.system(), new SecureRandom());
        server = AdminServer.start(new AdminSettings("127.0.0.1", 0, config.admin().oauth()), List.of(), metrics,
                List.of(new SignedRequests(oauth), LocalKey.write(localKey, new SecureRandom())),
                new OAuthResource(oauth), new ConsumersResource(oauth.consumers(), new EntityTags(store.nonceKey())),
                new TokensResource(oauth.tokens(), InstantSource.system(), new EntityTags(store.nonceKey())),
                users());
    }

    private UsersResource users() {
        Licences licences = new Licences(store.licences(), OptionalInt::empty);
        return new UsersResource(
                new PsiUsers(() -> config, store, new Templates(() -> config, store.templates()), licences,
                        new SecureRandom()),
                new EntityTags(store.nonceKey()), new CallEnding(_ -> {}), false);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
        store.close();
        metrics.close();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    private JsonNode admin(String method, String path, String body) throws Exception {
        HttpResponse<String> response = client
                .send(HttpRequest.newBuilder(URI.create(url(path))).header("Content-Type", "application/json")
                        .header("Authorization", LocalKey.headerFrom(directory.resolve("local-api.key")))
                        .method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        assertTrue(response.statusCode() < 300, response.body());
        return response.body().isEmpty() ? mapper.createObjectNode() : mapper.readTree(response.body());
    }

    /** Consumer added, temporary token asked for. */
    private OAuthConsumer asking(OAuthMessageSigner signer, String permissions) throws Exception {
        JsonNode added = admin("POST", "/api/v1/consumers",
                "{\"id\": \"mxone\", \"permissions\": [" + permissions + "]}");
        OAuthConsumer consumer = new DefaultOAuthConsumer("mxone", added.get("secret").asText());
        consumer.setMessageSigner(signer);
        provider().retrieveRequestToken(consumer, "oob");
        return consumer;
    }

    private OAuthProvider provider() {
        OAuthProvider provider = new DefaultOAuthProvider(url("/oauth/request_token"), url("/oauth/access_token"),
                url("/nobody-sees-this"));
        provider.setOAuth10a(true);
        return provider;
    }

    private String approve(OAuthConsumer consumer) throws Exception {
        return admin("POST", "/api/v1/tokens/temporary/" + consumer.getToken() + "/approve", "{}").get("verifier")
                .asText();
    }

    private OAuthConsumer provisioner(OAuthMessageSigner signer, String permissions) throws Exception {
        OAuthConsumer consumer = asking(signer, permissions);
        provider().retrieveAccessToken(consumer, approve(consumer));
        return consumer;
    }

    private OAuthConsumer provisioner() throws Exception {
        return provisioner(new HmacSha256MessageSigner(), "\"read-users\", \"write-users\"");
    }

    private record Answer(int status, String body) {}

    private Answer signed(OAuthConsumer consumer, String method, String path, String body) throws Exception {
        HttpResponse<String> response = new SigningClient(client).send(consumer, method, URI.create(url(path)), body);
        return new Answer(response.statusCode(), response.body());
    }

    @Test
    void shouldProvisionAUserByAnApprovedToken() throws Exception {
        OAuthConsumer consumer = provisioner();

        Answer created = signed(consumer, "PUT", USER, NEW_USER);
        Answer again = signed(consumer, "PUT", USER, NEW_USER);
        Answer list = signed(consumer, "GET", "/api/v1/users?limit=10&after=", "");

        assertEquals(201, created.status(), created.body());
        assertEquals(200, again.status(), again.body());
        JsonNode devices = mapper.readTree(list.body()).at("/users/0/devices");
        assertEquals(2, devices.size());
        assertEquals("1006", devices.at("/0/setUser").asText());
        assertEquals("1*006", devices.at("/1/setUser").asText());
        assertFalse(list.body().contains("battery"));
        assertEquals(204, signed(consumer, "DELETE", USER, "").status());
        assertEquals(404, signed(consumer, "GET", USER, "").status());
        assertEquals(List.of(), store.devices());
    }

    /** As signpost itself asks for tokens, with its older signer. */
    @Test
    void shouldTakeHmacSha1() throws Exception {
        OAuthConsumer consumer = provisioner(new HmacSha1MessageSigner(), "\"read-users\", \"write-users\"");

        assertEquals(201, signed(consumer, "PUT", USER, NEW_USER).status());
    }

    @Test
    void shouldListATemporaryTokenAsPendingUntilItIsApprovedAndExchanged() throws Exception {
        OAuthConsumer consumer = asking(new HmacSha256MessageSigner(), "\"read-users\"");
        JsonNode waiting = admin("GET", "/api/v1/tokens/temporary", "").at("/tokens/0");

        assertEquals("pending", waiting.get("state").asText());
        assertEquals(consumer.getToken(), waiting.get("token").asText());
        assertThrows(OAuthNotAuthorizedException.class, () -> provider().retrieveAccessToken(consumer, "GUESSED"));
        String verifier = approve(consumer);
        provider().retrieveAccessToken(consumer, verifier);
        assertEquals(0, admin("GET", "/api/v1/tokens/temporary", "").get("tokens").size());
        assertEquals(1, admin("GET", "/api/v1/tokens", "").get("tokens").size());
    }

    @Test
    void shouldNotProvisionByATemporaryToken() throws Exception {
        OAuthConsumer consumer = asking(new HmacSha256MessageSigner(), "\"write-users\"");
        approve(consumer);

        Answer answer = signed(consumer, "PUT", USER, NEW_USER);

        assertEquals(401, answer.status());
        assertEquals("token_rejected", mapper.readTree(answer.body()).get("code").asText());
    }

    @Test
    void shouldEndATemporaryTokenAfterFiveWrongVerifiers() throws Exception {
        OAuthConsumer consumer = asking(new HmacSha256MessageSigner(), "\"read-users\"");
        String verifier = approve(consumer);
        for (int i = 0; i < 5; i++) {
            assertThrows(OAuthNotAuthorizedException.class, () -> provider().retrieveAccessToken(consumer, "GUESSED"));
        }

        assertThrows(OAuthNotAuthorizedException.class, () -> provider().retrieveAccessToken(consumer, verifier));
    }

    @Test
    void shouldRefuseWhatTheConsumerMayNotDo() throws Exception {
        OAuthConsumer reader = provisioner(new HmacSha256MessageSigner(), "\"read-users\"");

        assertEquals(403, signed(reader, "PUT", USER, NEW_USER).status());
        assertEquals(200, signed(reader, "GET", "/api/v1/users", "").status());
    }

    @Test
    void shouldRefuseRevokedTokensAndInactiveConsumersAtOnce() throws Exception {
        OAuthConsumer consumer = provisioner();
        admin("PATCH", "/api/v1/consumers/mxone", "{\"active\": false}");
        assertEquals(401, signed(consumer, "GET", "/api/v1/users", "").status());
        admin("PATCH", "/api/v1/consumers/mxone", "{\"active\": true}");
        assertEquals(200, signed(consumer, "GET", "/api/v1/users", "").status());

        admin("DELETE", "/api/v1/tokens/" + consumer.getToken(), "");

        assertEquals(401, signed(consumer, "GET", "/api/v1/users", "").status());
    }

    @Test
    void shouldRefuseUnsignedRequestsAndSayHowToSign() throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create(url("/api/v1/users"))).build(), BodyHandlers.ofString());

        assertEquals(401, response.statusCode());
        assertEquals("OAuth realm=\"SBC\", Bearer realm=\"SBC\"",
                response.headers().firstValue("WWW-Authenticate").orElse(""));
        assertEquals("credentials_absent", mapper.readTree(response.body()).get("code").asText());
    }

    @Test
    void shouldRefuseAWeakPasswordAnUnknownPbxAndASharedExtension() throws Exception {
        OAuthConsumer consumer = provisioner();
        signed(consumer, "PUT", USER, NEW_USER);

        Answer weak = signed(consumer, "PUT", "/api/v1/users/eve%40example.test",
                "{\"extension\": \"1007\", \"setPassword\": \"eve-1007-eve-1007\"}");
        Answer pbx = signed(consumer, "PUT", "/api/v1/users/eve%40example.test",
                "{\"extension\": \"1007\", \"icp\": \"nowhere\", \"generatePassword\": true}");
        Answer shared = signed(consumer, "PUT", "/api/v1/users/eve%40example.test",
                "{\"extension\": \"1006\", \"generatePassword\": true}");
        Answer misspelt = signed(consumer, "PUT", "/api/v1/users/eve%40example.test", "{\"extention\": \"1006\"}");

        assertEquals(422, weak.status(), weak.body());
        assertEquals(422, pbx.status(), pbx.body());
        assertEquals(409, shared.status(), shared.body());
        assertEquals(400, misspelt.status(), misspelt.body());
    }

    @Test
    void shouldShowAGeneratedPasswordOnceAndChangeOnlyWhatIsNamed() throws Exception {
        OAuthConsumer consumer = provisioner();
        Answer created = signed(consumer, "PUT", USER, "{\"extension\": \"1006\", \"generatePassword\": true}");
        String password = mapper.readTree(created.body()).get("setPassword").asText();

        Answer disabled = signed(consumer, "PATCH", USER, "{\"enabled\": false}");

        assertTrue(password.length() >= 16);
        assertEquals(200, disabled.status(), disabled.body());
        assertFalse(disabled.body().contains(password));
        assertTrue(store.devices().stream()
                .allMatch(device -> !device.enabled() && device.icpSecret().reveal().equals(password)));
    }
}
