package io.sbc.media.conductor;

/**
 * Whether messages should gather before the conductor looks for more. A call makes half a dozen of them, one after the other as
 * it goes on; at some hundred calls a second each would wake the conductor, and it a loop, which costs more than the work. A
 * message waits for half a millisecond then, in the mean. One thread: the conductor.
 */
final class TurnPace {

    /** Small beside what it takes to set up a call. */
    static final long PAUSE_NANOS = 1_000_000;
    /** Turns with work that follow each other within so long are too many: more than 300 a second. */
    static final long BUSY_NANOS = 3_000_000;

    private long lastNanos;

    TurnPace(long nowNanos) {
        lastNanos = nowNanos - BUSY_NANOS;
    }

    /** The pause after a turn in which {@code messages} were handled; 0 for none. */
    long pauseNanos(int messages, long nowNanos) {
        if (messages == 0) {
            return 0;
        }
        boolean busy = nowNanos - lastNanos < BUSY_NANOS;
        lastNanos = nowNanos;
        return busy ? PAUSE_NANOS : 0;
    }
}
