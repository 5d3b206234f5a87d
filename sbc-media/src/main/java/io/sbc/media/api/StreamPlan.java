package io.sbc.media.api;

import java.util.Optional;

/**
 * One m-line of a session: its two endpoints. An endpoint is empty while its side has not said anything yet (the answer
 * is outstanding): packets that arrive from it are counted and dropped.
 */
public record StreamPlan(Optional<EndpointPlan> set, Optional<EndpointPlan> icp) {

    /** The endpoint on {@code side}. */
    public Optional<EndpointPlan> on(MediaSide side) {
        return side == MediaSide.SET ? set : icp;
    }
}
