package io.sbc.core.recorder;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which trace a Call-ID belongs to. Owned by the shard. */
final class TraceIndex {

    private final Map<String, Trace> byCallId = new HashMap<>();

    @Nullable
    Trace of(String callId) {
        return byCallId.get(callId);
    }

    /** The Call-ID is one of the trace's from now on, and leads to it. */
    void name(Trace trace, String callId) {
        if (!trace.callIds.contains(callId)) {
            trace.callIds.add(callId);
            byCallId.put(callId, trace);
        }
    }

    /** As {@link #name}, and whatever it led to before. */
    void lead(String callId, Trace trace) {
        if (!trace.callIds.contains(callId)) {
            trace.callIds.add(callId);
        }
        byCallId.put(callId, trace);
    }

    /** None of its Call-IDs leads to it any more. */
    void forget(Trace trace) {
        trace.callIds.forEach(callId -> byCallId.remove(callId, trace));
    }
}
