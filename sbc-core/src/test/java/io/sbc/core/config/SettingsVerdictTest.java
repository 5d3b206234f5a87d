package io.sbc.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Whether somebody writes a value into the file and asks {@code check-config}, or sends it to the API: the verdict is the same, and so is each sentence. For
 * every key of the reference, with another value that may hold, and with some that no key takes.
 */
class SettingsVerdictTest {

    private static final List<String> STRANGE = List.of("\"no such value\"", "-1", "99999999999999999999", "\"\"", "[]",
            "[\"x\"]", "{\"x\": \"y\"}", "true", "\"10 parsecs\"", "\"7d 5\"", "0");

    private final Map<String, String> others = otherValues();

    @Test
    void shouldSayTheSameOfEveryKeyWhicheverWayItComes() {
        List<String> different = new ArrayList<>();
        int refused = 0;
        int taken = 0;
        for (String key : keys()) {
            List<String> values = new ArrayList<>(STRANGE);
            Optional.ofNullable(others.get(key)).ifPresent(values::add);
            for (String value : values) {
                Set<String> byFile = problems(new ConfigReader(2).parse(asFile(key, value)));
                Set<String> byApi = problems(LayeredConfig.of(2, "", asPatch(key, value)).result());
                if (Applies.of(key) == Applies.FILE) {
                    String top = key.substring(0, key.indexOf('.'));
                    assertTrue(byApi.remove(top + ": can be changed in the file only"), key);
                }
                if (!byFile.equals(byApi)) {
                    different.add(key + "=" + value + ": " + byFile + " by the file, " + byApi + " by the API");
                }
                refused += byFile.isEmpty() ? 0 : 1;
                taken += byFile.isEmpty() ? 1 : 0;
            }
        }

        assertEquals(List.of(), different);
        assertTrue(refused > 1_000 && taken > 150, refused + " refused, " + taken + " taken");
    }

    @Test
    void shouldSayTheSameOfEveryKeyOfAPbxAndOfAKeyThatIsMisspelt() {
        for (String element : List.of("{}", "{\"id\": \"a b\"}", "{\"host\": \"h\"}",
                "{\"id\": \"one\", \"domain\": \"d.test\", \"host\": \"h\", \"port\": 70000}",
                "{\"id\": \"one\", \"domain\": \"d.test\", \"host\": \"h\", \"transport\": \"smoke\"}",
                "{\"id\": \"one\", \"domain\": \"d.test\", \"host\": \"h\", \"colour\": \"red\"}",
                "{\"id\": \"one\", \"domain\": \"d.test\", \"host\": \"h\", \"profile\": \"mx-two\"}",
                "{\"id\": \"one\", \"domain\": \"d.test\", \"host\": \"h\"}")) {
            String value = "[" + element + "]";
            assertEquals(problems(new ConfigReader(2).parse(asFile("icp.pbxs", value))),
                    problems(LayeredConfig.of(2, "", asPatch("icp.pbxs", value)).result()), value);
        }
        for (String key : List.of("calls.maximun", "call.maximum", "set.tls.ports")) {
            Set<String> byFile = problems(new ConfigReader(2).parse(asFile(key, "7")));
            assertEquals(1, byFile.size(), key);
            assertEquals(byFile, problems(LayeredConfig.of(2, "", asPatch(key, "7")).result()), key);
        }
    }

    private static List<String> keys() {
        return LayeredConfig.of(2, "", "{}").settings().stream().map(Setting::key).toList();
    }

    /** As people write it. */
    private static String asFile(String key, String value) {
        StringBuilder file = new StringBuilder();
        String indent = "";
        for (String name : key.split("\\.", -1)) {
            file.append(file.isEmpty() ? "" : "\n").append(indent).append(name).append(':');
            indent += "  ";
        }
        return file.append(' ').append(value).append('\n').toString();
    }

    private static String asPatch(String key, String value) {
        List<String> names = List.of(key.split("\\.", -1));
        return names.stream().map(name -> "{\"" + name + "\": ").collect(Collectors.joining()) + value
                + "}".repeat(names.size());
    }

    /** Without lines, which are those of a file. */
    private static Set<String> problems(ConfigResult result) {
        return switch (result) {
            case ConfigResult.Valid _ -> new TreeSet<>();
            case ConfigResult.Invalid(List<ConfigProblem> problems) -> problems.stream()
                    .map(problem -> problem.path() + ": " + problem.message())
                    .collect(Collectors.toCollection(TreeSet::new));
        };
    }

    /** Of {@code every-key.yaml}, as JSON. */
    private static Map<String, String> otherValues() {
        try (InputStream in = SettingsVerdictTest.class.getResourceAsStream("every-key.yaml")) {
            LayeredConfig layers = LayeredConfig.of(2,
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8), "{}");
            Map<String, String> values = new LinkedHashMap<>();
            layers.settings().forEach(setting -> values.put(setting.key(), json(setting.value())));
            return values;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String json(Object value) {
        return switch (value) {
            case List<?> list ->
                list.stream().map(SettingsVerdictTest::json).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map ->
                map.entrySet().stream().map(each -> json(each.getKey()) + ": " + json(each.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            default -> "\"" + String.valueOf(value).replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        };
    }
}
