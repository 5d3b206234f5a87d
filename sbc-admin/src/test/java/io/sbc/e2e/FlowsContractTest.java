package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/**
 * Holds the tests against {@code flows.tsv}: every row that the SBC must carry has one that carries {@link Flow} with its source
 * and section and runs. The outcome stands in {@code docs/flows.md}, which this test writes anew with {@code
 * -Dsbc.write-docs=true}.
 */
class FlowsContractTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "flows.md");

    /** Rows that must work and do not yet, with the reason. Shrinks, and is empty in the end. */
    private static final Map<String, String> NOT_YET = Map.of();

    /** Rows that should work and are not held by a test, with the reason. */
    private static final Map<String, String> SHOULD_WITHOUT_TEST = Map.of();

    @Test
    void everyFlowThatMustWorkHasItsTest() throws IOException, URISyntaxException {
        Map<String, Set<String>> tests = tests();

        List<String> missing = FlowRow.all()
                .stream()
                .filter(FlowRow::isMust)
                .filter(row -> !tests.containsKey(row.key()) && !NOT_YET.containsKey(row.key()))
                .map(FlowRow::title)
                .toList();

        assertEquals(List.of(), missing, "must rows without a test");
    }

    @Test
    void noTestNamesRowThatIsNotThere() throws IOException, URISyntaxException {
        Set<String> rows = FlowRow.all().stream().map(FlowRow::key).collect(Collectors.toSet());

        assertEquals(List.of(), tests().keySet().stream().filter(key -> !rows.contains(key)).toList());
        assertEquals(List.of(), Stream.of(NOT_YET, SHOULD_WITHOUT_TEST)
                .flatMap(list -> list.keySet().stream())
                .filter(key -> !rows.contains(key))
                .toList());
    }

    @Test
    void noRowIsExcusedThatHasTest() throws IOException, URISyntaxException {
        Map<String, Set<String>> tests = tests();

        assertEquals(List.of(), Stream.of(NOT_YET, SHOULD_WITHOUT_TEST)
                .flatMap(list -> list.keySet().stream())
                .filter(tests::containsKey)
                .toList());
    }

    @Test
    void documentSaysWhatTestsHold() throws IOException, URISyntaxException {
        String text = document(tests());
        System.out.println(text);
        if (Boolean.getBoolean("sbc.write-docs")) {
            Files.writeString(DOCUMENT, text);
        }

        assertTrue(Files.exists(DOCUMENT), "docs/flows.md is missing: run this test with -Dsbc.write-docs=true");
        assertEquals(Files.readString(DOCUMENT), text,
                "docs/flows.md is out of date: run this test with -Dsbc.write-docs=true");
    }

    /** The tests that run, by row. */
    private static Map<String, Set<String>> tests() throws IOException, URISyntaxException {
        Map<String, Set<String>> found = new TreeMap<>();
        for (Class<?> candidate : testClasses()) {
            for (Method method : candidate.getDeclaredMethods()) {
                if (!method.isAnnotationPresent(Disabled.class) && !candidate.isAnnotationPresent(Disabled.class)) {
                    Arrays.stream(method.getAnnotationsByType(Flow.class))
                            .forEach(flow -> found
                                    .computeIfAbsent(flow.source() + " " + flow.section(), key -> new TreeSet<>())
                                    .add(candidate.getSimpleName() + "." + method.getName()));
                }
            }
        }
        return found;
    }

    private static List<Class<?>> testClasses() throws IOException, URISyntaxException {
        Path root = Path.of(FlowsContractTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> path.toString().endsWith("IT.class"))
                    .sorted(Comparator.naturalOrder())
                    .toList()) {
                String name = root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), ".");
                classes.add(Class.forName(name.substring(0, name.length() - ".class".length()), false,
                        FlowsContractTest.class.getClassLoader()));
            }
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("a class that was found is gone", e);
        }
        return classes;
    }

    private static String document(Map<String, Set<String>> tests) throws IOException {
        StringBuilder text = new StringBuilder(
                """
                        # Flows

                        Every call flow that the SBC carries, by the RFC that shows it, and the tests that hold it through the shipped
                        distribution (`sbc-admin`, package `io.sbc.e2e`). Written by `FlowsContractTest`, which fails when a row marked
                        *must* has no test.

                        | source | flow | demand | tests |
                        |---|---|---|---|
                        """);
        for (FlowRow row : FlowRow.all()) {
            text.append("| ").append(row.title()).append(" | ").append(row.flow()).append(" | ").append(row.demand());
            text.append(" | ").append(cell(row, tests)).append(" |\n");
        }
        return text.toString();
    }

    private static String cell(FlowRow row, Map<String, Set<String>> tests) {
        Set<String> held = tests.get(row.key());
        if (held != null) {
            return held.stream().map(name -> "`" + name + "`").collect(Collectors.joining("<br>"));
        }
        String excuse = NOT_YET.getOrDefault(row.key(), SHOULD_WITHOUT_TEST.getOrDefault(row.key(), ""));
        return excuse.isEmpty() ? row.watch() : "none: " + excuse;
    }
}
