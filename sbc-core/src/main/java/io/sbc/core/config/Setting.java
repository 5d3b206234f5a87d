package io.sbc.core.config;

/**
 * A key with the value that holds, and where it comes from.
 *
 * @param key with dots: {@code calls.maximum}
 * @param value a text, a list of texts, or a list of maps of such: what could stand in the file
 */
public record Setting(String key, Object value, Source source, Object defaultValue) {

    /** The layers, each over the one before. */
    public enum Source {
        DEFAULT,
        FILE,
        API
    }

    /** When a change of it has its effect. */
    public Applies applies() {
        return Applies.of(key);
    }
}
