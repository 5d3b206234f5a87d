package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.admin.http.SigningClient;
import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.CallEvent;
import io.sbc.kit.phone.SoftPhone;
import io.sbc.kit.pbx.StandInPbx;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import oauth.signpost.OAuthConsumer;
import oauth.signpost.OAuthProvider;
import oauth.signpost.basic.DefaultOAuthConsumer;
import oauth.signpost.basic.DefaultOAuthProvider;
import oauth.signpost.signature.HmacSha256MessageSigner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The life of a user as a provisioning manager tells it by signed requests, seen from the phone, from the PBX and from the command line of the shipped
 * SBC: pushed, registered, talking, disabled, enabled, given another authorization code, deleted.
 */
class ProvisionedUserIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String EVE = "/api/v1/users/eve%40example.test";
    private static final String PASSWORD = "correct-horse-battery";

    private static SbcStage stage;
    private static OAuthConsumer manager;
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private final ObjectMapper mapper = new ObjectMapper();

    @BeforeAll
    static void startAll(@TempDir Path directory) throws Exception {
        stage = new SbcStage.Builder(directory).standIn("pbx", builder -> builder).start();
        manager = approvedManager();
    }

    @AfterAll
    static void stopAll() {
        HTTP.close();
        if (stage != null) {
            stage.close();
        }
    }

    /** Consumer, temporary token, approval, verifier, access token: as the guides have it. */
    private static OAuthConsumer approvedManager() throws Exception {
        String added = stage.tool("consumers", "add", "mxone");
        OAuthConsumer consumer = new DefaultOAuthConsumer("mxone",
                added.substring(added.indexOf("shared secret: ") + 15).strip());
        consumer.setMessageSigner(new HmacSha256MessageSigner());
        OAuthProvider provider = new DefaultOAuthProvider(stage.admin("/oauth/request_token").toString(),
                stage.admin("/oauth/access_token").toString(), stage.admin("/none").toString());
        provider.setOAuth10a(true);
        provider.retrieveRequestToken(consumer, "oob");
        String approved = stage.tool("tokens", "approve", consumer.getToken());
        provider.retrieveAccessToken(consumer, approved.substring(approved.indexOf("verifier: ") + 10).strip());
        return consumer;
    }

    private JsonNode push(int expected, String method, String path, String body) throws Exception {
        HttpResponse<String> answer = new SigningClient(HTTP).send(manager, method, stage.admin(path), body);
        assertEquals(expected, answer.statusCode(), answer.body());
        return answer.body().isEmpty() ? mapper.createObjectNode() : mapper.readTree(answer.body());
    }

    /** The desktop's, as an administrator sees it. */
    private String status() {
        try {
            return mapper.readTree(stage.get(EVE + "/status")).at("/devices/0/status").asText();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long removals(StandInPbx pbx, String extension) {
        return pbx.trace().messages().stream()
                .filter(message -> message.isRequest() && message.method().equals("REGISTER")
                        && message.header("To").orElse("").contains("sip:" + extension + "@")
                        && message.header("Expires").orElse("").equals("0"))
                .count();
    }

    /** Behind an answer nobody has to wait: what it tells of acts already. */
    @Test
    void shouldActByAChangeWhenItIsAnswered() throws Exception {
        String path = "/api/v1/users/ida%40example.test";
        for (int i = 0; i < 2; i++) {
            push(201, "PUT", path, "{\"extension\": \"1990\", \"setPassword\": \"" + PASSWORD + "\"}");
            assertEquals("Idle", mapper.readTree(stage.get(path + "/status")).at("/devices/0/status").asText());
            SoftPhone ida = stage.start(stage.phone("1990").password(PASSWORD));
            assertNotEquals(401, ida.register().await().status(), "let in here, unknown to the PBX");
            push(200, "PATCH", path, "{\"setPassword\": \"another-horse-battery\"}");
            assertEquals(401, ida.register().await().status(), "the old password");
            push(204, "DELETE", path, "");
            assertEquals(401, ida.register().await().status(), "anybody");
        }
    }

    @Test
    void shouldFollowTheProvisioningManagerAtOnce() throws Exception {
        StandInPbx pbx = stage.pbx("pbx");
        push(204, "DELETE", "/api/v1/users/1003%40example.com", "");

        // Pushed with an authorization code that the PBX does not take.
        push(201, "PUT", EVE, """
                {"name": "Eve", "extension": "1003", "setPassword": "%s", "icpPassword": "not-the-code"}"""
                .formatted(PASSWORD));
        push(200, "PATCH", EVE + "/devices/desktop", "{\"icpAuthUser\": \"auth1003\"}");
        assertEquals("Idle", status());
        SoftPhone eve = stage.start(stage.phone("1003").password(PASSWORD).userAgent("Zoom test"));
        assertFalse(eve.register().await().isRegistered());
        stage.await("tell why", SOON, () -> status().equals("SIP error 403"));
        assertTrue(stage.tool("users", "status", "eve@example.test").contains("authorization code"));

        // The right one.
        push(200, "PATCH", EVE, "{\"icpPassword\": \"icp-1003\"}");
        stage.await("take the code", SOON, () -> eve.register().await().isRegistered());
        assertEquals("Registered", status());
        String shown = stage.tool("registrations", "--user", "eve*");
        assertTrue(shown.contains("Zoom test") && shown.contains("registered"), shown);

        // Talking when disabled: the registration ends, the call does not, unless told so.
        SoftPhone bob = stage.registered(stage.phone("1002"));
        Call outgoing = eve.call("1002");
        Call incoming = bob.awaitCall();
        incoming.answer().await();
        outgoing.awaitAnswered();
        incoming.await(CallEvent.Acknowledged.class);
        long before = removals(pbx, "1003");
        push(200, "PATCH", EVE, "{\"enabled\": false}");
        stage.await("unregister at the PBX", SOON, () -> pbx.bindings("1003").isEmpty());
        assertTrue(removals(pbx, "1003") > before, "a REGISTER with expiry 0");
        assertFalse(eve.register().await().isRegistered());
        outgoing.media().awaitMore(25);
        incoming.media().awaitMore(25);
        push(200, "PATCH", EVE + "?endCalls=true", "{\"enabled\": false}");
        outgoing.awaitEnded();
        incoming.awaitEnded();

        // Back again, then with a code that the PBX does not have: tried at once.
        push(200, "PATCH", EVE, "{\"enabled\": true}");
        assertTrue(eve.register().await().isRegistered());
        push(200, "PATCH", EVE, "{\"icpPassword\": \"changed-here-first\"}");
        stage.await("try the new code", SOON, () -> status().equals("SIP error 403"));
        push(200, "PATCH", EVE, "{\"icpPassword\": \"icp-1003\"}");
        stage.await("take the old one again", SOON, () -> eve.register().await().isRegistered());

        push(204, "DELETE", EVE, "");
        stage.await("unregister who is gone", SOON, () -> pbx.bindings("1003").isEmpty());
        push(404, "GET", EVE, "");
        stage.endPhones();
        stage.awaitMetric("sbc_dialogs", 0);
    }
}
