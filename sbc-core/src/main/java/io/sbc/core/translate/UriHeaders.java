package io.sbc.core.translate;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The header fields behind the question mark of a SIP URI (RFC 3261 §19.1.1), escapes undone. */
record UriHeaders(List<Field> fields) {

    /** One of them. */
    record Field(String name, String value) {}

    /** More of them are nobody's transfer. */
    private static final int MAXIMUM = 16;

    /** {@code hnv-unreserved} of RFC 3261 §25.1 without brackets, which some parsers take for an IPv6 address. */
    private static final String UNESCAPED = "-_.!~*'()/?:+$";

    UriHeaders {
        fields = List.copyOf(fields);
    }

    /** Parses what stands behind the question mark; empty for malformed escapes or too many fields. */
    static Optional<UriHeaders> parse(String text) {
        List<Field> fields = new ArrayList<>();
        if (text.isEmpty()) {
            return Optional.of(new UriHeaders(fields));
        }
        for (String part : text.split("&", -1)) {
            int equals = part.indexOf('=');
            Optional<String> name = equals < 1 ? Optional.empty() : decode(part.substring(0, equals));
            Optional<String> value = equals < 1 ? Optional.empty() : decode(part.substring(equals + 1));
            if (name.isEmpty() || value.isEmpty() || fields.size() == MAXIMUM) {
                return Optional.empty();
            }
            fields.add(new Field(name.get(), value.get()));
        }
        return Optional.of(new UriHeaders(fields));
    }

    private static Optional<String> decode(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
                int octet = high << 4 | low;
                if (high < 0 || low < 0 || octet < ' ' || octet == 0x7f) { // no line end gets out of an escape
                    return Optional.empty();
                }
                out.write(octet);
                i += 2;
            } else {
                out.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return Optional.of(out.toString(StandardCharsets.UTF_8));
    }

    private static String encode(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (letter || UNESCAPED.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
        return out.toString();
    }

    /** As it stands behind the question mark. */
    @Override
    public String toString() {
        List<String> parts = fields.stream().map(field -> encode(field.name()) + "=" + encode(field.value())).toList();
        return String.join("&", parts);
    }
}
