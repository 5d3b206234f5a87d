package io.sbc.core.translate;

import io.sbc.core.policy.TopologyPolicy;
import io.sbc.core.sip.message.ReasonPhrases;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The body of a NOTIFY for a REFER (RFC 3420, RFC 3515 §2.4.5). Of the response that it quotes only the status line
 * passes: its header fields are the other side's Via, Contact and Call-ID.
 */
public final class Sipfrag {

    /** Its content type. */
    public static final String TYPE = "message/sipfrag";

    /** What we write: with the version that RFC 3515 §2.4.5 shows. */
    public static final String TYPE_WITH_VERSION = "message/sipfrag;version=2.0";

    private static final Pattern STATUS_LINE = Pattern.compile("SIP/2\\.0 ([1-6]\\d\\d)(?: ([^\\r\\n]*))?",
            Pattern.CASE_INSENSITIVE);
    private static final int LINE_MAX = 512;

    private Sipfrag() {}

    /** The status line alone; empty when the fragment has none. */
    public static Optional<byte[]> statusLine(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, LINE_MAX), StandardCharsets.UTF_8).stripLeading();
        Matcher matcher = STATUS_LINE.matcher(text);
        if (!matcher.lookingAt()) {
            return Optional.empty();
        }
        int status = Integer.parseInt(matcher.group(1));
        String phrase = Optional.ofNullable(matcher.group(2)).flatMap(TopologyPolicy::phrase).map(String::strip)
                .filter(said -> !said.isEmpty()).orElseGet(() -> ReasonPhrases.of(status));
        return Optional.of(("SIP/2.0 " + status + " " + phrase + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
