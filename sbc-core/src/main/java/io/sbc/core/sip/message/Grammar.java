package io.sbc.core.sip.message;

import java.util.ArrayList;
import java.util.List;

/**
 * The lexical rules that several header fields share (RFC 3261 §25.1): character classes, quoted strings, comma lists.
 * Works on text that is already unfolded.
 */
final class Grammar {

    /** More parameters than any real header has; bounds the search for duplicates. */
    static final int MAX_PARAMETERS = 64;

    private static final boolean[] TOKEN = classOf("-.!%*_+`'~");

    private Grammar() {}

    private static boolean[] classOf(String marks) {
        boolean[] members = new boolean[128];
        for (char c = 'a'; c <= 'z'; c++) {
            members[c] = true;
            members[c - 32] = true;
        }
        for (char c = '0'; c <= '9'; c++) {
            members[c] = true;
        }
        for (int i = 0; i < marks.length(); i++) {
            members[marks.charAt(i)] = true;
        }
        return members;
    }

    static boolean isTokenChar(int c) {
        return c >= 0 && c < 128 && TOKEN[c];
    }

    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenChar(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean isSpace(int c) {
        return c == ' ' || c == '\t';
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isAlphanumeric(int c) {
        return isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    }

    private static boolean isHexDigit(int c) {
        return isDigit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
    }

    /** White space, unfolded or not. */
    static boolean isLinearSpace(int c) {
        return isSpace(c) || c == '\r' || c == '\n';
    }

    static boolean isControl(int c) {
        return (c >= 0 && c < 0x20) || c == 0x7f;
    }

    static int skipSpace(String text, int from, int to) {
        int at = from;
        while (at < to && isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    static int endOfToken(String text, int from, int to) {
        int at = from;
        while (at < to && isTokenChar(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** {@code text[from, to)} without the white space around it. */
    static String trimmed(String text, int from, int to) {
        int start = skipSpace(text, from, to);
        int end = to;
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** The position behind the closing quote of the quoted string that opens at {@code from}; -1 when it is not closed. */
    static int endOfQuoted(String text, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return i + 1;
            }
            if (c == '\\') {
                i++;
            }
        }
        return -1;
    }

    /** The content of a quoted string, escapes undone; text that is not quoted comes back as it is. */
    static String unquoted(String text) {
        int length = text.length();
        if (length < 2 || text.charAt(0) != '"' || text.charAt(length - 1) != '"') {
            return text;
        }
        if (text.indexOf('\\') < 0) {
            return text.substring(1, length - 1);
        }
        StringBuilder out = new StringBuilder(length);
        for (int i = 1; i < length - 1; i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < length - 1) {
                i++;
                c = text.charAt(i);
            }
            out.append(c);
        }
        return out.toString();
    }

    /** Appends {@code text} as a quoted string. */
    static void appendQuoted(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }

    /**
     * Splits a comma list. Commas in quoted strings and between angle brackets do not count. Elements are trimmed; an
     * empty element stays an empty string, a wholly empty list has none.
     */
    static List<String> splitAtCommas(String text) {
        int length = text.length();
        if (text.indexOf(',') < 0) {
            String only = trimmed(text, 0, length);
            return only.isEmpty() ? List.of() : List.of(only);
        }
        List<String> parts = new ArrayList<>(4);
        int start = 0;
        while (start <= length) {
            int end = endOfElement(text, start);
            parts.add(trimmed(text, start, end));
            start = end + 1;
        }
        return parts;
    }

    /** Whether one element of a comma list is {@code token}, without case. */
    static boolean listHas(String text, String token) {
        int start = 0;
        while (start <= text.length()) {
            int end = endOfElement(text, start);
            int from = skipSpace(text, start, end);
            int after = from + token.length();
            if (after <= end && text.regionMatches(true, from, token, 0, token.length())
                    && skipSpace(text, after, end) == end) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    /** The position of the comma that ends the list element at {@code from}, or the end of the text. */
    static int endOfElement(String text, int from) {
        int length = text.length();
        boolean inBrackets = false;
        for (int i = from; i < length; i++) {
            char c = text.charAt(i);
            if (c == '"' && !inBrackets) {
                int end = endOfQuoted(text, i, length);
                if (end < 0) {
                    return length;
                }
                i = end - 1;
            } else if (c == '<') {
                inBrackets = true;
            } else if (c == '>') {
                inBrackets = false;
            } else if (c == ',' && !inBrackets) {
                return i;
            }
        }
        return length;
    }

    /** The number that {@code text[from, to)} is; -1 when it is none, or greater than {@code max}. */
    static long number(String text, int from, int to, long max) {
        if (from >= to) {
            return -1;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!isDigit(c)) {
                return -1;
            }
            value = value * 10 + (c - '0');
            if (value > max) {
                return -1;
            }
        }
        return value;
    }

    /** Whether {@code text[from, to)} is a host: a name, an IPv4 address, or an IPv6 address in brackets. */
    static boolean isHost(String text, int from, int to) {
        if (from >= to) {
            return false;
        }
        if (text.charAt(from) == '[') {
            return to - from > 3 && text.charAt(to - 1) == ']' && isIpv6(text, from + 1, to - 1);
        }
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            // The underscore is no host character, but names of internal machines have it.
            if (!isAlphanumeric(c) && c != '-' && c != '.' && c != '_') {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv6(String text, int from, int to) {
        boolean colon = false;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!isHexDigit(c) && c != ':' && c != '.') {
                return false;
            }
            colon |= c == ':';
        }
        return colon;
    }

    /** Where the host that starts at {@code from} ends: brackets are one piece. */
    static int endOfHost(String text, int from, int to) {
        if (from < to && text.charAt(from) == '[') {
            int close = text.indexOf(']', from);
            return close < 0 || close >= to ? to : close + 1;
        }
        int at = from;
        while (at < to) {
            char c = text.charAt(at);
            if (c == ':' || c == ';' || c == '?' || isSpace(c)) {
                break;
            }
            at++;
        }
        return at;
    }
}
