package io.sbc.media.relay;

import io.sbc.media.api.MediaSide;
import org.jspecify.annotations.Nullable;

/**
 * Both endpoints of one m-line; null for a side that has not said anything yet.
 *
 * @param samePeers the peers are who they were before: what is on its way under a key that has just been replaced is taken
 *     for some seconds. False when another fork answers: of the one before nothing is taken any more.
 */
public record StreamSetup(@Nullable EndpointSetup set, @Nullable EndpointSetup icp, boolean samePeers) {

    /** With the peers that there were. */
    public StreamSetup(@Nullable EndpointSetup set, @Nullable EndpointSetup icp) {
        this(set, icp, true);
    }

    /** The endpoint on {@code side}. */
    public @Nullable EndpointSetup on(MediaSide side) {
        return side == MediaSide.SET ? set : icp;
    }
}
