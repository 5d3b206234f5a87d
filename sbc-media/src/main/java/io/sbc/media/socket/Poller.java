package io.sbc.media.socket;

/**
 * Waits for many channels at once. All methods but {@link #wakeup} are called by one thread. Readiness is told again
 * until a channel is empty, so one {@code receive} for each call of a handler is right, and for most channels cheaper than
 * reading until nothing is left.
 */
public interface Poller extends AutoCloseable {

    /** Hears that a channel has something to read. */
    interface ReadHandler {

        /** How many steps {@link #approach} has. */
        int APPROACH_STEPS = 2;

        /**
         * Reads what {@link #onReadable} will read, and does nothing; for the caches only. A poller does a step for all that are
         * ready, then the next, so that what is read comes from memory at one time. Called on the polling thread.
         *
         * @param step 0 to {@link #APPROACH_STEPS} - 1
         */
        default int approach(int step) {
            return 0;
        }

        /**
         * Reads what has come, all of it or some. Called on the polling thread.
         *
         * @return how many packets were there
         */
        int onReadable();
    }

    /** Says that the calling thread will poll from now on: where it can, it is made one that wakes up in time. */
    default void onPollingThread(long nowNanos) {}

    /**
     * Looks some ten times a second whether the polling thread, which calls this, has what it needs of a core, and no more.
     *
     * @param needed whether there may be packets that cannot wait
     */
    default void review(boolean needed, long nowNanos) {}

    /** Whether time on a core is kept for the polling thread now. Any thread. */
    default boolean hasReservedTime() {
        return false;
    }

    /** Begins to watch {@code channel}; false when the operating system refuses. */
    boolean add(UdpChannel channel, ReadHandler handler);

    /** Ends watching {@code channel}, which is still open and which the caller closes next: Linux then forgets it by itself. */
    void remove(UdpChannel channel);

    /**
     * Calls the handlers of channels that are ready, at most some hundred.
     *
     * @param timeoutMillis how long to wait for the first; 0 does not wait
     * @return how many packets they have read
     */
    int poll(int timeoutMillis);

    /** Sends those of {@code datagrams[0, count)} that channels have put off, in their order. */
    default void sendDeferred(Datagram[] datagrams, int count) {
        for (int i = 0; i < count; i++) {
            datagrams[i].sendDeferred();
        }
    }

    /** Sleeps, whatever arrives: the polling thread only. */
    void pause(long nanos);

    /** Ends a waiting {@link #poll}, or makes the next one not wait. Any thread. */
    void wakeup();

    /** Frees what the operating system holds for it. */
    @Override
    void close();
}
