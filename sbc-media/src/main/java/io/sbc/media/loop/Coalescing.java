package io.sbc.media.loop;

/**
 * How long a loop pauses before it asks for packets again. A wake-up for a single packet costs twice what the packet
 * costs, so between some thousand packets a second and saturation it pays to let a few gather; below that a wake-up is
 * cheap in sum, above it batches are full without a pause. Measured per forwarded packet: 12 to 15 µs with one packet for
 * a wake-up, 8 µs with a pause of 1 ms. One thread, unless it says otherwise.
 */
final class Coalescing {

    /**
     * Small beside the 20 ms between two packets of a stream, and beside any jitter buffer; half of it is what a packet waits in
     * the middle. Longer pauses gain nothing more.
     */
    static final long PAUSE_MAX_NANOS = 1_000_000;
    /**
     * The longest pause for each packet a second: a quarter of a millisecond at 10,000, all of it from 40,000 on. What a pause saves
     * grows with the square of the rate (so many more packets, each in so much larger a batch), what it costs a packet does not.
     */
    static final long PAUSE_NANOS_PER_RATE = 25;
    /** A batch of this size has paid for its wake-up. */
    static final int BATCH_ENOUGH = 48;
    /** Packets per second below which nothing is gained: 2000 wake-ups are 3 % of a core. */
    static final long RATE_MIN = 2_000;

    private static final long WINDOW_NANOS = 20_000_000;

    private long windowStart;
    private long windowPackets;
    private volatile long packetsPerSecond;

    Coalescing(long nowNanos) {
        windowStart = nowNanos;
    }

    /** What comes in, measured over the last 20 ms with packets. Any thread. */
    long packetsPerSecond() {
        return packetsPerSecond;
    }

    /** The pause after a batch of {@code packets}; 0 for none. */
    long pauseNanos(int packets, long nowNanos) {
        windowPackets += packets;
        long elapsed = nowNanos - windowStart;
        if (elapsed >= WINDOW_NANOS) {
            packetsPerSecond = windowPackets * 1_000_000_000L / elapsed;
            windowPackets = 0;
            windowStart = nowNanos;
        }
        if (packets >= BATCH_ENOUGH || packetsPerSecond < RATE_MIN) {
            return 0;
        }
        return Math.min(Math.min(PAUSE_MAX_NANOS, PAUSE_NANOS_PER_RATE * packetsPerSecond),
                (BATCH_ENOUGH - packets) * 1_000_000_000L / packetsPerSecond);
    }
}
