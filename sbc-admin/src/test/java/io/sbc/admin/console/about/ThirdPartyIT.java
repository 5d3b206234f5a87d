package io.sbc.admin.console.about;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.console.about.ThirdParty.Library;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of licences is of what is shipped, all of it and nothing else. */
final class ThirdPartyIT {

    @Test
    void shouldNameTheLicenceOfEveryJarInTheDistribution() throws IOException {
        Path lib = Path.of(System.getProperty("sbc.distribution", "target/distribution"), "lib");
        Set<String> named = ThirdParty.read().libraries().stream().map(Library::name)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> shipped;
        try (Stream<Path> jars = Files.list(lib)) {
            shipped = jars.map(jar -> jar.getFileName().toString()).filter(jar -> jar.endsWith(".jar"))
                    .filter(jar -> !jar.startsWith("sbc-"))
                    .map(jar -> jar.replaceFirst("-[0-9].*", "")).collect(Collectors.toCollection(TreeSet::new));
        }

        assertEquals(shipped, named);
    }

    @Test
    void shouldHaveTheLicencesOfScriptsWhole() {
        List<String> texts = ThirdParty.read().scripts().stream().map(ThirdParty.Script::text).toList();

        assertTrue(texts.getFirst().contains("The MIT License") && texts.getFirst().contains("Leon Sorokin"));
        assertTrue(texts.getLast().contains("Zero-Clause BSD"));
    }
}
