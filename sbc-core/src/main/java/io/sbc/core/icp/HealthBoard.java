package io.sbc.core.icp;

import io.sbc.core.sip.transport.Destination.NextHop;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the health checks found, for every shard to read: addresses that are down, PBXs without any that is up. Written by
 * {@link HealthChecks} on its shard, read from any thread. What is not on it is taken for alive.
 */
final class HealthBoard {

    private static final Logger LOG = LoggerFactory.getLogger(HealthBoard.class);

    private final Set<NextHop> down = ConcurrentHashMap.newKeySet();
    private final Set<String> unreachable = ConcurrentHashMap.newKeySet();
    private final List<PbxHealthListener> listeners = new CopyOnWriteArrayList<>();
    private volatile Consumer<NextHop> onSuspect = hop -> {};

    void listen(PbxHealthListener listener) {
        listeners.add(listener);
    }

    /** Who looks closer at an address that failed a request. */
    void watchSuspects(Consumer<NextHop> watcher) {
        onSuspect = watcher;
    }

    void suspect(NextHop hop) {
        onSuspect.accept(hop);
    }

    boolean isDown(NextHop hop) {
        return !down.isEmpty() && down.contains(hop);
    }

    void set(NextHop hop, boolean up) {
        if (up) {
            down.remove(hop);
        } else {
            down.add(hop);
        }
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
            LOG.info("PBX is in reach again pbx={}", pbxId);
            listeners.forEach(listener -> listener.onReachable(pbxId));
        } else {
            LOG.error("PBX is out of reach: none of its addresses answers; its calls and registrations get 503 pbx={}",
                    pbxId);
            listeners.forEach(listener -> listener.onUnreachable(pbxId));
        }
    }
}
