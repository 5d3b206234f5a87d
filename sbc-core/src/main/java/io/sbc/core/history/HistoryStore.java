package io.sbc.core.history;

import java.util.List;
import java.util.function.Consumer;

/** The history, as it lies in the database. Thread-safe; waits for a disk. Every method throws {@code StoreException} when the database fails. */
public interface HistoryStore {

    /**
     * Adds an entry for something that changed no table; what does is recorded by the store that changes it, in the same transaction.
     */
    void record(EventDraft what);

    /** The newest first, at most {@code limit}. */
    List<Event> find(EventFilter filter, int limit);

    /**
     * The newest first, at most {@code limit}, and where to go on. Takes a bounded time however long the history is: what has no index, text above
     * all, is looked for in some ten thousand entries, and the rest is for the next page.
     */
    EventPage search(EventFilter filter, int limit);

    /** Hands over all that fit, the oldest first, read piece by piece: the history may be larger than the memory. */
    void export(EventFilter filter, Consumer<Event> reader);

    /** Walks the whole chain. */
    ChainVerdict verify();

    /**
     * Removes what is too old or too much. The last entry that goes is the anchor that the rest hangs on: an entry about its removal
     * keeps its hash.
     *
     * @return how many were removed
     */
    long trim(Retention retention);
}
