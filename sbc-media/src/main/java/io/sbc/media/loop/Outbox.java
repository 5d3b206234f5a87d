package io.sbc.media.loop;

import io.sbc.base.Counters;
import io.sbc.media.api.MediaCounter;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Events on their way to the conductor, in order. They wait here while its queue is full. {@link LoopEvent.Detached} always
 * finds room, one for each session; others are refused when too many wait. One thread: the loop.
 */
final class Outbox {

    private static final int WAITING_MAX = 4096;

    private final LoopOwner owner;
    private final Counters<MediaCounter> counters;
    private final Deque<LoopEvent> waiting = new ArrayDeque<>();

    Outbox(LoopOwner owner, Counters<MediaCounter> counters) {
        this.owner = owner;
        this.counters = counters;
    }

    /** Sends the event or keeps it; false when it was refused. */
    boolean offer(LoopEvent event) {
        if (waiting.isEmpty() && owner.offer(event)) {
            return true;
        }
        if (waiting.size() >= WAITING_MAX && !(event instanceof LoopEvent.Detached)) {
            counters.increment(MediaCounter.EVENTS_REFUSED);
            return false;
        }
        waiting.addLast(event);
        return true;
    }

    /** Whether nothing waits. */
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Sends what waits; true when nothing waits any more. */
    boolean flush() {
        for (LoopEvent event = waiting.peekFirst(); event != null; event = waiting.peekFirst()) {
            if (!owner.offer(event)) {
                return false;
            }
            waiting.removeFirst();
        }
        return true;
    }
}
