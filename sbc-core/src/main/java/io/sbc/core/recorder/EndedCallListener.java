package io.sbc.core.recorder;

import java.util.function.Supplier;

/** Hears of every ended call, on the recorder's thread; must not wait. */
@FunctionalInterface
public interface EndedCallListener {

    /**
     * @param bare without its events
     * @param whole with them, where they were kept; decoding takes its time and may be done on any thread
     */
    void onEnded(Recording bare, Supplier<Recording> whole);
}
