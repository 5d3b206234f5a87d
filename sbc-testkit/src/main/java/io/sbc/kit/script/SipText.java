package io.sbc.kit.script;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A SIP message as its lines: a start line, fields in their order, a body. Nothing is checked, so that a test can say wrong
 * things; Content-Length is written by itself. Immutable.
 */
public final class SipText {
    /** RFC 3261 §7.3.3 and the extensions that define a letter. */
    private static final Map<String, String> COMPACT = Map.ofEntries(Map.entry("i", "call-id"),
            Map.entry("m", "contact"), Map.entry("e", "content-encoding"), Map.entry("l", "content-length"),
            Map.entry("c", "content-type"), Map.entry("f", "from"), Map.entry("s", "subject"),
            Map.entry("k", "supported"), Map.entry("t", "to"), Map.entry("v", "via"), Map.entry("o", "event"),
            Map.entry("u", "allow-events"), Map.entry("r", "refer-to"), Map.entry("b", "referred-by"),
            Map.entry("x", "session-expires"));

    private final String startLine;
    private final List<Field> fields;
    private final String body;

    private record Field(String name, String value) {
        boolean is(String wanted) {
            return canonical(name).equals(canonical(wanted));
        }
    }

    private SipText(String startLine, List<Field> fields, String body) {
        this.startLine = startLine;
        this.fields = List.copyOf(fields);
        this.body = body;
    }

    /** A request without any field. */
    public static SipText request(String method, String uri) {
        return new SipText(method + " " + uri + " SIP/2.0", List.of(), "");
    }

    /** A response with what RFC 3261 §8.2.6.2 has it copy. */
    public static SipText response(SipText request, int status) {
        SipText response = new SipText("SIP/2.0 " + status + " " + Phrases.of(status), List.of(), "");
        for (String copied : List.of("Via", "From", "To", "Call-ID", "CSeq", "Record-Route", "Timestamp")) {
            for (String value : request.all(copied)) {
                response = response.and(copied, value);
            }
        }
        return response;
    }

    /** Reads one whole message. */
    public static SipText parse(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IllegalArgumentException("a message without an empty line");
        }
        // Folded lines (RFC 3261 §7.3.1) are one.
        String[] lines = text.substring(0, end).replaceAll("\r\n[ \t]+", " ").split("\r\n", -1);
        List<Field> fields = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon <= 0) {
                throw new IllegalArgumentException("not a field: " + lines[i]);
            }
            fields.add(new Field(lines[i].substring(0, colon).trim(), lines[i].substring(colon + 1).trim()));
        }
        return new SipText(lines[0], fields, text.substring(end + 4));
    }

    // Changed copies.

    /** With this field instead of all of its name. */
    public SipText with(String name, String value) {
        return without(name).and(name, value);
    }

    /** With one more field, behind the others. */
    public SipText and(String name, String value) {
        List<Field> more = new ArrayList<>(fields);
        more.add(new Field(name, value));
        return new SipText(startLine, more, body);
    }

    /** With one more field, before the others: a Via, a Record-Route. */
    public SipText first(String name, String value) {
        List<Field> more = new ArrayList<>(fields);
        more.addFirst(new Field(name, value));
        return new SipText(startLine, more, body);
    }

    /** Without any field of the name. */
    public SipText without(String name) {
        return new SipText(startLine, fields.stream().filter(field -> !field.is(name)).toList(), body);
    }

    /** With a body and its Content-Type. */
    public SipText body(String type, String content) {
        SipText typed = with("Content-Type", type);
        return new SipText(startLine, typed.fields, content);
    }

    /** With a session description. */
    public SipText sdp(String description) {
        return body("application/sdp", description);
    }

    /** With a tag in To, unless there is one. */
    public SipText toTag(String tag) {
        return toTag().isEmpty() ? with("To", header("To") + ";tag=" + tag) : this;
    }

    /** With another Request-URI. */
    public SipText uri(String uri) {
        return new SipText(method() + " " + uri + " SIP/2.0", fields, body);
    }

    // Reading.

    public boolean isRequest() {
        return !startLine.startsWith("SIP/2.0 ");
    }

    /** The method of a request; of a response, that of its CSeq. */
    public String method() {
        return isRequest() ? startLine.substring(0, startLine.indexOf(' ')) : header("CSeq").split(" +", -1)[1];
    }

    /** The Request-URI. */
    public String uri() {
        return startLine.split(" ", -1)[1];
    }

    /** The status code of a response, 0 of a request. */
    public int status() {
        return isRequest() ? 0 : Integer.parseInt(startLine.substring(8, 11));
    }

    public String startLine() {
        return startLine;
    }

    /** The first value of a field. */
    public Optional<String> find(String name) {
        return fields.stream().filter(field -> field.is(name)).map(Field::value).findFirst();
    }

    /**
     * The first value of a field that must be there.
     *
     * @throws NoSuchElementException when it is not
     */
    public String header(String name) {
        return find(name).orElseThrow(() -> new NoSuchElementException("no " + name + " in\n" + this));
    }

    /** The value of each line of this name. */
    public List<String> all(String name) {
        return fields.stream().filter(field -> field.is(name)).map(Field::value).toList();
    }

    /** The values of a list, cut at commas, however many lines they stand in. */
    public List<String> values(String name) {
        return all(name).stream().flatMap(line -> SipValue.split(line).stream()).toList();
    }

    /** Whether a list of tokens, such as Require, names this one. */
    public boolean lists(String name, String token) {
        return values(name).stream().anyMatch(token::equalsIgnoreCase);
    }

    public String callId() {
        return header("Call-ID");
    }

    public long cseq() {
        return Long.parseLong(header("CSeq").split(" +", -1)[0]);
    }

    public String branch() {
        return SipValue.parameter(values("Via").getFirst(), "branch").orElse("");
    }

    public String fromTag() {
        return SipValue.parameter(header("From"), "tag").orElse("");
    }

    /** Empty when there is none. */
    public String toTag() {
        return SipValue.parameter(header("To"), "tag").orElse("");
    }

    /** The URI in a field such as Contact or Refer-To. */
    public String uriIn(String name) {
        return SipValue.uri(values(name).getFirst());
    }

    public String body() {
        return body;
    }

    public boolean hasBody() {
        return !body.isEmpty();
    }

    byte[] write() {
        StringBuilder text = new StringBuilder(startLine).append("\r\n");
        for (Field field : fields) {
            if (!field.is("Content-Length")) {
                text.append(field.name()).append(": ").append(field.value()).append("\r\n");
            }
        }
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        text.append("Content-Length: ").append(length).append("\r\n\r\n").append(body);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String canonical(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        @Nullable
        String full = COMPACT.get(lower);
        return full == null ? lower : full;
    }

    @Override
    public String toString() {
        return new String(write(), StandardCharsets.UTF_8);
    }
}
