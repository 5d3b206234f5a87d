package io.sbc.core.icp;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.base.Gauge;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.PbxNode;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.icp.ServerLocator.Query;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.SentBy;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PBXs that are configured: where to reach them, which of their addresses to try first (SIP-11), and which sources
 * are taken for them (SIP-12). Shared by all shards; thread-safe.
 *
 * <p>Two kinds of knowledge about an address: requests that fail put it behind the others for a while, the checks of
 * {@link HealthChecks} take it out until it answers them again. When all are out, no request is sent at all.
 */
public final class Icps {

    /** How long a 503 without Retry-After puts an address behind the others. */
    public static final long BUSY_SECONDS = 30;

    /** How long calls may go on whose PBX has been changed or removed: as long as calls are, and a few changes. */
    static final Duration FORMER = Duration.ofHours(12);
    static final int FORMER_MAX = 16;

    private static final Logger LOG = LoggerFactory.getLogger(Icps.class);

    /** Replaced whole; in the order of the configuration. */
    private volatile Map<String, Member> byId = Map.of();
    private final ServerCache cache;

    /** Names in messages of PBXs: they may push out each other, but not those that are configured. */
    private final ServerCache named;
    private final Clock clock;
    private final Duration silenceLimit;
    private final Duration giveUp;
    private final HopPenalties penalties;
    private final SignsOfLife signs;
    private final HealthBoard board = new HealthBoard();
    private final Counters<IcpCounter> counters = new Counters<>(IcpCounter.class);

    /** What was configured before, newest first; replaced whole. */
    private volatile List<Former> former = List.of();

    /** Addresses that a PBX had until it was changed: its calls go on, by requests inside their dialogs. */
    private record Former(PbxNodes nodes, long untilNanos) {}

    /** A PBX with what is known of it. */
    private record Member(PbxNodes nodes, RetryBudget budget) {}

    /**
     * @param dns waits: run by {@code blocking} only
     * @param blocking virtual threads
     */
    public Icps(List<PbxDefinition> pbxs, DnsSource dns, Clock clock, Executor blocking) {
        this(pbxs, dns, clock, blocking, EnumSet.allOf(TransportProtocol.class), Duration.ofSeconds(4),
                Duration.ofSeconds(12));
    }

    /**
     * @param supported the transports of the ICP side: DNS may choose among them (RFC 3263 §4.1)
     * @param silenceLimit how long a request waits in silence while there is another address to ask
     * @param giveUp how long a call waits in silence, all addresses together
     */
    public Icps(List<PbxDefinition> pbxs, DnsSource dns, Clock clock, Executor blocking,
            Set<TransportProtocol> supported, Duration silenceLimit, Duration giveUp) {
        this.giveUp = giveUp;
        this.silenceLimit = silenceLimit;
        this.clock = clock;
        this.cache = new ServerCache(dns, clock, blocking, supported, counters);
        this.named = new ServerCache(dns, clock, blocking, supported, counters);
        this.penalties = new HopPenalties(clock);
        this.signs = new SignsOfLife(clock);
        replace(pbxs);
    }

    /**
     * These are the PBXs from now on. One that is defined as before keeps what is known of it; requests that are on their way to one
     * that is gone go on, and so do its calls: what it sends inside their dialogs still comes in. One caller at a time.
     */
    public synchronized void replace(List<PbxDefinition> pbxs) {
        Map<String, Member> before = byId;
        Map<String, Member> after = new LinkedHashMap<>();
        for (PbxDefinition pbx : pbxs) {
            Member known = before.get(pbx.id());
            after.put(pbx.id(), known != null && known.nodes.definition().equals(pbx)
                    ? known
                    : new Member(new PbxNodes(pbx, cache), new RetryBudget(clock.nanoTime())));
        }
        long now = clock.nanoTime();
        former = Stream.concat(
                before.values().stream().filter(member -> !member.equals(after.get(member.nodes.definition().id())))
                        .map(member -> new Former(member.nodes, now + FORMER.toNanos())),
                former.stream().filter(one -> one.untilNanos - now > 0)).limit(FORMER_MAX).toList();
        byId = after;
        before.keySet().stream().filter(id -> !after.containsKey(id)).forEach(board::forget);
    }

    /** As configured. */
    public List<PbxDefinition> all() {
        return byId.values().stream().map(member -> member.nodes.definition()).toList();
    }

    public Optional<PbxDefinition> byId(String id) {
        return Optional.ofNullable(byId.get(id)).map(member -> member.nodes.definition());
    }

    /** The PBX that sends from this address: one of its nodes has it, or one of its trusted networks. */
    public Optional<PbxDefinition> bySource(InetAddress source) {
        for (Member member : byId.values()) {
            if (member.nodes.isSource(source)) {
                return Optional.of(member.nodes.definition());
            }
        }
        return Optional.empty();
    }

