package io.sbc.core.icp;

import io.sbc.core.sip.transport.Destination.NextHop;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What DNS said of a PBX, not yet put in order: RFC 2782 draws anew for each use.
 *
 * @param complete false when a lookup failed on the way: an older, complete answer is better than this one
 * @param ttlSeconds the least of the records' times to live
 */
record LocatedServers(List<Server> servers, boolean complete, long ttlSeconds) {

    /** One SRV target, or the host itself. Lower priorities first; more weight is drawn more often. */
    record Server(long priority, int weight, List<NextHop> hops) {

        Server {
            hops = List.copyOf(hops);
        }
    }

    LocatedServers {
        servers = servers.stream().sorted(Comparator.comparingLong(Server::priority)).toList();
    }

    /**
     * The order to try them in: by priority, within one priority drawn by weight (RFC 2782, "Usage rules"). Each address once:
     * one that is silent under one name is silent under another.
     */
    List<NextHop> order(RandomGenerator random) {
        SequencedSet<NextHop> ordered = new LinkedHashSet<>();
        List<Server> left = new ArrayList<>(servers);
        while (!left.isEmpty()) {
            long priority = left.get(0).priority;
            List<Server> group = left.stream().filter(server -> server.priority == priority).toList();
            Server drawn = draw(group, random);
            left.remove(drawn);
            ordered.addAll(drawn.hops);
        }
        return List.copyOf(ordered);
    }

    /** Weight 0 keeps a small chance, as the RFC wants: each counts one more than it says. */
    private static Server draw(List<Server> group, RandomGenerator random) {
        int ticket = random.nextInt(group.stream().mapToInt(server -> server.weight + 1).sum());
        for (Server server : group) {
            ticket -= server.weight + 1;
            if (ticket < 0) {
                return server;
            }
        }
        throw new IllegalStateException("the weights of " + group + " do not add up");
    }

    /** All of them, in no order. */
    List<NextHop> hops() {
        return servers.stream().flatMap(server -> server.hops.stream()).distinct().toList();
    }

    Set<InetAddress> addresses() {
        return servers.stream().flatMap(server -> server.hops.stream()).map(hop -> hop.address().getAddress())
                .collect(Collectors.toUnmodifiableSet());
    }
}
