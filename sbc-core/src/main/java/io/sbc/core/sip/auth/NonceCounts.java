package io.sbc.core.sip.auth;

/**
 * The highest {@code nc} seen of each nonce (RFC 7616 §3.4: detects replays), bounded. Only credentials that verified are
 * entered, so a stranger cannot push others out; and what was pushed out is not forgotten: every nonce as old as it that
 * is not in the table counts as used up, which costs its owner one more challenge. Owned by one shard.
 *
 * <p>Counts do not outlive the process. A nonce from before its start may have been used already by a request that
 * somebody has overheard; so it is taken only where nobody can overhear: over TLS. There a client that comes back after our
 * restart saves the challenge.
 *
 * <p>Plain numbers in arrays, not a map of objects: each challenged refresh leaves one behind for a while, and the collector
 * had more work with them than with all else of a refresh.
 */
public final class NonceCounts {

    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private final int capacity;
    private final long startedAtMillis;

    /** Entries in the order of their first use; {@code eldest} is where the next goes when all are taken. */
    private final long[] issuedAtMillis;
    private final long[] random;
    private final long[] highest;
    private int size;
    private int eldest;

    /** Where an entry is: its place plus one, 0 for none; open addressing, half of it free at least. */
    private final int[] places;
    private final int shift;

    private long forgottenUpToMillis = Long.MIN_VALUE;

    /**
     * @param capacity nonces remembered; some 40 octets each, taken at once
     * @param startedAtMillis since when every use is known, on the wall clock
     */
    public NonceCounts(int capacity, long startedAtMillis) {
        this.capacity = capacity;
        this.startedAtMillis = startedAtMillis;
        this.issuedAtMillis = new long[capacity];
        this.random = new long[capacity];
        this.highest = new long[capacity];
        this.shift = Long.numberOfLeadingZeros(2L * capacity - 1);
        this.places = new int[1 << (Long.SIZE - shift)];
    }

    /**
     * Enters a use.
     *
     * @param nonce one that verified
     * @param secret whether nobody else can have read it on its way
     * @return false when this count, or a higher one, was there before
     */
    boolean use(NonceSigner.Id nonce, long count, boolean secret) {
        int slot = slotOf(nonce);
        if (places[slot] != 0) {
            int entry = places[slot] - 1;
            boolean higher = count > highest[entry];
            highest[entry] = Math.max(highest[entry], count);
            return higher;
        }
        long issuedAt = nonce.issuedAtMillis();
        if (issuedAt <= forgottenUpToMillis || (!secret && issuedAt < startedAtMillis)) {
            return false;
        }
        if (size == capacity) {
            forgottenUpToMillis = Math.max(forgottenUpToMillis, issuedAtMillis[eldest]);
            free(slotOf(new NonceSigner.Id(issuedAtMillis[eldest], random[eldest])));
            slot = slotOf(nonce); // what was freed may have moved others
            enter(eldest, slot, nonce, count);
            eldest = eldest + 1 == capacity ? 0 : eldest + 1;
        } else {
            enter(size++, slot, nonce, count);
        }
        return true;
    }

    private void enter(int entry, int slot, NonceSigner.Id nonce, long count) {
        issuedAtMillis[entry] = nonce.issuedAtMillis();
        random[entry] = nonce.random();
        highest[entry] = count;
        places[slot] = entry + 1;
    }

    /** Where the nonce is, or the free slot where it would be. */
    private int slotOf(NonceSigner.Id nonce) {
        int slot = home(nonce.random());
        while (places[slot] != 0 && !is(nonce, places[slot] - 1)) {
            slot = next(slot);
        }
        return slot;
    }

    private boolean is(NonceSigner.Id nonce, int entry) {
        return random[entry] == nonce.random() && issuedAtMillis[entry] == nonce.issuedAtMillis();
    }

    /** Frees a slot, and moves up those behind it that would not be found any more. */
    private void free(int slot) {
        int hole = slot;
        for (int from = next(hole); places[from] != 0; from = next(from)) {
            int home = home(random[places[from] - 1]);
            if (distance(home, from) >= distance(hole, from)) {
                places[hole] = places[from];
                hole = from;
            }
        }
        places[hole] = 0;
    }

    private int home(long number) {
        return (int) ((number * GOLDEN_RATIO) >>> shift);
    }

    private int next(int slot) {
        return (slot + 1) & (places.length - 1);
    }

    private int distance(int from, int to) {
        return (to - from) & (places.length - 1);
    }

    int size() {
        return size;
    }
}
