package io.sbc.core.history;

/** What {@link HistoryStore#verify} found. */
public sealed interface ChainVerdict {

    /**
     * Every entry is as it was written, none is missing.
     *
     * @param entries how many there are
     * @param anchor the sequence of the last entry that retention removed; 0 for none
     * @param last the sequence of the newest entry; 0 when there is none
     */
    record Intact(long entries, long anchor, long last) implements ChainVerdict {}

    /**
     * Somebody was at it.
     *
     * @param sequence where it shows
     * @param sentence for a person
     */
    record Broken(long sequence, String sentence) implements ChainVerdict {}
}
