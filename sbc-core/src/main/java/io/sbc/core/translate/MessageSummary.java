package io.sbc.core.translate;

import io.sbc.core.policy.TopologyPolicy;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code application/simple-message-summary} (RFC 3842 §5.2): the status lines with their account mapped. What follows the
 * empty line, header fields of single messages, does not pass.
 */
final class MessageSummary {

    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9-]{1,64})[ \\t]*:[ \\t]*(.*)");
    private static final String ACCOUNT = "message-account";
    private static final int LINES_MAX = 64;

    private MessageSummary() {}

    static Optional<byte[]> translate(byte[] body, AddressMap addresses) {
        StringBuilder out = new StringBuilder(body.length + 64);
        int lines = 0;
        for (String line : new String(body, StandardCharsets.UTF_8).split("\r?\n", -1)) {
            if (line.isBlank() || lines++ == LINES_MAX) {
                break;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                return Optional.empty();
            }
            String name = matcher.group(1);
            boolean account = name.toLowerCase(Locale.ROOT).equals(ACCOUNT);
            Optional<String> value = account
                    ? addresses.uri(matcher.group(2))
                    : TopologyPolicy.phrase(matcher.group(2));
            value.ifPresent(kept -> out.append(name).append(": ").append(kept).append("\r\n"));
        }
        return out.isEmpty() ? Optional.empty() : Optional.of(out.toString().getBytes(StandardCharsets.UTF_8));
    }
}
