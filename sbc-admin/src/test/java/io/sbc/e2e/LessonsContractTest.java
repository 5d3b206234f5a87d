package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/lessons.md} against the tests of all modules: what hurts users elsewhere has a test here that is there. */
class LessonsContractTest {

    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\|.*");
    private static final int LESSONS = 22;

    @Test
    void everyLessonNamesTestsThatAreThere() throws IOException {
        NamedTests tests = NamedTests.ofAllModules();
        List<String> wrong = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        for (String line : Files.readAllLines(NamedTests.ROOT.resolve("docs/lessons.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                numbers.add(Integer.valueOf(row.group(1)));
                wrong.addAll(tests.wrongWith(line));
            }
        }

        assertEquals(Stream.iterate(1, number -> number + 1).limit(LESSONS).toList(), numbers);
        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
    }
}
