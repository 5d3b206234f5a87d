package io.sbc.core.medialink;

import io.sbc.core.engine.ShardContext;

/** Opens media sessions for calls. Thread-safe; what it opens belongs to the shard that is named. */
public interface MediaLink {

    /**
     * Asks for a session with ports for {@code streams} m-lines on both sides. The answer comes later on {@code shard},
     * never from inside this call.
     *
     * @param streams 1 to 16
     */
    MediaSession open(int streams, ShardContext shard, MediaListener listener);

    /**
     * The session of a process before this one, on its ports, with its keys where they stood. The answer comes as for {@link
     * #open}; a plan is to be applied then.
     */
    default MediaSession openAgain(SavedMedia before, ShardContext shard, MediaListener listener) {
        return open(before.state().streams().size(), shard, listener);
    }

    /** The same for emergency calls: no limit on sessions refuses them. */
    default MediaLink urgent() {
        return this;
    }
}
