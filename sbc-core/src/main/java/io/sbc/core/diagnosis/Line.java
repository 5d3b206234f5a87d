package io.sbc.core.diagnosis;

import io.sbc.core.Side;
import io.sbc.core.recorder.RecordedEvent.Message;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A recorded message as rules look at it: who sent it, what it is, and its text. Headers are found by their names; what cannot be read is
 * as if it were not there.
 *
 * @param method of the request, or of the request that is answered
 * @param status of a response; 0 for a request
 * @param sequence the number of its CSeq; 0 when it cannot be read
 */
public record Line(Message message, String method, int status, long sequence, String callId, String text) {

    private static final int START = "SIP/2.0 ".length();

    static Line of(Message message) {
        String text = new String(message.octets(), StandardCharsets.UTF_8);
        String start = message.startLine();
        String cseq = header(text, "CSeq").orElse("");
        int blank = cseq.indexOf(' ');
        boolean isResponse = start.startsWith("SIP/2.0 ") && start.length() >= START + 3;
        return new Line(message, blank < 0 ? "" : cseq.substring(blank + 1).strip(),
                isResponse ? number(start.substring(START, START + 3)) : 0,
                blank < 0 ? 0 : number(cseq.substring(0, blank)),
                header(text, "Call-ID").or(() -> header(text, "i")).orElse(""), text);
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
    }

    public boolean isRequest() {
        return status == 0;
    }

    public boolean isFinal() {
        return status >= 200;
    }

    /** To the phone, or from it. */
    public boolean isOfPhone() {
        return message.side() == Side.SET;
    }

    /** The first field of that name; a line fold ends it. */
    public Optional<String> header(String name) {
        return header(text, name);
    }

    private static Optional<String> header(String text, String name) {
        int end = text.indexOf("\r\n\r\n");
        String head = end < 0 ? text : text.substring(0, end);
        String wanted = name.toLowerCase(Locale.ROOT);
        for (String line : head.split("\r\n")) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().toLowerCase(Locale.ROOT).equals(wanted)) {
                return Optional.of(line.substring(colon + 1).strip());
            }
        }
        return Optional.empty();
    }

    /** The body; empty when there is none. */
    public String body() {
        int end = text.indexOf("\r\n\r\n");
        return end < 0 ? "" : text.substring(end + 4);
    }

    /** The address of the first {@code c=} line; empty without. */
    public Optional<String> mediaAddress() {
        for (String line : body().split("\r\n")) {
            if (line.startsWith("c=IN IP")) {
                return Optional.of(line.substring("c=IN IP4 ".length()).strip());
            }
        }
        return Optional.empty();
    }
}
