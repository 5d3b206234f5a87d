package io.sbc.core.guard;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.record.EdgeTroubles;
import io.sbc.core.config.GuardSettings;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.util.random.RandomGenerator;

/** The tables and limits that all parts of the guard share, and the way a source is shut out. Any thread. */
final class GuardState {

    /** What is over a limit so often, and goes on faster than the second number a second, is a flood. */
    private static final int EXCESS_CAPACITY = 2_000;
    private static final int EXCESS_PER_SECOND = 10;

    /** Buckets of all sources together. */
    enum Overall {
        CONNECTIONS_UNTRUSTED,
        CONNECTIONS_KNOWN,
        REQUESTS_UNTRUSTED,
        REQUESTS_KNOWN,
        REQUESTS_REGISTERED,
        REFUSALS
    }

    /** Replaced whole, with the rates that follow from it. */
    volatile GuardSettings settings;
    final Clock clock;
    final Counters<GuardCounter> counters = new Counters<>(GuardCounter.class);
    final BoundedTable<Source> sources;
    final RegisteredFlows flows;
    final AllowList allowed;
    final BlockList blocks;
    final FailedLogins logins;
    final GuardJournal journal;
    final EdgeTroubles troubles = new EdgeTroubles();
    final Meters overall;

    volatile Rate connections;
    volatile Rate requests;
    volatile Rate registered;
    volatile Rate malformed;
    volatile Rate failedLogins;
    final Rate refusals;
    volatile Rate connectionsOverall;
    volatile Rate requestsOverall;
    volatile Rate registeredOverall;
    final Rate excess = Rate.perSecond(EXCESS_PER_SECOND, EXCESS_CAPACITY);
    private final long userSecret;

    GuardState(GuardSettings settings, Clock clock, RandomGenerator random) {
        this.settings = settings;
        this.clock = clock;
        long now = clock.nanoTime();
        this.sources = new BoundedTable<>(settings.sources(), random.nextLong(),
                key -> new Source(key, clock.nanoTime()));
        this.flows = new RegisteredFlows(sources, settings.trustMemory(), clock);
        this.allowed = new AllowList(settings.allow());
        this.blocks = new BlockList(settings.block());
        this.logins = new FailedLogins(settings.failedLogins(), settings.sources(), clock, random);
        this.journal = new GuardJournal(now);
        this.overall = new Meters(Overall.values().length, now);
        this.refusals = ofAll(settings.overload().refusals());
        limit(settings);
        this.userSecret = random.nextLong();
    }

    /** Other limits from now on; what the guard remembers and for how long stays as it was at the start. */
    void reconfigure(GuardSettings now) {
        GuardSettings limited = settings.withLimitsOf(now);
        settings = limited;
        limit(limited);
    }

    private void limit(GuardSettings settings) {
        this.connections = ofOne(settings.connections());
        this.requests = ofOne(settings.untrusted());
        this.registered = ofOne(settings.registered());
        this.malformed = Rate.perSecond(settings.malformed().perSecond(), settings.malformed().burst());
        this.failedLogins = Rate.within(settings.failedLogins().perSource(), settings.failedLogins().window());
        this.connectionsOverall = ofAll(settings.connections().overall());
        this.requestsOverall = ofAll(settings.untrusted().overall());
        this.registeredOverall = ofAll(settings.registered().overall());
    }

    private static Rate ofOne(GuardSettings.RateSettings settings) {
        return Rate.perSecond(settings.perSecond(), settings.burst());
    }

    /** Two seconds' worth at once. */
    private static Rate ofAll(int perSecond) {
        return Rate.perSecond(perSecond, 2 * perSecond);
    }

    long now() {
        return clock.nanoTime();
    }

    Source source(InetAddress address, long nowNanos) {
        return sources.get(SourceKey.of(address), nowNanos);
    }

    /** How many times the limits of a stranger apply to a source. */
    int factor(Source source, long nowNanos) {
        return source.level(nowNanos) == TrustLevel.UNTRUSTED ? 1 : settings.knownFactor();
    }

    boolean take(Overall bucket, Rate rate, long nowNanos) {
        return overall.take(bucket.ordinal(), rate, 1, nowNanos);
    }

    boolean isEmpty(Overall bucket, Rate rate, long nowNanos) {
        return overall.isEmpty(bucket.ordinal(), rate, 1, nowNanos);
    }

    boolean isBlocked(InetAddress address, TransportProtocol protocol, long nowNanos) {
        return blocks.isBlocked(SourceKey.of(address), protocol == TransportProtocol.UDP, nowNanos)
                && !allowed.contains(address);
    }

    /** Something of it was refused for being too much. Who does not care is blocked. */
    void onExcess(Source source, InetAddress address, TransportProtocol protocol, GuardCounter why, long nowNanos) {
        counters.increment(why);
        journal.refused(why, source, nowNanos);
        if (!source.take(SourceMeter.EXCESS, excess, factor(source, nowNanos), nowNanos)) {
            block(address, protocol, BlockReason.FLOOD, why.code());
        }
    }

    /** It asked for a user that there is not, or for which it has no business; true when it is blocked for that. */
    boolean onStrangeUser(InetAddress address, TransportProtocol protocol, String user) {
        long now = now();
        Source source = source(address, now);
        GuardSettings.Scanners limits = settings.scanners();
        int users = source.strangeUsers().add(TextHash.of(user, userSecret), now, limits.window().toNanos());
        if (users <= Math.min((long) limits.users() * factor(source, now), StrangeUsers.MAX - 1)) {
            return false;
        }
        block(address, protocol, BlockReason.ENUMERATION, users + " unknown users");
        return true;
    }

    /** Shuts a source out, unless it is allowed. */
    void block(InetAddress address, TransportProtocol protocol, BlockReason reason, String note) {
        if (!settings.enabled() || allowed.contains(address)) {
            return;
        }
        long now = now();
        long key = SourceKey.of(address);
        boolean datagram = protocol == TransportProtocol.UDP;
        if (blocks.isBlocked(key, datagram, now)) {
            return;
        }
        Source source = sources.find(key);
        if (source != null) {
            source.distrust();
        }
        counters.increment(GuardCounter.blocked(reason));
        journal.blocked(blocks.block(key, reason, datagram, Printable.of(note), clock.epochMillis(), now), now);
        tellBlocked(address, now);
    }

    /** For whoever asks why somebody gets no answer: that it is blocked, and for what. */
    void tellBlocked(InetAddress address, long nowNanos) {
        String why = blocks.find(SourceKey.of(address), nowNanos)
                .map(block -> ": " + block.reason().code() + ", " + block.note()).orElse("");
        troubles.note(address.getHostAddress(), "guard-blocked", "the address is blocked" + why, "",
                clock.epochMillis());
    }
}
