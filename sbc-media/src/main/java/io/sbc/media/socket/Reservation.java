package io.sbc.media.socket;

/**
 * Whether a thread is to hold its reserved share of a core: while it has something to do and sleeps enough. A thread that is busy all the
 * time, in a flood say, would be stopped for the rest of each period, and keep everybody else waiting for its share of them; it competes
 * like others instead, until it has been calm for a second. One thread.
 */
final class Reservation {

    /** Of a core. A loop that has its fill takes a third of one; who gets no more than the rest of it still gets on. */
    static final double SHARE = 0.7;
    /** Who uses more of a core than this wants more than the share, or soon will. */
    static final double BUSY = 0.6;
    /** Who uses less is calm. */
    static final double CALM = 0.5;
    /** Calm reviews one after the other before the share is asked for again. */
    static final int CALM_REVIEWS = 10;

    private boolean held;
    private int calm = CALM_REVIEWS;
    private long lastCpuNanos;
    private long lastNanos;

    Reservation(long cpuNanos, long nowNanos) {
        lastCpuNanos = cpuNanos;
        lastNanos = nowNanos;
    }

    boolean isHeld() {
        return held;
    }

    /**
     * Judges the time since the last review.
     *
     * @param needed whether the thread has anything to do that cannot wait
     * @param cpuNanos what the thread has used of the core since it began
     * @return whether {@link #isHeld} has changed
     */
    boolean review(boolean needed, long cpuNanos, long nowNanos) {
        double share = (double) (cpuNanos - lastCpuNanos) / Math.max(1, nowNanos - lastNanos);
        lastCpuNanos = cpuNanos;
        lastNanos = nowNanos;
        calm = share < CALM ? Math.min(CALM_REVIEWS, calm + 1) : share > BUSY ? 0 : calm;
        boolean before = held;
        held = needed && (held ? share <= BUSY : share < CALM && calm == CALM_REVIEWS);
        return held != before;
    }

    /** There is none to be had now; it is asked for again later. */
    void refuse() {
        held = false;
        calm = 0;
    }
}
