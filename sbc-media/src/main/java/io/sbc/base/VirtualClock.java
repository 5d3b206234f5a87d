package io.sbc.base;

/** A {@link Clock} that moves only when told to: for tests and simulation. One thread moves it and reads it. */
public final class VirtualClock implements Clock {

    private long nanos;
    private final long epochMillisAtZero;

    /** Starts at nanosecond 0 and the given wall-clock time, milliseconds since the epoch. */
    public VirtualClock(long epochMillisAtZero) {
        this.epochMillisAtZero = epochMillisAtZero;
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public long epochMillis() {
        return epochMillisAtZero + nanos / 1_000_000;
    }

    /** Moves both clocks on by {@code deltaNanos}, which must not be negative. */
    public void advance(long deltaNanos) {
        if (deltaNanos < 0) {
            throw new IllegalArgumentException("time does not run backwards: " + deltaNanos);
        }
        nanos += deltaNanos;
    }
}
