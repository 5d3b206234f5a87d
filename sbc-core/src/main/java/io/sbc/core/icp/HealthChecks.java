package io.sbc.core.icp;

import io.sbc.base.Timers.Timer;
import io.sbc.core.Side;
import io.sbc.core.config.FailoverSettings;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.sip.transaction.Transactions;
import io.sbc.core.sip.transport.Connector;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.SentBy;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
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
 * check cannot come back by one: it is tried again by requests after a while.
 */
public final class HealthChecks {

    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);

    /** The pause before a doubtful answer is checked again. */
    private static final Duration DOUBT = Duration.ofSeconds(1);

    /** First checks are spread over this at most: the addresses of a PBX shall not hear of us all at once. */
    private static final Duration FIRST_WITHIN = Duration.ofSeconds(1);

    /** How often an address with transport udp is tried for TCP. */
    private static final Duration STREAM_TRIES = Duration.ofMinutes(5);

    /** Checks in silence after which an address that is out, and never answered one, is tried by requests. */
    private static final int MUTE_CHECKS = 3;

    private final ShardContext shard;
    private final Transactions transactions;
    private final Connector connector;
    private final Icps icps;
    private final FailoverSettings settings;
    private final String agent;
    private final Map<NextHop, Watched> watched = new HashMap<>();

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
            icps.board().watchSuspects(this::suspect);
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
        icps.board().set(one.hop, true);
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

    /** A request to it failed. Any thread. */
    private void suspect(NextHop hop) {
        try {
            shard.execute(() -> {
                Watched one = watched.get(hop);
                if (one != null && one.next != null) {
                    schedule(one, 0);
                }
            });
        } catch (RejectedExecutionException full) {
            LOG.debug("no room to check {} now, its turn comes", hop);
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
        NodeHealth before = one.health;
        if (verdict instanceof CheckVerdict.Answered) {
            one.answersChecks = true;
        }
        if (verdict instanceof CheckVerdict.Silent) {
            onSilence(one, before);
        } else if (verdict.alive()) {
            one.health = before.answered(settings.healthyAfter());
            icps.onChecked(one.hop);
        } else {
            icps.counters().increment(IcpCounter.CHECKS_FAILED);
            one.health = before.missed(settings.unhealthyAfter());
        }
        schedule(one, one.health.isDoubtful() ? DOUBT.toNanos() : spread(settings.interval()));
        tell(one, before, verdict); // last: a listener that fails must not end the checks
    }

    private void onSilence(Watched one, NodeHealth before) {
        icps.counters().increment(IcpCounter.CHECKS_FAILED);
        SignsOfLife signs = icps.signs();
        if (signs.hasAnsweredWithin(one.hop, settings.checkTimeout())) {
            one.health = before.answered(settings.healthyAfter());
        } else if (one.answersChecks || (before.up() && signs.isSilentFor(one.hop, settings.checkTimeout()))) {
            one.health = before.missed(settings.unhealthyAfter());
            one.muteChecks = 0;
        } else if (!before.up() && ++one.muteChecks >= MUTE_CHECKS) {
            one.health = NodeHealth.UNTRIED;
        }
    }

    private void tell(Watched one, NodeHealth before, CheckVerdict verdict) {
        if (verdict instanceof CheckVerdict.Answered answered && answered.refusesUs() && !one.warned) {
            one.warned = true;
            LOG.warn("PBX refuses our OPTIONS by 403: is this SBC in its allow list? pbx={} address={} transport={}",
                    one.pbxId, one.hop.address(), one.hop.protocol());
        }
        if (before.up() == one.health.up()) {
            return;
        }
        icps.board().set(one.hop, one.health.up());
        if (one.health.up()) {
            icps.counters().increment(IcpCounter.NODES_BACK);
            LOG.info("PBX address is used again pbx={} address={} transport={} because it {}", one.pbxId,
                    one.hop.address(), one.hop.protocol(), verdict.why());
        } else {
            icps.counters().increment(IcpCounter.NODES_LOST);
            LOG.warn("PBX address is not used any more pbx={} address={} transport={} checksFailed={} because it {}",
                    one.pbxId, one.hop.address(), one.hop.protocol(), settings.unhealthyAfter(), verdict.why());
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
