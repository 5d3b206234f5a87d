package io.sbc.core.engine;

import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * A random token that names the shard which made it, {@code <shard, base 36>-<96 random bits, base 36>}: the tags of
 * our dialogs and, behind the magic cookie, the branches of our requests. Whoever gets one back finds the shard again.
 */
public final class ShardToken {

    /** More shards than any machine has cores; longer prefixes are not ours. */
    private static final int PREFIX_MAX = 4;
    private static final int BASE = 36;

    private ShardToken() {}

    /** A new one. */
    public static String next(int shard, RandomGenerator random) {
        return Integer.toString(shard, BASE) + '-' + random(random);
    }

    /** 96 random bits alone. */
    static String random(RandomGenerator random) {
        return Long.toUnsignedString(random.nextLong(), BASE) + Integer.toUnsignedString(random.nextInt(), BASE);
    }

    /** The shard in a token, read from {@code from} on; empty when it is none of ours. */
    public static OptionalInt shardOf(String token, int from) {
        int value = 0;
        for (int i = from; i < token.length() && i <= from + PREFIX_MAX; i++) {
            char c = token.charAt(i);
            if (c == '-') {
                return i == from ? OptionalInt.empty() : OptionalInt.of(value);
            }
            int digit = c < 128 ? Character.digit(c, BASE) : -1;
            if (digit < 0) {
                return OptionalInt.empty();
            }
            value = value * BASE + digit;
        }
        return OptionalInt.empty();
    }
}
