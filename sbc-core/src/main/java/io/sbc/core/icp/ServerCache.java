package io.sbc.core.icp;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.icp.ServerLocator.Query;
import io.sbc.core.icp.ServerLocator.Question;
import io.sbc.core.sip.transport.TransportProtocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Record;

/**
 * What DNS said, kept for its time to live within bounds. Nobody waits for DNS who can do without: an answer that has
 * become old is used while the next one is fetched, and, question by question, as long as DNS fails. That there is nothing is kept too, for a
 * short time. One lookup for everybody who asks the same. Thread-safe.
 */
final class ServerCache {

    static final Duration TTL_MIN = Duration.ofSeconds(5);
    static final Duration TTL_MAX = Duration.ofMinutes(5);

    /** Answers kept at most; beyond it the oldest goes, so that names in messages of a PBX cannot fill the memory. */
    static final int ANSWERS_MAX = 256;

    static final LocatedServers NOTHING = new LocatedServers(List.of(), false, 0);

    private static final Logger LOG = LoggerFactory.getLogger(ServerCache.class);

    private final DnsSource dns;
    private final Clock clock;
    private final Executor blocking;
    private final Set<TransportProtocol> supported;
    private final Counters<IcpCounter> counters;
    private final ConcurrentHashMap<Query, Lookup> lookups = new ConcurrentHashMap<>();
    private final Queue<Query> inOrder = new ConcurrentLinkedQueue<>();

    /** A lookup under way or done; {@code before} is the answer that it is to replace, {@code records} what that was made of. */
    private static final class Lookup {
        final CompletableFuture<LocatedServers> answer = new CompletableFuture<>();
        final LocatedServers before;
        volatile Map<Question, List<Record>> records;
        volatile long freshUntilNanos;
        volatile boolean good = true;

        Lookup(LocatedServers before, Map<Question, List<Record>> records) {
            this.before = before;
            this.records = records;
        }

        boolean isUsable(long nowNanos) {
            return !answer.isDone() || freshUntilNanos - nowNanos > 0;
        }

        /** The best that is known now. */
        LocatedServers best() {
            return answer.getNow(before);
        }
    }

    /** @param blocking virtual threads: the only ones that wait for {@code dns} */
    ServerCache(DnsSource dns, Clock clock, Executor blocking, Set<TransportProtocol> supported,
            Counters<IcpCounter> counters) {
        this.dns = dns;
        this.clock = clock;
        this.blocking = blocking;
        this.supported = supported;
        this.counters = counters;
    }

    /** What is known now, perhaps nothing and perhaps old; what is missing or old is looked up meanwhile. */
    LocatedServers peek(Query query) {
        return ServerLocator.locateNumeric(query).orElseGet(() -> lookup(query).best());
    }

    /** Done at once where something is known. */
    CompletableFuture<LocatedServers> find(Query query) {
        Optional<LocatedServers> numeric = ServerLocator.locateNumeric(query);
        if (numeric.isPresent()) {
            return CompletableFuture.completedFuture(numeric.get());
        }
        Lookup lookup = lookup(query);
        return lookup.best().servers().isEmpty() ? lookup.answer : CompletableFuture.completedFuture(lookup.best());
    }

    /** The lookup under way or fresh; else a new one, which is the only one for everybody that asks meanwhile. */
    private Lookup lookup(Query query) {
        Lookup known = lookups.get(query);
        if (known != null && known.isUsable(clock.nanoTime())) {
            return known;
        }
        Lookup next = known == null ? new Lookup(NOTHING, Map.of()) : new Lookup(known.best(), known.records);
        Lookup winner = lookups.compute(query,
                (key, current) -> current != null && current.isUsable(clock.nanoTime()) ? current : next);
        if (winner == next) {
            if (known == null) {
                makeRoomFor(query);
            }
            boolean wasGood = known == null || known.good;
            blocking.execute(() -> run(query, next, wasGood));
        }
        return winner;
    }

    private void makeRoomFor(Query query) {
        inOrder.add(query);
        if (lookups.size() > ANSWERS_MAX) {
            Query oldest = inOrder.poll();
            if (oldest != null) {
                lookups.remove(oldest);
            }
        }
    }

    /** On a virtual thread. Whatever happens, the answer comes. */
    private void run(Query query, Lookup lookup, boolean wasGood) {
        LocatedServers found = NOTHING;
        try {
            counters.increment(IcpCounter.DNS_LOOKUPS);
            ServerLocator locator = new ServerLocator(dns, clock, supported, lookup.records);
            found = locator.locate(query);
            lookup.records = locator.answers();
        } finally {
            LocatedServers best = !found.complete() && found.servers().isEmpty() ? lookup.before : found;
            lookup.good = found.complete() && !found.servers().isEmpty();
            if (!lookup.good) {
                counters.increment(IcpCounter.DNS_FAILURES);
                if (wasGood) {
                    LOG.warn("PBX cannot be located host={} dnsAnswered={} lastKnownAddressesUsed={}", query.host(),
                            found.complete(), !found.complete() && !best.servers().isEmpty());
                }
            }
            long ttlNanos = Duration.ofSeconds(found.ttlSeconds()).toNanos();
            lookup.freshUntilNanos = clock.nanoTime()
                    + (lookup.good ? Math.clamp(ttlNanos, TTL_MIN.toNanos(), TTL_MAX.toNanos()) : TTL_MIN.toNanos());
            lookup.answer.complete(best);
        }
    }
}
