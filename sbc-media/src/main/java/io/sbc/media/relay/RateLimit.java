package io.sbc.media.relay;

/**
 * A token bucket as one number: the time at which the bucket would be full again (the virtual scheduling algorithm of ITU-T
 * I.371, annex A). One thread.
 */
final class RateLimit {

    /** A bucket holds what a second brings, at the rate, divided by this: a burst of 250 ms. */
    private static final int BURSTS_PER_SECOND = 4;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long nanosPerPacket;
    private final long burstNanos;
    private long emptyUntilNanos;
    private boolean used;

    /** A full bucket; 0 packets per second mean no limit. */
    RateLimit(int packetsPerSecond) {
        nanosPerPacket = packetsPerSecond == 0 ? 0 : NANOS_PER_SECOND / packetsPerSecond;
        burstNanos = NANOS_PER_SECOND / BURSTS_PER_SECOND;
    }

    /** Touches the bucket; for the caches only. */
    int approach() {
        return (int) emptyUntilNanos;
    }

    /** Takes a token for a packet at {@code nowNanos}; false when there is none. */
    boolean admits(long nowNanos) {
        if (nanosPerPacket == 0) {
            return true;
        }
        long from = used && emptyUntilNanos - nowNanos > 0 ? emptyUntilNanos : nowNanos;
        if (from - nowNanos > burstNanos) {
            return false;
        }
        used = true;
        emptyUntilNanos = from + nanosPerPacket;
        return true;
    }
}
