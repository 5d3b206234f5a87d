package io.sbc.media.api;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The media plane as signalling sees it. Thread-safe. */
public interface MediaPlane extends AutoCloseable {

    /**
     * Opens a session and names who hears of it.
     *
     * @param open the command
     * @param thread runs {@code listener}; a signalling shard names itself, so events arrive on the call's own thread
     * @param listener hears every event of the session, in order, {@link MediaEvent.Closed} or {@link
     *     MediaEvent.OpenRefused} last
     */
    void open(MediaCommand.Open open, Executor thread, Consumer<MediaEvent> listener);

    /**
     * Offers a command for an open session.
     *
     * @return false when the plane's queue is full or the plane is closing: nothing was done, and it was counted
     */
    boolean offer(MediaCommand command);

    /** Begins, widens or ends the one tap; false when the plane's queue is full or the plane has none. */
    default boolean tap(MediaTap tap) {
        return false;
    }

    /** Hands on what was tapped since the last call, of each loop in order; packets lost since the tap began. One thread. */
    default long readTapped(TapReader reader) {
        return 0;
    }

    /** Sessions that are open now. */
    int sessions();

    /** UDP ports that sessions hold (they are bound) or that rest before they are used again (they are closed). */
    int portsInUse();

    /** Ends every session, stops the loops, closes the sockets. Waits at most 5 s. */
    @Override
    void close();
}
