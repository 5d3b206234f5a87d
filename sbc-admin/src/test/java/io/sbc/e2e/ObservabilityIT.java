package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.CallEvent;
import io.sbc.kit.phone.SoftPhone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others watch of a running SBC: metrics, the dashboard and the rules that are made of them, log lines, traces. */
class ObservabilityIT {

    private static final Path DISTRIBUTION = Path.of("src", "main", "distribution");
    private static final Pattern SAMPLE = Pattern.compile("([a-z_A-Z0-9:]+)(?:\\{(.*)})? [-+0-9.eEINa-z]+");
    private static final Pattern LABEL = Pattern.compile("([a-z_A-Z0-9]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern OURS = Pattern.compile("\\b((?:sbc|jvm|process|system)_[a-z0-9_]+)\\b");
    /** Values that a label may have in one process; more of one means that somebody outside makes them. */
    private static final int LABEL_VALUES_MAX = 60;
    private static final Set<String> LABELS = Set.of("pbx", "side", "severity", "version", "le");

    @TempDir
    private static Path directory;
    private static SbcStage stage;
    private static HttpServer collector;
    private static final BlockingQueue<JsonNode> TRACES = new LinkedBlockingQueue<>();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @BeforeAll
    static void startAll() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 5);
        collector.createContext("/v1/traces", exchange -> {
            TRACES.add(MAPPER.readTree(exchange.getRequestBody()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        stage = new SbcStage.Builder(directory).standIn("plain", builder -> builder).mediaPorts("12200-12399")
                .setting("tracing: {endpoint: \"http://127.0.0.1:" + collector.getAddress().getPort()
                        + "/v1/traces\"}")
                .setting("logging: {format: json}").start();
        call();
    }

    @AfterAll
    static void stopAll() {
        if (stage != null) {
            stage.close();
        }
        collector.stop(0);
    }

    private static void call() throws IOException {
        SoftPhone bob = stage.registered(stage.phone("1002"));
        SoftPhone alice = stage.registered(stage.phone("1001"));
        Call outgoing = alice.call("1002");
        Call incoming = bob.awaitCall();
        incoming.answer().await();
        outgoing.awaitAnswered();
        incoming.await(CallEvent.Acknowledged.class);
        assertEquals(200, outgoing.hangUp().await());
        incoming.awaitEnded();
    }

    /** A family of metrics as it was scraped. */
    private record Family(String help, String type, Set<String> samples, Map<String, Set<String>> labels) {}

    private static Map<String, Family> scrape() throws IOException {
        Map<String, Family> families = new HashMap<>();
        Map<String, String> help = new HashMap<>();
        Family now = null;
        for (String line : stage.get("/metrics").lines().toList()) {
            String[] words = line.split(" ", 4);
            if (line.startsWith("# HELP ")) {
                help.put(words[2], words.length > 3 ? words[3] : "");
            } else if (line.startsWith("# TYPE ")) {
                now = new Family(help.getOrDefault(words[2], ""), words[3], new HashSet<>(), new HashMap<>());
                families.put(words[2], now);
            } else if (now != null) {
                Matcher sample = SAMPLE.matcher(line);
                assertTrue(sample.matches(), line);
                now.samples().add(sample.group(1));
                for (Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2)); label.find();) {
                    now.labels().computeIfAbsent(label.group(1), _ -> new HashSet<>()).add(label.group(2));
                }
            }
        }
        return families;
    }

    @Test
    void shouldNameMetricsByTheConventionsWithHelpAndBoundedLabels() throws IOException {
        Map<String, Family> families = scrape();
        assertTrue(families.size() > 150, families.size() + " families");
        List<String> wrong = new ArrayList<>();
        families.forEach((name, family) -> {
            if (family.help().isBlank()) {
                wrong.add(name + " has no help text");
            }
            if (name.startsWith("sbc_")) {
                if (family.type().equals("counter") != name.endsWith("_total")) {
                    wrong.add(name + " is a " + family.type());
                }
                if (name.matches(
                        ".*_(milliseconds|millis|ms|micros|nanos|minutes|hours|days|kilobytes|mebibytes|percent)(_.*)?")) {
                    wrong.add(name + " is not in a base unit");
                }
                family.labels().keySet().stream().filter(label -> !LABELS.contains(label))
                        .forEach(label -> wrong.add(name + " has the label " + label));
            }
            family.labels().forEach((label, values) -> {
                if (values.size() > LABEL_VALUES_MAX) {
                    wrong.add(name + " has " + values.size() + " values of " + label);
                }
            });
        });
        assertEquals(List.of(), wrong);
    }

    @Test
    void shouldHaveEveryMetricThatDashboardAndRulesAskFor() throws IOException {
        Set<String> samples = new HashSet<>();
        scrape().values().forEach(family -> samples.addAll(family.samples()));
        String dashboard = Files.readString(DISTRIBUTION.resolve("grafana/sbc.json"));
        assertTrue(MAPPER.readTree(dashboard).path("panels").size() > 20);
        String rules = Files.readString(DISTRIBUTION.resolve("prometheus/alerts.yaml"));
        Set<String> missing = new TreeSet<>();
        for (Matcher asked = OURS.matcher(dashboard + rules); asked.find();) {
            if (!samples.contains(asked.group(1))) {
                missing.add(asked.group(1));
            }
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void shouldHaveEveryMetricThatAlarmsLookAt() throws IOException {
        Set<String> samples = new HashSet<>();
        scrape().values().forEach(family -> samples.addAll(family.samples()));
        Set<String> missing = new TreeSet<>();
        Path probes = Path.of("src", "main", "java", "io", "sbc", "admin", "alarm", "probe");
        try (var files = Files.list(probes)) {
            for (Path file : files.toList()) {
                for (Matcher asked = Pattern.compile("of\\(\"(sbc_[a-z0-9_]+)\"\\)")
                        .matcher(Files.readString(file)); asked
                                .find();) {
                    if (!samples.contains(asked.group(1))) {
                        missing.add(asked.group(1));
                    }
                }
            }
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void shouldSendTheTraceOfACallToItsCollector() throws Exception {
        JsonNode request = TRACES.poll(60, TimeUnit.SECONDS);
        assertTrue(request != null, "no trace came");
        JsonNode resource = request.path("resourceSpans").path(0);
        Set<String> names = new TreeSet<>();
        resource.at("/scopeSpans/0/spans").forEach(span -> names.add(span.path("name").asText()));
        assertTrue(names.containsAll(Set.of("call", "leg set", "leg icp", "INVITE", "BYE", "media")), names.toString());
        assertTrue(resource.at("/scopeSpans/0/spans/0/events").size() > 1, "decisions");
        assertFalse(request.toString().contains("inline:"));
        TRACES.add(request);
    }

    @Test
    void shouldNameTheCallInEachLineAboutIt() throws IOException {
        int lines = 0;
        for (String line : stage.logTail()) {
            JsonNode json = line.startsWith("{") ? MAPPER.readTree(line) : MAPPER.createObjectNode();
            if (json.path("logger").asText().startsWith("io.sbc.core.call.")) {
                lines++;
                assertTrue(json.path("call").asText().matches("c[0-9a-z]+"), line);
                assertFalse(json.path("callId").asText().isEmpty(), line);
            }
        }
        assertTrue(lines >= 5, lines + " lines about calls");
    }

    @Test
    void shouldChangeTheLevelOfAPartForAWhile() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String key = Files.readString(stage.file("data/local-api.key")).strip();
            HttpResponse<String> set = client.send(
                    HttpRequest.newBuilder(stage.admin("/api/v1/logging/io.sbc.core.registrar"))
                            .header("Authorization", "Bearer local-" + key).header("Content-Type", "application/json")
                            .PUT(BodyPublishers.ofString("{\"level\": \"debug\", \"seconds\": 1}")).build(),
                    BodyHandlers.ofString());
            assertEquals(200, set.statusCode(), set.body());
            assertTrue(stage.get("/api/v1/events?action=logging.changed").contains("io.sbc.core.registrar"));
            stage.await("have its level back", Duration.ofSeconds(30), () -> {
                try {
                    return MAPPER.readTree(stage.get("/api/v1/logging")).path("overrides").isEmpty();
                } catch (IOException e) {
                    return false;
                }
            });
        }
    }
}
