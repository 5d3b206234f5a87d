package io.sbc.base;

/**
 * The only source of time below {@code boot}. Injected everywhere, so that a simulation can run the whole SBC on a
 * virtual clock. Any thread may call it.
 */
public interface Clock {

    /** Monotonic time in nanoseconds from an arbitrary origin; differences only, may be negative. */
    long nanoTime();

    /** Wall-clock time in milliseconds since 1970-01-01T00:00Z; may jump. */
    long epochMillis();

    /** The machine's clock. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
