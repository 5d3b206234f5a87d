package io.sbc.core.access;

import io.sbc.core.directory.StoreException;
import io.sbc.core.history.Authorship;
import java.util.List;
import java.util.Map;

/**
 * The lasting side of consumers and tokens. What a method wrote survives a kill of process and machine when it returns; secrets
 * are sealed. Each change leaves an entry in the history, in the same transaction. Thread-safe; waits for a disk.
 */
public interface AccessStore {

    /** @throws StoreException when the database fails, as for every method here */
    List<Consumer> consumers();

    List<TemporaryToken> temporaryTokens();

    List<AccessToken> accessTokens();

    /** Creates, or replaces the one with the same id. */
    void put(Consumer consumer, Authorship author);

    /** With all its tokens. */
    void deleteConsumer(String id, Authorship author);

    /** Creates, or replaces the one with the same value. */
    void put(TemporaryToken token, Authorship author);

    /** Rejected, or expired, which the author says. */
    void deleteTemporaryToken(String value, Authorship author);

    /** Creates, or replaces the one with the same value. */
    void put(AccessToken token, Authorship author);

    void deleteAccessToken(String value, Authorship author);

    /** The temporary token becomes the final one: both at once, or neither. */
    void exchange(String temporaryToken, AccessToken token, Authorship author);

    /** By consumer: the newest second, since 1970, that a signed request of it may have carried so far; 0 at the beginning. */
    Map<String, Long> signedUntil();

    /** Remembers that requests of this consumer up to that second may have been taken. */
    void putSignedUntil(String consumerId, long second);
}
