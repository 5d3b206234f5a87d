package io.sbc.admin.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.sbc.admin.account.Accounts;
import io.sbc.admin.account.ApiKeys;
import io.sbc.admin.alarm.AlarmStage;
import io.sbc.admin.guard.GuardDesk;
import io.sbc.admin.http.accounts.AdministratorsResource;
import io.sbc.admin.http.accounts.ApiKeyHeader;
import io.sbc.admin.http.accounts.ApiKeysResource;
import io.sbc.admin.http.accounts.LoginResource;
import io.sbc.admin.http.accounts.OidcResource;
import io.sbc.admin.http.accounts.SessionCookie;
import io.sbc.admin.certs.Identities;
import io.sbc.admin.http.certificates.IdentitiesResource;
import io.sbc.admin.http.events.EventsResource;
import io.sbc.admin.http.jobs.JobsResource;
import io.sbc.admin.http.jobs.UserFilesResource;
import io.sbc.admin.http.rest.EntityTags;
import io.sbc.admin.http.settings.IcpsResource;
import io.sbc.admin.http.settings.SettingsResource;
import io.sbc.admin.http.users.CallEnding;
import io.sbc.admin.http.users.DevicesResource;
import io.sbc.admin.http.users.LicencesResource;
import io.sbc.admin.http.users.TemplatesResource;
import io.sbc.admin.http.users.UsersResource;
import io.sbc.admin.jobs.Jobs;
import io.sbc.admin.oauth.OAuth;
import io.sbc.admin.oauth.RequestVerifier.BodyHash;
import io.sbc.admin.oauth.SignatureMethod;
import io.sbc.admin.oauth.TokenLimits;
import io.sbc.admin.settings.IcpService;
import io.sbc.admin.settings.SettingsService;
import io.sbc.admin.users.Licences;
import io.sbc.admin.users.PsiUsers;
import io.sbc.admin.users.Templates;
import io.sbc.admin.users.UserImport;
import io.sbc.admin.http.support.SupportResource;
import io.sbc.admin.support.KnownSecrets;
import io.sbc.admin.support.SupportBundle;
import io.sbc.base.Clock;
import io.sbc.core.access.AccessToken;
import io.sbc.core.access.AccountStore;
import io.sbc.core.access.ApiKey;
import io.sbc.core.access.Consumer;
import io.sbc.core.access.Permission;
import io.sbc.core.access.TemporaryToken;
import io.sbc.core.access.Role;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.Secret;
import io.sbc.core.directory.sql.SqlAccountStore;
import io.sbc.core.directory.sql.SqlAllowedNetworks;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.guard.Guard;
import io.sbc.core.history.Authorship;
import io.sbc.core.record.CallRecords;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import oauth.signpost.OAuthConsumer;
import oauth.signpost.basic.DefaultOAuthConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets which answer from which operation: each operation × each role × each state of credentials. */
final class AccessTableTest {

    private static final Authorship TEST = Authorship.commandLine("test");
    private static final Secret PASSWORD = new Secret("a river of small stones");
    private static final Set<Permission> EVERYTHING = EnumSet.allOf(Permission.class);

    @TempDir
    static Path authority;

    @TempDir
    Path directory;

    private final ObjectMapper mapper = new ObjectMapper();
    private final SecureRandom random = new SecureRandom();
    private final SbcConfig config = new ConfigReader(1).reference();
    private final Metrics metrics = new Metrics("1.2.3");
    private final Jobs jobs = new Jobs(10, Duration.ofHours(1), InstantSource.system());
    private Set<String> added = Set.of();
    private AlarmStage alarms;
    private SqlStore store;
    private AccountStore table;
    private Accounts accounts;
    private ApiKeys keys;
    private AdminServer server;
    private HttpClient client;
    private AccessTable access;

    @BeforeAll
    static void makeCertificates() throws IOException {
        TlsSettings.in(authority, "");
    }

