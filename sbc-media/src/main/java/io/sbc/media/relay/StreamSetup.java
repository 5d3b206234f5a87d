package io.sbc.media.relay;

import io.sbc.media.api.MediaSide;
import org.jspecify.annotations.Nullable;

/** Both endpoints of one m-line; null for a side that has not said anything yet. */
public record StreamSetup(@Nullable EndpointSetup set, @Nullable EndpointSetup icp) {

    /** The endpoint on {@code side}. */
    public @Nullable EndpointSetup on(MediaSide side) {
        return side == MediaSide.SET ? set : icp;
    }
}
