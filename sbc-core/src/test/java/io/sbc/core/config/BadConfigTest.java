package io.sbc.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each {@code bad/NAME.bad.yaml} has its {@code NAME.expected.txt}: every problem, one a line, as the user sees it. */
class BadConfigTest {

    @ParameterizedTest
    @MethodSource("badFiles")
    void shouldTellEverythingThatIsWrong(Path file) throws IOException {
        Path expected = file.resolveSibling(file.getFileName().toString().replace(".bad.yaml", ".expected.txt"));

        var invalid = assertInstanceOf(ConfigResult.Invalid.class, new ConfigReader(2).read(file));

        assertEquals(Files.readString(expected).strip(),
                invalid.problems().stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    }

    @Test
    void shouldHaveFilesToRead() throws Exception {
        assertFalse(badFiles().isEmpty());
    }

    static List<Path> badFiles() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(Path.of(BadConfigTest.class.getResource("bad").toURI()))) {
            return files.filter(file -> file.toString().endsWith(".bad.yaml")).sorted().toList();
        }
    }
}