    @BeforeEach
    void start() throws Exception {
        TlsSettings.copy(authority, directory);
        StoreSettings settings = new StoreSettings(directory.resolve("sbc.db"), directory.resolve("sbc.key"));
        store = SqlStore.open(settings, random);
        provision();
        table = new SqlAccountStore(store.session());
        accounts = new Accounts(table, store.history(), config.admin().accounts(), InstantSource.system(), random);
        keys = new ApiKeys(table, InstantSource.system(), random, Duration.ofDays(365));
        OAuth oauth = new OAuth(new OAuth.Settings(EnumSet.of(SignatureMethod.HMAC_SHA256), BodyHash.OPTIONAL,
                Duration.ofMinutes(5), new TokenLimits(Duration.ofHours(1), Duration.ofDays(365))), store.access(),
                InstantSource.system(), random);
        List<AdminResource> resources = new ArrayList<>(provisioning());
        resources
                .addAll(List
                        .of(new OAuthResource(oauth),
                                new ConsumersResource(oauth.consumers(), new EntityTags(store.nonceKey())),
                                new TokensResource(
                                        oauth.tokens(), InstantSource.system(), new EntityTags(store.nonceKey())),
                                new EventsResource(store.history()),
                                new GuardResource(new GuardDesk(
                                        new Guard(config.guard(), config.emergency(), Clock.system(), new Random(1))
                                                .view(),
                                        new SqlAllowedNetworks(store.session()), store.history()::record)),
                                new CallsResource(new CallRecords(10)), new CertificatesResource(() -> {}),
                                new IdentitiesResource(new Identities(config, () -> {}, InstantSource.system()),
                                        store.history()),
                                new LoginResource(accounts), new OidcResource(accounts, Optional.empty()),
                                new SupportResource(new SupportBundle("sbc", List.of(), KnownSecrets::new,
                                        SupportBundle.Limits.USUAL,
                                        Clock.system()), store.history()),
                                new AdministratorsResource(accounts, new EntityTags(store.nonceKey())),
                                new ApiKeysResource(keys, InstantSource.system(),
                                        new EntityTags(store.nonceKey()))));
        alarms = new AlarmStage(settings, store);
        resources.addAll(LiveResources.of(directory, store, alarms));
        added = resources.stream().map(AdminResource::getClass).map(Class::getName).collect(Collectors.toSet());
        server = AdminServer.start(TlsSettings.in(directory, ""), List.of(), metrics,
                List.of(new SignedRequests(oauth), LocalKey.write(directory.resolve("local-api.key"), random),
                        new ApiKeyHeader(keys), new SessionCookie(accounts)),
                resources.toArray(AdminResource[]::new));
        client = TlsSettings.client(directory);
        access = new AccessTable(client, "https://127.0.0.1:" + server.securePort().orElseThrow());
    }

    private List<AdminResource> provisioning() {
        Licences licences = new Licences(store.licences(), OptionalInt::empty);
        Templates templates = new Templates(() -> config, store.templates());
        PsiUsers users = new PsiUsers(() -> config, store, templates, licences, random);
        EntityTags tags = new EntityTags(store.nonceKey());
        CallEnding calls = new CallEnding(_ -> {});
        SettingsService settings = new SettingsService(2, "", store.settings());
        return List.of(new UserFilesResource(users,
                new UserImport(() -> config, store, templates, licences, users, random), jobs),
                new JobsResource(jobs), new UsersResource(users, tags, calls, false),
                new DevicesResource(users, tags, calls, false), new TemplatesResource(templates, tags),
                new LicencesResource(licences, tags), new SettingsResource(settings),
                new IcpsResource(new IcpService(settings, _ -> 0L), tags));
    }

    @AfterEach
    void stop() {
        jobs.close();
        client.shutdownNow(); // all is answered; it may wait for streams that the server has reset
        client.close();
        server.close();
        alarms.close();
        store.close();
        metrics.close();
    }

    /** Consumers and tokens in every state, as they would lie in the database. */
    private void provision() {
        Instant now = Instant.now();
        for (String id : List.of("good", "inactive", "reader")) {
            store.access().add(new Consumer(id, id, new Secret("secret-of-" + id),
                    id.equals("reader") ? Set.of(Permission.READ_USERS) : Permission.PROVISIONING,
                    !id.equals("inactive"), now), TEST);
            token("token-of-" + id, id, now.plusSeconds(3_600));
        }
        token("expired", "good", now.minusSeconds(1));
        store.access().delete(token("revoked", "good", now.plusSeconds(3_600)), TEST);
    }

    private AccessToken token(String value, String consumer, Instant expires) {
        Instant created = Instant.ofEpochMilli(Instant.now().minusSeconds(7_200).toEpochMilli());
        TemporaryToken temporary = new TemporaryToken("temporary", consumer, new Secret("secret"), Optional.empty(), 0,
                created, Instant.ofEpochMilli(expires.toEpochMilli()));
        AccessToken token = new AccessToken(value, consumer, new Secret("secret"), created, temporary.expires());
        store.access().add(temporary, TEST);
        assertTrue(store.access().exchange(temporary, token, TEST));
        return token;
    }

