package io.sbc.core.recorder;

import org.jspecify.annotations.Nullable;

/** Traces in the order of their beginning. One that is in a queue knows it. Owned by the shard. */
final class TraceQueue {

    private @Nullable Trace oldest;
    private @Nullable Trace newest;
    private int size;

    void add(Trace trace) {
        trace.queue = this;
        trace.older = newest;
        if (newest == null) {
            oldest = trace;
        } else {
            newest.newer = trace;
        }
        newest = trace;
        size++;
    }

    void remove(Trace trace) {
        if (trace.queue != this) {
            return;
        }
        if (trace.older == null) {
            oldest = trace.newer;
        } else {
            trace.older.newer = trace.newer;
        }
        if (trace.newer == null) {
            newest = trace.older;
        } else {
            trace.newer.older = trace.older;
        }
        trace.older = null;
        trace.newer = null;
        trace.queue = null;
        size--;
    }

    /** The one that began first, has octets and is not {@code but}; null when there is none. */
    @Nullable
    Trace oldest(Trace but) {
        Trace first = oldest;
        while (first != null && (first == but || first.length == 0)) {
            first = first.newer;
        }
        return first;
    }

    int size() {
        return size;
    }
}
