package io.sbc.media.api;

import java.net.InetAddress;
import java.util.List;

/**
 * The complete state that signalling wants a session's media to have. A plan is whole, never a difference: applying the
 * same plan twice changes nothing, and a context whose key did not change keeps its rollover counter and replay window
 * (lesson 2).
 *
 * @param streams one entry for each m-line that was opened, in the order of the SDP
 * @param settled the call is answered: from now on peers are expected to send; until then their silence says nothing
 */
public record MediaPlan(List<StreamPlan> streams, boolean settled) {

    public MediaPlan {
        streams = List.copyOf(streams);
    }

    /** The plan of a call that is answered. */
    public MediaPlan(List<StreamPlan> streams) {
        this(streams, true);
    }

    /** The same before the call is answered. */
    public MediaPlan early() {
        return new MediaPlan(streams, false);
    }

    /** The same for a peer of the set side whose signalling comes from {@code host}. */
    public MediaPlan withSetSignallingFrom(InetAddress host) {
        return new MediaPlan(streams.stream().map(stream -> new StreamPlan(
                stream.set().map(endpoint -> endpoint.withSignallingFrom(host)), stream.icp())).toList(), settled);
    }
}