    private AccessTable.Send signed(String consumerId, String token, String secret) {
        OAuthConsumer consumer = new DefaultOAuthConsumer(consumerId, "secret-of-" + consumerId);
        consumer.setTokenWithSecret(token, secret);
        SigningClient signing = new SigningClient(client);
        return (method, uri) -> signing.send(consumer, method.toUpperCase(java.util.Locale.ROOT), uri, "");
    }

    private AccessTable.Send key(Secret key) {
        return access.plain(Map.of("Authorization", "Bearer " + key.reveal()));
    }

    private Secret issued(String name, Set<Permission> permissions) {
        return keys.add(name, permissions, Optional.empty(), TEST).orElseThrow().secret();
    }

    @Test
    void shouldDescribeEveryOperationAndNothingElse() throws Exception {
        JsonNode paths = mapper.readTree(client.send(HttpRequest.newBuilder(uri("/api/v1/openapi.json")).build(),
                BodyHandlers.ofString()).body()).path("paths");
        Set<String> described = new java.util.TreeSet<>();
        paths.properties().forEach(path -> path.getValue().propertyStream()
                .forEach(method -> described.add(method.getKey() + " " + path.getKey())));

        Set<String> there = new java.util.TreeSet<>();
        server.routes().forEach(
                route -> there.add(route.method().name().toLowerCase(java.util.Locale.ROOT) + " " + route.path()));

        assertEquals(there, described);
        assertEquals(List.of(), server.routes().stream().filter(
                route -> route.gives().json().isEmpty() && route.gives().others().isEmpty()).map(Route::path).toList(),
                "do not say what they answer");
    }

    /** Whoever writes a resource has to give it a place in this table. */
    @Test
    void shouldLookAtEveryResourceThatThereIs() {
        Set<String> all = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.sbc.admin.http").stream()
                .filter(type -> type.isAssignableTo(AdminResource.class) && !type.isInterface())
                .map(JavaClass::getName).collect(Collectors.toSet());

        assertEquals(all, added);
    }

    /** Whatever a list can be filtered and sorted by, it is; and page by page it is the same, in the same order, as at once. */
    @Test
    void shouldPageFilterAndSortEveryListByEachOfItsFields() throws Exception {
        account("ada", Role.ADMINISTRATOR);
        account("otto", Role.OPERATOR);
        AccessTable.Send all = key(issued("lister", EVERYTHING));
        issued("second", Set.of(Permission.READ_USERS));
        JsonNode paths = mapper.readTree(client.send(HttpRequest.newBuilder(uri("/api/v1/openapi.json")).build(),
                BodyHandlers.ofString()).body()).path("paths");
        Set<String> lists = new java.util.TreeSet<>();
        for (Map.Entry<String, JsonNode> path : paths.properties()) {
            JsonNode parameters = path.getValue().path("get").path("parameters");
            List<String> names = new ArrayList<>();
            String sorts = "";
            for (JsonNode parameter : parameters) {
                names.add(parameter.path("name").asText());
                sorts = parameter.path("name").asText().equals("sort") ? parameter.path("description").asText() : sorts;
            }
            if (!names.contains("after") || path.getKey().contains("{")) {
                continue;
            }
            lists.add(path.getKey());
            names.removeAll(List.of("limit", "after", "sort"));
            for (String name : names) {
                assertEquals(0, rows(all, path.getKey() + "?" + name + "=nobody-has-this").size(), path.getKey());
                assertEquals(rows(all, path.getKey()), rows(all, path.getKey() + "?" + name + "=*"), name);
            }
            for (String field : sorts.substring("One of ".length(), sorts.indexOf(';')).split(", ", -1)) {
                for (String sort : List.of(field, "-" + field)) {
                    String sorted = path.getKey() + "?sort=" + sort;
                    assertEquals(rows(all, sorted), page(all, sorted), sorted);
                }
                assertEquals(rows(all, path.getKey() + "?sort=" + field).reversed(),
                        rows(all, path.getKey() + "?sort=-" + field), field);
            }
        }
        assertEquals(Set.of("administrators", "api-keys", "consumers", "devices", "icps", "jobs", "registrations",
                "status/psi", "templates", "tokens", "tokens/temporary", "users"),
                lists.stream().map(path -> path.substring("/api/v1/".length())).collect(Collectors.toSet()));
    }

    private List<JsonNode> rows(AccessTable.Send as, String path) throws Exception {
        HttpResponse<String> answer = as.send("get", uri(path));
        assertEquals(200, answer.statusCode(), path + answer.body());
        List<JsonNode> rows = new ArrayList<>();
        mapper.readTree(answer.body()).forEach(member -> {
            if (member.isArray()) {
                member.forEach(rows::add);
            }
        });
        return rows;
    }

