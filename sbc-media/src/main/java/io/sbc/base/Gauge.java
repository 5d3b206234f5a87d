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
 */
public record Gauge(String metric, String help, Map<String, String> labels, LongSupplier value) {

    public Gauge {
        labels = Map.copyOf(labels);
    }

    /** The only one of its name. */
    public Gauge(String metric, String help, LongSupplier value) {
        this(metric, help, Map.of(), value);
    }
}
