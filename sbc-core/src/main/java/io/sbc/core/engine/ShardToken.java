package io.sbc.core.engine;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;

/**
 * A random token that names the shard which made it, {@code <shard, base 36>-<100 random bits, base 32>}: the tags of
 * our dialogs and, behind the magic cookie, the branches of our requests. Whoever gets one back finds the shard again.
 */
public final class ShardToken {

    /** More shards than any machine has cores; longer prefixes are not ours. */
    private static final int PREFIX_MAX = 4;
    private static final int BASE = 36;

    private static final byte[] DIGITS = "0123456789abcdefghijklmnopqrstuv".getBytes(StandardCharsets.ISO_8859_1);
    private static final int BITS_PER_DIGIT = 5;
    private static final int DIGITS_PER_LONG = 10;
    private static final int RANDOM_DIGITS = 20;

    private ShardToken() {}

    /** A new one. */
    public static String next(int shard, RandomGenerator random) {
        return Integer.toString(shard, BASE) + '-' + random(random);
    }

    /** 100 random bits alone: ten digits of each of two longs. */
    static String random(RandomGenerator random) {
        byte[] digits = new byte[RANDOM_DIGITS];
        long bits = 0;
        for (int i = 0; i < RANDOM_DIGITS; i++) {
            bits = i % DIGITS_PER_LONG == 0 ? random.nextLong() : bits >>> BITS_PER_DIGIT;
            digits[i] = DIGITS[(int) bits & DIGITS.length - 1];
        }
        return new String(digits, StandardCharsets.ISO_8859_1);
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
