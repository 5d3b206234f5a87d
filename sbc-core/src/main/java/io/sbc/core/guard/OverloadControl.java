package io.sbc.core.guard;

import io.sbc.core.config.GuardSettings;
import java.util.random.RandomGenerator;

/**
 * Refuses new work as soon as a shard is behind by more than the target. The queue is kept short and never empty: what is
 * served is served in time, before its sender repeats it, and the shard does nothing else. Any thread.
 */
final class OverloadControl {

    private static final int PERCENT = 100;

    /** Of the target, at which Retry-After is as long as it gets. */
    private static final double WORST = 6;

    private final GuardSettings.Overload settings;
    private final ShardLoad load;
    private final RandomGenerator random;

    /** @param random thread-safe */
    OverloadControl(GuardSettings.Overload settings, ShardLoad load, RandomGenerator random) {
        this.settings = settings;
        this.load = load;
        this.random = random;
    }

    boolean refuses(Priority priority, int shard) {
        if (priority == Priority.EMERGENCY) {
            return false;
        }
        return load.delayNanos(shard) > settings.targetDelay().toNanos() * priority.patience()
                || load.transactionsPercent() >= transactionsMax(priority);
    }

    /** New work at the configured share; what is begun at half of the rest; what lives only when all is used up. */
    private int transactionsMax(Priority priority) {
        return switch (priority) {
            case NEW, CALL -> settings.transactions();
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
