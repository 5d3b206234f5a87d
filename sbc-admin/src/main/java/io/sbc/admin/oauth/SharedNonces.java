package io.sbc.admin.oauth;

import io.sbc.core.access.NonceStore;
import io.sbc.core.directory.StoreException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nonces that all nodes on one database have taken: a request that one node has acted upon is refused by each (ADR 0400). What is behind the time
 * window is deleted once in a while, with a margin of another window for nodes whose clocks differ. Thread-safe; waits for the database.
 */
final class SharedNonces {

    private static final Logger log = LoggerFactory.getLogger(SharedNonces.class);
    /** Between two deletions of one node. */
    private static final long FORGET_SECONDS = 10;

    private final NonceStore store;
    private final long skewSeconds;
    private final AtomicLong forgotten = new AtomicLong(Long.MIN_VALUE / 2);

    SharedNonces(NonceStore store, long skewSeconds) {
        this.store = store;
        this.skewSeconds = skewSeconds;
    }

    /**
     * Takes a nonce that this node has not seen. While the database takes no writes, a request that only reads is believed by what this node knows
     * alone; one that changes something is refused with the database's own reason, as its change would be.
     *
     * @param reads whether the request only reads
     * @return whether no node had taken it
     */
    boolean take(boolean reads, long timestamp, long hash, long now) {
        try {
            forget(now);
            return store.take(timestamp, hash);
        } catch (StoreException unwritable) {
            if (!reads) {
                throw unwritable;
            }
            log.atDebug().addKeyValue("reason", unwritable.getMessage()).log("a nonce is known to this node alone");
            return true;
        }
    }

    private void forget(long now) {
        long last = forgotten.get();
        if (now - last >= FORGET_SECONDS && forgotten.compareAndSet(last, now)) {
            store.forgetBefore(now - 2 * skewSeconds);
        }
    }
}
