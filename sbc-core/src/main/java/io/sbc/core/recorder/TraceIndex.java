package io.sbc.core.recorder;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which trace a Call-ID belongs to. What a message makes a shard do is of the same call, one leg or the other: the last two that were looked for
 * are at hand, since the map of thousands lies far away. Owned by the shard.
 */
final class TraceIndex {

    private final Map<String, Trace> byCallId = new HashMap<>();

    /** The last two Call-IDs that were found, and where they lead; empty for none. */
    private String lastCallId = "";
    private @Nullable Trace last;
    private String beforeCallId = "";
    private @Nullable Trace before;

    @Nullable
    Trace of(String callId) {
        Trace found = last;
        if (found != null && lastCallId.equals(callId)) {
            return found;
        }
        found = before;
        if (found == null || !beforeCallId.equals(callId)) {
            found = byCallId.get(callId);
        }
        if (found != null) {
            beforeCallId = lastCallId;
            before = last;
            lastCallId = callId;
            last = found;
        }
        return found;
    }

    private void put(String callId, Trace trace) {
        byCallId.put(callId, trace);
        forgetLast();
    }

    private void forgetLast() {
        last = null;
        before = null;
        lastCallId = "";
        beforeCallId = "";
    }

    /** The Call-ID is one of the trace's from now on, and leads to it. */
    void name(Trace trace, String callId) {
        if (!trace.callIds.contains(callId)) {
            trace.callIds.add(callId);
            put(callId, trace);
        }
    }

    /** As {@link #name}, and whatever it led to before. */
    void lead(String callId, Trace trace) {
        if (!trace.callIds.contains(callId)) {
            trace.callIds.add(callId);
        }
        put(callId, trace);
    }

    /** None of its Call-IDs leads to it any more. */
    void forget(Trace trace) {
        trace.callIds.forEach(callId -> byCallId.remove(callId, trace));
        forgetLast();
    }
}
