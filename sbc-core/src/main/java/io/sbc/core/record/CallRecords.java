package io.sbc.core.record;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last ended calls; when it is full, the oldest makes room. Thread-safe: a call's end is no hot path. */
public final class CallRecords {

    private final int limit;
    private final Deque<CallRecord> records = new ArrayDeque<>();

    /** Keeps at most {@code limit}, which is positive. */
    public CallRecords(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be positive, not " + limit);
        }
        this.limit = limit;
    }

    /** Takes an ended call. */
    public synchronized void add(CallRecord ended) {
        if (records.size() == limit) {
            records.removeLast();
        }
        records.addFirst(ended);
    }

    /** A copy of what there is, the newest first. */
    public synchronized List<CallRecord> newestFirst() {
        return List.copyOf(records);
    }
}
