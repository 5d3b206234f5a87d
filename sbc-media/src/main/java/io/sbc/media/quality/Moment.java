package io.sbc.media.quality;

import io.sbc.base.Clock;

/** Now, on both clocks, so that what the loops timed can be told to people. */
public record Moment(long nanos, long epochMillis) {

    /** What {@code clock} shows. */
    public static Moment of(Clock clock) {
        return new Moment(clock.nanoTime(), clock.epochMillis());
    }

    /** The wall clock when the monotonic one showed {@code then}. */
    long millisAt(long then) {
        return epochMillis - (nanos - then) / 1_000_000;
    }
}
