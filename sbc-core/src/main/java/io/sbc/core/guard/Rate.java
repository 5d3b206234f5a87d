package io.sbc.core.guard;

import java.time.Duration;

/**
 * How fast a token bucket fills and how much it holds.
 *
 * @param intervalNanos between two tokens
 * @param capacity tokens of a full bucket
 */
record Rate(long intervalNanos, int capacity) {

    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    Rate {
        if (intervalNanos < 1 || capacity < 1) {
            throw new IllegalArgumentException("rate: one token in " + intervalNanos + " ns, up to " + capacity);
        }
    }

    static Rate perSecond(int tokens, int capacity) {
        return new Rate(Math.max(1, SECOND_NANOS / tokens), capacity);
    }

    /** {@code tokens} within {@code window}: a bucket of so many that is full again after that time. */
    static Rate within(int tokens, Duration window) {
        return new Rate(Math.max(1, window.toNanos() / tokens), tokens);
    }

    /** How long an empty bucket takes to fill. */
    long toleranceNanos() {
        return intervalNanos * capacity;
    }
}
