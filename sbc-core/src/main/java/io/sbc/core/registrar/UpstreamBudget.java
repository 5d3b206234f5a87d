package io.sbc.core.registrar;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many REGISTERs each PBX gets in a second from all shards together, and how many phones may wait for theirs. A PBX that
 * sees thousands at once takes the SBC for a flooder (lessons 9 and 17). Thread-safe; no lock.
 */
public final class UpstreamBudget {

    /** So much of a second's budget may be spent at once. */
    private static final int BURST_OF_A_SECOND = 4;

    /** A phone's turn has to come before it is told that the PBX does not answer ({@link WaitingRegisters#WAIT}). */
    static final Duration LINE = Duration.ofSeconds(15);

    private final long intervalNanos;
    private final long burstNanos;
    private final int waitingMax;
    private final ConcurrentHashMap<String, OfPbx> pbxs = new ConcurrentHashMap<>();

    /** @param perSecond exchanges that one PBX gets in a second, at least 1 */
    public UpstreamBudget(int perSecond) {
        this.intervalNanos = Duration.ofSeconds(1).toNanos() / perSecond;
        this.burstNanos = Math.max(intervalNanos, Duration.ofSeconds(1).toNanos() / BURST_OF_A_SECOND);
        this.waitingMax = Math.toIntExact(perSecond * LINE.toSeconds());
    }

    OfPbx of(String pbx, long nowNanos) {
        return pbxs.computeIfAbsent(pbx, _ -> new OfPbx(nowNanos));
    }

    /** One PBX's. */
    final class OfPbx {

        private final AtomicLong nextNanos;
        private final AtomicInteger phones = new AtomicInteger();

        private OfPbx(long nowNanos) {
            nextNanos = new AtomicLong(nowNanos - burstNanos);
        }

        /**
         * Takes one out of the budget (the generic cell rate algorithm: a clock that each taking moves on).
         *
         * @return 0 when it was taken, else nanoseconds after which to ask again
         */
        long take(long nowNanos) {
            while (true) {
                long next = nextNanos.get();
                long idle = nowNanos - burstNanos - next;
                long mine = idle > 0 ? next + idle : next;
                if (mine - nowNanos > 0) {
                    return mine - nowNanos;
                }
                if (nextNanos.compareAndSet(next, mine + intervalNanos)) {
                    return 0;
                }
            }
        }

        /** A phone wants to wait in line; false when so many do that its turn would not come in time. */
        boolean enter() {
            if (phones.incrementAndGet() <= waitingMax) {
                return true;
            }
            phones.decrementAndGet();
            return false;
        }

        void leave() {
            phones.decrementAndGet();
        }
    }
}
