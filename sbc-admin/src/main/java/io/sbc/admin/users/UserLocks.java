package io.sbc.admin.users;

import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Who may change users now: changes of one user come one at a time, of several at once, so that the store can commit them together; a change of all waits
 * until it is alone. Thread-safe.
 */
final class UserLocks {

    private static final int STRIPES = 128;

    private final ReadWriteLock all = new ReentrantReadWriteLock(true);
    private final Lock[] stripes = new Lock[STRIPES];

    UserLocks() {
        Arrays.setAll(stripes, _ -> new ReentrantLock());
    }

    /** While nobody else changes that user. */
    <T> T of(String email, Supplier<T> work) {
        return locked(all.readLock(), () -> locked(stripes[Math.floorMod(email.hashCode(), STRIPES)], work));
    }

    /** While nobody else changes any user. */
    <T> T alone(Supplier<T> work) {
        return locked(all.writeLock(), work);
    }

    private static <T> T locked(Lock lock, Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
