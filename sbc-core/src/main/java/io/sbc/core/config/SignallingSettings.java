package io.sbc.core.config;

import java.time.Duration;

/** {@code signalling}: shards (at least 1 here) and the timers of RFC 3261 §17. */
public record SignallingSettings(int shards, Duration t1, Duration t2, Duration t4) {}
