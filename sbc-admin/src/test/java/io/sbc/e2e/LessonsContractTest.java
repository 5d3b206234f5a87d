package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.junit.jupiter.api.Test;

/** Holds {@code docs/lessons.md} against the tests of all modules: what hurts users elsewhere has a test here that is there. */
class LessonsContractTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\|.*");
    private static final Pattern TEST = Pattern.compile("`(\\w+)\\.(\\w+)`");
    private static final int LESSONS = 22;

    @Test
    void everyLessonNamesTestsThatAreThere() throws IOException {
        Map<String, List<Path>> sources = testSources();
        List<String> wrong = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/lessons.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                numbers.add(Integer.valueOf(row.group(1)));
                wrong.addAll(wrongWith(line, sources));
            }
        }

        assertEquals(Stream.iterate(1, number -> number + 1).limit(LESSONS).toList(), numbers);
        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
    }

    private static List<String> wrongWith(String row, Map<String, List<Path>> sources) throws IOException {
        List<String> wrong = new ArrayList<>();
        Matcher test = TEST.matcher(row);
        int found = 0;
        while (test.find()) {
            found++;
            if (!isThere(sources.getOrDefault(test.group(1), List.of()), test.group(2))) {
                wrong.add(test.group() + " is not there");
            }
        }
        if (found == 0 && !row.contains("| not built: ")) {
            wrong.add("no test: " + row);
        }
        return wrong;
    }

    private static boolean isThere(List<Path> sources, String member) throws IOException {
        Pattern declared = Pattern.compile("(void " + member + "\\(|ArchRule " + member + " )");
        for (Path source : sources) {
            if (declared.matcher(Files.readString(source)).find()) {
                return true;
            }
        }
        return false;
    }

    /** By simple name; one may be in several modules. */
    private static Map<String, List<Path>> testSources() throws IOException {
        Map<String, List<Path>> found = new TreeMap<>();
        for (String module : List.of("sbc-media", "sbc-core", "sbc-admin")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(file -> found
                        .computeIfAbsent(file.getFileName().toString().replace(".java", ""), _ -> new ArrayList<>())
                        .add(file));
            }
        }
        return found;
    }
}
