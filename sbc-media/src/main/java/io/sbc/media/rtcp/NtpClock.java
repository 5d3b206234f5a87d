package io.sbc.media.rtcp;

import io.sbc.base.Clock;

/** Wall-clock time as sender reports have it: seconds since 1900, 32.32 bits (RFC 3550 §4). It runs evenly. Any thread. */
public final class NtpClock {

    /** Seconds from 1900 to 1970. */
    private static final long ERA = 2_208_988_800L;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final long epochNanosAtZero;

    /** Takes the wall clock now, and afterwards what the monotonic one adds. */
    public NtpClock(Clock clock) {
        epochNanosAtZero = clock.epochMillis() * 1_000_000 - clock.nanoTime();
    }

    /** The time when the monotonic clock shows {@code nanos}. */
    public long at(long nanos) {
        long epochNanos = epochNanosAtZero + nanos;
        long seconds = Math.floorDiv(epochNanos, NANOS_PER_SECOND) + ERA;
        long fraction = (Math.floorMod(epochNanos, NANOS_PER_SECOND) << 32) / NANOS_PER_SECOND;
        return (seconds << 32) | fraction;
    }

    /** The middle 32 bits of {@code ntp}. */
    public static int middle(long ntp) {
        return (int) (ntp >>> 16);
    }
}
