package io.sbc.core.sdp.negotiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Calls as text files: what each peer sent, what the other one must see, what media must do. Run with {@code
 * -Dgolden.update=true} to write what is produced now into the files; then read the difference.
 */
class GoldenNegotiationTest {

    static Stream<String> files() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects
                .requireNonNull(GoldenNegotiationTest.class.getResource("/sdp/negotiate")).toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return List.copyOf(files.map(file -> file.getFileName().toString()).sorted().toList()).stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void shouldNegotiateAsWritten(String name) throws IOException, URISyntaxException {
        String expected = Files.readString(
                Path.of(Objects.requireNonNull(getClass().getResource("/sdp/negotiate/" + name)).toURI()));

        String produced = GoldenNegotiation.replay(expected);

        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(Path.of("src/test/resources/sdp/negotiate", name), produced);
        } else {
            assertEquals(expected, produced);
        }
    }

    @Test
    void shouldFindTheFiles() throws IOException, URISyntaxException {
        assertTrue(files().count() >= 10);
    }
}
