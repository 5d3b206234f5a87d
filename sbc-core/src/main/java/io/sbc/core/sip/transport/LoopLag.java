package io.sbc.core.sip.transport;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How late event loops are: so long waits what lies in a connection before anybody reads it. Each loop is asked in turn for a
 * task at a given time, and tells when it came to it. Read by any thread.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a loop that is shut down is asked no more
final class LoopLag {

    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<Probe> probes = new ArrayList<>();

    /** Asks every loop of the group from now on, until it is shut down. */
    void watch(EventExecutorGroup loops) {
        for (EventExecutor loop : loops) {
            Probe probe = new Probe(loop);
            probes.add(probe);
            loop.schedule(probe, PERIOD_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    /** Of the loop that is latest. A loop that has not come to its task yet is at least as late as that. */
    long nanos() {
        long latest = 0;
        for (Probe probe : probes) {
            latest = Math.max(latest, probe.lagNanos());
        }
        return latest;
    }

    private static final class Probe implements Runnable {
        private final EventExecutor loop;
        private volatile long dueNanos;
        private volatile long lagNanos;

        Probe(EventExecutor loop) {
            this.loop = loop;
            this.dueNanos = loop.ticker().nanoTime() + PERIOD_NANOS;
        }

        @Override
        public void run() {
            long now = loop.ticker().nanoTime();
            lagNanos = Math.max(0, now - dueNanos);
            dueNanos = now + PERIOD_NANOS;
            loop.schedule(this, PERIOD_NANOS, TimeUnit.NANOSECONDS);
        }

        long lagNanos() {
            return Math.max(lagNanos, loop.ticker().nanoTime() - dueNanos);
        }
    }
}
