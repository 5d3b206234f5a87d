package io.sbc.core.sip.auth;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The highest {@code nc} seen of each nonce (RFC 7616 §3.4: detects replays), bounded. Only credentials that verified are
 * entered, so a stranger cannot push others out; and what was pushed out is not forgotten: every nonce as old as it that
 * is not in the table counts as used up, which costs its owner one more challenge. Owned by one shard.
 */
public final class NonceCounts {

    private final int capacity;
    private final Map<String, Long> highest;
    private long forgottenUpToMillis = Long.MIN_VALUE;

    /** @param capacity nonces remembered; about 150 octets each */
    public NonceCounts(int capacity) {
        this.capacity = capacity;
        this.highest = new LinkedHashMap<>();
    }

    /**
     * Enters a use.
     *
     * @param nonce one that verified
     * @return false when this count, or a higher one, was there before
     */
    boolean use(String nonce, long count) {
        Long before = highest.get(nonce);
        if (before == null ? NonceSigner.issuedAtMillis(nonce) <= forgottenUpToMillis : count <= before) {
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
