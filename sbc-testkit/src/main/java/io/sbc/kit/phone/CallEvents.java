package io.sbc.kit.phone;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/** The events of a call, in order, and waiting for the next one of a kind. Thread-safe; one waiter at a time. */
final class CallEvents {
    /** A call of a test has some dozens. */
    private static final int LIMIT = 10_000;

    private final String what;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final List<CallEvent> events = new ArrayList<>();
    private int waitedUpTo;

    /**
     * @param what the call's name in messages
     */
    CallEvents(String what) {
        this.what = what;
    }

    void add(CallEvent event) {
        lock.lock();
        try {
            if (events.size() < LIMIT) {
                events.add(event);
            }
            added.signalAll();
        } finally {
            lock.unlock();
        }
    }

    List<CallEvent> all() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    /** The next event after those already waited for that is wanted; those passed over are not seen again. */
    CallEvent await(String wanted, Predicate<CallEvent> matches, Duration limit) {
        long remaining = limit.toNanos();
        lock.lock();
        try {
            while (true) {
                while (waitedUpTo < events.size()) {
                    CallEvent event = events.get(waitedUpTo);
                    if (!matches.test(event) && event.isLast()) {
                        throw new IllegalStateException(what + ": waited for " + wanted + ", got " + events);
                    }
                    waitedUpTo++;
                    if (matches.test(event)) {
                        return event;
                    }
                }
                if (remaining <= 0) {
                    throw new IllegalStateException(
                            what + ": waited " + limit + " for " + wanted + ", got only " + events);
                }
                remaining = added.awaitNanos(remaining);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(what + ": interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    /** As above, for events of one type. */
    <E extends CallEvent> E await(Class<E> type, Duration limit) {
        return type.cast(await(type.getSimpleName(), type::isInstance, limit));
    }

}
