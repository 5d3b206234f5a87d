package io.sbc.admin.oauth;

import io.sbc.core.access.AccessStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers, across restarts, up to which second each consumer has signed: what is older was perhaps taken before the restart, and its
 * nonce is no longer known. Written ahead by {@link #RESERVED_SECONDS}, so that not every request costs a write; after a restart a
 * consumer is refused for at most as long. Thread-safe.
 */
final class SignedUntil {

    private static final long RESERVED_SECONDS = 5;

    private final AccessStore store;
    private final Map<String, Long> atStart;
    private final Map<String, Long> written = new ConcurrentHashMap<>();

    SignedUntil(AccessStore store) {
        this.store = store;
        atStart = store.signedUntil();
        written.putAll(atStart);
    }

    /** The first second of which this process knows all nonces of the consumer. */
    long notBefore(String consumerId) {
        return atStart.getOrDefault(consumerId, 0L) + 1;
    }

    /** Before a request of that second is acted upon. */
    void include(String consumerId, long second) {
        if (second > written.getOrDefault(consumerId, 0L)) {
            written.compute(consumerId, (id, old) -> {
                if (old != null && second <= old) {
                    return old;
                }
                store.putSignedUntil(id, second + RESERVED_SECONDS);
                return second + RESERVED_SECONDS;
            });
        }
    }
}
