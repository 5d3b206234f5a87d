package io.sbc.admin.http.captures;

import io.sbc.media.api.MediaCommand;
import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaPlane;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** For tests that do not look at media. */
public final class NoMedia implements MediaPlane {

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
