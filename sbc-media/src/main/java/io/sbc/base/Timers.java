package io.sbc.base;

/** One-shot timers of one thread: armed, fired and cancelled on the thread that owns them. */
public interface Timers {

    /**
     * Arms a timer.
     *
     * @param delayNanos how long from now; 0 or less fires on the next turn
     * @param task runs once on the owning thread; what it throws is logged and counted by the owner
     */
    Timer schedule(long delayNanos, Runnable task);

    /** An armed timer. */
    interface Timer {

        /** Disarms it; without effect once it has fired or was cancelled. */
        void cancel();
    }
}
