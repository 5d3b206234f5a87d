package io.sbc.base;

import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue from any thread to one that sleeps while it is empty. {@link #offer} may be called by any thread,
 * everything else by the one that reads.
 */
public final class Mailbox<T> {

    private final MpscAtomicArrayQueue<T> queue;
    private volatile @Nullable Thread sleeper;

    /** Holds up to {@code capacity} messages, rounded up to a power of 2. */
    public Mailbox(int capacity) {
        queue = new MpscAtomicArrayQueue<>(capacity);
    }

    /** Adds a message and wakes the reader; false when the mailbox is full. */
    public boolean offer(T message) {
        if (!queue.offer(message)) {
            return false;
        }
        Thread reader = sleeper;
        if (reader != null) {
            LockSupport.unpark(reader);
        }
        return true;
    }

    /** The next message, or null when there is none. */
    public @Nullable T poll() {
        return queue.poll();
    }

    /** Sleeps until there is a message, but {@code timeoutNanos} at most; may return early. */
    public void await(long timeoutNanos) {
        sleeper = Thread.currentThread();
        if (queue.isEmpty()) {
            LockSupport.parkNanos(this, timeoutNanos);
        }
        sleeper = null;
    }

    /** How many messages wait. Any thread. */
    public int size() {
        return queue.size();
    }
}
