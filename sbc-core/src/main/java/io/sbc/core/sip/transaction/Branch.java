package io.sbc.core.sip.transaction;

import io.sbc.core.engine.ShardContext;
import io.sbc.core.engine.ShardToken;
import java.util.OptionalInt;

/** Branches of our requests: the magic cookie of RFC 3261 §8.1.1.7 and a {@link ShardToken}. */
public final class Branch {

    /** What every branch of RFC 3261 begins with; others come from RFC 2543. */
    static final String COOKIE = "z9hG4bK";

    private Branch() {}

    static String next(ShardContext shard) {
        return COOKIE + ShardToken.next(shard.index(), shard.random());
    }

    /** The shard that made it; empty when it is none of ours. */
    public static OptionalInt shardOf(String branch) {
        return branch.startsWith(COOKIE) ? ShardToken.shardOf(branch, COOKIE.length()) : OptionalInt.empty();
    }
}
