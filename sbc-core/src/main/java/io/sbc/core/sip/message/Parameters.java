package io.sbc.core.sip.message;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parameters of a header or URI, in order; names without case, values as written; an empty string for a flag. */
public record Parameters(Map<String, String> values) {

    public static final Parameters NONE = new Parameters(ParameterMap.EMPTY);

    /** Copies; names that differ in case only may not be there twice. */
    public Parameters {
        values = ParameterMap.copyOf(values);
    }

    /**
     * Parses {@code ;name=value;flag …} of a header (RFC 3261 §25.1 {@code generic-param}) up to the end of the text.
     *
     * @return null when that is not what stands there, or a name comes twice
     */
    static @Nullable Parameters parse(String text, int from, int to) {
        int at = Grammar.skipSpace(text, from, to);
        if (at == to) {
            return NONE;
        }
        ParameterMap.Builder builder = new ParameterMap.Builder();
        while (at < to) {
            if (text.charAt(at) != ';') {
                return null;
            }
            int nameStart = Grammar.skipSpace(text, at + 1, to);
            at = Grammar.endOfToken(text, nameStart, to);
            if (at == nameStart) {
                return null;
            }
            String name = Words.of(text, nameStart, at);
            at = Grammar.skipSpace(text, at, to);
            String value = "";
            if (at < to && text.charAt(at) == '=') {
                int valueStart = Grammar.skipSpace(text, at + 1, to);
                at = endOfValue(text, valueStart, to);
                if (at < 0) {
                    return null;
                }
                value = text.substring(valueStart, at);
                at = Grammar.skipSpace(text, at, to);
            }
            if (!builder.add(name, value)) {
                return null;
            }
        }
        return new Parameters(builder.build());
    }

    private static int endOfValue(String text, int from, int to) {
        if (from < to && text.charAt(from) == '"') {
            return Grammar.endOfQuoted(text, from, to);
        }
        int at = from;
        while (at < to) {
            char c = text.charAt(at);
            if (c == ';' || Grammar.isSpace(c)) {
                return at;
            }
            if (c == '"' || c == ',' || c == '<' || c == '>' || c == '\\' || Grammar.isControl(c)) {
                return -1;
            }
            at++;
        }
        return at;
    }

    /** The value; empty string for a parameter without one; empty for one that is not there. Quoted values unquoted. */
    public Optional<String> get(String name) {
        String value = map().value(name);
        return value == null ? Optional.empty() : Optional.of(Grammar.unquoted(value));
    }

    public boolean has(String name) {
        return map().value(name) != null;
    }

    /** These with one set or replaced; an empty value writes a flag. */
    public Parameters with(String name, String value) {
        return new Parameters(map().with(name, value));
    }

    public Parameters without(String name) {
        return has(name) ? new Parameters(map().without(name)) : this;
    }

    private ParameterMap map() {
        return (ParameterMap) values;
    }

    void appendTo(StringBuilder out) {
        map().appendTo(out);
    }

    /** As in a message: {@code ;name=value;flag}. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        appendTo(out);
        return out.toString();
    }
}
