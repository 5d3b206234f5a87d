package io.sbc.core.icp;

import io.sbc.base.Clock;
import io.sbc.core.sip.transport.Destination.NextHop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Hops that failed lately: tried again, but after those that did not, until their time is over. Thread-safe. */
final class HopPenalties {

    /** So long a hop comes last: about one time-out of a transaction (64*T1), so that it is asked again soon. */
    static final Duration PENALTY = Duration.ofSeconds(30);

    static final int HOPS_MAX = 256;

    private final Clock clock;
    private final ConcurrentHashMap<NextHop, Long> untilNanos = new ConcurrentHashMap<>();

    HopPenalties(Clock clock) {
        this.clock = clock;
    }

    /** Whether it is the first failure since it answered. */
    boolean add(NextHop hop) {
        if (untilNanos.size() >= HOPS_MAX) {
            untilNanos.clear();
        }
        return untilNanos.put(hop, clock.nanoTime() + PENALTY.toNanos()) == null;
    }

    /** Whether it had failed before. */
    boolean remove(NextHop hop) {
        return untilNanos.remove(hop) != null;
    }

    /** The same hops, those that failed lately behind the others; each part keeps its order. */
    List<NextHop> lastOnes(List<NextHop> hops) {
        List<NextHop> first = new ArrayList<>(hops.size());
        List<NextHop> last = new ArrayList<>();
        hops.forEach(hop -> (isPenalised(hop) ? last : first).add(hop));
        first.addAll(last);
        return List.copyOf(first);
    }

    private boolean isPenalised(NextHop hop) {
        Long until = untilNanos.get(hop);
        return until != null && until - clock.nanoTime() > 0;
    }
}
