package io.sbc.core.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as they are written in the configuration: a whole number and its unit. */
final class Units {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,15})(ns|us|ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(B|KiB|MiB)");

    private Units() {}

    /** {@code 500ms}, {@code 10m}; empty when it is not one or does not fit into nanoseconds of a long. */
    static Optional<Duration> parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        Duration unit = switch (matcher.group(2)) {
            case "ns" -> Duration.ofNanos(1);
            case "us" -> Duration.ofNanos(1_000);
            case "ms" -> Duration.ofMillis(1);
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            default -> Duration.ofDays(1);
        };
        try {
            Duration duration = unit.multipliedBy(amount);
            return duration.toNanos() >= 0 ? Optional.of(duration) : Optional.empty();
        } catch (ArithmeticException e) {
            return Optional.empty(); // more than 292 years
        }
    }

    /** The shortest way to write it. */
    static String formatDuration(Duration duration) {
        long nanos = duration.toNanos();
        String[] units = {"d", "h", "m", "s", "ms", "us"};
        long[] lengths = {86_400_000_000_000L, 3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L};
        if (nanos == 0) {
            return "0s";
        }
        for (int i = 0; i < units.length; i++) {
            if (nanos % lengths[i] == 0) {
                return nanos / lengths[i] + units[i];
            }
        }
        return nanos + "ns";
    }

    /** {@code 64KiB}; octets. */
    static Optional<Long> parseSize(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long unit = switch (matcher.group(2)) {
            case "B" -> 1;
            case "KiB" -> 1024;
            default -> 1024 * 1024;
        };
        return Optional.of(Long.parseLong(matcher.group(1)) * unit);
    }

    /** The shortest way to write it. */
    static String formatSize(long octets) {
        if (octets > 0 && octets % (1024 * 1024) == 0) {
            return octets / (1024 * 1024) + "MiB";
        }
        return octets > 0 && octets % 1024 == 0 ? octets / 1024 + "KiB" : octets + "B";
    }
}
