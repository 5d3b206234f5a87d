package io.sbc.core.capture;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Removes the files of old captures again and again, on a virtual thread of its own, whether or not anybody looks at them. */
public final class OldCaptures implements AutoCloseable {

    private final Captures captures;
    private final Duration every;
    private final CountDownLatch closed = new CountDownLatch(1);

    private OldCaptures(Captures captures, Duration every) {
        this.captures = captures;
        this.every = every;
    }

    /** Begins at once, with what an earlier process left. */
    public static OldCaptures start(Captures captures, Duration every) {
        OldCaptures old = new OldCaptures(captures, every);
        Thread.ofVirtual().name("old-captures").start(old::run);
        return old;
    }

    private void run() {
        try {
            do {
                captures.removeOld();
            } while (!closed.await(every.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
