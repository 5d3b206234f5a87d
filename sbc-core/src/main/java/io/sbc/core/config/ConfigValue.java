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
