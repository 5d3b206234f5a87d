package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.core.diagnosis.Diagnosis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Each rule of diagnosis has a scenario that makes its fault with real sockets, and one that nearly does: in {@link DiagnosisIT} and its siblings, by
 * {@code fault} and {@code nearly} of {@link Faults}, or by {@code assertFirst} and {@code assertNearly}.
 */
class ScenariosContractTest {

    private static final Path HERE = Path.of("src", "test", "java", "io", "sbc", "e2e");
    private static final List<String> FILES = List.of("DiagnosisIT", "DiagnosisOfLimitsIT", "DiagnosisOfStrictnessIT",
            "AfterKillIT");

    private static final Pattern FAULT = Pattern
            .compile("\\b(?:fault|assertFirst)\\(\\s*(?:\"[^\"]* [^\"]*\",\\s*)?\"([a-z-]+)\"");
    private static final Pattern NEARLY = Pattern.compile("\\b(?:nearly|assertNearly)\\(\\s*\"([a-z, -]+)\"");

    /** Rules that no peer can bring about, and why. */
    private static final Map<String, String> NOT_BY_SOCKETS = Map.of(
            "sbc-fault", "a fault of the program: one that could be made at will would be mended",
            "media-sessions-exhausted",
            "calls.maximum, which is as many, refuses first; the media plane's own limit is a second wall");

    @Test
    void shouldHaveAScenarioForEachRule() throws IOException {
        assertEquals(missing(FAULT), Set.of());
    }

    @Test
    void shouldHaveAScenarioThatIsNearlyTheFaultForEachRule() throws IOException {
        assertEquals(missing(NEARLY), Set.of());
    }

    private static Set<String> missing(Pattern scenario) throws IOException {
        Set<String> missing = new TreeSet<>(Diagnosis.names());
        missing.removeAll(NOT_BY_SOCKETS.keySet());
        for (String file : FILES) {
            Matcher found = scenario.matcher(Files.readString(HERE.resolve(file + ".java")));
            while (found.find()) {
                missing.removeAll(Arrays.asList(found.group(1).split(",\\s*")));
            }
        }
        return missing;
    }
}
