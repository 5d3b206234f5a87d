package io.sbc.core.config;

import io.sbc.core.config.ConfigValue.Items;
import io.sbc.core.config.ConfigValue.Section;
import io.sbc.core.config.ConfigValue.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lays a user's document over the reference document: the reference says which keys there are and of which kind, the user
 * which values differ. A list replaces the reference's list; a section in a list is laid over the reference's first.
 */
final class Overlay {

    private final Section reference;
    private final List<ConfigProblem> problems;

    Overlay(Section reference, List<ConfigProblem> problems) {
        this.reference = reference;
        this.problems = problems;
    }

    /** The whole tree: every key of the reference, no other. */
    Section over(Section user) {
        return section("", reference, user);
    }

    private Section section(String path, Section known, Section user) {
        Map<String, ConfigValue> merged = new LinkedHashMap<>(known.entries());
        user.entries().forEach((key, value) -> {
            String keyPath = path.isEmpty() ? key : path + "." + key;
            ConfigValue expected = known.entries().get(key);
            if (expected == null) {
                problems.add(new ConfigProblem(keyPath, value.line(), "unknown key" + suggestion(path, key, known)));
            } else {
                merged.put(key, value(keyPath, expected, value));
            }
        });
        return new Section(merged, user.line());
    }

    private ConfigValue value(String path, ConfigValue expected, ConfigValue value) {
        if (value instanceof Section nothing && nothing.entries().isEmpty()) {
            return expected; // "key:" with nothing behind it
        }
        return switch (expected) {
            case Section known when value instanceof Section section -> section(path, known, section);
            case Items known when value instanceof Items items -> items(path, known, items);
            case Text text when value instanceof Text -> value;
            default -> {
                problems.add(new ConfigProblem(path, value.line(),
                        "must be " + expected.kind() + ", not " + value.kind()));
                yield expected;
            }
        };
    }

    private Items items(String path, Items known, Items user) {
        boolean ofSections = !known.values().isEmpty() && known.values().getFirst() instanceof Section;
        List<ConfigValue> merged = new ArrayList<>();
        for (int i = 0; i < user.values().size(); i++) {
            ConfigValue item = user.values().get(i);
            String itemPath = path + "[" + i + "]";
            if (ofSections && item instanceof Section section) {
                merged.add(section(itemPath, (Section) known.values().getFirst(), section));
            } else if (!ofSections && item instanceof Text) {
                merged.add(item);
            } else {
                problems.add(new ConfigProblem(itemPath, item.line(),
                        "must be " + (ofSections ? "a section" : "a single value") + ", not " + item.kind()));
            }
        }
        return new Items(merged, user.line());
    }

    private String suggestion(String path, String key, Section known) {
        Optional<String> sibling = Spelling.nearest(key, known.entries().keySet());
        if (sibling.isPresent()) {
            return "; did you mean " + (path.isEmpty() ? "" : path + ".") + sibling.get() + "?";
        }
        List<String> elsewhere = new ArrayList<>();
        collectPaths("", reference, key, elsewhere);
        if (elsewhere.size() == 1) {
            return "; did you mean " + elsewhere.getFirst() + "?";
        }
        return "; known here: " + String.join(", ", known.entries().keySet());
    }

    private static void collectPaths(String path, Section section, String key, List<String> found) {
        section.entries().forEach((name, value) -> {
            String namePath = path.isEmpty() ? name : path + "." + name;
            if (name.equals(key)) {
                found.add(namePath);
            }
            if (value instanceof Section inner) {
                collectPaths(namePath, inner, key, found);
            }
        });
    }
}
