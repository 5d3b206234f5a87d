package io.sbc.media.loop;

/**
 * How long a loop pauses for commands to gather. A thread that is woken for each of them costs more than the command: a wake-up
 * of another core is some 20 µs for the conductor, more in a virtual machine. Nobody waits for a command: ports are
 * told to the owner before the loop has them, and packets of a call come milliseconds later at the earliest. One thread.
 */
final class Gathering {

    /** As long as packets may wait in {@link Coalescing}. */
    static final long PAUSE_NANOS = Coalescing.PAUSE_MAX_NANOS;

    /** Commands per second below which each may have its wake-up: those of some 250 calls that begin and end. */
    static final long RATE_MIN = 1_000;

    private static final long WINDOW_NANOS = 20_000_000;

    private long windowStart;
    private long windowCommands;
    private boolean many;

    Gathering(long nowNanos) {
        windowStart = nowNanos;
    }

    /** The pause after a turn with so many commands; 0 for none. */
    long pauseNanos(int commands, long nowNanos) {
        windowCommands += commands;
        long elapsed = nowNanos - windowStart;
        if (elapsed >= WINDOW_NANOS) {
            many = windowCommands * 1_000_000_000L / elapsed >= RATE_MIN;
            windowCommands = 0;
            windowStart = nowNanos;
        }
        return many ? PAUSE_NANOS : 0;
    }
}
