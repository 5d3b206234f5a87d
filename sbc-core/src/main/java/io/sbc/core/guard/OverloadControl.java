package io.sbc.core.guard;

import io.sbc.base.Clock;
import io.sbc.core.config.GuardSettings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.random.RandomGenerator;

/**
 * Refuses new work once the messages of a shard have waited longer than the target for a while on end, as CoDel does (RFC
 * 8289 §3): a burst, a slow start, one pause of the process is no overload. From then on the queue is kept short and never
 * empty: what is served is served in time, before its sender repeats it, and the shard does nothing else. Any thread.
 */
final class OverloadControl {

    private static final int PERCENT = 100;

    /** How long every message may be late before any is refused: what a pause has left behind is done by then. */
    private static final long GRACE_NANOS = Duration.ofSeconds(2).toNanos();

    /** No grace for whoever was overloaded so lately, and is late: it is the same storm. */
    private static final long CALM_NANOS = Duration.ofSeconds(10).toNanos();

    /**
     * Of the target, at which no grace is given: so much work waits that what is let in is late for its sender's timers. Who
     * calls waits himself, and hangs up earlier than a timer.
     */
    private static final int CEILING = 8;
    private static final int CEILING_OF_CALLS = 3;

    /** Of the target, at which Retry-After is as long as it gets. */
    private static final double WORST = 8;

    private final GuardSettings.Overload settings;
    private final ShardLoad load;
    private final Clock clock;
    private final RandomGenerator random;

    /** When the messages of each shard were last seen not to be late. */
    private final AtomicLongArray inTimeNanos;

    /** When each last refused something for being behind. */
    private final AtomicLongArray refusedNanos;

    /** @param random thread-safe */
    OverloadControl(GuardSettings.Overload settings, ShardLoad load, Clock clock, RandomGenerator random) {
        this.settings = settings;
        this.load = load;
        this.clock = clock;
        this.random = random;
        this.inTimeNanos = new AtomicLongArray(load.shardCount());
        this.refusedNanos = new AtomicLongArray(load.shardCount());
        for (int shard = 0; shard < load.shardCount(); shard++) {
            inTimeNanos.set(shard, clock.nanoTime());
            refusedNanos.set(shard, clock.nanoTime() - CALM_NANOS);
        }
    }

    boolean refuses(Priority priority, int shard) {
        if (priority == Priority.EMERGENCY) {
            return false;
        }
        return isTooFarBehind(priority, shard) || load.queuePercent(shard) >= priority.queuePercent()
                || load.transactionsPercent() >= transactionsMax(priority);
    }

    private boolean isTooFarBehind(Priority priority, int shard) {
        long delay = load.delayNanos(shard);
        long target = settings.targetDelay().toNanos();
        long now = clock.nanoTime();
        if (delay <= target || load.waitedNanos(shard) <= target) {
            inTimeNanos.set(shard, now);
        }
        if (delay <= target * priority.patience()) {
            return false;
        }
        boolean sameStorm = now - refusedNanos.get(shard) < CALM_NANOS && load.waitedNanos(shard) > target / 2;
        boolean lasting = now - inTimeNanos.get(shard) >= GRACE_NANOS || sameStorm;
        if (!lasting && delay <= target * (priority == Priority.CALL ? CEILING_OF_CALLS : CEILING)) {
            return false;
        }
        refusedNanos.set(shard, now);
        return true;
    }

    /** New work at the configured share; what is begun at half of the rest; what lives only when all is used up. */
    private int transactionsMax(Priority priority) {
        return switch (priority) {
            case NEW, CALL, RENEWAL -> settings.transactions();
            case ANSWER, REFRESH -> (settings.transactions() + PERCENT) / 2;
            case IN_DIALOG, EMERGENCY -> Integer.MAX_VALUE;
        };
    }

    /** Whether every shard refuses new work: then it need not even be read. */
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

    /** Seconds: random, so that those who are refused together do not come back together; longer under more load. */
    int retryAfterSeconds(int shard) {
        long min = settings.retryAfterMin().toSeconds();
        long max = settings.retryAfterMax().toSeconds();
        double target = settings.targetDelay().toNanos();
        double excess = Math.clamp((load.delayNanos(shard) / target - 1) / (WORST - 1), 0.0, 1.0);
        long upper = min + Math.round((max - min) * (1 + excess) / 2);
        return (int) (min + random.nextLong(upper - min + 1));
    }
}
