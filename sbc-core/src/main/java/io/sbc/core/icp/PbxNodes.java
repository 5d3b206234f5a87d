package io.sbc.core.icp;

import io.sbc.core.config.IpNetwork;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.PbxNode;
import io.sbc.core.icp.LocatedServers.Server;
import io.sbc.core.icp.ServerLocator.Query;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * The addresses of one PBX: those that are written down, and what DNS says of its names. Thread-safe.
 */
final class PbxNodes {

    /** Ranks of DNS are 16 bits (RFC 2782): they order within the priority of their node. */
    private static final long RANKS = 65_536;

    private final PbxDefinition pbx;
    private final ServerCache cache;
    private final List<Query> queries;
    private final Set<InetAddress> writtenDown;

    /** Everything, where no name is among them: asked for each request and each packet. */
    private final Optional<LocatedServers> constant;

    /** What DNS gave last: trusted also while it gives nothing. */
    private volatile Set<InetAddress> lastAddresses = Set.of();

    PbxNodes(PbxDefinition pbx, ServerCache cache) {
        this.pbx = pbx;
        this.cache = cache;
        this.queries = pbx.nodes().stream().map(node -> new Query(node.host(), node.port(), node.transport()))
                .toList();
        this.writtenDown = queries.stream().flatMap(query -> query.numericHost().stream())
                .collect(Collectors.toUnmodifiableSet());
        boolean noName = queries.stream().allMatch(query -> query.numericHost().isPresent());
        this.constant = noName ? Optional.of(combined(queries.stream().map(cache::peek).toList())) : Optional.empty();
    }

    PbxDefinition definition() {
        return pbx;
    }

    /** What is known now; never waits. */
    LocatedServers known() {
        return constant.orElseGet(() -> remembered(combined(queries.stream().map(cache::peek).toList())));
    }

    /** Done at once where any address is known; else when DNS has answered or given up. */
    CompletableFuture<LocatedServers> find() {
        LocatedServers known = known();
        if (!known.servers().isEmpty()) {
            return CompletableFuture.completedFuture(known);
        }
        List<CompletableFuture<LocatedServers>> answers = queries.stream().map(cache::find).toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(_ -> remembered(combined(answers.stream().map(CompletableFuture::join).toList())));
    }

    /** Whether a message from that address is taken for one of this PBX (SIP-12). */
    boolean isSource(InetAddress address) {
        if (isWrittenDown(address)) {
            return true;
        }
        known(); // for the next time, where the answer of DNS has become old
        return lastAddresses.contains(address);
    }

    /** The same as far as it was known last: DNS is not asked any more. */
    boolean wasSource(InetAddress address) {
        return isWrittenDown(address) || lastAddresses.contains(address);
    }

    private boolean isWrittenDown(InetAddress address) {
        for (IpNetwork network : pbx.trusted()) {
            if (network.contains(address)) {
                return true;
            }
        }
        return writtenDown.contains(address);
    }

    private LocatedServers remembered(LocatedServers servers) {
        if (!servers.servers().isEmpty()) {
            lastAddresses = servers.addresses();
        }
        return servers;
    }

    /** One list of all: a node's priority and weight count, those of DNS within a node of several servers. */
    private LocatedServers combined(List<LocatedServers> answers) {
        if (answers.size() == 1) {
            return answers.getFirst();
        }
        List<Server> all = new ArrayList<>();
        boolean complete = true;
        long ttlSeconds = Integer.MAX_VALUE;
        for (int i = 0; i < answers.size(); i++) {
            PbxNode node = pbx.nodes().get(i);
            LocatedServers answer = answers.get(i);
            complete &= answer.complete();
            ttlSeconds = Math.min(ttlSeconds, answer.ttlSeconds());
            boolean one = answer.servers().size() == 1;
            for (Server server : answer.servers()) {
                all.add(new Server(node.priority() * RANKS + server.priority(), one ? node.weight() : server.weight(),
                        server.hops()));
            }
        }
        return new LocatedServers(all, complete, ttlSeconds);
    }
}
