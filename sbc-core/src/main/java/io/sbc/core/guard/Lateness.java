package io.sbc.core.guard;

import io.sbc.base.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Whether places of work (shards, event loops) are too late for a request: not once what waits there has been late for a
 * moment, but when it has been for a while on end, as CoDel judges (RFC 8289 §3): a burst, a slow start, one pause of the
 * process is no overload. Any thread.
 */
final class Lateness {

    /** How long every message may be late before any is refused: what a pause has left behind is done by then. */
    private static final long GRACE_NANOS = Duration.ofSeconds(2).toNanos();

    /** No grace for whoever was overloaded so lately, and is late: it is the same storm. */
    private static final long CALM_NANOS = Duration.ofSeconds(10).toNanos();

    /**
     * Of the target, at which no grace is given: so much work waits that what is let in is late for its sender's timers. Who
     * calls waits himself, and hangs up earlier than a timer.
     */
    private static final int CEILING = 8;
    private static final int CEILING_OF_CALLS = 3;

    private final long targetNanos;
    private final Clock clock;

    /** When the messages of each place were last seen not to be late. */
    private final AtomicLongArray inTimeNanos;

    /** When each last refused something for being behind. */
    private final AtomicLongArray refusedNanos;

    Lateness(int places, Duration target, Clock clock) {
        this.targetNanos = target.toNanos();
        this.clock = clock;
        this.inTimeNanos = new AtomicLongArray(places);
        this.refusedNanos = new AtomicLongArray(places);
        for (int place = 0; place < places; place++) {
            inTimeNanos.set(place, clock.nanoTime());
            refusedNanos.set(place, clock.nanoTime() - CALM_NANOS);
        }
    }

    /**
     * @param delayNanos how long what is let in now will wait
     * @param waitedNanos how long the last message that was done has waited
     */
    boolean refuses(Priority priority, int place, long delayNanos, long waitedNanos) {
        long now = clock.nanoTime();
        if (delayNanos <= targetNanos || waitedNanos <= targetNanos) {
            inTimeNanos.set(place, now);
        }
        if (delayNanos <= targetNanos * priority.patience()) {
            return false;
        }
        boolean sameStorm = now - refusedNanos.get(place) < CALM_NANOS && waitedNanos > targetNanos / 2;
        boolean lasting = now - inTimeNanos.get(place) >= GRACE_NANOS || sameStorm;
        if (!lasting && delayNanos <= targetNanos * (priority == Priority.CALL ? CEILING_OF_CALLS : CEILING)) {
            return false;
        }
        refusedNanos.set(place, now);
        return true;
    }
}
