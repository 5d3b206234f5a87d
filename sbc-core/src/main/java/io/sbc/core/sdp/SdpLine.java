package io.sbc.core.sdp;

/**
 * One line {@code type=value} without its end.
 *
 * @param value octets as ISO 8859-1, so that any character set survives unread
 */
public record SdpLine(char type, String value) {

    public SdpLine {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\r' || c == '\n' || c == 0 || c > 0xff) {
                throw new IllegalArgumentException("CR, LF, NUL or no octet in an SDP line");
            }
        }
    }

    /** {@code a=name} or {@code a=name:value}. */
    public static SdpLine attribute(String name, String value) {
        return new SdpLine('a', value.isEmpty() ? name : name + ':' + value);
    }

    /** Whether it is {@code a=name} or {@code a=name:value}. */
    boolean isAttribute(String name) {
        return type == 'a' && value.startsWith(name)
                && (value.length() == name.length() || value.charAt(name.length()) == ':');
    }

    /** The name of an attribute line; empty for every other line. */
    public String attributeName() {
        if (type != 'a') {
            return "";
        }
        int colon = value.indexOf(':');
        return colon < 0 ? value : value.substring(0, colon);
    }

    /** The value of an attribute line; empty for a flag and for every other line. */
    public String attributeValue() {
        int colon = type == 'a' ? value.indexOf(':') : -1;
        return colon < 0 ? "" : value.substring(colon + 1);
    }

    /** For people: keys are masked. */
    @Override
    public String toString() {
        return switch (attributeName()) {
            case "crypto", "key-mgmt" -> "a=" + attributeName() + ":***";
            default -> type == 'k' ? "k=***" : type + "=" + value;
        };
    }
}