    /** One row at a time. */
    private List<JsonNode> page(AccessTable.Send as, String path) throws Exception {
        List<JsonNode> rows = new ArrayList<>();
        String after = "";
        do {
            HttpResponse<String> answer = as.send("get", uri(path + "&limit=1" + after));
            assertEquals(200, answer.statusCode(), path + answer.body());
            JsonNode document = mapper.readTree(answer.body());
            document.forEach(member -> {
                if (member.isArray()) {
                    member.forEach(rows::add);
                }
            });
            after = document.has("next") ? "&after=" + document.path("next").asText() : "";
        } while (!after.isEmpty() && rows.size() < 1_000);
        return rows;
    }

    @Test
    void shouldRefuseWhoeverHasNoOrNoGoodCredentials() throws Exception {
        access.refuses("nobody", access.plain(Map.of()), 401, "credentials_absent");
        access.refuses("unknown scheme", access.plain(Map.of("Authorization", "Basic YTpi")), 401,
                "credentials_absent");
        access.refuses("wrong API key", key(new Secret("sbc_0123456789abcdef_wrong")), 401, "credentials_rejected");
        access.refuses("local key of another start", access.plain(Map.of("Authorization", "Bearer local-0")), 401,
                "credentials_rejected");
        access.refuses("unknown session", access.plain(Map.of("Cookie", "__Host-sbc-session=none")), 401,
                "session_over");
        access.refuses("wrong token secret", signed("good", "token-of-good", "wrong"), 401, "signature_invalid");
        access.refuses("revoked token", signed("good", "revoked", "secret"), 401, "signature_invalid");
        access.refuses("expired token", signed("good", "expired", "secret"), 401, "signature_invalid");
        access.refuses("token of another consumer", signed("reader", "token-of-good", "secret"), 401,
                "signature_invalid");
        access.refuses("inactive consumer", signed("inactive", "token-of-inactive", "secret"), 401,
                "signature_invalid");
        access.verify();
    }

    @Test
    void shouldLetProgramsDoWhatTheirKeysAndTokensMayDo() throws Exception {
        for (Role role : Role.values()) {
            access.allows("API key of " + role, key(issued(role.wireName(), role.permissions())), role.permissions());
        }
        for (Permission permission : Permission.values()) {
            access.allows("API key with " + permission, key(issued("one", Set.of(permission))), Set.of(permission));
        }
        access.allows("consumer", signed("good", "token-of-good", "secret"), Permission.PROVISIONING);
        access.allows("consumer that reads", signed("reader", "token-of-reader", "secret"),
                Set.of(Permission.READ_USERS));
        access.verify();
    }

    @Test
    void shouldRefuseKeysThatExpiredOrWereRevoked() throws Exception {
        String text = "sbc_00000000000000aa_expired";
        String digest = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        table.add(new ApiKey("00000000000000aa", "old", digest, EVERYTHING, Instant.EPOCH, Instant.EPOCH), 1_000, TEST);
        Secret revoked = issued("revoked", EVERYTHING);
        keys.revoke(keys.all().getLast().id(), _ -> true, TEST);

        access.refuses("expired API key", key(new Secret(text)), 401, "api_key_expired");
        access.refuses("revoked API key", key(revoked), 401, "credentials_rejected");
        access.verify();
    }

    @Test
    void shouldLetAdministratorsDoWhatTheirRoleMayDoWithTheTokenOfTheirSession() throws Exception {
        account("boss", Role.ADMINISTRATOR);
        for (Role role : Role.values()) {
            String name = "of-" + role.wireName();
            account(name, role);
            Map<String, String> session = login(name);
            access.refusesChanges("session without token, " + role,
                    access.plain(Map.of("Cookie", session.get("Cookie"))),
                    role.permissions(), 403, "csrf_token_missing");
            access.refusesChanges("session with wrong token, " + role,
                    access.plain(Map.of("Cookie", session.get("Cookie"), "X-CSRF-Token", "wrong")), role.permissions(),
                    403, "csrf_token_missing");
            access.allows("session, " + role, access.plain(session), role.permissions());
            access.refuses("session that was closed, " + role, access.plain(session), 401, "session_over");

            Map<String, String> other = login(name);
            accounts.change(name, Optional.empty(), Optional.of(false), _ -> true, TEST);
            access.refuses("inactive account, " + role, access.plain(other), 401, "session_over");
        }
        access.verify();
    }

