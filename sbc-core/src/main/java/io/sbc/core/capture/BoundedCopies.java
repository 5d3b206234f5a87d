package io.sbc.core.capture;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Messages that wait to be written or sent. When it is full the oldest goes, counted: who brings them never waits. Any thread. */
final class BoundedCopies {

    private final ArrayBlockingQueue<SipCopy> waiting;
    private final AtomicLong lost = new AtomicLong();

    BoundedCopies(int limit) {
        waiting = new ArrayBlockingQueue<>(limit);
    }

    void add(SipCopy copy) {
        while (!waiting.offer(copy)) {
            if (waiting.poll() != null) {
                lost.incrementAndGet();
            }
        }
    }

    void drainTo(List<? super SipCopy> list) {
        waiting.drainTo(list);
    }

    SipCopy take() throws InterruptedException {
        return waiting.take();
    }

    long lost() {
        return lost.get();
    }
}
