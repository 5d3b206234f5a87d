package io.sbc.core.capture;

import io.sbc.media.api.MediaCommand;
import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaPlane;
import io.sbc.media.api.MediaTap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A media plane that only remembers how it was tapped. */
final class TappedPlane implements MediaPlane {

    private final List<MediaTap> taps = new ArrayList<>();

    synchronized List<MediaTap> taps() {
        return List.copyOf(taps);
    }

    @Override
    public synchronized boolean tap(MediaTap tap) {
        return taps.add(tap);
    }

    @Override
    public void open(MediaCommand.Open open, Executor thread, Consumer<MediaEvent> listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean offer(MediaCommand command) {
        return false;
    }

    @Override
    public int sessions() {
        return 0;
    }

    @Override
    public int portsInUse() {
        return 0;
    }

    @Override
    public void close() {}
}
