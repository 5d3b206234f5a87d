package io.sbc.admin.http.captures;

import io.javalin.http.HttpStatus;
import io.sbc.admin.http.BadInput;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long and how large, as people write it. */
final class Limits {

    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,5})(s|m|h)");
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,5})(KiB|MiB)");

    private Limits() {}

    static Duration time(String text) throws BadInput {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "time has to be like 30s, 10m or 1h.");
        }
        long amount = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    static long octets(String text) throws BadInput {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "size has to be like 500KiB or 20MiB.");
        }
        return Long.parseLong(size.group(1)) << (size.group(2).equals("KiB") ? 10 : 20);
    }
}
