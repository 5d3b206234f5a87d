package io.sbc.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.sbc.core.config.ConfigValue.Items;
import io.sbc.core.config.ConfigValue.Section;
import io.sbc.core.config.ConfigValue.Text;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The reference file is complete: every key of it reaches the records, every component of a record comes from a key, and
 * every key says what it means. {@code every-key.yaml} gives each key another value than the reference.
 */
class ReferenceTest {

    /** Components that no key sets: ICP-side access follows from the PBXs, networks and rtcp-mux come from elsewhere at the start. */
    private static final Set<String> WITHOUT_KEY = Set.of("icp.udp.access", "icp.udp.networks", "icp.tcp.access",
            "icp.tcp.networks", "icp.tls.listener.access", "icp.tls.listener.networks", "set.rtpSecurity.networks",
            "icp.rtpSecurity.networks", "set.rtpSecurity.rtcpMux", "icp.rtpSecurity.rtcpMux");

    private final ConfigReader reader = new ConfigReader(2);
    private final Section reference = YamlDocument.parse(ConfigReader.referenceText(), false, new ArrayList<>());
    private final Section changes = YamlDocument.parse(everyKey(), false, new ArrayList<>());

    @Test
    void shouldReadEveryKeyOfTheReferenceAndNoOther() {
        assertEquals(new TreeSet<>(leaves(reference).keySet()), new TreeSet<>(reader.keysRead().stream()
                .filter(key -> leaves(reference).containsKey(key)).collect(Collectors.toSet())));
    }

    @Test
    void shouldHaveOtherValueForEveryKey() {
        Map<String, ConfigValue> defaults = leaves(reference);
        Map<String, ConfigValue> others = leaves(changes);

        assertEquals(defaults.keySet(), others.keySet());
        others.forEach((key, value) -> assertNotEquals(defaults.get(key), value, key));
    }

    @Test
    void shouldLetEveryKeyChangeTheRecords() {
        Map<String, Object> before = components("", reader.reference());
        Set<String> untouched = new LinkedHashSet<>(before.keySet());

        leaves(changes).forEach((key, value) -> {
            Map<String, Object> after = components("", bind(Map.of(key, value)));
            Set<String> changed = before.keySet().stream()
                    .filter(name -> !Objects.equals(before.get(name), after.get(name))).collect(Collectors.toSet());
            assertNotEquals(Set.of(), changed, key + " has no effect");
            untouched.removeAll(changed);
        });

        assertEquals(new TreeSet<>(WITHOUT_KEY), new TreeSet<>(untouched), "components that no key sets");
    }

    @Test
    void shouldExplainEveryKey() {
        List<String> lines = ConfigReader.referenceText().lines().toList();
        List<String> unexplained = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean isKey = line.matches(" *(- )?[a-z0-9-]+:.*");
            boolean isExplained = line.contains("# ") || (i > 0 && lines.get(i - 1).strip().startsWith("#"));
            if (isKey && !isExplained) {
                unexplained.add(line.strip());
            }
        }

        assertEquals(List.of(), unexplained);
    }

    /** The records with some keys changed, whatever the rules across keys would say to that. */
    private SbcConfig bind(Map<String, ConfigValue> changed) {
        List<ConfigProblem> problems = new ArrayList<>();
        Section merged = with(reference, "", changed);
        return new ConfigBinder(2, problems).bind(ConfigCursor.top(merged, reference, problems));
    }

    private static Section with(Section section, String path, Map<String, ConfigValue> changed) {
        Map<String, ConfigValue> entries = new LinkedHashMap<>();
        section.entries().forEach((name, value) -> entries.put(name, with(value, path + name, changed)));
        return new Section(entries, 0);
    }

    private static ConfigValue with(ConfigValue value, String path, Map<String, ConfigValue> changed) {
        return switch (value) {
            case Section inner -> with(inner, path + ".", changed);
            case Items items when !items.values().isEmpty() && items.values().getFirst() instanceof Section inner ->
                new Items(
                        List.of(with(inner, path + "[0].", changed)), 0);
            default -> changed.getOrDefault(path, value);
        };
    }

    /** Every value that is not a section, by its path. */
    private static Map<String, ConfigValue> leaves(Section section) {
        Map<String, ConfigValue> leaves = new LinkedHashMap<>();
        section.entries().forEach((name, value) -> addLeaves(name, value, leaves));
        return leaves;
    }

    private static void addLeaves(String path, ConfigValue value, Map<String, ConfigValue> leaves) {
        switch (value) {
            case Section inner -> inner.entries().forEach((name, child) -> addLeaves(path + "." + name, child, leaves));
            case Items items when !items.values().isEmpty() && items.values().getFirst() instanceof Section inner ->
                addLeaves(path + "[0]", inner, leaves);
            case Items items -> leaves.put(path, items);
            case Text text -> leaves.put(path, text);
        }
    }

    /** Every component that is not itself one of our records, by its path. */
    private static Map<String, Object> components(String path, Object record) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value;
            try {
                value = component.getAccessor().invoke(record);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("no accessor", e);
            }
            if (value instanceof List<?> list && !list.isEmpty() && list.getFirst() instanceof PbxDefinition pbx) {
                values.putAll(components(path + component.getName() + "[0].", pbx));
            } else if (value instanceof PbxProfile profile) { // read from a document of its own
                values.put(path + component.getName(), profile);
            } else if (value instanceof Record inner && inner.getClass().getPackageName().startsWith("io.sbc")) {
                values.putAll(components(path + component.getName() + ".", inner));
            } else {
                values.put(path + component.getName(), value);
            }
        }
        return values;
    }

    private static String everyKey() {
        try (var in = Objects.requireNonNull(ReferenceTest.class.getResourceAsStream("every-key.yaml"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
