package io.sbc.core.guard;

import io.sbc.base.Clock;
import io.sbc.core.config.GuardSettings;
import io.sbc.core.sip.transport.Flow;
import java.util.random.RandomGenerator;

/**
 * Refuses new work once shards, or event loops, have been late for a while on end ({@link Lateness}). From then on their
 * queues are kept short and never empty: what is served is served in time, before its sender repeats it, and nothing else
 * is done. Any thread.
 */
final class OverloadControl {

    private static final int PERCENT = 100;

    /** Event loops that are told apart: more than there are processors on most machines; a power of two. */
    private static final int LOOPS = 64;

    /**
     * Event loops are judged at this part of the target: a registration waits four times for a turn of theirs, twice to be read
     * and twice for the answer to leave, and may have lain in a held connection before (ADR 0310).
     */
    private static final int TURNS = 5;

    /** Of the target, at which Retry-After is as long as it gets. */
    private static final double WORST = 8;

    private final GuardSettings.Overload settings;
    private final ShardLoad load;
    private final RandomGenerator random;
    private final Lateness shards;
    private final Lateness loops;

    /** @param random thread-safe */
    OverloadControl(GuardSettings.Overload settings, ShardLoad load, Clock clock, RandomGenerator random) {
        this.settings = settings;
        this.load = load;
        this.random = random;
        this.shards = new Lateness(load.shardCount(), settings.targetDelay(), clock);
        this.loops = new Lateness(LOOPS, settings.targetDelay().dividedBy(TURNS), clock);
    }

    /** Whether a request that came over {@code flow} is too much for its shard, or for the event loop that has read it. */
    boolean refuses(Priority priority, int shard, Flow flow) {
        return refuses(priority, shard) || isTooLate(priority, flow);
    }

    boolean refuses(Priority priority, int shard) {
        if (priority == Priority.EMERGENCY) {
            return false;
        }
        return shards.refuses(priority, shard, load.delayNanos(shard), load.waitedNanos(shard))
                || load.queuePercent(shard) >= priority.queuePercent()
                || load.transactionsPercent() >= transactionsMax(priority);
    }

    /**
     * Whether the event loop of a flow is so late that something over it is refused. What belongs to a dialog has been read
     * by then: to refuse it would save nothing.
     */
    boolean isTooLate(Priority priority, Flow flow) {
        long waited = flow.waitedNanos();
        return priority.compareTo(Priority.IN_DIALOG) < 0
                && loops.refuses(priority, flow.loop() & LOOPS - 1, waited, waited);
    }

    /** New work at the configured share; what is begun at half of the rest; what lives only when all is used up. */
    private int transactionsMax(Priority priority) {
        return switch (priority) {
            case NEW, CALL, RENEWAL -> settings.transactions();
            case ANSWER, REFRESH -> (settings.transactions() + PERCENT) / 2;
            case IN_DIALOG, EMERGENCY -> Integer.MAX_VALUE;
        };
    }

    /** Whether new work over this flow is refused whatever it is: then it need not even be read. */
    boolean refusesAllNew(Flow flow) {
        return isTooLate(Priority.NEW, flow) || refusesAllNew();
    }

    /** Whether every shard refuses new work. */
    boolean refusesAllNew() {
        if (load.transactionsPercent() >= settings.transactions()) {
            return true;
        }
        for (int shard = 0; shard < load.shardCount(); shard++) {
            if (!refuses(Priority.NEW, shard)) {
                return false;
            }
        }
        return true;
    }

    /** The same, longer too when the event loop of the flow is what is late. */
    int retryAfterSeconds(int shard, Flow flow) {
        return retryAfterSeconds(Math.max(load.delayNanos(shard), flow.waitedNanos()));
    }

    int retryAfterSeconds(int shard) {
        return retryAfterSeconds(load.delayNanos(shard));
    }

    /** Seconds: random, so that those who are refused together do not come back together; longer under more load. */
    private int retryAfterSeconds(long delayNanos) {
        long min = settings.retryAfterMin().toSeconds();
        long max = settings.retryAfterMax().toSeconds();
        double target = settings.targetDelay().toNanos();
        double excess = Math.clamp((delayNanos / target - 1) / (WORST - 1), 0.0, 1.0);
        long upper = min + Math.round((max - min) * (1 + excess) / 2);
        return (int) (min + random.nextLong(upper - min + 1));
    }
}
