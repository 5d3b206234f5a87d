package io.sbc.admin.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.kit.demo.SbcProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import oauth.signpost.OAuthConsumer;
import oauth.signpost.OAuthProvider;
import oauth.signpost.basic.DefaultOAuthConsumer;
import oauth.signpost.basic.DefaultOAuthProvider;
import oauth.signpost.signature.HmacSha256MessageSigner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Every command that speaks to a running SBC, against the shipped process, twice: words for people, and with {@code --json} one JSON document and nothing else.
 * The commands run in this JVM, which is what {@code bin/sbc} starts, too. A command that is added fails here until it has its lines.
 */
class CommandsIT {

    /** What asks no running SBC, and what needs a call or an alarm that goes on: {@code DiagnosisIT} and {@code AlarmsIT} have those. */
    private static final Set<String> ELSEWHERE = Set.of("run", "check-config", "version", "warm-up", "help",
            "call show",
            "alarms ack");

    @TempDir
    Path directory;

    private final ObjectMapper mapper = new ObjectMapper();
    private final Set<String> asked = new TreeSet<>();
    private Path config;
    private SbcProcess sbc;

    @BeforeEach
    void start() throws Exception {
        config = Files.writeString(directory.resolve("sbc.yaml"), """
                set: {tls: {port: 0}}
                icp: {udp: {port: 0}, tcp: {port: 0}}
                media: {ports: 23100-23199}
                admin: {port: 0, api: {enabled: false}}
                store: {database: %1$s/data/sbc.db, key-file: %1$s/data/secret.key}
                recorder: {database: %1$s/data/records.db}
                capture: {directory: %1$s/captures}
                run: {ports-file: %1$s/ports}
                """.formatted(directory));
        sbc = new SbcProcess(System.getProperty("sbc.distribution", "target/distribution") + "/bin/sbc", directory,
                config, directory.resolve("ports"));
        sbc.awaitReady(Duration.ofMinutes(Integer.getInteger("sbc.patience.minutes", 3)));
    }

    @AfterEach
    void stop() {
        sbc.close();
    }

    private record Said(int status, String out, String err) {}

