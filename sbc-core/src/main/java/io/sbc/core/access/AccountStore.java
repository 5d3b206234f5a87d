package io.sbc.core.access;

import io.sbc.core.history.Authorship;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * The lasting side of administrators and API keys. What a method wrote survives a kill of process and machine when it returns. Each change
 * leaves an entry in the history, in the same transaction. Thread-safe; waits for a disk.
 */
public interface AccountStore {

    /** What became of a change. */
    enum Change {
        DONE,
        /** There is none of that name. */
        UNKNOWN,
        /** There is one of that name already. */
        TAKEN,
        /** Nobody would be left who may do everything. */
        LAST_ADMINISTRATOR,
        /** There are as many as there may be. */
        TOO_MANY,
        /** What is there is not what the caller means. */
        STALE
    }

    /** By name. @throws StoreException when the database fails, as for every method here */
    List<Administrator> administrators();

    /** The one of that name, exactly. */
    Optional<Administrator> administrator(String name);

    /** Adds one if there is none at all: of several processes that start at once, one does. Whether it did. */
    boolean addFirst(Administrator administrator, Authorship author);

    /** Adds one, unless there are {@code limit}. */
    Change add(Administrator administrator, int limit, Authorship author);

    /**
     * Changes one, unless nobody would be left who is active and may do everything. What makes no difference leaves no entry.
     *
     * @param expected whether the one that is there is the one that the caller means
     */
    Change change(String name, Predicate<Administrator> expected, UnaryOperator<Administrator> to, Authorship author);

    /** Removes one, under the same conditions. */
    Change remove(String name, Predicate<Administrator> expected, Authorship author);

    /** By the time they were made. */
    List<ApiKey> apiKeys();

    /** The one with that id. */
    Optional<ApiKey> apiKey(String id);

    /** Adds one, unless there are {@code limit}. */
    Change add(ApiKey key, int limit, Authorship author);

    /** Ends one at once, if it is the one that the caller means. */
    Change removeApiKey(String id, Predicate<ApiKey> expected, Authorship author);
}
