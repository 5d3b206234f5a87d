package io.sbc.core.medialink;

import io.sbc.core.engine.ShardContext;
import io.sbc.media.api.MediaCommand;
import io.sbc.media.api.MediaPlane;
import io.sbc.media.api.MediaSessionId;
import java.util.concurrent.atomic.AtomicLong;

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
        MediaSessionId id = new MediaSessionId(lastId.incrementAndGet());
        PlaneMediaSession session = new PlaneMediaSession(id, plane, urgent, shard, listener);
        plane.open(new MediaCommand.Open(id, streams, urgent), shard, session::onEvent);
        return session;
    }
}
