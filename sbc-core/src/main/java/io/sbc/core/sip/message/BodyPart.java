package io.sbc.core.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One part of a {@link MultipartBody}: its octets as they came, its fields read from them. Immutable. */
public final class BodyPart {

    /** More than any part has; beyond it the part is malformed. */
    private static final int FIELDS_MAX = 32;

    /** RFC 2046 §5.1: of a part that does not say. */
    private static final String DEFAULT_TYPE = "text/plain";

    private final byte[] octets;
    private final int content;
    private final List<HeaderField> fields;

    private BodyPart(byte[] octets, int content, List<HeaderField> fields) {
        this.octets = octets;
        this.content = content;
        this.fields = List.copyOf(fields);
    }

    /** A part of ours: a type and what it holds. */
    public static BodyPart of(String contentType, byte[] content) {
        return new BodyPart(join("Content-Type: " + contentType + "\r\n\r\n", content),
                contentType.length() + "Content-Type: \r\n\r\n".length(),
                List.of(new HeaderField(HeaderName.CONTENT_TYPE, contentType)));
    }

    /**
     * What stands between two delimiters, without the line end before the second. A part that is all head (RFC 2046
     * §5.1.1 allows it) gets the empty line that it lacks.
     *
     * @return empty when the head is malformed
     */
    static Optional<BodyPart> parse(byte[] body, int from, int to) {
        byte[] octets = Arrays.copyOfRange(body, from, to);
        List<HeaderField> fields = new ArrayList<>(2);
        int at = 0;
        while (at < octets.length) {
            int end = endOfLine(octets, at);
            if (end == at) {
                return Optional.of(new BodyPart(octets, at + 2, fields));
            }
            int lineEnd = end < 0 ? octets.length : end;
            HeaderField field = fields.size() == FIELDS_MAX ? null : field(unfolded(octets, at, lineEnd));
            if (field == null) {
                return Optional.empty();
            }
            fields.add(field);
            at = lineEnd + 2;
        }
        byte[] ended = Arrays.copyOf(octets, at + 2);
        for (int i = octets.length; i < ended.length; i++) {
            ended[i] = (byte) ((ended.length - i) % 2 == 0 ? '\r' : '\n');
        }
        return Optional.of(new BodyPart(ended, ended.length, fields));
    }

    /** The position of the CR LF that ends the field at {@code from}, folded lines included; -1 when none does. */
    private static int endOfLine(byte[] octets, int from) {
        for (int i = from; i + 1 < octets.length; i++) {
            boolean end = octets[i] == '\r' && octets[i + 1] == '\n';
            if (end && (i == from || i + 2 >= octets.length || !Grammar.isSpace(octets[i + 2]))) {
                return i;
            }
        }
        return -1;
    }

    private static String unfolded(byte[] octets, int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.UTF_8).replace("\r\n", "");
    }

    private static @Nullable HeaderField field(String line) {
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : Grammar.trimmed(line, 0, colon);
        String value = Grammar.trimmed(line, colon + 1, line.length());
        boolean plain = Grammar.isToken(name) && value.chars().noneMatch(c -> Grammar.isControl(c) && c != '\t');
        return plain ? new HeaderField(HeaderName.of(name), value) : null;
    }

    /** Type and subtype in lower case without parameters; {@code text/plain} when it does not say, or nonsense. */
    public String contentType() {
        String value = header(HeaderName.CONTENT_TYPE).orElse(DEFAULT_TYPE);
        int semicolon = value.indexOf(';');
        return Grammar.trimmed(value, 0, semicolon < 0 ? value.length() : semicolon).toLowerCase(Locale.ROOT);
    }

    /** The first field of that name. */
    public Optional<String> header(HeaderName name) {
        return fields.stream().filter(field -> field.name().equals(name)).map(HeaderField::value).findFirst();
    }

    /** A copy of what it holds. */
    public byte[] content() {
        return Arrays.copyOfRange(octets, content, octets.length);
    }

    /** The same head over other octets: a description that was negotiated anew keeps its Content-Disposition. */
    public BodyPart withContent(byte[] replacement) {
        byte[] head = Arrays.copyOf(octets, content);
        return new BodyPart(join(new String(head, StandardCharsets.ISO_8859_1), replacement), content, fields);
    }

    /** Head and content, as they stand between the delimiters. Not to be changed. */
    byte[] octets() {
        return octets;
    }

    private static byte[] join(String head, byte[] content) {
        byte[] first = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(first, first.length + content.length);
        System.arraycopy(content, 0, all, first.length, content.length);
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BodyPart that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /** For people: the fields, and how much there is. */
    @Override
    public String toString() {
        return fields + " " + (octets.length - content) + " octets";
    }
}
