package io.sbc.admin.oauth;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.function.ToLongFunction;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers which nonces came within the time window (RFC 5849 §3.3), so that a request that was overheard cannot be sent again.
 *
 * <p>A nonce is kept as the first 64 bits of a keyed hash of key, token, second and nonce, in a table for its second; what leaves the
 * window is forgotten by the second. 8 to 16 octets for each, at most {@code limit} of them; then requests are refused until the
 * oldest second has passed. A process that has just started knows no nonces: what a key may have signed before is refused unseen
 * ({@code notBefore}). Thread-safe.
 */
final class NonceWindow {

    private static final String HASH = "HmacSHA256";
    private static final int SECOND_INITIAL = 16;

    private final SecretKeySpec hashKey;
    private final long skewSeconds;
    private final ToLongFunction<String> notBefore;
    private final int limit;
    private final Second[] ring;
    private int known;

    /** What was made of a nonce. */
    enum Verdict {
        NEW,
        USED,
        OUT_OF_TIME,
        FULL
    }

    /** The nonces that carry the same time stamp. */
    private static final class Second {

        private long time = Long.MIN_VALUE;
        private long[] slots = new long[0];
        private int used;
    }

    /**
     * @param hashKey secret, so that nobody can choose nonces that collide
     * @param skewSeconds how far a time stamp may be from the clock, either way
     * @param notBefore by consumer key: the first second, since 1970, whose nonces are all known
     * @param limit most nonces that are remembered
     */
    NonceWindow(byte[] hashKey, long skewSeconds, ToLongFunction<String> notBefore, int limit) {
        this.hashKey = new SecretKeySpec(hashKey, HASH);
        this.skewSeconds = skewSeconds;
        this.notBefore = notBefore;
        this.limit = limit;
        ring = new Second[Math.toIntExact(2 * skewSeconds + 2)];
        Arrays.setAll(ring, i -> new Second());
    }

    /** Whether a time stamp may be believed at {@code now}; both in seconds since 1970. */
    boolean isInTime(long timestamp, long now) {
        return Math.abs(timestamp - now) <= skewSeconds;
    }

    /** How far a time stamp may be from the clock. */
    long skewSeconds() {
        return skewSeconds;
    }

    /** Takes a nonce of a request whose signature is good. */
    Verdict take(String consumerKey, String token, long timestamp, String nonce, long now) {
        if (!isInTime(timestamp, now) || timestamp < notBefore.applyAsLong(consumerKey)) {
            return Verdict.OUT_OF_TIME;
        }
        long hash = hash(consumerKey, token, timestamp, nonce);
        synchronized (ring) {
            forget(now);
            Second second = ring[(int) (timestamp % ring.length)];
            second.time = timestamp;
            if (contains(second, hash)) {
                return Verdict.USED;
            }
            if (known >= limit) {
                return Verdict.FULL;
            }
            add(second, hash);
            known++;
            return Verdict.NEW;
        }
    }

    /** How many are remembered. */
    int known() {
        synchronized (ring) {
            return known;
        }
    }

    private void forget(long now) {
        for (Second second : ring) {
            if (second.used > 0 && second.time < now - skewSeconds) {
                known -= second.used;
                second.used = 0;
                second.slots = new long[0];
            }
        }
    }

    private static boolean contains(Second second, long hash) {
        int mask = second.slots.length - 1;
        for (int i = (int) hash & mask; mask >= 0 && second.slots[i] != 0; i = i + 1 & mask) {
            if (second.slots[i] == hash) {
                return true;
            }
        }
        return false;
    }

    private static void add(Second second, long hash) {
        if (2 * (second.used + 1) > second.slots.length) {
            long[] old = second.slots;
            second.slots = new long[Math.max(SECOND_INITIAL, 2 * old.length)];
            for (long kept : old) {
                if (kept != 0) {
                    put(second.slots, kept);
                }
            }
        }
        put(second.slots, hash);
        second.used++;
    }

    private static void put(long[] slots, long hash) {
        int mask = slots.length - 1;
        int i = (int) hash & mask;
        while (slots[i] != 0) {
            i = i + 1 & mask;
        }
        slots[i] = hash;
    }

    /** What a request is known by. Never 0, which means an empty slot. */
    long hash(String consumerKey, String token, long timestamp, String nonce) {
        String text = consumerKey + '&' + token + '&' + timestamp + '&' + nonce;
        try {
            Mac mac = Mac.getInstance(HASH);
            mac.init(hashKey);
            byte[] hash = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            long first = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                first = (first << Byte.SIZE) | (hash[i] & 0xff);
            }
            return first == 0 ? 1 : first;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
