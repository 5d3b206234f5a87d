package io.sbc.core.icp;

import io.sbc.base.Timers.Timer;
import io.sbc.core.Side;
import io.sbc.core.config.FailoverSettings;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.icp.NodeHealth.Standing;
import io.sbc.core.sip.transaction.Transactions;
import io.sbc.core.sip.transport.Connector;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.SentBy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every address of every PBX by OPTIONS whether it serves (SIP-11), and writes what it finds on the {@link
 * HealthBoard}. Runs on one shard for all; an address has one check under way at a time. What failed for a request is
 * asked at once, what changed its mind is asked again soon, all others at the interval, spread by a fifth.
 *
 * <p>Some PBXs answer no OPTIONS. So silence counts against an address only if it has answered a check before, or is silent to
 * other requests too; and whatever else it answers speaks for it ({@link SignsOfLife}). One that was never heard to answer a
 * check cannot come back by one: after a while it is on trial, which means a request now and then, and nobody hears that it is
 * back until one of these is answered.
 */
public final class HealthChecks {

    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);

    /** The pause before a doubtful answer is checked again. */
    private static final Duration DOUBT = Duration.ofSeconds(1);

    /** First checks are spread over this at most: the addresses of a PBX shall not hear of us all at once. */
    private static final Duration FIRST_WITHIN = Duration.ofSeconds(1);

    /** How often an address with transport udp is tried for TCP. */
    private static final Duration STREAM_TRIES = Duration.ofMinutes(5);

    /** Checks in silence after which an address that is out, and never answered one, is on trial. */
    private static final int MUTE_CHECKS = 3;

    private final ShardContext shard;
    private final Transactions transactions;
    private final Connector connector;
    private final Icps icps;
    private final FailoverSettings settings;
    private final String agent;
    private final Map<NextHop, Watched> watched = new LinkedHashMap<>();

    /** An address under watch. */
    private static final class Watched {
        final NextHop hop;
        final String pbxId;
        NodeHealth health = NodeHealth.UNTRIED;
        @Nullable
        Timer next;
        boolean answersChecks;
        int muteChecks;
        boolean warned;
        boolean gone;
        long streamTriedNanos;
        boolean streamTried;

        Watched(NextHop hop, String pbxId) {
            this.hop = hop;
            this.pbxId = pbxId;
        }
    }

    /**
     * @param shard whose thread does all of it
     * @param agent what User-Agent says
     */
    public HealthChecks(ShardContext shard, Transactions transactions, Connector connector, Icps icps,
            FailoverSettings settings, String agent) {
        this.shard = shard;
        this.transactions = transactions;
        this.connector = connector;
        this.icps = icps;
        this.settings = settings;
        this.agent = agent;
    }

    /** Begins; once. Any thread. */
    public void start() {
        if (settings.healthChecks() || settings.largeByTcp()) {
            shard.execute(this::look);
            icps.board().watch(new HealthBoard.Watcher() {

                @Override
                public void suspect(NextHop hop) {
                    onShard(hop, HealthChecks.this::checkSoon);
                }

                @Override
                public void served(NextHop hop) {
                    onShard(hop, HealthChecks.this::onServed);
                }
            });
        }
    }

    /** Addresses under watch. On the shard. */
    int size() {
        return watched.size();
    }

    // ---- which addresses there are

    private void look() {
        shard.schedule(spread(settings.interval()), this::look); // first: what fails below must not be the last look
        Set<NextHop> seen = new HashSet<>();
        for (PbxDefinition pbx : icps.all()) {
            List<NextHop> hops = icps.hops(pbx);
            for (NextHop hop : hops) {
                seen.add(hop);
                Watched known = watched.get(hop);
                if (known == null) {
                    known = new Watched(hop, pbx.id());
                    watched.put(hop, known);
                    if (isChecked(pbx)) {
                        schedule(known, within(FIRST_WITHIN));
                    }
                }
                tryStream(known);
            }
            judge(pbx);
        }
        watched.values().removeIf(one -> {
            boolean gone = !seen.contains(one.hop);
            if (gone) {
                forget(one);
            }
            return gone;
        });
    }

    private boolean isChecked(PbxDefinition pbx) {
        return settings.healthChecks() && pbx.healthChecks();
    }

    /** DNS does not give it any more. */
    private void forget(Watched one) {
        one.gone = true;
        if (one.next != null) {
            one.next.cancel();
        }
        icps.board().set(one.hop, Standing.UP, shard.clock().nanoTime());
    }

    /** A PBX without a single address is as much out of reach as one whose addresses are silent. */
    private void judge(PbxDefinition pbx) {
        if (isChecked(pbx)) {
            List<NextHop> hops = icps.hops(pbx);
            icps.board().setReachable(pbx.id(), hops.stream().anyMatch(hop -> !icps.board().isDown(hop)));
        }
    }

    /** RFC 3261 §18.1.1: whether large requests may go by TCP is found out before there is one. */
    private void tryStream(Watched one) {
        if (!settings.largeByTcp() || one.hop.protocol().isStream()) {
            return;
        }
        if (connector.streamInstead(one.hop).isPresent()) {
            one.streamTried = false; // so that it is opened again soon after the PBX has closed it for want of use
            return;
        }
        long now = shard.clock().nanoTime();
        if (!one.streamTried || now - one.streamTriedNanos >= STREAM_TRIES.toNanos()) {
            one.streamTried = true;
            one.streamTriedNanos = now;
            connector.openStreamInstead(one.hop);
        }
    }

    // ---- one address

    /** What a request found out. Any thread. */
    private void onShard(NextHop hop, Consumer<Watched> then) {
        try {
            shard.execute(() -> {
                Watched one = watched.get(hop);
                if (one != null) {
                    then.accept(one);
                }
            });
        } catch (RejectedExecutionException full) {
            LOG.debug("no room to look at {} now, its turn comes", hop);
        }
    }

    private void checkSoon(Watched one) {
        if (one.next != null) { // else there is one under way
            schedule(one, 0);
        }
    }

    /** It answered a request while it was not up: better than any check, for one that never answered a check. */
    private void onServed(Watched one) {
        if (!one.answersChecks) {
            become(one, one.health.served(), "answers a request");
        }
    }

    private void schedule(Watched one, long delayNanos) {
        if (one.next != null) {
            one.next.cancel();
        }
        one.next = shard.schedule(delayNanos, () -> check(one));
    }

    private void check(Watched one) {
        one.next = null;
        icps.counters().increment(IcpCounter.CHECKS);
        SentBy ours = connector.sentBy(Side.ICP, one.hop.protocol());
        NodeCheck check = new NodeCheck(shard, transactions, connector, one.hop, ours, agent);
        check.start(settings.checkTimeout(), verdict -> onVerdict(one, verdict));
    }

    private void onVerdict(Watched one, CheckVerdict verdict) {
        if (one.gone) {
            return;
        }
        NodeHealth next;
        if (verdict instanceof CheckVerdict.Answered) {
            one.answersChecks = true;
        }
        if (verdict instanceof CheckVerdict.Silent) {
            next = onSilence(one);
        } else if (verdict.alive()) {
            next = one.health.answered(settings.healthyAfter());
            icps.onChecked(one.hop);
        } else {
            icps.counters().increment(IcpCounter.CHECKS_FAILED);
            next = one.health.missed(settings.unhealthyAfter());
        }
        schedule(one, next.isDoubtful() ? DOUBT.toNanos() : spread(settings.interval()));
        tell(one, verdict);
        if (!verdict.alive() && !next.up()) {
            icps.board().setTrouble(one.pbxId, one.hop.address().getAddress().getHostAddress() + " port "
                    + one.hop.address().getPort() + " over " + one.hop.protocol() + " " + verdict.why());
        }
        become(one, next, verdict.why()); // last: a listener that fails must not end the checks
    }

    private NodeHealth onSilence(Watched one) {
        icps.counters().increment(IcpCounter.CHECKS_FAILED);
        SignsOfLife signs = icps.signs();
        boolean down = one.health.standing() == Standing.DOWN;
        if (signs.hasAnsweredWithin(one.hop, settings.checkTimeout())) {
            return one.health.answered(settings.healthyAfter());
        }
        if (one.answersChecks || (!down && signs.isSilentFor(one.hop, settings.checkTimeout()))) {
            one.muteChecks = 0;
            return one.health.missed(settings.unhealthyAfter());
        }
        if (down && ++one.muteChecks >= MUTE_CHECKS) {
            signs.forgetAsked(one.hop); // what was asked before says nothing about what will be
            return one.health.unheard();
        }
        return one.health;
    }

    private void tell(Watched one, CheckVerdict verdict) {
        if (verdict instanceof CheckVerdict.Answered answered && answered.refusesUs() && !one.warned) {
            one.warned = true;
            LOG.warn("PBX refuses our OPTIONS by 403: is this SBC in its allow list? pbx={} address={} transport={}",
                    one.pbxId, one.hop.address(), one.hop.protocol());
        }
    }

    private void become(Watched one, NodeHealth health, String why) {
        boolean before = one.health.up();
        one.health = health;
        icps.board().set(one.hop, health.standing(), shard.clock().nanoTime());
        if (before == health.up()) {
            return;
        }
        if (health.up()) {
            icps.counters().increment(IcpCounter.NODES_BACK);
            LOG.info("PBX address is used again pbx={} address={} transport={} because it {}", one.pbxId,
                    one.hop.address(), one.hop.protocol(), why);
        } else {
            icps.counters().increment(IcpCounter.NODES_LOST);
            LOG.warn("PBX address is not used any more pbx={} address={} transport={} checksFailed={} because it {}",
                    one.pbxId, one.hop.address(), one.hop.protocol(), settings.unhealthyAfter(), why);
        }
        icps.all().stream().filter(pbx -> icps.hops(pbx).contains(one.hop)).forEach(this::judge);
    }

    private long within(Duration time) {
        return shard.random().nextLong(time.toNanos());
    }

    /** Give or take a fifth, so that checks of many SBCs and addresses do not fall together. */
    private long spread(Duration interval) {
        long nanos = interval.toNanos();
        return nanos - nanos / 5 + shard.random().nextLong(2 * nanos / 5);
    }
}
