package io.sbc.admin.console;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as people read them, in UTC, as logs and the API have them. Pure. */
public final class Times {

    private static final DateTimeFormatter BRIEF = DateTimeFormatter.ofPattern("d MMM HH:mm:ss", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final int SECONDS_PER_HOUR = 3_600;
    private static final int SECONDS_PER_MINUTE = 60;

    private Times() {}

    /** {@code 22 Nov 13:05:59}; what is no time stays as it is. */
    public static String brief(String instant) {
        try {
            return BRIEF.format(Instant.parse(instant));
        } catch (DateTimeException noTime) {
            return instant;
        }
    }

    /** How long from one to the other, as {@code 1:05:59} or {@code 2:07}; empty when either is none. */
    public static String between(String from, String to) {
        try {
            return length(Duration.between(Instant.parse(from), Instant.parse(to)).toSeconds());
        } catch (DateTimeException noTime) {
            return "";
        }
    }

    /** {@code 1:05:59} or {@code 2:07}. */
    public static String length(long seconds) {
        long minutes = seconds % SECONDS_PER_HOUR / SECONDS_PER_MINUTE;
        return seconds >= SECONDS_PER_HOUR
                ? String.format(Locale.ROOT, "%d:%02d:%02d", seconds / SECONDS_PER_HOUR, minutes,
                        seconds % SECONDS_PER_MINUTE)
                : String.format(Locale.ROOT, "%d:%02d", minutes, seconds % SECONDS_PER_MINUTE);
    }
}
