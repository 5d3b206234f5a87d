package io.sbc.admin.http.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.sbc.admin.account.Accounts;
import io.sbc.admin.http.AdminServer;
import io.sbc.admin.http.Metrics;
import io.sbc.admin.http.TlsSettings;
import io.sbc.admin.oidc.OidcLogin;
import io.sbc.admin.oidc.StandInProvider;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.OidcSettings;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.Secret;
import io.sbc.core.directory.sql.SqlAccountStore;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.history.EventFilter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Log-in by an OpenID provider: who is let in as what, and every lie that is not believed. */
class OidcResourceTest {

    private static final String CALLBACK = "/api/v1/login/oidc/callback";

    @TempDir
    static Path authority;

    @TempDir
    Path directory;

    private final ObjectMapper mapper = new ObjectMapper();
    private final SecureRandom random = new SecureRandom();
    private Instant now = Instant.now();
    private final InstantSource clock = () -> now;
    private StandInProvider provider;
    private OidcLogin login;
    private SqlStore store;
    private Secret adminPassword = new Secret("");
    private AdminServer server;
    private HttpClient browser;

    @BeforeAll
    static void makeCertificates() throws IOException {
        TlsSettings.in(authority, "");
    }

    @BeforeEach
    void start() throws Exception {
        TlsSettings.copy(authority, directory);
        provider = new StandInProvider(clock);
        OidcSettings settings = new OidcSettings(provider.issuer(), "Staff", StandInProvider.CLIENT, Optional.empty(),
                "https://sbc.example.com" + CALLBACK, List.of("openid"), "preferred_username", "groups",
                List.of("sbc-admins"), List.of("sbc-operators"), List.of(), Optional.empty());
        login = new OidcLogin(settings, Optional.of(new Secret("client secret")), Optional.empty(), clock, random);
        store = SqlStore.open(new StoreSettings(directory.resolve("sbc.db"), directory.resolve("sbc.key")), random);
        serve(Optional.of(login));
        browser = TlsSettings.client(directory);
    }

    private void serve(Optional<OidcLogin> oidc) throws Exception {
        Accounts accounts = new Accounts(new SqlAccountStore(store.session()), store.history(),
                new ConfigReader(1).reference().admin().accounts(), clock, random);
        accounts.makeFirst().ifPresent(password -> adminPassword = password);
        server = AdminServer.start(TlsSettings.in(directory, ""), List.of(), new Metrics("1"),
                List.of(new SessionCookie(accounts)),
                new LoginResource(accounts, () -> oidc.flatMap(OidcLogin::logout)),
                new OidcResource(accounts, oidc));
    }

