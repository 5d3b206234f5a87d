package io.sbc.core.medialink;

import io.sbc.core.engine.ShardContext;
import io.sbc.media.api.MediaCommand;
import io.sbc.media.api.MediaPlane;
import io.sbc.media.api.MediaSessionId;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** The link to the media plane of this process. Thread-safe. */
public final class PlaneMediaLink implements MediaLink {

    private final MediaPlane plane;
    private final AtomicLong lastId;
    private final boolean urgent;

    public PlaneMediaLink(MediaPlane plane) {
        this(plane, new AtomicLong(), false);
    }

    private PlaneMediaLink(MediaPlane plane, AtomicLong lastId, boolean urgent) {
        this.plane = plane;
        this.lastId = lastId;
        this.urgent = urgent;
    }

    @Override
    public MediaLink urgent() {
        return new PlaneMediaLink(plane, lastId, true);
    }

    @Override
    public MediaSession open(int streams, ShardContext shard, MediaListener listener) {
        return open(id -> new MediaCommand.Open(id, streams, urgent), shard, listener);
    }

    @Override
    public MediaSession openAgain(SavedMedia before, ShardContext shard, MediaListener listener) {
        PlaneMediaSession session = open(id -> MediaCommand.Open.again(id, urgent, before.state()), shard, listener);
        session.stoodAt(before.state());
        return session;
    }

    private PlaneMediaSession open(Function<MediaSessionId, MediaCommand.Open> open, ShardContext shard,
            MediaListener listener) {
        MediaSessionId id = new MediaSessionId(lastId.incrementAndGet());
        PlaneMediaSession session = new PlaneMediaSession(id, plane, urgent, shard, listener);
        plane.open(open.apply(id), shard, session::onEvent);
        return session;
    }
}
