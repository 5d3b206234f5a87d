package io.sbc.core.config;

import java.time.Duration;
import java.util.regex.Pattern;

/** Builds {@link GuardSettings} and {@link EmergencySettings}: who is refused, and who never is. */
final class GuardBinder {

    private static final Pattern AGENT = Pattern.compile("[ -~]{3,64}");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{2,15}");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    private GuardBinder() {}

    static GuardSettings guard(ConfigCursor at) {
        return new GuardSettings(at.flag("enabled"), at.networks("allow"), at.integer("sources", 1_000, 10_000_000),
                at.duration("trust-memory", Duration.ZERO, DAY.multipliedBy(30)), at.integer("known-factor", 1, 100),
                rate(at.section("connections")), rate(at.section("untrusted")), rate(at.section("registered")),
                malformed(at.section("malformed")), scanners(at.section("scanners")),
                logins(at.section("failed-logins")), blocks(at.section("block")), overload(at.section("overload")));
    }

    private static GuardSettings.RateSettings rate(ConfigCursor at) {
        return new GuardSettings.RateSettings(at.integer("per-second", 1, 1_000_000),
                at.integer("burst", 1, 1_000_000), at.integer("overall", 1, 10_000_000));
    }

    private static GuardSettings.PerSource malformed(ConfigCursor at) {
        return new GuardSettings.PerSource(at.integer("per-second", 1, 1_000_000), at.integer("burst", 1, 1_000_000));
    }

    private static GuardSettings.Scanners scanners(ConfigCursor at) {
        return new GuardSettings.Scanners(
                at.texts("user-agents", text -> AGENT.matcher(text).matches(), "3 to 64 printable ASCII characters"),
                at.integer("users", 1, 1_000), at.duration("window", SECOND, DAY));
    }

    private static GuardSettings.Logins logins(ConfigCursor at) {
        return new GuardSettings.Logins(at.integer("per-source", 1, 100_000), at.integer("per-pair", 1, 100_000),
                at.integer("per-device", 1, 100_000), at.duration("window", SECOND, DAY));
    }

    private static GuardSettings.Blocks blocks(ConfigCursor at) {
        return new GuardSettings.Blocks(at.duration("first", SECOND, DAY),
                at.duration("maximum", SECOND, DAY.multipliedBy(30)), at.integer("entries", 10, 1_000_000));
    }

    private static GuardSettings.Overload overload(ConfigCursor at) {
        return new GuardSettings.Overload(at.duration("target-delay", Duration.ofMillis(1), Duration.ofSeconds(10)),
                at.integer("transactions", 1, 100), at.integer("refusals", 1, 1_000_000),
                at.duration("retry-after-min", SECOND, DAY), at.duration("retry-after-max", SECOND, DAY));
    }

    static EmergencySettings emergency(ConfigCursor at) {
        return new EmergencySettings(
                at.texts("numbers", text -> DIGITS.matcher(text).matches(), "2 to 15 digits"),
                at.text("service-number", text -> DIGITS.matcher(text).matches(), "2 to 15 digits"),
                at.texts("prefixes", text -> DIGITS.matcher(text).matches() || text.matches("[0-9]"),
                        "1 to 15 digits"),
                at.flag("from-unregistered"));
    }
}
