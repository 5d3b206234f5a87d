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
import java.util.Locale;
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
    void shouldMeanSomethingElseByEachMetric() throws IOException {
        Map<String, List<String>> byHelp = new HashMap<>();
        scrape().forEach((name, family) -> {
            if (name.startsWith("sbc_")) {
                byHelp.computeIfAbsent(family.help().toLowerCase(Locale.ROOT), _ -> new ArrayList<>()).add(name);
            }
        });

        assertEquals(List.of(), byHelp.values().stream().filter(names -> names.size() > 1).toList());
    }

    /** What they group by, filter by and name in their legends; and what grows is asked for its rate, what does not is not. */
    @Test
    void shouldHaveEveryLabelThatDashboardAndRulesAskFor() throws IOException {
        Map<String, Family> families = scrape();
        Set<String> wrong = new TreeSet<>();
        List<Query> queries = new ArrayList<>();
        MAPPER.readTree(DISTRIBUTION.resolve("grafana/sbc.json").toFile()).path("panels")
                .forEach(panel -> panel.path("targets").forEach(target -> queries
                        .add(new Query(target.path("expr").asText(), target.path("legendFormat").asText()))));
        for (String rule : Files.readString(DISTRIBUTION.resolve("prometheus/alerts.yaml")).split("- alert: ")) {
            Matcher expr = Pattern.compile("expr: (.*)").matcher(rule);
            if (expr.find()) {
                queries.add(new Query(expr.group(1), rule.replace("$labels.", "")));
            }
        }
        assertTrue(queries.size() > 50, queries.size() + " queries");
        for (Query query : queries) {
            query.problems(families).forEach(problem -> wrong.add(query.expr() + ": " + problem));
        }
        assertEquals(Set.of(), wrong);
    }

    /** @param words where labels stand in double braces */
    private record Query(String expr, String words) {

        private static final Pattern SELECTED = Pattern
                .compile("((?:rate|increase)\\()?\\b((?:sbc|jvm|process)_[a-z0-9_]+)(?:\\{([^}]*)})?");
        private static final Pattern GROUPED = Pattern.compile("by \\(([a-z, ]+)\\)");
        private static final Pattern NAMED = Pattern.compile("\\{\\{ ?([a-z]+) ?}}");
        private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job");

        List<String> problems(Map<String, Family> families) {
            List<String> problems = new ArrayList<>();
            Set<String> has = new HashSet<>(OF_PROMETHEUS);
            for (Matcher selected = SELECTED.matcher(expr); selected.find();) {
                String name = selected.group(2);
                Map.Entry<String, Family> family = families.entrySet().stream()
                        .filter(one -> one.getValue().samples().contains(name)).findFirst().orElseThrow();
                has.addAll(family.getValue().labels().keySet());
                boolean grows = family.getValue().type().equals("counter") || !family.getKey().equals(name);
                if (grows != (selected.group(1) != null)) {
                    problems.add(name + " is a " + family.getValue().type());
                }
                for (Matcher label = LABEL.matcher(selected.group(3) == null ? "" : selected.group(3)); label.find();) {
                    Set<String> values = family.getValue().labels().getOrDefault(label.group(1), Set.of());
                    if (!OF_PROMETHEUS.contains(label.group(1)) && !values.contains(label.group(2))) {
                        problems.add(name + " has no " + label.group());
                    }
                }
            }
            Set<String> asked = new TreeSet<>();
            for (Matcher grouped = GROUPED.matcher(expr); grouped.find();) {
                asked.addAll(List.of(grouped.group(1).split(", *")));
            }
            for (Matcher named = NAMED.matcher(words); named.find();) {
                asked.add(named.group(1));
            }
            asked.removeAll(has);
            asked.forEach(label -> problems.add("no label " + label));
            return problems;
        }
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

    /** Nothing else goes on: between the first line of the calls and the last one each line is of one of them, but for alarms. */
    @Test
    void shouldNameTheCallInEachLineFromItsInviteToItsEnd() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(stage.log())) {
            if (line.startsWith("{")) {
                lines.add(MAPPER.readTree(line));
            }
        }
        List<String> messages = lines.stream().map(line -> line.path("message").asText()).toList();
        int first = messages.indexOf("call received");
        int last = messages.lastIndexOf("call ended");
        assertTrue(first >= 0 && last - first >= 5, first + " to " + last + " of " + messages);
        for (JsonNode line : lines.subList(first, last + 1)) {
            if (!line.path("logger").asText().startsWith("io.sbc.admin.alarm.")) {
                assertTrue(line.path("call").asText().matches("c[0-9a-z]+"), line::toString);
                assertFalse(line.path("callId").asText().isEmpty(), line::toString);
            }
        }
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
