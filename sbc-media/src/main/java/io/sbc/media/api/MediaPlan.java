package io.sbc.media.api;

import java.util.List;

/**
 * The complete state that signalling wants a session's media to have. A plan is whole, never a difference: applying the
 * same plan twice changes nothing, and a context whose key did not change keeps its rollover counter and replay window
 * (lesson 2).
 *
 * @param streams one entry for each m-line that was opened, in the order of the SDP
 */
public record MediaPlan(List<StreamPlan> streams) {

    public MediaPlan {
        streams = List.copyOf(streams);
    }
}
