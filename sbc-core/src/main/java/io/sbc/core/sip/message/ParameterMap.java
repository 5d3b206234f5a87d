package io.sbc.core.sip.message;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A few parameters in their order: names without case, at most {@link Grammar#MAX_PARAMETERS}. Immutable; one array,
 * names and values in turn, because every message has a dozen of these maps.
 */
final class ParameterMap extends AbstractMap<String, String> {

    static final ParameterMap EMPTY = new ParameterMap(new String[0], 0);

    private final String[] pairs;
    private final int used;

    private ParameterMap(String[] pairs, int used) {
        this.pairs = pairs;
        this.used = used;
    }

    static ParameterMap copyOf(Map<String, String> values) {
        if (values instanceof ParameterMap map) {
            return map;
        }
        Builder builder = new Builder();
        values.forEach((name, value) -> {
            if (!builder.add(name, value)) {
                throw new IllegalArgumentException("parameter " + name + " twice, or too many");
            }
        });
        return builder.build();
    }

    @Nullable
    String value(String name) {
        for (int i = 0; i < used; i += 2) {
            if (pairs[i].equalsIgnoreCase(name)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    ParameterMap with(String name, String value) {
        String[] next = new String[used + 2];
        System.arraycopy(pairs, 0, next, 0, used);
        for (int i = 0; i < used; i += 2) {
            if (next[i].equalsIgnoreCase(name)) {
                next[i + 1] = value;
                return new ParameterMap(next, used);
            }
        }
        next[used] = name;
        next[used + 1] = value;
        return new ParameterMap(next, used + 2);
    }

    ParameterMap without(String name) {
        if (value(name) == null) {
            return this;
        }
        String[] next = new String[used];
        int kept = 0;
        for (int i = 0; i < used; i += 2) {
            if (!pairs[i].equalsIgnoreCase(name)) {
                next[kept++] = pairs[i];
                next[kept++] = pairs[i + 1];
            }
        }
        return new ParameterMap(next, kept);
    }

    /** Appends {@code ;name=value} for each. */
    void appendTo(StringBuilder out) {
        for (int i = 0; i < used; i += 2) {
            out.append(';').append(pairs[i]);
            if (!pairs[i + 1].isEmpty()) {
                out.append('=').append(pairs[i + 1]);
            }
        }
    }

    @Override
    public int size() {
        return used / 2;
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
        return name instanceof String text ? value(text) : null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public int hashCode() {
        int sum = 0;
        for (int i = 0; i < used; i += 2) {
            sum += KnownHeaders.hash(pairs[i]) ^ pairs[i + 1].hashCode();
        }
        return sum;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof ParameterMap that && isSameInOrder(that)) || super.equals(other);
    }

    /** Nearly always, where two are equal at all. */
    private boolean isSameInOrder(ParameterMap other) {
        if (used != other.used) {
            return false;
        }
        for (int i = 0; i < used; i++) {
            if (!pairs[i].equals(other.pairs[i])) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return used / 2;
            }

            @Override
            public Iterator<Entry<String, String>> iterator() {
                return new Iterator<>() {
                    private int at;

                    @Override
                    public boolean hasNext() {
                        return at < used;
                    }

                    @Override
                    public Entry<String, String> next() {
                        if (at >= used) {
                            throw new NoSuchElementException();
                        }
                        Entry<String, String> entry = Map.entry(pairs[at], pairs[at + 1]);
                        at += 2;
                        return entry;
                    }
                };
            }
        };
    }

    /** Collects while parsing. */
    static final class Builder {

        private String[] pairs = new String[4];
        private int used;

        /** False when there is one of that name already, or too many. */
        boolean add(String name, String value) {
            if (used == 2 * Grammar.MAX_PARAMETERS) {
                return false;
            }
            for (int i = 0; i < used; i += 2) {
                if (pairs[i].equalsIgnoreCase(name)) {
                    return false;
                }
            }
            if (used == pairs.length) {
                String[] larger = new String[used * 2];
                System.arraycopy(pairs, 0, larger, 0, used);
                pairs = larger;
            }
            pairs[used++] = name;
            pairs[used++] = value;
            return true;
        }

        ParameterMap build() {
            return used == 0 ? EMPTY : new ParameterMap(pairs, used);
        }
    }
}
