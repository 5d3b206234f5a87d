package io.sbc.core.sip.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A body of several parts (RFC 2046 §5.1, RFC 5621 §3): parts in order, each with its octets as they came. What stands
 * before the first and behind the last delimiter has no meaning and is not kept. Immutable; pure.
 *
 * <pre>
 *   --boundary CRLF  *( field CRLF )  CRLF  octets  CRLF   again, for each part
 *   --boundary-- CRLF
 * </pre>
 *
 * @param contentType of the whole, with its {@code boundary} parameter, as it stands in the header
 * @param boundary that no part contains as a delimiter
 */
public record MultipartBody(String contentType, String boundary, List<BodyPart> parts) {

    /** More than any call needs: a description, a location, ISUP, a picture. */
    public static final int PARTS_MAX = 16;

    /** RFC 2046 §5.1.1. */
    private static final int BOUNDARY_MAX = 70;
    private static final String BOUNDARY_MARKS = "'()+_,-./:=? ";
    private static final String MULTIPART = "multipart/";
    private static final byte[] LINE_END = {'\r', '\n'};

    public MultipartBody {
        parts = List.copyOf(parts);
    }

    /** Whether a Content-Type says multipart; its body may be malformed all the same. */
    public static boolean isMultipart(String contentType) {
        return contentType.regionMatches(true, 0, MULTIPART, 0, MULTIPART.length());
    }

    /** The body of a message; empty when it is none of several parts, or malformed, or has too many of them. */
    public static Optional<MultipartBody> of(SipMessage message) {
        return message.header(HeaderName.CONTENT_TYPE).flatMap(type -> parse(type, message.body()));
    }

    /** A body with its Content-Type; empty when it is none of several parts, or malformed, or has too many of them. */
    public static Optional<MultipartBody> parse(String contentType, byte[] body) {
        Optional<String> boundary = boundaryOf(contentType);
        if (boundary.isEmpty()) {
            return Optional.empty();
        }
        List<BodyPart> parts = readParts(body, ("--" + boundary.get()).getBytes(StandardCharsets.ISO_8859_1));
        return parts == null || parts.isEmpty()
                ? Optional.empty()
                : Optional.of(new MultipartBody(contentType, boundary.get(), parts));
    }

    private static Optional<String> boundaryOf(String contentType) {
        int semicolon = contentType.indexOf(';');
        if (!isMultipart(contentType) || semicolon < 0
                || !Grammar.isToken(Grammar.trimmed(contentType, MULTIPART.length(), semicolon))) {
            return Optional.empty();
        }
        Parameters parameters = Parameters.parse(contentType, semicolon, contentType.length());
        return parameters == null ? Optional.empty() : parameters.get("boundary").filter(MultipartBody::isBoundary);
    }

    private static boolean isBoundary(String text) {
        return !text.isEmpty() && text.length() <= BOUNDARY_MAX && !text.endsWith(" ") && text.chars()
                .allMatch(c -> Grammar.isAlphanumeric(c) || BOUNDARY_MARKS.indexOf(c) >= 0);
    }

    /** Null when malformed: no closing delimiter, a part without end of its head, too many of them. */
    private static @Nullable List<BodyPart> readParts(byte[] body, byte[] delimiter) {
        List<BodyPart> parts = new ArrayList<>(2);
        int at = nextDelimiter(body, delimiter, 0);
        while (at >= 0) {
            int line = at + delimiter.length;
            if (line + 1 < body.length && body[line] == '-' && body[line + 1] == '-') {
                return parts;
            }
            int start = endOfDelimiterLine(body, line);
            int next = start < 0 ? -1 : nextDelimiter(body, delimiter, start);
            if (next < 0 || parts.size() == PARTS_MAX) {
                return null;
            }
            // The line end before a delimiter belongs to it; a part may be empty, then both share one.
            Optional<BodyPart> part = BodyPart.parse(body, start, Math.max(start, next - LINE_END.length));
            if (part.isEmpty()) {
                return null;
            }
            parts.add(part.get());
            at = next;
        }
        return null;
    }

    /** Where a line begins with the delimiter and ends behind it; -1 when none does. */
    private static int nextDelimiter(byte[] body, byte[] delimiter, int from) {
        for (int i = from; i + delimiter.length <= body.length; i++) {
            boolean lineStart = i == 0 || (i >= 2 && body[i - 2] == '\r' && body[i - 1] == '\n');
            if (lineStart && body[i] == '-'
                    && Arrays.equals(body, i, i + delimiter.length, delimiter, 0, delimiter.length)
                    && isDelimiterEnd(body, i + delimiter.length)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isDelimiterEnd(byte[] body, int at) {
        boolean closing = at + 1 < body.length && body[at] == '-' && body[at + 1] == '-';
        return endOfDelimiterLine(body, closing ? at + 2 : at) >= 0
                || (closing && isBlankToEnd(body, at + 2));
    }

    private static boolean isBlankToEnd(byte[] body, int at) {
        int i = at;
        while (i < body.length && Grammar.isSpace(body[i])) {
            i++;
        }
        return i == body.length;
    }

    /** Behind the CR LF of a delimiter, white space skipped; -1 when something else stands there. */
    private static int endOfDelimiterLine(byte[] body, int at) {
        int i = at;
        while (i < body.length && Grammar.isSpace(body[i])) {
            i++;
        }
        return i + 1 < body.length && body[i] == '\r' && body[i + 1] == '\n' ? i + 2 : -1;
    }

    /** The first part of that type, {@code application/sdp} and the like. */
    public Optional<BodyPart> first(String type) {
        return parts.stream().filter(part -> part.contentType().equals(type)).findFirst();
    }

    /** This with another part in the place of {@code old}; with another boundary when the new one contains ours. */
    public MultipartBody with(BodyPart old, BodyPart replacement) {
        List<BodyPart> replaced = parts.stream().map(part -> part.equals(old) ? replacement : part).toList();
        String free = boundary;
        for (int i = 1; isWithin(free, replaced); i++) {
            free = "part-" + i;
        }
        return new MultipartBody(free.equals(boundary) ? contentType : withBoundary(free), free, replaced);
    }

    private static boolean isWithin(String boundary, List<BodyPart> parts) {
        byte[] delimiter = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        return parts.stream().anyMatch(part -> nextDelimiter(part.octets(), delimiter, 0) >= 0);
    }

    private String withBoundary(String other) {
        int semicolon = contentType.indexOf(';');
        Parameters parameters = Parameters.parse(contentType, semicolon, contentType.length());
        return contentType.substring(0, semicolon).toLowerCase(Locale.ROOT)
                + (parameters == null ? Parameters.NONE : parameters).with("boundary", '"' + other + '"');
    }

    /** As it goes into a message, whose Content-Type is {@link #contentType}. */
    public byte[] toBytes() {
        byte[] delimiter = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        for (BodyPart part : parts) {
            out.writeBytes(delimiter);
            out.writeBytes(LINE_END);
            out.writeBytes(part.octets());
            out.writeBytes(LINE_END);
        }
        out.writeBytes(delimiter);
        out.writeBytes(new byte[]{'-', '-', '\r', '\n'});
        return out.toByteArray();
    }
}
