package io.sbc.admin.status;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * All figures of one second. Immutable.
 *
 * @param atMillis wall clock
 * @param values without those that there was nothing to say of
 */
public record Reading(long atMillis, Map<Figure, Double> values) {

    public Reading {
        EnumMap<Figure, Double> copy = new EnumMap<>(Figure.class);
        copy.putAll(values);
        values = java.util.Collections.unmodifiableMap(copy);
    }

    /** One of them. */
    public OptionalDouble value(Figure figure) {
        Double value = values.get(figure);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
