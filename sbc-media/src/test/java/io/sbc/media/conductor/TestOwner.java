package io.sbc.media.conductor;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.fail;

import io.sbc.media.api.MediaEvent;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Hears a session's events. */
final class TestOwner implements Consumer<MediaEvent> {

    private final BlockingQueue<MediaEvent> events = new LinkedBlockingQueue<>();

    @Override
    public void accept(MediaEvent event) {
        events.add(event);
    }

    /** The next event, which must be of this type. */
    <E extends MediaEvent> E next(Class<E> type) {
        MediaEvent event = take();
        return type.isInstance(event) ? type.cast(event) : fail("expected " + type.getSimpleName() + ", got " + event);
    }

    /** The next event of this type; others before it are dropped. */
    <E extends MediaEvent> E await(Class<E> type) {
        MediaEvent event = take();
        while (!type.isInstance(event)) {
            event = take();
        }
        return type.cast(event);
    }

    private MediaEvent take() {
        try {
            MediaEvent event = events.poll(10, TimeUnit.SECONDS);
            assertNotNull(event, "no event in 10 s");
            return event;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return fail("interrupted");
        }
    }
}
