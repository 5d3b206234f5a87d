package io.sbc.kit.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The little grammar of header values (RFC 3261 §25.1) that scripts need. */
public final class SipValue {

    private SipValue() {}

    /** Cuts a list at its commas, those in quotes and in angle brackets left alone. */
    public static List<String> split(String list) {
        List<String> values = new ArrayList<>();
        int from = 0;
        boolean quoted = false;
        boolean bracketed = false;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            if (quoted) {
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '<' || c == '>') {
                bracketed = c == '<';
            } else if (c == ',' && !bracketed) {
                values.add(list.substring(from, i).trim());
                from = i + 1;
            }
        }
        values.add(list.substring(from).trim());
        return values;
    }

    /** The URI of an address, with or without angle brackets. */
    public static String uri(String address) {
        int open = address.indexOf('<');
        if (open < 0) {
            int end = address.indexOf(';');
            return (end < 0 ? address : address.substring(0, end)).trim();
        }
        return address.substring(open + 1, address.indexOf('>', open));
    }

    /** A parameter of the header, not of the URI in it; quotes taken off. */
    public static Optional<String> parameter(String value, String name) {
        String rest = value.substring(value.indexOf('>') + 1);
        for (String part : rest.split(";", -1)) {
            int equals = part.indexOf('=');
            String key = (equals < 0 ? part : part.substring(0, equals)).trim().toLowerCase(Locale.ROOT);
            if (key.equals(name.toLowerCase(Locale.ROOT)) && equals >= 0) {
                String found = part.substring(equals + 1).trim();
                return Optional.of(found.startsWith("\"") ? found.substring(1, found.length() - 1) : found);
            }
        }
        return Optional.empty();
    }

    /** A parameter of a URI, such as {@code ob} or {@code transport}; empty text for one without a value. */
    public static Optional<String> uriParameter(String uri, String name) {
        int query = uri.indexOf('?');
        String[] parts = (query < 0 ? uri : uri.substring(0, query)).split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if ((equals < 0 ? parts[i] : parts[i].substring(0, equals)).equalsIgnoreCase(name)) {
                return Optional.of(equals < 0 ? "" : parts[i].substring(equals + 1));
            }
        }
        return Optional.empty();
    }

    /** The user part of a SIP URI, escapes as they are; empty text without one. */
    public static String user(String uri) {
        int at = uri.indexOf('@');
        return at < 0 ? "" : uri.substring(uri.indexOf(':') + 1, at);
    }

    /** Host and port of a SIP URI, as written. */
    public static String hostPort(String uri) {
        String rest = uri.substring(Math.max(uri.indexOf('@'), uri.indexOf(':')) + 1);
        return rest.split("[;?]", -1)[0];
    }
}
