package io.sbc.core.config;

/** {@code logging}. */
public record LoggingSettings(Format format, String level) {

    /** How a line looks. */
    public enum Format {
        TEXT,
        JSON
    }
}
