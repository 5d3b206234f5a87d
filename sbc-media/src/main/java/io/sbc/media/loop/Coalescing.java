package io.sbc.media.loop;

/**
 * How long a loop pauses before it asks for packets again. A wake-up for a single packet is cheap in sum where few packets come,
 * and the shortest way for each; from some 20,000 a second on, packets come while others are carried anyway, and a short pause
 * makes batches of them whose memory is fetched together. A longer pause costs time and gains nothing (ADR 0460). One thread,
 * unless it says otherwise.
 */
final class Coalescing {

    /** Small beside the 20 ms between two packets of a stream; half of it is what a packet waits in the middle. */
    static final long PAUSE_MAX_NANOS = 500_000;
    /** Packets a second up to which each is carried as it comes. */
    static final long RATE_MIN = 22_000;
    /** For each packet a second above that: all of the pause from 40,000 on. */
    static final long PAUSE_NANOS_PER_RATE = 28;
    /**
     * What a call sends, both ways, packets a second. More count than come, since wake-ups for single packets take the processor from
     * senders on the same machine, who then send less.
     */
    static final long RATE_OF_A_SESSION = 100;
    /** Packets a second below which those sessions are silent. */
    static final long RATE_OF_SILENCE = 2_000;
    /** A batch of this size has no more to gain, and the loop has no time to lose. */
    static final int BATCH_ENOUGH = 128;

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

    /**
     * The pause after a batch; 0 for none.
     *
     * @param packets in the batch
     * @param sessions of the loop
     */
    long pauseNanos(int packets, int sessions, long nowNanos) {
        windowPackets += packets;
        long elapsed = nowNanos - windowStart;
        if (elapsed >= WINDOW_NANOS) {
            packetsPerSecond = windowPackets * 1_000_000_000L / elapsed;
            windowPackets = 0;
            windowStart = nowNanos;
        }
        long above = Math.max(packetsPerSecond, RATE_OF_A_SESSION * sessions) - RATE_MIN;
        if (above <= 0 || packets >= BATCH_ENOUGH || packetsPerSecond < RATE_OF_SILENCE) {
            return 0;
        }
        return Math.min(PAUSE_MAX_NANOS, PAUSE_NANOS_PER_RATE * above);
    }
}
