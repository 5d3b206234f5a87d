package io.sbc.core.guard;

import io.sbc.core.config.IpNetwork;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The networks that nothing is refused to: those of the configuration, and those that an operator adds. Any thread. */
final class AllowList {

    /** Networks that operators may add: each costs every stranger's message a comparison. */
    static final int ADDED_MAX = 100;

    private final List<IpNetwork> configured;
    private volatile List<IpNetwork> added = List.of();

    AllowList(List<IpNetwork> configured) {
        this.configured = List.copyOf(configured);
    }

    boolean contains(InetAddress source) {
        return contains(configured, source) || contains(added, source);
    }

    private static boolean contains(List<IpNetwork> networks, InetAddress source) {
        for (int i = 0; i < networks.size(); i++) {
            if (networks.get(i).contains(source)) {
                return true;
            }
        }
        return false;
    }

    /** False when there are too many. */
    synchronized boolean add(IpNetwork network) {
        if (added.contains(network)) {
            return true;
        }
        if (added.size() >= ADDED_MAX) {
            return false;
        }
        List<IpNetwork> longer = new ArrayList<>(added);
        longer.add(network);
        added = List.copyOf(longer);
        return true;
    }

    /** Those of the configuration cannot be removed: false. */
    synchronized boolean remove(IpNetwork network) {
        List<IpNetwork> shorter = new ArrayList<>(added);
        boolean removed = shorter.remove(network);
        added = List.copyOf(shorter);
        return removed;
    }

    List<IpNetwork> configured() {
        return configured;
    }

    List<IpNetwork> added() {
        return added;
    }
}