    private Said run(List<String> words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of("--config", config.toString()));
        int status = Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
        return new Said(status, out.toString(), err.toString());
    }

    /** The first time for people, the second for programs; {@code #} is the number of the time. The document. */
    private JsonNode both(String... words) {
        return both(0, words);
    }

    private JsonNode both(int status, String... words) {
        asked.add(name(words));
        Said people = run(Arrays.stream(words).map(word -> word.replace("#", "1")).toList());
        List<String> again = new ArrayList<>(Arrays.stream(words).map(word -> word.replace("#", "2")).toList());
        again.add("--json");
        Said program = run(again);

        String what = String.join(" ", words) + ": ";
        assertEquals(status, people.status(), what + people.out() + people.err());
        assertFalse((people.out() + people.err()).isBlank(), what);
        assertFalse(people.out().startsWith("{") || people.out().startsWith("["), what + people.out());
        assertEquals(status, program.status(), what + program.out() + program.err());
        try {
            JsonNode document = mapper.readTree(program.out());
            assertTrue(document.isObject() || document.isArray(), what + program.out());
            assertEquals(1, program.out().strip().lines().count(), what + program.out());
            return document;
        } catch (JsonProcessingException e) {
            throw new AssertionError(what + program.out(), e);
        }
    }

    private static String name(String... words) {
        CommandLine at = new CommandLine(new SbcCommand());
        StringBuilder name = new StringBuilder();
        for (String word : words) {
            CommandLine below = at.getSubcommands().get(word);
            if (below == null) {
                break;
            }
            name.append(name.isEmpty() ? "" : " ").append(word);
            at = below;
        }
        return name.toString();
    }

    /** Those that do something: groups only lead to others. */
    private static void collect(CommandLine at, String name, Set<String> names) {
        if (at.getSubcommands().isEmpty() || at.getCommand() instanceof AlarmsCommand) {
            names.add(name);
        }
        at.getSubcommands().forEach((word, below) -> collect(below, name.isEmpty() ? word : name + " " + word, names));
    }

    @Test
    void shouldShowWordsToPeopleAndADocumentToPrograms() throws Exception {
        provision();
        letIn();
        operate();
        keep();

        Set<String> all = new TreeSet<>();
        collect(new CommandLine(new SbcCommand()), "", all);
        all.removeAll(ELSEWHERE);
        assertEquals(all, asked);
    }

    private void provision() throws IOException {
        both("users", "add", "u#@example.com", "--extension", "20#1", "--generate-password");
        assertEquals(2, both("users", "list").size());
        assertEquals("u2@example.com", both("users", "show", "u#@example.com").path("email").asText());
        assertEquals("Two", both("users", "set", "u2@example.com", "--name", "Two").path("name").asText());
        both("users", "disable", "u#@example.com", "--end-calls");
        both("users", "enable", "u#@example.com");
        both("users", "status");
        both("users", "status", "u#@example.com");
        both("devices", "list");
        both("devices", "show", "u#@example.com", "mobile");
        both("devices", "set", "u#@example.com", "mobile", "--icp-auth-user", "auth#");
        both("devices", "disable", "u#@example.com", "mobile");
        both("devices", "enable", "u#@example.com", "mobile");
        both("registrations");
        both("users", "remove", "u#@example.com");
        Path csv = Files.writeString(directory.resolve("users.csv"), "email,extension\neve@example.com,3001\n");
        JsonNode dry = both("users", "import", csv.toString(), "--dry-run");
        assertTrue(dry.path("done").asBoolean() && dry.path("dryRun").asBoolean(), dry.toString());
        assertEquals("create", dry.at("/rows/0/verdict").asText());
        assertEquals("unchanged", both("users", "import", csv.toString()).at("/rows/0/verdict").asText());
        Path bad = Files.writeString(directory.resolve("bad.csv"), "email,extension\nnobody,3002\n");
        JsonNode refused = both(1, "users", "import", bad.toString());
        assertFalse(refused.path("done").asBoolean());
        assertEquals("refused", refused.at("/rows/0/verdict").asText());
        JsonNode exported = both("users", "export", directory.resolve("out.csv").toString(), "--kind", "users");
        assertEquals(1, exported.path("rows").asInt());
        JsonNode jobs = both("jobs", "list");
        both("jobs", "show", jobs.at("/0/id").asText());
        asked.add("jobs forget");
        assertEquals(0, run(List.of("jobs", "forget", jobs.at("/0/id").asText())).status());
        both("templates", "set", "t#", "--mobile", "9{extension}");
        both("templates", "list");
        both("templates", "remove", "t#");
        both("licences", "set", "5#0");
        both("licences", "show");
        both("licences", "reset");
    }

    private void letIn() throws Exception {
        both("consumers", "add", "c#");
        both("consumers", "disable", "c#");
        both("consumers", "enable", "c#");
        assertEquals(2, both("consumers", "list").path("consumers").size());
        String first = temporary();
        String second = temporary();
        asked.addAll(Set.of("tokens approve", "tokens reject", "tokens revoke"));
        assertTrue(run(List.of("tokens", "approve", first)).out().startsWith("verifier: "));
        assertEquals(first, json("tokens", "approve", first).path("token").asText());
        assertEquals(2, both("tokens", "list").path("temporary").size());
        assertEquals("rejected", json("tokens", "reject", second).path("done").asText());
        String access = access();
        both("tokens", "renew", access);
        assertEquals("revoked\n", run(List.of("tokens", "revoke", access)).out());
        both("consumers", "remove", "c#");
        both("administrators", "add", "a#", "--role", "operator");
        both("administrators", "change", "a#", "--role", "auditor");
        both("administrators", "list");
        both("administrators", "reset-password", "a#");
        both("administrators", "remove", "a#");
        both("api-keys", "add", "k#", "--role", "auditor");
        JsonNode keys = both("api-keys", "list").path("apiKeys");
        asked.add("api-keys revoke");
        assertEquals("revoked\n", run(List.of("api-keys", "revoke", keys.at("/0/id").asText())).out());
        assertEquals("revoked", json("api-keys", "revoke", keys.at("/1/id").asText()).path("done").asText());
    }

    private JsonNode json(String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--json");
        Said said = run(all);
        assertEquals(0, said.status(), said.err());
        return mapper.readTree(said.out());
    }

    private OAuthConsumer consumer() throws IOException {
        JsonNode added = json("consumers", "add", "x" + System.nanoTime());
        OAuthConsumer consumer = new DefaultOAuthConsumer(added.path("id").asText(), added.path("secret").asText());
        consumer.setMessageSigner(new HmacSha256MessageSigner());
        return consumer;
    }

    private OAuthProvider provider() {
        URI base = URI.create("http://127.0.0.1:" + sbc.port("admin.http") + "/oauth/");
        OAuthProvider provider = new DefaultOAuthProvider(base + "request_token", base + "access_token", base + "none");
        provider.setOAuth10a(true);
        return provider;
    }

    private String temporary() throws Exception {
        OAuthConsumer consumer = consumer();
        provider().retrieveRequestToken(consumer, "oob");
        return consumer.getToken();
    }

    private String access() throws Exception {
        OAuthConsumer consumer = consumer();
        OAuthProvider provider = provider();
        provider.retrieveRequestToken(consumer, "oob");
        provider.retrieveAccessToken(consumer,
                json("tokens", "approve", consumer.getToken()).path("verifier").asText());
        return consumer.getToken();
    }

    private void operate() throws IOException {
        both("calls");
        both("attempts", "1006");
        both("guard", "block", "192.0.2.#", "--note", "test");
        both("guard", "list");
        both("guard", "explain", "192.0.2.#");
        both("guard", "unblock", "192.0.2.#");
        both("guard", "allow", "198.51.100.#");
        both("guard", "allowed");
        both("guard", "disallow", "198.51.100.#");
        both("capture", "start", "--all");
        JsonNode captures = both("capture", "list").path("captures");
        for (JsonNode capture : captures) {
            both("capture", "stop", capture.path("id").asText());
        }
        both("capture", "download", captures.at("/0/id").asText(), directory.resolve("c#.pcapng").toString());
        both("alarms");
        both("alarms", "list");
        both("alarms", "history");
        both("alarms", "test");
        both("logging", "set", "io.sbc.part#", "debug");
        both("logging", "show");
        both("logging", "reset", "io.sbc.part#");
        both("reload-certificates");
        asked.add("doctor");
        assertTrue(mapper.readTree(run(List.of("doctor", "--running", "--json")).out()).isArray());
    }

    private void keep() throws IOException {
        both("settings", "set", "calls.session-expires=2#m");
        both("settings", "show");
        both("settings", "versions");
        both("settings", "restore", "1", "--dry-run");
        both("events", "list");
        both("events", "verify");
        asked.add("events export");
        Path csv = directory.resolve("events.csv");
        assertEquals(Files.exists(csv) ? 1 : 0, run(List.of("events", "export", csv.toString())).status());
        assertTrue(json("events", "export", csv.toString()).path("octets").asLong() > 0);
        assertTrue(run(List.of("events", "export")).out().startsWith("sequence,"));
        JsonNode backup = both("backup", directory.resolve("b#.zip").toString());
        assertFalse(backup.path("withKey").asBoolean());
        JsonNode checked = both("restore", "--check", directory.resolve("b#.zip").toString());
        assertFalse(checked.path("restored").asBoolean());
        assertTrue(checked.path("entries").asLong() > 10, checked.toString());
        assertTrue(both("support", directory.resolve("s#.zip").toString()).path("octets").asLong() > 0);
    }
}
