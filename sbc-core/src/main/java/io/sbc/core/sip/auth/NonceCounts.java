package io.sbc.core.sip.auth;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The highest {@code nc} seen of each nonce (RFC 7616 §3.4: detects replays), bounded. Only credentials that verified are
 * entered, so a stranger cannot push others out; and what was pushed out is not forgotten: every nonce as old as it that
 * is not in the table counts as used up, which costs its owner one more challenge. Owned by one shard.
 *
 * <p>Counts do not outlive the process. A nonce from before its start may have been used already by a request that
 * somebody has overheard; so it is taken only where nobody can overhear: over TLS. There a client that comes back after our
 * restart saves the challenge.
 */
public final class NonceCounts {

    private final int capacity;
    private final long startedAtMillis;
    private final Map<NonceSigner.Id, Highest> known;
    private long forgottenUpToMillis = Long.MIN_VALUE;

    private static final class Highest {
        private long count;
    }

    /**
     * @param capacity nonces remembered; about 100 octets each
     * @param startedAtMillis since when every use is known, on the wall clock
     */
    public NonceCounts(int capacity, long startedAtMillis) {
        this.capacity = capacity;
        this.startedAtMillis = startedAtMillis;
        this.known = new LinkedHashMap<>();
    }

    /**
     * Enters a use.
     *
     * @param nonce one that verified
     * @param secret whether nobody else can have read it on its way
     * @return false when this count, or a higher one, was there before
     */
    boolean use(NonceSigner.Id nonce, long count, boolean secret) {
        Highest highest = known.get(nonce);
        if (highest != null) {
            boolean higher = count > highest.count;
            highest.count = Math.max(highest.count, count);
            return higher;
        }
        long issuedAt = nonce.issuedAtMillis();
        if (issuedAt <= forgottenUpToMillis || (!secret && issuedAt < startedAtMillis)) {
            return false;
        }
        highest = new Highest();
        highest.count = count;
        known.put(nonce, highest);
        if (known.size() > capacity) {
            NonceSigner.Id eldest = known.keySet().iterator().next();
            known.remove(eldest);
            forgottenUpToMillis = Math.max(forgottenUpToMillis, eldest.issuedAtMillis());
        }
        return true;
    }

    int size() {
        return known.size();
    }
}
