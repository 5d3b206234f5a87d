package io.sbc.base;

import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A value that goes up and down, read when somebody asks.
 *
 * @param metric Prometheus name with its unit, without suffix for plain counts
 * @param help one sentence
 * @param labels tell gauges of the same name apart; the same keys in each of them
 * @param value cheap, and callable from any thread
 * @param unit what one of {@code value} is worth in the unit of the name: 1e-9 for nanoseconds shown as seconds
 */
public record Gauge(String metric, String help, Map<String, String> labels, LongSupplier value, double unit) {

    public Gauge {
        labels = Map.copyOf(labels);
    }

    /** In the unit of its name. */
    public Gauge(String metric, String help, Map<String, String> labels, LongSupplier value) {
        this(metric, help, labels, value, 1);
    }

    /** A time, given in nanoseconds and shown in seconds. */
    public static Gauge seconds(String metric, String help, LongSupplier nanos) {
        return new Gauge(metric, help, Map.of(), nanos, 1e-9);
    }

    /** The value in the unit of the name. */
    public double read() {
        return value.getAsLong() * unit;
    }

    /** The only one of its name. */
    public Gauge(String metric, String help, LongSupplier value) {
        this(metric, help, Map.of(), value);
    }
}
