package io.sbc.core.guard;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A table of fixed size whose keys peers choose. A key has {@value #WAYS} places, picked by a secret hash, so that nobody
 * can aim at the places of another. Only an entry that says nothing any more gives its place to a newcomer; where there is
 * none, all newcomers share one common entry, and with it one common limit. So whoever comes with a million addresses
 * pushes nobody out and gains nothing. Reading takes no lock. Any thread.
 */
final class BoundedTable<E extends BoundedTable.Entry> {

    private static final int WAYS = 8;
    private static final int LOCKS = 64;
    private static final long MIX_A = 0xBF58476D1CE4E5B9L;
    private static final long MIX_B = 0x94D049BB133111EBL;

    /** What stands in such a table. */
    interface Entry {

        long key();

        /** Whether nothing would be lost by forgetting it. */
        boolean isIdle(long nowNanos);
    }

    private final AtomicReferenceArray<@Nullable E> places;
    private final Object[] locks = new Object[LOCKS];
    private final int sets;
    private final long secret;
    private final LongFunction<E> maker;
    private final E common;
    private final AtomicInteger size = new AtomicInteger();

    /**
     * @param capacity rounded up to a power of two
     * @param secret unpredictable in production
     * @param maker makes an entry for a key
     */
    BoundedTable(int capacity, long secret, LongFunction<E> maker) {
        int wanted = Math.ceilDiv(capacity, WAYS);
        this.sets = wanted <= 1 ? 1 : Integer.highestOneBit(wanted - 1) << 1;
        this.places = new AtomicReferenceArray<>(sets * WAYS);
        this.secret = secret;
        this.maker = maker;
        this.common = maker.apply(0);
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
    }

    /** What is known of a key, if anything. */
    @Nullable
    E find(long key) {
        int first = firstPlace(key);
        for (int i = first; i < first + WAYS; i++) {
            E entry = places.get(i);
            if (entry != null && entry.key() == key) {
                return entry;
            }
        }
        return null;
    }

    /** The entry of a key, made if need be; the common one when there is no room. */
    E get(long key, long nowNanos) {
        E known = find(key);
        return known != null ? known : add(key, nowNanos);
    }

    private E add(long key, long nowNanos) {
        int first = firstPlace(key);
        synchronized (locks[first / WAYS % LOCKS]) {
            E known = find(key);
            if (known != null) {
                return known;
            }
            for (int i = first; i < first + WAYS; i++) {
                E entry = places.get(i);
                if (entry == null || entry.isIdle(nowNanos)) {
                    E made = maker.apply(key);
                    places.set(i, made);
                    if (entry == null) {
                        size.incrementAndGet();
                    }
                    return made;
                }
            }
            return common;
        }
    }

    /** Whether an entry is the one that newcomers share. */
    @SuppressWarnings("ReferenceEquality") // the one that is shared
    boolean isCommon(E entry) {
        return entry == common;
    }

    /** Places in use; those whose entry is idle are counted too. */
    int size() {
        return size.get();
    }

    int capacity() {
        return places.length();
    }

    /** Shows every entry, in no order. */
    void forEach(Consumer<E> action) {
        for (int i = 0; i < places.length(); i++) {
            E entry = places.get(i);
            if (entry != null) {
                action.accept(entry);
            }
        }
    }

    private int firstPlace(long key) {
        long hash = (key ^ secret) * MIX_A;
        hash = (hash ^ hash >>> 29) * MIX_B;
        return ((int) (hash >>> 32) & (sets - 1)) * WAYS;
    }
}
