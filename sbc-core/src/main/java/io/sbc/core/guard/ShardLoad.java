package io.sbc.core.guard;

/** How busy the shards are. Cheap; any thread. */
public interface ShardLoad {

    int shardCount();

    /** How long a message that is queued now will wait, nanoseconds, estimated. */
    long delayNanos(int shard);

    /** How long one of the messages done last has waited, nanoseconds; 0 when none waits. */
    long waitedNanos(int shard);

    /** Room for messages in use, percent. */
    int queuePercent(int shard);

    /** Transactions in use of those that may be, percent, of the fullest shard. */
    int transactionsPercent();
}
