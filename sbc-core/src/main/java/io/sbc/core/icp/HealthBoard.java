package io.sbc.core.icp;

import io.sbc.core.icp.NodeHealth.Standing;
import io.sbc.core.sip.transport.Destination.NextHop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the health checks found, for every shard to read: addresses that are down or on trial, PBXs without any that is up.
 * Written by {@link HealthChecks} on its shard, read from any thread. What is not on it is taken for alive.
 */
final class HealthBoard {

    /** An address on trial gets one request in this time: who pays for it when it is dead still, shall be few. */
    static final Duration TRIAL_INTERVAL = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(HealthBoard.class);

    private final Map<NextHop, Out> out = new ConcurrentHashMap<>();
    private final Map<String, String> troubles = new ConcurrentHashMap<>(); // no more than PBXs
    private final Set<String> unreachable = ConcurrentHashMap.newKeySet();
    private final List<PbxHealthListener> listeners = new CopyOnWriteArrayList<>();
    private volatile Watcher watcher = new Watcher() {

        @Override
        public void suspect(NextHop hop) {}

        @Override
        public void served(NextHop hop) {}
    };

    /** An address that is not up. */
    private record Out(boolean onTrial, AtomicLong nextTrialNanos) {}

    /** Hears what becomes of requests. Any thread. */
    interface Watcher {

        /** One failed, or waits for long: worth a closer look. */
        void suspect(NextHop hop);

        /** An address on trial has answered one. */
        void served(NextHop hop);
    }

    void listen(PbxHealthListener listener) {
        listeners.add(listener);
    }

    void watch(Watcher one) {
        watcher = one;
    }

    void suspect(NextHop hop) {
        watcher.suspect(hop);
    }

    /** It answered a request. */
    void served(NextHop hop) {
        if (!out.isEmpty() && out.containsKey(hop)) {
            watcher.served(hop);
        }
    }

    /** Whether it is not used as others are: down, or on trial. */
    boolean isDown(NextHop hop) {
        return !out.isEmpty() && out.containsKey(hop);
    }

    /** Whether a request may go there now; of an address on trial it is taken that it will. */
    boolean admits(NextHop hop, long nowNanos) {
        Out known = out.isEmpty() ? null : out.get(hop);
        if (known == null) {
            return true;
        }
        long next = known.nextTrialNanos.get();
        return known.onTrial && next - nowNanos <= 0
                && known.nextTrialNanos.compareAndSet(next, nowNanos + TRIAL_INTERVAL.toNanos());
    }

    void set(NextHop hop, Standing standing, long nowNanos) {
        if (standing == Standing.UP) {
            out.remove(hop);
        } else {
            boolean trial = standing == Standing.TRIAL;
            out.compute(hop, (_, known) -> known != null && known.onTrial == trial
                    ? known
                    : new Out(trial, new AtomicLong(nowNanos)));
        }
    }

    /** There is no such PBX any more. */
    void forget(String pbxId) {
        troubles.remove(pbxId);
        unreachable.remove(pbxId);
    }

    /** What a check of an address of the PBX found wrong last. */
    void setTrouble(String pbxId, String words) {
        troubles.put(pbxId, words);
    }

    /** As the last failed check had it; empty when none failed since the PBX was in reach. */
    String trouble(String pbxId) {
        return troubles.getOrDefault(pbxId, "");
    }

    boolean isReachable(String pbxId) {
        return !unreachable.contains(pbxId);
    }

    /** Tells the listeners, if it is news. */
    void setReachable(String pbxId, boolean reachable) {
        boolean news = reachable ? unreachable.remove(pbxId) : unreachable.add(pbxId);
        if (!news) {
            return;
        }
        if (reachable) {
            troubles.remove(pbxId);
            LOG.info("PBX is in reach again pbx={}", pbxId);
            listeners.forEach(listener -> listener.onReachable(pbxId));
        } else {
            LOG.error("PBX is out of reach: none of its addresses answers; its calls and registrations get 503 pbx={}",
                    pbxId);
            listeners.forEach(listener -> listener.onUnreachable(pbxId));
        }
    }
}
