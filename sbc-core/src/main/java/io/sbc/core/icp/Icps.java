package io.sbc.core.icp;

import io.sbc.base.Clock;
import io.sbc.core.config.IpNetwork;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.icp.ServerLocator.Query;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PBXs that are configured: where to reach them, and which sources are taken for them (SIP-12). Thread-safe.
 *
 * <p>Answers of the DNS are kept for their time to live, between {@link #TTL_MIN} and {@link #TTL_MAX}; when a lookup
 * fails, the last good answer stands in. Hops that failed lately come last in every order.
 */
public final class Icps {

    static final Duration TTL_MIN = Duration.ofSeconds(5);
    static final Duration TTL_MAX = Duration.ofMinutes(5);

    /** Answers kept at most; beyond it the cache starts afresh. */
    static final int CACHE_MAX = 256;

    private static final Logger LOG = LoggerFactory.getLogger(Icps.class);
    private static final LocatedServers NOTHING = new LocatedServers(List.of(), false, 0);

    private final List<PbxDefinition> pbxs;
    private final Map<String, PbxDefinition> byId;
    private final DnsSource dns;
    private final Clock clock;
    private final Executor blocking;
    private final HopPenalties penalties;
    private final ConcurrentHashMap<Query, Lookup> cache = new ConcurrentHashMap<>();

    /** The addresses that DNS last gave for the PBXs that are configured by name. */
    private final ConcurrentHashMap<String, Set<InetAddress>> resolved = new ConcurrentHashMap<>();

    /** A lookup under way or done. */
    private static final class Lookup {
        final CompletableFuture<LocatedServers> answer = new CompletableFuture<>();
        volatile long freshUntilNanos;
        volatile boolean done;
        volatile boolean good;

        boolean isUsable(long nowNanos) {
            return !done || freshUntilNanos - nowNanos > 0;
        }
    }

    /**
     * @param dns waits: run by {@code blocking} only
     * @param blocking virtual threads
     */
    public Icps(List<PbxDefinition> pbxs, DnsSource dns, Clock clock, Executor blocking) {
        this.pbxs = List.copyOf(pbxs);
        this.byId = pbxs.stream().collect(Collectors.toUnmodifiableMap(PbxDefinition::id, Function.identity()));
        this.dns = dns;
        this.clock = clock;
        this.blocking = blocking;
        this.penalties = new HopPenalties(clock);
    }

    /** As configured. */
    public List<PbxDefinition> all() {
        return pbxs;
    }

    public Optional<PbxDefinition> byId(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The PBX that sends from this address: it is the host's, resolved if need be, or in one of its trusted networks. */
    public Optional<PbxDefinition> bySource(InetAddress source) {
        return pbxs.stream().filter(pbx -> isSourceOf(pbx, source)).findFirst();
    }

    /** Whether the address is one of a PBX. */
    public boolean isTrusted(InetAddress source) {
        return bySource(source).isPresent();
    }

    private boolean isSourceOf(PbxDefinition pbx, InetAddress source) {
        for (IpNetwork network : pbx.trusted()) {
            if (network.contains(source)) {
                return true;
            }
        }
        Query query = query(pbx);
        Optional<InetAddress> numeric = query.numericHost();
        if (numeric.isEmpty()) {
            CompletableFuture<LocatedServers> _ = lookup(query); // for the next time, where the answer has become old
        }
        return numeric.map(source::equals)
                .orElseGet(() -> resolved.getOrDefault(pbx.id(), Set.of()).contains(source));
    }

    /**
     * Where to send requests for a PBX.
     *
     * @param shard is told, always later than this call returns
     * @param then gets the hops in the order to try them; none when the DNS knows none
     */
    public void resolve(PbxDefinition pbx, ShardContext shard, Consumer<List<NextHop>> then) {
        ask(query(pbx), servers -> shard.execute(() -> then.accept(order(servers, shard))));
    }

    /** The same for any host; port 0 and an empty transport are found by DNS (RFC 3263 §4). */
    public void resolve(String host, int port, Optional<TransportProtocol> transport, ShardContext shard,
            Consumer<List<NextHop>> then) {
        ask(new Query(host, port, transport), servers -> shard.execute(() -> then.accept(order(servers, shard))));
    }

    /** Looks up every PBX that is configured by name, so that its first request finds it trusted already. */
    public void refresh() {
        pbxs.forEach(pbx -> ask(query(pbx), _ -> {}));
    }

    /** A hop did not answer, refused the connection or said 503: it comes last for a while (RFC 3263 §4.3). */
    public void onFailed(NextHop hop) {
        if (penalties.add(hop)) {
            LOG.warn("PBX address fails address={} transport={}", hop.address(), hop.protocol());
        }
    }

    /** A hop answered. */
    public void onAnswered(NextHop hop) {
        if (penalties.remove(hop)) {
            LOG.info("PBX address answers again address={} transport={}", hop.address(), hop.protocol());
        }
    }

    private List<NextHop> order(LocatedServers servers, ShardContext shard) {
        return penalties.lastOnes(servers.order(shard.random()));
    }

    private static Query query(PbxDefinition pbx) {
        return new Query(pbx.host(), pbx.port(), Optional.of(pbx.transport()));
    }

    /** {@code then} is told on this thread when the answer is known, else on a virtual thread. */
    private void ask(Query query, Consumer<LocatedServers> then) {
        Optional<LocatedServers> numeric = ServerLocator.locateNumeric(query);
        if (numeric.isPresent()) {
            then.accept(numeric.get());
            return;
        }
        CompletableFuture<Void> _ = lookup(query).thenAccept(then);
    }

    /** The lookup under way or fresh; else a new one, which is the only one for everybody that asks meanwhile. */
    private CompletableFuture<LocatedServers> lookup(Query query) {
        if (cache.size() >= CACHE_MAX && !cache.containsKey(query)) {
            cache.clear();
        }
        Lookup before = cache.get(query);
        if (before != null && before.isUsable(clock.nanoTime())) {
            return before.answer;
        }
        Lookup next = new Lookup();
        Lookup winner = cache.compute(query,
                (key, current) -> current != null && current.isUsable(clock.nanoTime()) ? current : next);
        if (winner == next) {
            Optional<Lookup> last = Optional.ofNullable(before);
            blocking.execute(() -> run(query, next, last));
        }
        return winner.answer;
    }

    /** On a virtual thread. Whatever happens, the answer comes. */
    private void run(Query query, Lookup lookup, Optional<Lookup> last) {
        LocatedServers found = NOTHING;
        try {
            found = new ServerLocator(dns, clock).locate(query);
        } finally {
            LocatedServers known = last.map(before -> before.answer.getNow(NOTHING)).orElse(NOTHING);
            boolean fallBack = !found.complete() && !known.servers().isEmpty();
            LocatedServers best = fallBack ? known : found;
            lookup.good = found.complete() && !found.servers().isEmpty();
            if (!lookup.good && last.map(before -> before.good).orElse(true)) {
                LOG.warn("PBX cannot be located host={} dnsAnswered={} lastKnownAddressesUsed={}", query.host(),
                        found.complete(), fallBack);
            }
            remember(query, best);
            long ttlNanos = Duration.ofSeconds(found.ttlSeconds()).toNanos();
            lookup.freshUntilNanos = clock.nanoTime() + (lookup.good
                    ? Math.clamp(ttlNanos, TTL_MIN.toNanos(), TTL_MAX.toNanos())
                    : TTL_MIN.toNanos());
            lookup.done = true;
            lookup.answer.complete(best);
        }
    }

    private void remember(Query query, LocatedServers servers) {
        if (servers.servers().isEmpty()) {
            return;
        }
        pbxs.stream().filter(pbx -> query(pbx).equals(query))
                .forEach(pbx -> resolved.put(pbx.id(), servers.addresses()));
    }
}
