package io.sbc.core.medialink;

import io.sbc.core.engine.ShardContext;
import io.sbc.media.api.MediaCommand;
import io.sbc.media.api.MediaPlane;
import io.sbc.media.api.MediaSessionId;
import java.util.concurrent.atomic.AtomicLong;

/** The link to the media plane of this process. Thread-safe. */
public final class PlaneMediaLink implements MediaLink {

    private final MediaPlane plane;
    private final AtomicLong lastId = new AtomicLong();

    public PlaneMediaLink(MediaPlane plane) {
        this.plane = plane;
    }

    @Override
    public MediaSession open(int streams, ShardContext shard, MediaListener listener) {
        MediaSessionId id = new MediaSessionId(lastId.incrementAndGet());
        PlaneMediaSession session = new PlaneMediaSession(id, plane, shard, listener);
        plane.open(new MediaCommand.Open(id, streams), shard, session::onEvent);
        return session;
    }
}
