package io.sbc.admin.console;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/** Times as people read them, in UTC, as logs and the API have them. Pure. */
public final class Times {

    private static final DateTimeFormatter BRIEF = DateTimeFormatter.ofPattern("d MMM HH:mm:ss", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DATED = DateTimeFormatter.ofPattern("d MMM uuuu HH:mm", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final Pattern FIELD = Pattern
            .compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,3})?)?");
    private static final int MINUTES_LENGTH = "2027-01-31T12:00".length();
    private static final int SECONDS_PER_HOUR = 3_600;
    private static final int SECONDS_PER_MINUTE = 60;

    private Times() {}

    /** {@code 22 Nov 13:05:59}; what is no time stays as it is. Of what is days away at most. */
    public static String brief(String instant) {
        return written(BRIEF, instant);
    }

    /** {@code 22 Nov 2027 13:05}; what is no time stays as it is. Of what may be years away. */
    public static String dated(String instant) {
        return written(DATED, instant);
    }

    private static String written(DateTimeFormatter form, String instant) {
        try {
            return form.format(Instant.parse(instant));
        } catch (DateTimeException noTime) {
            return instant;
        }
    }

    /** What a browser's field of date and time gives, which has neither zone nor, mostly, seconds, as an instant; anything else as it is. */
    public static String instant(String typed) {
        return FIELD.matcher(typed).matches() ? typed + (typed.length() == MINUTES_LENGTH ? ":00Z" : "Z") : typed;
    }

    /** What such a field shows of an instant. */
    public static String field(String instant) {
        return instant.endsWith("Z") && FIELD.matcher(instant.substring(0, instant.length() - 1)).matches()
                ? instant.substring(0, instant.length() - 1)
                : instant;
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
