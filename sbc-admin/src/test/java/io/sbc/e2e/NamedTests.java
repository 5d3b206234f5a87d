package io.sbc.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tests of all modules by name: what a page of the documentation says a test holds is looked for here. */
final class NamedTests {

    /** The project's root, from the module that tests run in. */
    static final Path ROOT = Path.of("..");

    private static final Pattern TEST = Pattern.compile("`(\\w+)\\.(\\w+)`");
    private static final List<String> MODULES = List.of("sbc-media", "sbc-core", "sbc-testkit", "sbc-admin", "perf");

    private final Map<String, List<Path>> sources;

    private NamedTests(Map<String, List<Path>> sources) {
        this.sources = sources;
    }

    /** Looks through the test sources of every module. */
    static NamedTests ofAllModules() throws IOException {
        Map<String, List<Path>> found = new TreeMap<>();
        for (String module : MODULES) {
            Path tests = ROOT.resolve(module).resolve("src/test/java");
            if (!Files.isDirectory(tests)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(tests)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(file -> found
                        .computeIfAbsent(file.getFileName().toString().replace(".java", ""), _ -> new ArrayList<>())
                        .add(file));
            }
        }
        return new NamedTests(found);
    }

    /**
     * What is wrong with a row: each test it names that is not there, or that it names none.
     *
     * @param row a line of a table; tests as {@code `Class.method`}, or the words "not built: " and why
     */
    List<String> wrongWith(String row) throws IOException {
        List<String> wrong = new ArrayList<>();
        Matcher test = TEST.matcher(row);
        int named = 0;
        while (test.find()) {
            named++;
            if (!isThere(test.group(1), test.group(2))) {
                wrong.add(test.group() + " is not there");
            }
        }
        if (named == 0 && !row.contains("| not built: ")) {
            wrong.add("no test: " + row);
        }
        return wrong;
    }

    private boolean isThere(String type, String member) throws IOException {
        Pattern declared = Pattern.compile("(\\b" + member + "\\(|ArchRule " + member + " )");
        for (Path source : sources.getOrDefault(type, List.of())) {
            if (declared.matcher(Files.readString(source)).find()) {
                return true;
            }
        }
        return false;
    }
}
