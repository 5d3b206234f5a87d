package io.sbc.core.icp;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many requests to one PBX may go on to another of its addresses: when all of them say 503, asking each in turn would
 * multiply the load that made them say so. A bucket of {@link #BURST} that refills by one each {@link #PERIOD}; kept as
 * the time at which it is full again (GCRA). Thread-safe, without locks.
 */
final class RetryBudget {

    /** Enough for every call in set-up at the moment at which a node dies. */
    static final int BURST = 200;

    /** 20 a second: far below what a PBX serves, far above what fails while it is well. */
    static final Duration PERIOD = Duration.ofMillis(50);

    private final AtomicLong fullAtNanos;

    RetryBudget(long nowNanos) {
        fullAtNanos = new AtomicLong(nowNanos);
    }

    /** Whether a request may have more than one address. */
    boolean isLeft(long nowNanos) {
        return fullAtNanos.get() - nowNanos < BURST * PERIOD.toNanos();
    }

    /** A request failed and went on. */
    void spend(long nowNanos) {
        fullAtNanos.updateAndGet(full -> (full - nowNanos > 0 ? full : nowNanos) + PERIOD.toNanos());
    }
}
