package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import io.sbc.admin.durability.PostgresServer;
import io.sbc.kit.demo.SbcProcess;
import io.sbc.kit.pbx.Extension;
import io.sbc.kit.pbx.StandInPbx;
import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.SoftPhone;
import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.sdp.Direction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OPS-4: the bundles of the shipped process, running and not, have everything in them that somebody far away needs, and none of the secrets that were planted:
 * one of every kind that an SBC is given, makes, or sees go by.
 */
class SupportBundleIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String PBX = "127.0.0.48";
    private static final Path LAUNCHER = Path.of(System.getProperty("sbc.distribution", "target/distribution"), "bin",
            "sbc").toAbsolutePath();
    private static final List<String> RUNNING = List.of("versions.txt", "machine/kernel.txt", "machine/addresses.txt",
            "machine/sockets.txt", "configuration/effective.txt", "configuration/sbc.yaml",
            "configuration/versions.txt", "logs/sbc.log", "metrics.prom", "calls/live.txt", "calls/ended.txt",
            "calls/ladders.txt", "registrations/devices.txt", "registrations/attempts.txt",
            "registrations/refused-before.txt", "alarms.txt", "guard.txt", "events.csv", "jvm/threads.txt",
            "jvm/virtual-threads.txt", "jvm/memory.txt", "doctor.txt", "manifest.json");
    private static final List<String> OFFLINE = List.of("versions.txt", "machine/kernel.txt", "configuration/sbc.yaml",
            "logs/file-1.log", "calls/ended.txt", "calls/ladders.txt", "events.csv", "doctor.txt", "manifest.json");
    /** What must not be in any text, whoever made it. */
    private static final Map<String, Pattern> NEVER = Map.of("an SDES key",
            Pattern.compile("inline:[A-Za-z0-9+/]{20,}"), "a digest response",
            Pattern.compile("(?i)\\bresponse\\s*=\\s*\"?[0-9a-f]{32}"), "a private key",
            Pattern.compile("PRIVATE KEY-----\\s*[A-Za-z0-9+/]"));
    private static final int PEM_LINE = 16;
    private static final List<String> NUMBERS = List.of("1001", "1002", "1003", "1004");

    @TempDir
    Path directory;

    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> planted = new LinkedHashMap<>();
    private PostgresServer postgres;
    private HttpServer hook;
    private GreenMail mail;
    private StandInPbx pbx;
    private SbcProcess sbc;

    @BeforeEach
    void start() throws Exception {
        postgres = PostgresServer.start(directory.resolve("postgres"));
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        hook.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        hook.start();
        mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.setUser("sbc", "sbc", planted("password at the mail server"));
        mail.start();
        StandInPbx.Builder peers = StandInPbx.builder().domain("pbx.local").address(InetAddress.ofLiteral(PBX));
        for (String number : NUMBERS) {
            peers.extension(new Extension(number, number, planted("ICP password")));
        }
        pbx = peers.start();
        sbc = new SbcProcess("env SBC_STORE_PASSWORD=" + planted("database password of the environment")
                + " https_proxy=http://joe:" + planted("proxy password") + "@127.0.0.1:9 " + LAUNCHER, directory,
                configuration(), directory.resolve("ports"));
        try {
            sbc.awaitReady(LIMIT);
        } catch (IOException e) {
            throw new IOException(String.join("\n", sbc.logTail(40)), e);
        }
    }

    private Path configuration() throws IOException {
        return Files.writeString(directory.resolve("sbc.yaml"),
                """
                        set: {tls: {port: 0}}
                        icp:
                          udp: {port: 0}
                          tcp: {port: 0}
                          pbxs: [{id: pbx, domain: pbx.local, host: %s, port: %d, transport: udp}]
                        media: {ports: 12200-12299}
                        admin:
                          port: 0
                          oidc: {issuer: "https://127.0.0.1:9/realm", client-id: sbc, client-secret-file: %s, redirect: "https://localhost/api/v1/login/oidc/callback", administrators: [sbc]}
                        store: {postgresql: {url: "%s", user: postgres, password-file: %s, connections: 4}}
                        alarms:
                          webhook: {url: "http://127.0.0.1:%d/hooks/%s", secret-file: %s}
                          mail: {host: 127.0.0.1, port: %d, security: none, user: sbc, password-file: %s, from: sbc@example.com, to: [noc@example.com], digest: 1s}
                        tracing: {endpoint: "http://127.0.0.1:%d/v1/traces", headers-file: %s}
                        logging: {level: debug}
                        run: {ports-file: ports}
                        """
                        .formatted(PBX, pbx.address().getPort(), file("oidc.secret", planted("OIDC client secret")),
                                postgres.url(), file("db.password", planted("database password")),
                                hook.getAddress().getPort(),
                                planted("address of the webhook"), file("webhook.secret", planted("webhook secret")),
                                mail.getSmtp().getPort(), file("mail.password", planted("password at the mail server")),
                                hook.getAddress().getPort(),
                                file("headers", "Authorization: Bearer " + planted("key of the collector") + "\n")));
    }

    private Path file(String name, String content) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        sbc.close();
        pbx.close();
        mail.stop();
        hook.stop(0);
        postgres.close();
    }

    /** The secret of that kind: the same each time, and such as nothing else is. */
    private String planted(String kind) {
        return planted.computeIfAbsent(kind, fresh -> "planted-" + fresh.toLowerCase(java.util.Locale.ROOT)
                .replace(' ', '-') + "-" + Long.toString(kind.hashCode() & 0xffff_ffffL, 36));
    }

    private void seen(String kind, String secret) {
        assertTrue(secret.length() > 8, () -> kind + ": " + secret);
        planted.put(kind, secret);
    }

    @Test
    void shouldHaveEverythingInThemButSecrets() throws Exception {
        provision();
        letInAPersonAndAProgram();
        callAndFailToRegister();
        plantKeyFiles();
        sent("POST", "/api/v1/alarms/test", "{}");
        sbc.await("store the calls", LIMIT, () -> said("/api/v1/calls?outcome=answered").contains("\"id\""));

        Map<String, String> running = unpacked(sent("POST", "/api/v1/support-bundle", ""));
        Path file = directory.resolve("offline.zip");
        sbc.tool("support", "--offline", "--log", directory.resolve("sbc.log").toString(), file.toString());
        Map<String, String> offline = unpacked(Files.readAllBytes(file));

        assertTrue(running.keySet().containsAll(RUNNING), () -> running.keySet().toString());
        assertTrue(offline.keySet().containsAll(OFFLINE), () -> offline.keySet().toString());
        tellsWhatHappened(running);
        for (Map<String, String> bundle : List.of(running, offline)) {
            bundle.forEach((name, text) -> {
                planted.forEach((kind, secret) -> assertFree(kind, secret, name, text));
                NEVER.forEach((kind, pattern) -> assertFalse(pattern.matcher(text).find(), () -> kind + " in " + name));
            });
        }
    }

    /** It is no empty bundle that has no secrets. */
    private void tellsWhatHappened(Map<String, String> bundle) throws IOException {
        JsonNode manifest = mapper.readTree(bundle.get("manifest.json"));
        assertTrue(manifest.path("secretsNotLookedFor").isEmpty(), manifest::toPrettyString);
        manifest.path("files").forEach(
                each -> assertFalse(each.path("remark").asText().startsWith("failed"), manifest::toPrettyString));
        Map.of("versions.txt", "jdk: ", "machine/kernel.txt", "== /proc/", "configuration/effective.txt",
                "store.postgresql.password-file", "logs/sbc.log", "call", "metrics.prom", "sbc_calls_answered_total",
                "calls/ladders.txt", "inline:***", "registrations/attempts.txt", "wrong-set-password", "events.csv",
                "user.created", "doctor.txt", "proxy", "jvm/threads.txt", "no deadlock")
                .forEach((name, part) -> assertTrue(bundle.getOrDefault(name, "").contains(part),
                        () -> part + " is not in " + name + ": " + bundle.get(name)));
    }

    private void provision() throws Exception {
        for (String number : NUMBERS) {
            sent("PUT", "/api/v1/users/" + number + "%40example.test",
                    "{\"extension\": \"%s\", \"setPassword\": \"%s\", \"icpPassword\": \"%s\"}".formatted(number,
                            planted("set-side password"), planted("ICP password")));
        }
    }

    private void letInAPersonAndAProgram() throws Exception {
        seen("consumer secret", json("POST", "/api/v1/consumers", "{\"id\": \"mxone\"}").path("secret").asText());
        seen("API key", json("POST", "/api/v1/api-keys", "{\"name\": \"robot\", \"role\": \"administrator\"}")
                .path("key").asText());
        seen("administrator's password", json("POST", "/api/v1/administrators",
                "{\"name\": \"olga\", \"role\": \"operator\"}").path("password").asText());
        String line = Files.readAllLines(directory.resolve("sbc.log")).stream()
                .filter(each -> each.startsWith("first administrator: admin, password: ")).findFirst().orElseThrow();
        seen("first administrator's password", line.substring(line.lastIndexOf(' ') + 1));
        provisioner();
    }

    private void provisioner() throws Exception {
        String base = "http://127.0.0.1:" + sbc.port("admin.http");
        oauth.signpost.OAuthConsumer consumer = new oauth.signpost.basic.DefaultOAuthConsumer("mxone",
                planted.get("consumer secret"));
        consumer.setMessageSigner(new oauth.signpost.signature.HmacSha256MessageSigner());
        oauth.signpost.OAuthProvider provider = new oauth.signpost.basic.DefaultOAuthProvider(
                base + "/oauth/request_token", base + "/oauth/access_token", base + "/nobody");
        provider.setOAuth10a(true);
        provider.retrieveRequestToken(consumer, "oob");
        seen("temporary token's secret", consumer.getTokenSecret());
        String verifier = json("POST", "/api/v1/tokens/temporary/" + consumer.getToken() + "/approve", "{}")
                .path("verifier").asText();
        seen("verifier", verifier);
        provider.retrieveAccessToken(consumer, verifier);
        seen("access token's secret", consumer.getTokenSecret());
    }

    /** Two phones talk; a third shows what its messages have in them that nobody may see, a fourth is not let in. */
    private void callAndFailToRegister() throws Exception {
        InetSocketAddress phones = new InetSocketAddress(InetAddress.getLoopbackAddress(), sbc.port("set.tls"));
        Path ca = directory.resolve("certs/ca.pem");
        try (SoftPhone alice = phone("1001", phones);
                SoftPhone bob = phone("1002", phones);
                ScriptedPhone eve = ScriptedPhone.connect(phones, ca, "1003", planted("set-side password"));
                ScriptedPhone mallory = ScriptedPhone.connect(phones, ca, "1004", "not the password")) {
            assertTrue(alice.register().await().isRegistered() && bob.register().await().isRegistered());
            Call outgoing = alice.call("1002");
            Call incoming = bob.awaitCall();
            incoming.answer().await();
            outgoing.awaitAnswered();
            outgoing.hangUp().await();
            incoming.awaitEnded();

            eve.register();
            byte[] key = Descriptions.freshKey();
            seen("SDES key of a phone", Base64.getEncoder().encodeToString(key));
            Exchange calling = eve.invite("1999", Descriptions.phoneOffer(Direction.SENDRECV, 1, key));
            calling.awaitFinal();

            SipText challenge = mallory.send(mallory.newRegister()).await(401);
            SipText wrong = mallory.authorized(challenge, mallory.newRegister());
            seen("response to a challenge", response(wrong));
            mallory.send(wrong).awaitFinal();
        }
    }

    private static String response(SipText request) {
        Matcher found = Pattern.compile("response=\"([0-9a-f]+)\"").matcher(request.header("Authorization"));
        assertTrue(found.find(), request::toString);
        return found.group(1);
    }

    private SoftPhone phone(String number, InetSocketAddress server) throws IOException {
        return SoftPhone.builder().user(number).password(planted("set-side password")).server(server)
                .trust(directory.resolve("certs/ca.pem")).start();
    }

    /** What lies in files for keys alone, made by the SBC itself. */
    private void plantKeyFiles() throws IOException {
        List<Path> files = new ArrayList<>(List.of(directory.resolve("data/secret.key"),
                directory.resolve("data/local-api.key")));
        try (Stream<Path> certificates = Files.list(directory.resolve("certs"))) {
            certificates.filter(each -> each.toString().endsWith(".key")).forEach(files::add);
        }
        assertTrue(files.size() > 3, files::toString);
        for (Path file : files) {
            List<String> lines = Files.readAllLines(file).stream()
                    .filter(line -> line.length() >= PEM_LINE && !line.startsWith("-----")).toList();
            for (int i = 0; i < lines.size(); i++) {
                seen(file.getFileName() + ", line " + i, lines.get(i));
            }
        }
    }

    private JsonNode json(String method, String path, String body) throws Exception {
        return mapper.readTree(sent(method, path, body));
    }

    private byte[] sent(String method, String path, String body) throws Exception {
        HttpResponse<byte[]> response = client.send(HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + sbc.port("admin.http") + path))
                .header("Content-Type", "application/json")
                .header("Authorization",
                        "Bearer local-" + Files.readString(directory.resolve("data/local-api.key")).strip())
                .method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofByteArray());
        assertTrue(response.statusCode() < 300,
                () -> path + ": " + new String(response.body(), StandardCharsets.UTF_8));
        return response.body();
    }

    private String said(String path) {
        try {
            return sbc.said(path);
        } catch (IOException e) {
            return "";
        }
    }

    /** By name inside of the bundle's folder. */
    private static Map<String, String> unpacked(byte[] archive) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName().substring(entry.getName().indexOf('/') + 1),
                        new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertFalse(files.isEmpty());
        return files;
    }

    private static void assertFree(String kind, String secret, String name, String text) {
        byte[] octets = secret.getBytes(StandardCharsets.UTF_8);
        for (String form : List.of(secret, Base64.getEncoder().withoutPadding().encodeToString(octets),
                HexFormat.of().formatHex(octets), URLEncoder.encode(secret, StandardCharsets.UTF_8))) {
            int at = text.indexOf(form);
            assertTrue(at < 0, () -> kind + " stands in " + name + ": …" + text.substring(Math.max(0, at - 200), at)
                    + "[here]");
        }
    }
}
