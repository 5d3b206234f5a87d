package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the pages of {@code docs/promises} against the tests of all modules: a promise has a test that is there. */
class PromisesContractTest {

    private static final Path PROMISES = NamedTests.ROOT.resolve("docs/promises");

    @Test
    void everyPromiseNamesTestsThatAreThere() throws IOException {
        NamedTests tests = NamedTests.ofAllModules();
        List<String> wrong = new ArrayList<>();
        for (Path page : pages()) {
            List<String> rows = Files.readAllLines(page).stream()
                    .filter(line -> line.startsWith("| ") && !line.startsWith("| promise |"))
                    .toList();
            assertFalse(rows.isEmpty(), () -> page + " promises nothing");
            for (String row : rows) {
                wrong.addAll(tests.wrongWith(row).stream()
                        .map(what -> page.getFileName() + ": " + what)
                        .toList());
            }
        }

        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(PROMISES)) {
            return files.filter(file -> file.toString().endsWith(".md") && !file.endsWith("README.md"))
                    .sorted()
                    .toList();
        }
    }
}
