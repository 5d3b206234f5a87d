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

    /** The longest that a Retry-After is heeded. */
    static final Duration BUSY_MAX = Duration.ofMinutes(5);

    static final int HOPS_MAX = 256;

    private final Clock clock;
    private final ConcurrentHashMap<NextHop, Penalty> penalties = new ConcurrentHashMap<>();

    /** @param busy it said so by 503: that it answers OPTIONS meanwhile says nothing against that */
    private record Penalty(long untilNanos, boolean busy) {}

    HopPenalties(Clock clock) {
        this.clock = clock;
    }

    /** Whether it is the first failure since it answered. */
    boolean add(NextHop hop) {
        return put(hop, new Penalty(clock.nanoTime() + PENALTY.toNanos(), false));
    }

    /** RFC 3261 §21.5.4: no further requests for the time that Retry-After says. */
    boolean addBusy(NextHop hop, Duration retryAfter) {
        long nanos = Math.clamp(retryAfter.toNanos(), Duration.ofSeconds(1).toNanos(), BUSY_MAX.toNanos());
        return put(hop, new Penalty(clock.nanoTime() + nanos, true));
    }

    private boolean put(NextHop hop, Penalty penalty) {
        if (penalties.size() >= HOPS_MAX) {
            penalties.clear();
        }
        return penalties.put(hop, penalty) == null;
    }

    /** It served a request. Whether it had failed before. */
    boolean remove(NextHop hop) {
        return penalties.remove(hop) != null;
    }

    /** It answered a check: enough for one that was silent, not for one that was busy. Whether it had failed before. */
    boolean removeSilent(NextHop hop) {
        Penalty known = penalties.get(hop);
        return known != null && !known.busy && penalties.remove(hop, known);
    }

    /** The same hops, those that failed lately behind the others; each part keeps its order. */
    List<NextHop> lastOnes(List<NextHop> hops) {
        if (penalties.isEmpty()) {
            return hops;
        }
        List<NextHop> first = new ArrayList<>(hops.size());
        List<NextHop> last = new ArrayList<>();
        hops.forEach(hop -> (isPenalised(hop) ? last : first).add(hop));
        first.addAll(last);
        return List.copyOf(first);
    }

    private boolean isPenalised(NextHop hop) {
        Penalty known = penalties.get(hop);
        return known != null && known.untilNanos - clock.nanoTime() > 0;
    }
}
