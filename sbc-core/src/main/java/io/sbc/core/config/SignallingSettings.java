package io.sbc.core.config;

import java.time.Duration;

/** {@code signalling}: shards (at least 1 here), the timers of RFC 3261 §17, and the mark of SIP packets (0 to 63). */
public record SignallingSettings(int shards, Duration t1, Duration t2, Duration t4, int dscp) {

    /** Packets are not marked. */
    public SignallingSettings(int shards, Duration t1, Duration t2, Duration t4) {
        this(shards, t1, t2, t4, 0);
    }
}
