package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;

/**
 * Faults, and what is nearly one: all are made at a time on one stage, each on a thread of its own, since most of them are made of waiting. A fault's
 * first verdict has to be its rule, and so the command line has to say, with evidence, cause and remedy; of what is nearly one nothing may be said.
 * {@link ScenariosContractTest} reads which rules have both.
 */
final class Faults implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** A sentence with its rule, the likely cause, what to do, where, and something that was seen at a time. */
    private static final Pattern TOLD = Pattern.compile("""
            \\S[^\n]+ \\[[a-z-]+]
              likely cause: \\S[^\n]+
              what to do:   \\S[^\n]+
              where:        \\S[^\n]+
              evidence:     20[0-9]{2}-[0-9-]+T[0-9:.]+Z \\S[^\n]+
            """);

    private final SbcStage stage;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<DynamicTest> tests = new ArrayList<>();

    Faults(SbcStage stage) {
        this.stage = stage;
    }

    /** @param fault makes it, and says where its verdict is to be read */
    void fault(String rule, Callable<String> fault) {
        fault(rule, rule, fault);
    }

    /** One of several that a rule is for. */
    void fault(String name, String rule, Callable<String> fault) {
        Future<String> path = threads.submit(fault);
        tests.add(DynamicTest.dynamicTest(name, () -> {
            String where = path.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            try {
                stage.await("the verdict", LIMIT, () -> of(stage, where).contains(rule));
            } catch (IOException late) {
                throw new AssertionError(where + ": no verdict " + rule + " in\n" + stage.get(where), late);
            }
            assertEquals(rule, of(stage, where).getFirst(), "it is named first");
            assertTold(stage, rule, where);
        }));
    }

    /** What the command line prints of it begins with the rule and all that a person needs. */
    static void assertTold(SbcStage stage, String rule, String path) throws IOException {
        String about = URLDecoder.decode(path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('=')) + 1),
                StandardCharsets.UTF_8);
        String said = path.contains("/attempts?")
                ? stage.command("attempts", about)
                : stage.command("call", "show", about);
        assertTrue(TOLD.matcher(said).lookingAt(), said);
        assertTrue(said.lines().findFirst().orElseThrow().endsWith(" [" + rule + "]"), said);
    }

    /**
     * @param rules that it is nearly a fault of, with commas between them
     * @param fault makes what is nearly one, waits until it would have been noticed, and says where a verdict would be read
     */
    void nearly(String rules, String name, Callable<String> fault) {
        Future<String> path = threads.submit(fault);
        tests.add(DynamicTest.dynamicTest("nearly " + rules + ": " + name,
                () -> {
                    String where = path.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                    assertEquals(List.of(), of(stage, where), () -> said(where));
                }));
    }

    private String said(String path) {
        try {
            return stage.get(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<DynamicTest> tests() {
        return tests;
    }

    static String attempts(String user) {
        return "/api/v1/registrations/attempts?user=" + user;
    }

    static String attemptsFrom(String source) {
        return "/api/v1/registrations/attempts?source=" + source;
    }

    static String call(String callId) {
        return "/api/v1/calls/" + callId;
    }

    /** The rules that fired, in the order in which they are shown. */
    static List<String> of(SbcStage stage, String path) {
        try {
            JsonNode document = MAPPER.readTree(stage.get(path));
            if (!document.has("diagnosis")) {
                throw new IllegalStateException(path + ": " + document);
            }
            return document.path("diagnosis").findValuesAsText("rule");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
