package io.sbc.core.engine;

/**
 * How long a shard's messages wait: what the last one that was timed has waited, and what the next one will. Neither is
 * moved much by one long task or one pause of the whole process: a pause is not work. The shard writes, anyone reads.
 *
 * <p>One task is timed at a time, by its place in the queue, so that timing costs nothing per task: the last that was
 * queued when a turn began has waited when the shard has come past it.
 */
final class QueueDelay {

    /** Tasks over which the mean is taken: what was before them counts for half and less. */
    private static final int WINDOW = 2048;

    /** The same in time, where there are few: what was slow because it was the first of its kind is soon forgotten. */
    private static final long WINDOW_NANOS = 1_000_000_000;

    private static final long NONE = -1;

    private long timedPlace = NONE;
    private long timedNanos;
    private long windowNanos;
    private int windowTasks;
    private long windowSinceNanos;

    private volatile long waitedNanos;
    private volatile long taskNanos;

    /**
     * A turn begins.
     *
     * @param taken tasks that were ever taken from the queue
     * @param queued tasks that were ever put into it
     */
    void onTurn(long taken, long queued, long nowNanos) {
        if (taken == queued) {
            waitedNanos = 0; // nothing waits
            timedPlace = NONE;
        } else if (timedPlace == NONE) {
            timedPlace = queued;
            timedNanos = nowNanos;
        }
    }

    /** So many tasks are done that took so long together. */
    void onDone(int tasks, long tookNanos, long taken, long nowNanos) {
        if (windowTasks >= WINDOW || nowNanos - windowSinceNanos >= WINDOW_NANOS) {
            windowSinceNanos = nowNanos;
            windowTasks /= 2;
            windowNanos /= 2;
        }
        windowTasks += tasks;
        windowNanos += tookNanos;
        taskNanos = windowNanos / windowTasks;
        if (timedPlace != NONE && taken >= timedPlace) {
            waitedNanos = nowNanos - timedNanos;
            timedPlace = NONE;
        }
    }

    /** What the last task that was timed has waited, with the work on those before it; 0 when nothing waits. */
    long waitedNanos() {
        return waitedNanos;
    }

    /** What a task will wait with so many before it, at the pace of late. */
    long expectedNanos(int waiting) {
        return waiting * taskNanos;
    }
}