    /** Whether the address is one of a PBX, or was one lately, so that its calls go on; new ones are for {@link #bySource}. */
    public boolean isTrusted(InetAddress source) {
        return bySource(source).isPresent() || wasSource(source);
    }

    private boolean wasSource(InetAddress source) {
        long now = clock.nanoTime();
        for (Former one : former) {
            if (one.untilNanos - now > 0 && one.nodes.wasSource(source)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Where to send requests for a PBX.
     *
     * @param shard is told, always later than this call returns
     * @param then gets the hops in the order to try them; none when the DNS knows none or none of them is alive
     */
    public void resolve(PbxDefinition pbx, ShardContext shard, Consumer<List<NextHop>> then) {
        Member member = byId.get(pbx.id());
        if (member == null) { // removed meanwhile
            shard.execute(() -> then.accept(List.of()));
            return;
        }
        CompletableFuture<Void> _ = member.nodes.find().thenAccept(
                servers -> shard.execute(() -> then.accept(usable(member, servers, shard.random()))));
    }

    /** As {@link #resolve}, what needs no waiting: empty while DNS has to be asked first. On {@code shard}. */
    public Optional<List<NextHop>> resolved(PbxDefinition pbx, ShardContext shard) {
        Member member = byId.get(pbx.id());
        if (member == null) {
            return Optional.empty();
        }
        LocatedServers servers = member.nodes.known();
        return servers.servers().isEmpty() ? Optional.empty() : Optional.of(usable(member, servers, shard.random()));
    }

    /** The same for emergency calls: those that are down come last, and nothing is withheld. */
    public void resolveUrgently(PbxDefinition pbx, ShardContext shard, Consumer<List<NextHop>> then) {
        Member member = byId.get(pbx.id());
        if (member == null) {
            shard.execute(() -> then.accept(List.of()));
            return;
        }
        CompletableFuture<Void> _ = member.nodes.find()
                .thenAccept(servers -> shard.execute(() -> then.accept(all(servers, shard.random()))));
    }

    /** The same for any host; port 0 and an empty transport are found by DNS (RFC 3263 §4). */
    public void resolve(String host, int port, Optional<TransportProtocol> transport, ShardContext shard,
            Consumer<List<NextHop>> then) {
        CompletableFuture<Void> _ = named.find(new Query(host, port, transport)).thenAccept(servers -> shard
                .execute(() -> then.accept(penalties.lastOnes(alive(servers, shard.random())))));
    }

    /**
     * What is known of a host without waiting: nothing at first, while DNS is asked for the next time. For the names that
     * a PBX writes into its Contact.
     */
    public List<NextHop> known(String host, int port, TransportProtocol transport) {
        return named.peek(new Query(host, port, Optional.of(transport))).hops();
    }

    /** Looks up every PBX that is configured by name, so that its first request finds it trusted already. */
    public void refresh() {
        byId.values().forEach(member -> member.nodes.known());
    }

    /** A hop did not answer or refused the connection: it comes last for a while (RFC 3263 §4.3) and is looked at. */
    public void onFailed(NextHop hop) {
        signs.asked(hop);
        countFailure(hop);
        if (penalties.add(hop)) {
            LOG.warn("PBX address fails address={} transport={}", hop.address(), hop.protocol());
            board.suspect(hop);
        }
    }

    /** A hop said 503: it comes last for the time that it asks for, however alive it is (RFC 3261 §21.5.4). */
    public void onBusy(NextHop hop, Duration retryAfter) {
        signs.answered(hop);
        countFailure(hop);
        if (penalties.addBusy(hop, retryAfter)) {
            LOG.warn("PBX address is busy address={} transport={} retryAfterSeconds={}", hop.address(),
                    hop.protocol(), retryAfter.toSeconds());
        }
    }

    /** A request goes to a hop; what becomes of it is told by one of those below, or never. */
    public void onAsked(NextHop hop) {
        signs.asked(hop);
        if (signs.isSilentFor(hop, silenceLimit)) {
            board.suspect(hop); // a check tells sooner than the time-outs of all these requests
        }
    }

    /** A hop says nothing to a request for long, and there is no other to ask: it is looked at, unless it answers others. */
    public void onSilent(NextHop hop) {
        if (!signs.hasShownLifeWithin(hop, silenceLimit)) {
            board.suspect(hop);
        }
    }

    /** A hop answered a request. */
    public void onAnswered(NextHop hop) {
        signs.answered(hop);
        board.served(hop);
        if (penalties.remove(hop)) {
            LOG.info("PBX address answers again address={} transport={}", hop.address(), hop.protocol());
        }
    }

    /** How long a request waits in silence while there is another address to ask. */
    public Duration silenceLimit() {
        return silenceLimit;
    }

    /** How long a call waits in silence, all addresses together. */
    public Duration giveUp() {
        return giveUp;
    }

    /** Whether an address has answered anything, a check included, within this time. Any thread. */
    public boolean isAlive(NextHop hop, Duration within) {
        return signs.hasShownLifeWithin(hop, within);
    }

    /** Tells of PBXs that come into reach or are out of it. Before the start. */
    public void listen(PbxHealthListener listener) {
        board.listen(listener);
    }

    /** Whether any address of it answers, as far as the checks know. */
    public boolean isReachable(String pbxId) {
        return board.isReachable(pbxId);
    }

    public Counters<IcpCounter> counters() {
        return counters;
    }

    /** What operators watch: per PBX its addresses, how many of them are used, whether it is in reach. */
    public List<Gauge> gauges() {
        return byId.keySet().stream().flatMap(id -> gauges(id).stream()).toList();
    }

    /** The same of one PBX; 0 once it is removed. */
    public List<Gauge> gauges(String id) {
        Map<String, String> labels = Map.of("pbx", id);
        return List.of(new Gauge("sbc_pbx_nodes", "Addresses of a PBX", labels, () -> hops(id).size()),
                new Gauge("sbc_pbx_nodes_up", "Addresses of a PBX that are used, not having failed their checks",
                        labels,
                        () -> hops(id).stream().filter(hop -> !board.isDown(hop)).count()),
                new Gauge("sbc_pbx_reachable", "1 while any address of the PBX answers, else 0", labels,
                        () -> byId.containsKey(id) && isReachable(id) ? 1 : 0));
    }

    /** Every PBX as the checks see it, in the order of the configuration. Any thread. */
    public List<PbxSight> sights() {
        return byId.values().stream().map(member -> {
            PbxDefinition pbx = member.nodes.definition();
            List<NextHop> hops = hops(member);
            return new PbxSight(pbx.id(), pbx.nodes().stream().map(PbxNode::host).toList(), isReachable(pbx.id()),
                    hops.stream().map(Icps::words).toList(),
                    hops.stream().filter(board::isDown).map(Icps::words).toList());
        }).toList();
    }

    private static String words(NextHop hop) {
        return SentBy.of(hop.address().getAddress().getHostAddress(), hop.address().getPort()) + " "
                + hop.protocol().name().toLowerCase(Locale.ROOT);
    }

    private List<NextHop> hops(String id) {
        Member member = byId.get(id);
        return member == null ? List.of() : hops(member);
    }

    // ---- for the health checks

    SignsOfLife signs() {
        return signs;
    }

    HealthBoard board() {
        return board;
    }

    /** Why it is out of reach, in a line for people: what DNS or the last failed health check said. Any thread. */
    public String trouble(PbxDefinition pbx) {
        if (!isLocated(pbx)) {
            return "PBX " + pbx.id() + ": its name has no address";
        }
        String why = board().trouble(pbx.id());
        return "PBX " + pbx.id()
                + (why.isEmpty() ? ": no address of it answers" : ": no address answers health checks: " + why);
    }

    /** Whether any address of it is known, be it up or down: else the DNS fails. Any thread. */
    public boolean isLocated(PbxDefinition pbx) {
        return !hops(pbx).isEmpty();
    }

    /** Every address of a PBX that is known, in no order. */
    List<NextHop> hops(PbxDefinition pbx) {
        return hops(pbx.id());
    }

    private static List<NextHop> hops(Member member) {
        return member.nodes.known().hops();
    }

    /** A hop answered a check. */
    void onChecked(NextHop hop) {
        signs.checked(hop);
        if (penalties.removeSilent(hop)) {
            LOG.info("PBX address answers again address={} transport={}", hop.address(), hop.protocol());
        }
    }

    private List<NextHop> usable(Member member, LocatedServers servers, RandomGenerator random) {
        List<NextHop> order = penalties.lastOnes(alive(servers, random));
        if (order.isEmpty()) {
            counters.increment(IcpCounter.NO_NODE);
        } else if (order.size() > 1 && !member.budget.isLeft(clock.nanoTime())) {
            counters.increment(IcpCounter.RETRIES_WITHHELD);
            return order.subList(0, 1);
        }
        return order;
    }

    private List<NextHop> all(LocatedServers servers, RandomGenerator random) {
        List<NextHop> order = penalties.lastOnes(servers.order(random));
        return Stream.concat(order.stream().filter(hop -> !board.isDown(hop)), order.stream().filter(board::isDown))
                .toList();
    }

    private List<NextHop> alive(LocatedServers servers, RandomGenerator random) {
        List<NextHop> order = servers.order(random);
        return order.stream().anyMatch(board::isDown)
                ? order.stream().filter(hop -> board.admits(hop, clock.nanoTime())).toList()
                : order;
    }

    private void countFailure(NextHop hop) {
        counters.increment(IcpCounter.FAILURES);
        for (Member member : byId.values()) {
            List<NextHop> hops = hops(member);
            if (hops.contains(hop) && hops.stream().anyMatch(other -> !other.equals(hop) && !board.isDown(other))) {
                counters.increment(IcpCounter.FAILOVERS);
                member.budget.spend(clock.nanoTime());
            }
        }
    }
}
