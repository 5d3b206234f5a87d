package io.sbc.core.sip.message;

import java.util.Map;
import java.util.Optional;

/** Parameters of a header or URI, in order; names without case, values as written; an empty string for a flag. */
public record Parameters(Map<String, String> values) {

    public static final Parameters NONE = new Parameters(Map.of());

    /** The value; empty string for a parameter without one; empty for one that is not there. Quoted values unquoted. */
    public Optional<String> get(String name) {
        throw new UnsupportedOperationException("codec");
    }

    public boolean has(String name) {
        throw new UnsupportedOperationException("codec");
    }

    /** These with one set or replaced; an empty value writes a flag. */
    public Parameters with(String name, String value) {
        throw new UnsupportedOperationException("codec");
    }

    public Parameters without(String name) {
        throw new UnsupportedOperationException("codec");
    }
}
