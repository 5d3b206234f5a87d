package io.sbc.admin.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes guessing slow: after some failures of one key (an account's name, whether there is one or not; a source address) each further one
 * shuts it out, for twice as long as the one before. As many keys as the table holds; only who is forgotten anyway gives place to
 * a newcomer, and where nobody does, all newcomers share one entry, and with it one limit. Thread-safe, never waits.
 *
 * <pre>
 *  failures   1 … allowed      allowed+1   +2     +3  …
 *  shut out   not              first       2·     4·     up to the longest; all forgotten after {@code longest} without a failure
 * </pre>
 */
final class Lockout {

    private static final String COMMON = "";
    private static final int SHIFT_MAX = 20;
    private static final int COUNT_MAX = 1_000_000;

    private final int capacity;
    private final int allowed;
    private final Duration first;
    private final Duration longest;
    private final InstantSource clock;
    /** By the time of the last failure, the oldest first. */
    private final Map<String, Failures> table = new LinkedHashMap<>();

    private record Failures(int count, Instant last, Instant shutUntil) {}

    Lockout(int capacity, int allowed, Duration first, Duration longest, InstantSource clock) {
        this.capacity = capacity;
        this.allowed = allowed;
        this.first = first;
        this.longest = longest;
        this.clock = clock;
    }

    /** How long the key is shut out from now on; zero: it is not. */
    synchronized Duration remaining(String key) {
        Failures failures = table.get(placeOf(key));
        if (failures == null) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(clock.instant(), failures.shutUntil());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * An attempt begins, and counts as a failure until it is {@link #forgive forgiven} or {@link #clear cleared}: who makes many at once gains
     * nothing. How long the key is shut out already, and the attempt is none; zero: it may go on.
     */
    synchronized Duration begin(String key) {
        Duration left = remaining(key);
        if (left.isZero()) {
            count(key, 1);
        }
        return left;
    }

    /** The attempt was none. */
    synchronized void forgive(String key) {
        count(key, -1);
    }

    private void count(String key, int change) {
        Instant now = clock.instant();
        forget(now);
        String place = placeOf(key);
        Failures before = table.remove(place);
        int count = Math.min((before == null ? 0 : before.count()) + change, COUNT_MAX);
        if (count > 0) {
            table.put(place, new Failures(count, now, now.plus(change > 0 ? shutBy(count) : Duration.ZERO)));
        }
    }

    private Duration shutBy(int count) {
        if (count <= allowed) {
            return Duration.ZERO;
        }
        Duration grown = first.multipliedBy(1L << Math.min(count - allowed - 1, SHIFT_MAX));
        return grown.compareTo(longest) > 0 ? longest : grown;
    }

    /** All is forgotten: the password was right, or an administrator gave another. */
    synchronized void clear(String key) {
        table.remove(key);
    }

    synchronized int size() {
        return table.size();
    }

    private String placeOf(String key) {
        return table.containsKey(key) || table.size() < capacity ? key : COMMON;
    }

    private void forget(Instant now) {
        Instant limit = now.minus(longest);
        for (Iterator<Failures> oldest = table.values().iterator(); oldest.hasNext();) {
            Failures failures = oldest.next();
            if (!failures.last().isBefore(limit)) {
                return;
            }
            if (!failures.shutUntil().isAfter(now)) {
                oldest.remove();
            }
        }
    }
}
