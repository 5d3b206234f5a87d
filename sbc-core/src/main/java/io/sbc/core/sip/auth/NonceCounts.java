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
    private final Map<String, Long> highest;
    private long forgottenUpToMillis = Long.MIN_VALUE;

    /**
     * @param capacity nonces remembered; about 150 octets each
     * @param startedAtMillis since when every use is known, on the wall clock
     */
    public NonceCounts(int capacity, long startedAtMillis) {
        this.capacity = capacity;
        this.startedAtMillis = startedAtMillis;
        this.highest = new LinkedHashMap<>();
    }

    /**
     * Enters a use.
     *
     * @param nonce one that verified
     * @param secret whether nobody else can have read it on its way
     * @return false when this count, or a higher one, was there before
     */
    boolean use(String nonce, long count, boolean secret) {
        Long before = highest.get(nonce);
        long issuedAt = NonceSigner.issuedAtMillis(nonce);
        boolean unknown = issuedAt <= forgottenUpToMillis || (!secret && issuedAt < startedAtMillis);
        if (before == null ? unknown : count <= before) {
            return false;
        }
        highest.put(nonce, count);
        if (highest.size() > capacity) {
            String eldest = highest.keySet().iterator().next();
            highest.remove(eldest);
            forgottenUpToMillis = Math.max(forgottenUpToMillis, NonceSigner.issuedAtMillis(eldest));
        }
        return true;
    }

    int size() {
        return highest.size();
    }
}
