package io.sbc.media.loop;

/** Hears what a loop has to tell. Called on the loop's thread; must not block. */
@FunctionalInterface
public interface LoopOwner {

    /** Takes the event; false when there is no room now, then the loop tells it again later. */
    boolean offer(LoopEvent event);
}
