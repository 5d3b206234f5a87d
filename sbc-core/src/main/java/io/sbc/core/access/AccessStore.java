package io.sbc.core.access;

import io.sbc.core.directory.StoreException;
import io.sbc.core.history.Authorship;
import java.util.List;
import java.util.Map;

/**
 * The lasting side of consumers and tokens. What a method wrote survives a kill of process and machine when it returns; secrets
 * are sealed. Each change leaves an entry in the history, in the same transaction. A change says what it was made from: where another
 * node was faster, nothing is written, and the method says false. Thread-safe; waits for a disk.
 */
public interface AccessStore {

    /** @throws StoreException when the database fails, as for every method here */
    List<Consumer> consumers();

    List<TemporaryToken> temporaryTokens();

    List<AccessToken> accessTokens();

    /** False when there is one with that id. */
    boolean add(Consumer consumer, Authorship author);

    /** Whether what was there was {@code before}, and is {@code after} now; they have the same id. */
    boolean replace(Consumer before, Consumer after, Authorship author);

    /** With all its tokens. False when it is another, or gone. */
    boolean delete(Consumer consumer, Authorship author);

    /** False when there is one with that value, or no such consumer. */
    boolean add(TemporaryToken token, Authorship author);

    /** Whether what was there was {@code before}, and is {@code after} now; they have the same value. */
    boolean replace(TemporaryToken before, TemporaryToken after, Authorship author);

    /** Rejected, or expired, which the author says. False when it is another, or gone. */
    boolean delete(TemporaryToken token, Authorship author);

    /** Whether what was there was {@code before}, and is {@code after} now; they have the same value. */
    boolean replace(AccessToken before, AccessToken after, Authorship author);

    /** False when it is another, or gone. */
    boolean delete(AccessToken token, Authorship author);

    /** The temporary token becomes the final one: both at once, or neither, when it is another or gone. */
    boolean exchange(TemporaryToken from, AccessToken to, Authorship author);

    /** By consumer: the newest second, since 1970, that a signed request of it may have carried so far; 0 at the beginning. */
    Map<String, Long> signedUntil();

    /** Remembers that requests of this consumer up to that second may have been taken. */
    void putSignedUntil(String consumerId, long second);
}