    @Test
    void shouldNotGiveOrTakeWhatTheCallerHasNot() throws Exception {
        account("boss", Role.ADMINISTRATOR);
        Map<String, String> manager = Map.of("Authorization",
                "Bearer " + issued("manager", Set.of(Permission.MANAGE_ACCESS, Permission.READ_STATUS)).reveal());

        assertEquals(403, post("/api/v1/api-keys", "{\"name\": \"x\", \"role\": \"auditor\"}", manager).statusCode());
        assertEquals(403, post("/api/v1/administrators", "{\"name\": \"x\", \"role\": \"administrator\"}", manager)
                .statusCode());
        assertEquals(403, post("/api/v1/administrators/boss/reset-password", "{}", manager).statusCode());
        assertEquals(403,
                post("/api/v1/consumers", "{\"id\": \"x\", \"permissions\": [\"write-settings\"]}", manager)
                        .statusCode());
        assertEquals(201, post("/api/v1/api-keys", "{\"name\": \"x\", \"permissions\": [\"read-status\"]}", manager)
                .statusCode());
    }

    @Test
    void shouldShutOutWhoGuessesAndHaveFirstPasswordsChanged() throws Exception {
        String first = ((Accounts.Issue.Done) accounts.add("ada", Role.ADMINISTRATOR, TEST)).password().reveal();
        Map<String, String> session = login("ada", first);
        assertEquals("password_change_required", code(post("/api/v1/consumers", "{}", session), 403));

        HttpResponse<String> changed = client.send(request("/api/v1/me/password", session).PUT(BodyPublishers
                .ofString("{\"current\": \"" + first + "\", \"new\": \"" + PASSWORD.reveal() + "\"}")).build(),
                BodyHandlers.ofString());
        assertEquals(200, changed.statusCode(), changed.body());
        assertEquals("session_over", code(post("/api/v1/consumers", "{}", session), 401));

        for (int i = 0; i < 6; i++) {
            assertEquals("login_failed", code(loggedIn("ada", "guess"), 401));
        }
        HttpResponse<String> shut = loggedIn("ada", PASSWORD.reveal());
        assertEquals("shut_out", code(shut, 429));
        int wait = Integer.parseInt(shut.headers().firstValue("Retry-After").orElseThrow());
        assertTrue(wait > 0 && wait <= 30, "what is left of half a minute: " + wait);
        assertEquals(200, client.send(request("/api/v1/me", session(changed)).build(), BodyHandlers.ofString())
                .statusCode(), "who is in stays in");
    }

    @Test
    void shouldTakeNoPasswordInClear() throws Exception {
        HttpResponse<String> refused = client.send(HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/v1/login"))
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString("{}")).build(),
                BodyHandlers.ofString());

        assertEquals("tls_required", code(refused, 403));
    }

    private String code(HttpResponse<String> answer, int status) throws Exception {
        assertEquals(status, answer.statusCode(), answer.body());
        return mapper.readTree(answer.body()).path("code").asText();
    }

    /** An account that chose its password itself. */
    private void account(String name, Role role) throws Exception {
        Accounts.Issue.Done made = (Accounts.Issue.Done) accounts.add(name, role, TEST);
        accounts.changeOwnPassword(name, made.password(), PASSWORD,
                new Authorship(Authorship.Kind.ADMINISTRATOR, name, "127.0.0.1", ""));
    }

    private Map<String, String> login(String name) throws Exception {
        return login(name, PASSWORD.reveal());
    }

    private Map<String, String> login(String name, String password) throws Exception {
        return session(loggedIn(name, password));
    }

    private Map<String, String> session(HttpResponse<String> login) throws Exception {
        assertEquals(200, login.statusCode(), login.body());
        String cookie = login.headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(cookie.matches("__Host-sbc-session=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Strict"),
                cookie);
        return Map.of("Cookie", cookie.replaceAll(";.*", ""), "X-CSRF-Token",
                mapper.readTree(login.body()).path("csrfToken").asText());
    }

    private HttpResponse<String> loggedIn(String name, String password) throws Exception {
        return post("/api/v1/login", "{\"name\": \"" + name + "\", \"password\": \"" + password + "\"}", Map.of());
    }

    private HttpResponse<String> post(String path, String body, Map<String, String> headers) throws Exception {
        return client.send(request(path, headers).POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).header("Content-Type", "application/json");
        headers.forEach(request::header);
        return request;
    }

    private URI uri(String path) {
        return URI.create("https://127.0.0.1:" + server.securePort().orElseThrow() + path);
    }
}