    @AfterEach
    void stop() {
        server.close();
        login.close();
        provider.close();
        store.close();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return browser.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.securePort().orElseThrow() + path));
    }

    private static String cookie(HttpResponse<?> answer, String name) {
        return answer.headers().allValues("Set-Cookie").stream().filter(each -> each.startsWith(name + "="))
                .map(each -> each.substring(0, each.indexOf(';'))).findFirst().orElseThrow();
    }

    /** A browser that was sent to the provider and comes back. */
    private record Trip(String query, String cookie) {}

    private Trip trip() throws IOException, InterruptedException {
        HttpResponse<String> begun = send(to("/api/v1/login/oidc"));
        assertEquals(303, begun.statusCode(), begun.body());
        URI back = StandInProvider.follow(browser, begun.headers().firstValue("Location").orElseThrow());
        assertEquals("https://sbc.example.com" + CALLBACK, back.toString().replaceFirst("\\?.*", ""));
        return new Trip(back.getRawQuery(), cookie(begun, "__Host-sbc-login"));
    }

    private HttpResponse<String> comeBack(Trip trip) throws IOException, InterruptedException {
        return send(to(CALLBACK + "?" + trip.query).header("Cookie", trip.cookie));
    }

    private HttpResponse<String> me(String session) throws IOException, InterruptedException {
        return send(to("/api/v1/me").header("Cookie", session));
    }

    private void assertRefused(int status, String code, HttpResponse<String> answer) throws IOException {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(code, mapper.readTree(answer.body()).path("code").asText(), answer.body());
        assertTrue(answer.headers().allValues("Set-Cookie").stream().noneMatch(each -> each.contains("session=")));
    }

    private void assertDisbelieved(UnaryOperator<JWTClaimsSet.Builder> lie) throws Exception {
        provider.claim(lie);
        assertRefused(401, "login_failed", comeBack(trip()));
        provider.claim(UnaryOperator.identity());
    }

    @Test
    void shouldLetInAsWhatTheProvidersGroupsSay() throws Exception {
        HttpResponse<String> back = comeBack(trip());

        assertEquals(200, back.statusCode(), back.body());
        assertTrue(back.headers().allValues("Set-Cookie").stream().anyMatch(each -> each.contains("SameSite=Strict")));
        String session = cookie(back, "__Host-sbc-session");
        JsonNode me = mapper.readTree(me(session).body());
        assertEquals("oidc:ada", me.path("name").asText());
        assertTrue(me.path("permissions").toString().contains("write-users"));
        assertFalse(me.path("permissions").toString().contains("manage-access"), "an operator");
        assertEquals("oidc:ada", store.history().find(EventFilter.ALL, 1).getFirst().what().author()
                .name());
        HttpResponse<String> out = send(to("/api/v1/logout").header("Cookie", session)
                .header("X-CSRF-Token", me.path("csrfToken").asText()).POST(BodyPublishers.noBody()));
        assertEquals(provider.issuer() + "/end?client_id=" + StandInProvider.CLIENT,
                mapper.readTree(out.body()).path("providerLogout").asText());
        assertEquals(401, me(session).statusCode());
    }

    @Test
    void shouldTakeTheProvidersNewKeyOfAnotherKind() throws Exception {
        assertEquals(200, comeBack(trip()).statusCode());
        provider.rotateTo(StandInProvider.ec("second"));
        now = now.plusSeconds(11);

        assertEquals(200, comeBack(trip()).statusCode());
        assertEquals(200, comeBack(trip()).statusCode());
        assertEquals(2, provider.keyRequests(), "known keys are not asked for again");
    }

    @Test
    void shouldNotBelieveAKeyThatTheProviderDoesNotHave() throws Exception {
        provider.signSecretlyBy(StandInProvider.rsa("first")); // another key under a known name
        assertRefused(401, "login_failed", comeBack(trip()));
        provider.signSecretlyBy(StandInProvider.ec("unknown"));
        assertRefused(401, "login_failed", comeBack(trip()));
        assertRefused(401, "login_failed", comeBack(trip()));

        assertEquals(1, provider.keyRequests(), "who shows unknown keys does not have the provider asked each time");
    }

    @Test
    void shouldNotBelieveTokensWithoutSignatureOrByASharedSecret() throws Exception {
        provider.write(said -> new PlainJWT(said).serialize());
        assertRefused(401, "login_failed", comeBack(trip()));
        provider.write(said -> {
            try {
                SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), said);
                token.sign(new MACSigner("the client's secret, or a public key".repeat(2)));
                return token.serialize();
            } catch (com.nimbusds.jose.JOSEException e) {
                throw new IllegalStateException(e);
            }
        });
        assertRefused(401, "login_failed", comeBack(trip()));
    }

    @Test
    void shouldNotBelieveClaimsOfAnotherLoginOrTimeOrForSomebodyElse() throws Exception {
        assertDisbelieved(claims -> claims.claim("nonce", "another"));
        assertDisbelieved(claims -> claims.claim("nonce", null));
        assertDisbelieved(claims -> claims.audience("another"));
        assertDisbelieved(claims -> claims.audience(List.of(StandInProvider.CLIENT, "another")));
        assertDisbelieved(claims -> claims.claim("azp", "another"));
        assertDisbelieved(claims -> claims.issuer("https://another.example.com"));
        assertDisbelieved(claims -> claims.expirationTime(Date.from(now.minusSeconds(61))));
        assertDisbelieved(claims -> claims.expirationTime(null));
        assertDisbelieved(claims -> claims.issueTime(Date.from(now.plusSeconds(120))));
        assertDisbelieved(claims -> claims.notBeforeTime(Date.from(now.plusSeconds(120))));

        assertEquals(200, comeBack(trip()).statusCode(), "and then the truth");
    }

    @Test
    void shouldTakeEachLoginOnceAndFromTheBrowserThatBeganIt() throws Exception {
        Trip once = trip();
        assertEquals(200, comeBack(once).statusCode());
        assertRefused(401, "login_unknown", comeBack(once));

        Trip stolen = trip();
        assertRefused(401, "login_unknown", send(to(CALLBACK + "?" + stolen.query)));
        assertRefused(401, "login_unknown", comeBack(stolen));

        Trip late = trip();
        now = now.plusSeconds(601);
        assertRefused(401, "login_unknown", comeBack(late));
        assertRefused(401, "login_unknown", comeBack(new Trip("state=guessed&code=1", late.cookie)));
        assertEquals(0, login.pending());
    }

    @Test
    void shouldLetNobodyInWithoutARole() throws Exception {
        provider.claim(claims -> claims.claim("groups", List.of("staff")));

        assertRefused(403, "no_role", comeBack(trip()));
    }

    @Test
    void shouldSayWhatTheProviderRefused() throws Exception {
        Trip trip = trip();
        String state = trip.query.replaceAll(".*state=([^&]*).*", "$1");

        assertRefused(401, "login_failed",
                comeBack(new Trip("state=" + state + "&error=access_denied", trip.cookie)));
    }

    @Test
    void shouldLetTheLocalAdministratorInWhileTheProviderIsAway() throws Exception {
        provider.close();

        assertRefused(503, "provider_unreachable", send(to("/api/v1/login/oidc")));
        assertEquals(200, send(to("/api/v1/login").header("Content-Type", "application/json").POST(BodyPublishers
                .ofString("{\"name\": \"admin\", \"password\": \"" + adminPassword.reveal() + "\"}"))).statusCode());
    }

    @Test
    void shouldTellInWhichWaysOneMayLogIn() throws Exception {
        JsonNode ways = mapper.readTree(send(to("/api/v1/login")).body());
        assertTrue(ways.path("password").asBoolean());
        assertEquals("Staff", ways.path("oidc").path("title").asText());
        assertEquals("/api/v1/login/oidc", ways.path("oidc").path("start").asText());
        assertEquals(403, HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/v1/login/oidc"))
                        .build(), BodyHandlers.discarding())
                .statusCode(), "in clear");
        server.close();
        serve(Optional.empty());
        assertEquals("{\"password\":true}", send(to("/api/v1/login")).body());
        assertEquals(404, send(to("/api/v1/login/oidc")).statusCode());
    }
}
