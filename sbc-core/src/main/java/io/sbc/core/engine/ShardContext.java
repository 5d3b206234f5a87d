package io.sbc.core.engine;

import io.sbc.base.Clock;
import io.sbc.base.Timers;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What a shard offers to those who live on it. {@link #execute} may be called from any thread, everything else on the
 * shard only.
 */
public interface ShardContext extends Timers, Executor {

    /** 0 to shards - 1. */
    int index();

    Clock clock();

    RandomGenerator random();

    /**
     * A new tag for a From or To header (RFC 3261 §19.3) that names this shard, so that requests inside the dialog find
     * their way back.
     */
    String newTag();

    /** A new Call-ID that tells nothing of host or time. */
    String newCallId();
}
