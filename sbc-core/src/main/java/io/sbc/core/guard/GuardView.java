package io.sbc.core.guard;

import io.sbc.core.config.IpNetwork;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What operators see of the guard and may change. Sources are IPv4 addresses and IPv6 /64 networks; an address stands for
 * its source. Blocks are kept over a restart; networks that are let in by whoever lets them in. Any thread.
 */
public final class GuardView {

    private final GuardState state;

    GuardView(GuardState state) {
        this.state = state;
    }

    /**
     * A source that is shut out.
     *
     * @param datagramsOnly its connections are still let in
     * @param until when it ends by itself
     * @param times how often it was blocked, this time included
     * @param note of the operator, or what gave it away
     */
    public record BlockedSource(String source, String reason, boolean datagramsOnly, Instant since, Instant until,
            int times, String note) {}

    /**
     * A token bucket.
     *
     * @param used of {@code capacity}; when all is used, what comes is refused
     */
    public record Bucket(String name, long used, long capacity, double perSecond) {}

    /**
     * All that is known of a source.
     *
     * @param level what its flows without a registered phone are worth
     * @param knownSeconds how long it stays known after its last phone has gone; 0 while there is one, or for a stranger
     * @param strangeUsers users that it asked for in vain
     * @param sharesBuckets the table of sources has no place for it: its buckets are those of all such newcomers
     */
    public record Explanation(String source, String level, Optional<BlockedSource> block, int registeredFlows,
            long knownSeconds, int strangeUsers, boolean sharesBuckets, List<Bucket> buckets) {

        public Explanation {
            buckets = List.copyOf(buckets);
        }
    }

    /** Networks that nothing is refused to. */
    public record Allowed(List<String> configured, List<String> added) {

        public Allowed {
            configured = List.copyOf(configured);
            added = List.copyOf(added);
        }
    }

    /** Those in force; the one that ends last first. */
    public List<BlockedSource> blocks() {
        long now = state.now();
        return state.blocks.inForce(now).stream().map(block -> shown(block, now)).toList();
    }

    /** Shuts a source out of the set side; empty when the list is full of operators' blocks. */
    public Optional<BlockedSource> block(InetAddress address, Duration length, String note) {
        long now = state.now();
        Optional<Block> block = state.blocks.blockByOperator(SourceKey.of(address), length.toNanos(),
                Printable.of(note), state.clock.epochMillis(), now);
        block.ifPresent(made -> {
            Source source = state.sources.find(made.key());
            if (source != null) {
                source.distrust();
            }
            state.counters.increment(GuardCounter.BLOCKED_OPERATOR);
            state.journal.blocked(made, now);
        });
        return block.map(made -> shown(made, now));
    }

    /** Lets a source in again; false when it was not blocked. */
    public boolean unblock(InetAddress address) {
        long key = SourceKey.of(address);
        boolean unblocked = state.blocks.unblock(key, state.now());
        if (unblocked) {
            state.counters.increment(GuardCounter.UNBLOCKED);
            state.journal.unblocked(key);
        }
        return unblocked;
    }

    public Allowed allowed() {
        return new Allowed(state.allowed.configured().stream().map(IpNetwork::toString).toList(),
                state.allowed.added().stream().map(IpNetwork::toString).toList());
    }

    /** Nothing is refused to it any more; false when too many were added already. */
    public boolean allow(IpNetwork network) {
        return state.allowed.add(network);
    }

    /** False when it was not added here; those of the configuration stay. */
    public boolean disallow(IpNetwork network) {
        return state.allowed.remove(network);
    }

    /** Why a source is treated as it is. */
    public Explanation explain(InetAddress address) {
        long now = state.now();
        long key = SourceKey.of(address);
        Optional<BlockedSource> block = state.blocks.find(key, now).map(found -> shown(found, now));
        Source known = state.sources.find(key);
        Source source = known != null ? known : new Source(key, now);
        TrustLevel level = state.allowed.contains(address) ? TrustLevel.ALLOWED : source.level(now);
        return new Explanation(SourceKey.text(key), level.name().toLowerCase(Locale.ROOT), block,
                source.registeredFlows(), Duration.ofNanos(source.knownNanos(now)).toSeconds(),
                source.strangeUserCount(now, state.settings.scanners().window().toNanos()), known == null
                        && state.sources.size() == state.sources.capacity(),
                List.of(bucket(source, SourceMeter.CONNECTIONS, state.connections, now),
                        bucket(source, SourceMeter.REQUESTS, state.requests, now),
                        bucket(source, SourceMeter.EXCESS, state.excess, now),
                        bucket(source, SourceMeter.MALFORMED, state.malformed, now),
                        bucket(source, SourceMeter.FAILED_LOGINS, state.failedLogins, now)));
    }

    private Bucket bucket(Source source, SourceMeter meter, Rate rate, long now) {
        int factor = state.factor(source, now);
        double perSecond = (double) Duration.ofSeconds(1).toNanos() * factor / rate.intervalNanos();
        return new Bucket(meter.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                source.meters().used(meter.ordinal(), rate, factor, now), (long) rate.capacity() * factor, perSecond);
    }

    private BlockedSource shown(Block block, long now) {
        Instant until = Instant.ofEpochMilli(state.clock.epochMillis())
                .plus(Duration.ofNanos(block.endNanos() - now));
        return new BlockedSource(SourceKey.text(block.key()), block.reason().code(), block.datagramsOnly(),
                Instant.ofEpochMilli(block.sinceMillis()), until, block.times(), block.note());
    }
}
