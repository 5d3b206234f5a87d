package io.sbc.core.guard;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A few token buckets of one owner, each a single number: the time at which it will be full again (the generic cell rate
 * algorithm of ITU-T I.371). No lock, nothing allocated after the constructor. Any thread.
 */
final class Meters {

    private final AtomicLongArray fullAt;

    /** All full. */
    Meters(int buckets, long nowNanos) {
        fullAt = new AtomicLongArray(buckets);
        for (int i = 0; i < buckets; i++) {
            fullAt.setPlain(i, nowNanos);
        }
    }

    /**
     * Takes a token; false when there is none.
     *
     * @param factor how many times the rate and its capacity apply
     */
    boolean take(int bucket, Rate rate, int factor, long nowNanos) {
        long interval = Math.max(1, rate.intervalNanos() / factor);
        long tolerance = rate.toleranceNanos();
        while (true) {
            long full = fullAt.get(bucket);
            long next = Math.max(full - nowNanos, 0) + interval;
            if (next > tolerance) {
                return false;
            }
            if (fullAt.compareAndSet(bucket, full, nowNanos + next)) {
                return true;
            }
        }
    }

    /** Whether {@link #take} would fail. */
    boolean isEmpty(int bucket, Rate rate, int factor, long nowNanos) {
        long interval = Math.max(1, rate.intervalNanos() / factor);
        return Math.max(fullAt.get(bucket) - nowNanos, 0) + interval > rate.toleranceNanos();
    }

    /** Tokens that are gone. */
    long used(int bucket, Rate rate, int factor, long nowNanos) {
        long interval = Math.max(1, rate.intervalNanos() / factor);
        return Math.ceilDiv(Math.max(fullAt.get(bucket) - nowNanos, 0), interval);
    }

    /** Whether every bucket is full: then there is nothing worth remembering. */
    boolean areFull(long nowNanos) {
        for (int i = 0; i < fullAt.length(); i++) {
            if (fullAt.get(i) - nowNanos > 0) {
                return false;
            }
        }
        return true;
    }
}
