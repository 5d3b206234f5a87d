package io.sbc.core.alarm;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How bad it is; the worst first. */
public enum Severity {
    /** Calls or registrations fail now, or soon will: somebody has to get up. */
    CRITICAL,
    /** Part of the service is lost, or has lost its reserve: today. */
    MAJOR,
    /** Nothing is lost yet: this week. */
    MINOR;

    /** Its name on the wire and in the database: {@code critical}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is as bad as that, or worse. */
    public boolean isAtLeast(Severity other) {
        return compareTo(other) <= 0;
    }

    /** The severity of that name. */
    public static Optional<Severity> named(String wireName) {
        return Arrays.stream(values()).filter(severity -> severity.wireName().equals(wireName)).findFirst();
    }
}
