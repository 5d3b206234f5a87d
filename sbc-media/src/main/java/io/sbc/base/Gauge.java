package io.sbc.base;

import java.util.function.LongSupplier;

/**
 * A value that goes up and down, read when somebody asks.
 *
 * @param metric Prometheus name with its unit, without suffix for plain counts
 * @param help one sentence
 * @param value cheap, and callable from any thread
 */
public record Gauge(String metric, String help, LongSupplier value) {}
