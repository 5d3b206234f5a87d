package io.sbc.core.registrar;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Lets only so many REGISTER exchanges of a shard be under way, others wait in line: after an outage all phones come at
 * once, and a PBX that sees them all at once takes the SBC for a flooder (lessons 9 and 17). Owned by the shard.
 */
final class UpstreamPace {

    private final int inFlightMax;
    private final int waitingMax;
    private final RegistrarMetrics metrics;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int inFlight;

    UpstreamPace(int inFlightMax, int waitingMax, RegistrarMetrics metrics) {
        this.inFlightMax = inFlightMax;
        this.waitingMax = waitingMax;
        this.metrics = metrics;
    }

    /**
     * Starts it now or when its turn comes; each start is followed by one {@link #finished()}.
     *
     * @return false when the line is full: it will never start
     */
    boolean start(Runnable exchange) {
        if (inFlight < inFlightMax) {
            run(exchange);
            return true;
        }
        return waiting.size() < waitingMax && waiting.add(exchange);
    }

    void finished() {
        inFlight--;
        metrics.upstreamInFlight(-1);
        Runnable next = waiting.poll();
        if (next != null) {
            run(next);
        }
    }

    private void run(Runnable exchange) {
        inFlight++;
        metrics.upstreamInFlight(1);
        exchange.run();
    }
}
