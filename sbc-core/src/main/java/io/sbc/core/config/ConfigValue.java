package io.sbc.core.config;

import java.util.List;
import java.util.Map;

/** A YAML document as plain values that know their line (from 1; 0: not from the user's file). */
sealed interface ConfigValue {

    int line();

    /** What an error calls it. */
    String kind();

    /** A mapping, in the order of the document. */
    record Section(Map<String, ConfigValue> entries, int line) implements ConfigValue {

        @Override
        public String kind() {
            return "a section";
        }

        /** Where a path stands in the file, or the nearest section around it that does; 0 if none does. */
        int lineOf(String path) {
            ConfigValue at = this;
            int line = 0;
            for (String name : path.replace("[", ".").replace("]", "").split("\\.", -1)) {
                ConfigValue inner = switch (at) {
                    case Section section -> section.entries().get(name);
                    case Items items -> items.values().get(Integer.parseInt(name));
                    case Text text -> null;
                };
                if (inner == null) {
                    return line;
                }
                at = inner;
                line = at.line() > 0 ? at.line() : line;
            }
            return line;
        }
    }

    /** A sequence. */
    record Items(List<ConfigValue> values, int line) implements ConfigValue {

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A scalar, quoted or not. */
    record Text(String value, int line) implements ConfigValue {

        @Override
        public String kind() {
            return "a single value";
        }
    }
}
