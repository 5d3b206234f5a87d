package io.sbc.core.sip.auth;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One challenge or one set of credentials as a scheme and its parameters (RFC 3261 §25.1): {@code Digest a=b, c="d"}.
 * Immutable. Names are in lower case, quoted values unquoted and their quoted pairs undone.
 */
final class AuthParameters {

    /** More parameters or challenges than this in one field are refused. */
    static final int PARAMETERS_MAX = 32;
    static final int CHALLENGES_MAX = 8;

    /** Names that nearly every field has, so that reading them makes no garbage. */
    private static final String[] COMMON = {"username", "realm", "nonce", "uri", "response", "algorithm", "cnonce",
        "qop", "nc", "opaque", "stale"};

    private final String scheme;

    /** Names and values in turn: a dozen at most, which no table finds faster. */
    private final String[] pairs;
    private final int used;

    private AuthParameters(String scheme, Collected collected) {
        this.scheme = scheme;
        this.pairs = collected.pairs;
        this.used = collected.used;
    }

    /** Empty for a parameter that is not there. */
    String get(String name) {
        int at = indexOf(pairs, used, name);
        return at < 0 ? "" : pairs[at + 1];
    }

    boolean has(String name) {
        return indexOf(pairs, used, name) >= 0;
    }

    private static int indexOf(String[] pairs, int used, String name) {
        for (int i = 0; i < used; i += 2) {
            if (pairs[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** What a parser has found. */
    private static final class Collected {

        private String[] pairs = new String[24];
        private int used;

        int size() {
            return used / 2;
        }

        /** False when the name is there. */
        boolean add(String name, String value) {
            if (indexOf(pairs, used, name) >= 0) {
                return false;
            }
            if (used == pairs.length) {
                pairs = Arrays.copyOf(pairs, 2 * used);
            }
            pairs[used++] = name;
            pairs[used++] = value;
            return true;
        }
    }

    boolean isDigest() {
        return scheme.equalsIgnoreCase("Digest");
    }

    /**
     * Parses a whole field: one set of parameters, or several one after the other, as some servers join their challenges
     * with commas (RFC 7235 §4.1).
     *
     * @return empty when it is malformed: nothing of it is to be used
     */
    static Optional<List<AuthParameters>> parse(String field) {
        return new Parser(field).fieldValue();
    }

    /** {@code name="value"} with quoted pairs where they are needed. */
    static void appendQuoted(StringBuilder out, String name, String value) {
        out.append(name).append("=\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
        out.append('"');
    }

    /** A cursor over the field; each method leaves it behind what it took, or reports that it could take nothing. */
    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        Optional<List<AuthParameters>> fieldValue() {
            List<AuthParameters> found = new ArrayList<>();
            skipSpace();
            String scheme = token();
            if (!skipSpace()) {
                return Optional.empty();
            }
            while (!scheme.isEmpty() && found.size() < CHALLENGES_MAX) {
                Collected values = new Collected();
                Optional<String> next = parameters(values);
                if (next.isEmpty()) {
                    return Optional.empty();
                }
                found.add(new AuthParameters(scheme, values));
                scheme = next.get();
            }
            return scheme.isEmpty() && !found.isEmpty() ? Optional.of(found) : Optional.empty();
        }

        /** Takes parameters up to the end, or up to the next scheme and the space behind it; returns that scheme. */
        private Optional<String> parameters(Collected values) {
            while (values.size() < PARAMETERS_MAX) {
                String name = token();
                boolean space = skipSpace();
                if (!take('=')) {
                    return space && !name.isEmpty() && values.size() > 0 && at < text.length()
                            ? Optional.of(name)
                            : Optional.empty();
                }
                skipSpace();
                Optional<String> value = at < text.length() && text.charAt(at) == '"' ? quoted() : bare();
                if (name.isEmpty() || value.isEmpty()
                        || !values.add(name.toLowerCase(Locale.ROOT), value.get())) {
                    return Optional.empty();
                }
                skipSpace();
                if (at == text.length()) {
                    return Optional.of("");
                }
                if (!take(',')) {
                    return Optional.empty();
                }
                skipSpace();
            }
            return Optional.empty();
        }

        private Optional<String> quoted() {
            int plainEnd = text.indexOf('"', at + 1);
            if (plainEnd > 0 && isPlain(at + 1, plainEnd)) {
                String plain = text.substring(at + 1, plainEnd);
                at = plainEnd + 1;
                return Optional.of(plain);
            }
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == '"') {
                    at++;
                    return Optional.of(value.toString());
                }
                if (c == '\\' && ++at < text.length()) {
                    c = text.charAt(at);
                } else if (isLineFold()) {
                    skipSpace();
                    at--;
                    c = ' ';
                }
                if ((c < ' ' && c != '\t') || c == 0x7f) {
                    return Optional.empty();
                }
                value.append(c);
            }
            return Optional.empty();
        }

        /** Nothing to undo and nothing to refuse: by far the most values. */
        private boolean isPlain(int from, int to) {
            for (int i = from; i < to; i++) {
                char c = text.charAt(i);
                if (c < ' ' || c == '\\' || c == 0x7f) {
                    return false;
                }
            }
            return true;
        }

        /** A value without quotes: taken more widely than a token, because peers leave quotes away. */
        private Optional<String> bare() {
            int start = at;
            while (at < text.length() && text.charAt(at) > ' ' && text.charAt(at) != ',' && text.charAt(at) != '"'
                    && text.charAt(at) != 0x7f) {
                at++;
            }
            return at > start ? Optional.of(text.substring(start, at)) : Optional.empty();
        }

        private String token() {
            int start = at;
            while (at < text.length() && isTokenChar(text.charAt(at))) {
                at++;
            }
            for (String common : COMMON) {
                if (common.length() == at - start && text.startsWith(common, start)) {
                    return common;
                }
            }
            return text.substring(start, at);
        }

        private static boolean isTokenChar(char c) {
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            return letter || (c >= '0' && c <= '9') || "-.!%*_+`'~".indexOf(c) >= 0;
        }

        private boolean take(char c) {
            if (at < text.length() && text.charAt(at) == c) {
                at++;
                return true;
            }
            return false;
        }

        /** Skips linear white space, folds included; whether there was any. */
        private boolean skipSpace() {
            int start = at;
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t' || isLineFold())) {
                at++;
            }
            return at > start;
        }

        /** CR LF, or LF alone, that white space follows. */
        private boolean isLineFold() {
            if (at == text.length() || text.charAt(at) > '\r') {
                return false;
            }
            int next = text.startsWith("\r\n", at) ? at + 2 : text.startsWith("\n", at) ? at + 1 : text.length();
            return next < text.length() && (text.charAt(next) == ' ' || text.charAt(next) == '\t');
        }
    }
}
