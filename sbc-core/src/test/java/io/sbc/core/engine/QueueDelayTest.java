package io.sbc.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.Counters;
import io.sbc.base.VirtualClock;
import io.sbc.core.sip.transport.EdgeCounter;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QueueDelayTest {

    private static final long MILLI = 1_000_000;

    private final VirtualClock clock = new VirtualClock(0);
    private final SignallingShard shard = new SignallingShard(0, clock, new Random(1),
            new Counters<>(EdgeCounter.class));

    @Test
    void shouldSayHowLongTheLastOfAQueueHasWaited() {
        queue(1_000, MILLI);

        turnUntilEmpty();

        // Told by the shard when it came past the last one that was there at first; now nothing waits.
        assertEquals(0, shard.queueWaitedNanos());
        queue(1_000, MILLI);
        for (int i = 0; i < 4; i++) {
            shard.runOnce();
        }
        assertEquals(1_000 * MILLI, shard.queueWaitedNanos());
    }

    @Test
    void shouldExpectOfWhatWaitsWhatWasNeededOfLate() {
        queue(100, MILLI);
        turnUntilEmpty();

        queue(50, MILLI);

        assertEquals(50 * MILLI, shard.queueDelayNanos());
    }

    /** What was found in the field: a turn of one task that took 400 ms made 50 waiting tasks look like seconds of work. */
    @Test
    void shouldNotMultiplyOnePauseByTheQueue() {
        for (int i = 0; i < 2_000; i++) {
            queue(1, MILLI / 20);
            turnUntilEmpty();
        }
        queue(1, 400 * MILLI);
        turnUntilEmpty();

        queue(100, MILLI / 20);

        assertTrue(shard.queueDelayNanos() < 50 * MILLI, "expects " + Duration.ofNanos(shard.queueDelayNanos()));
    }

    @Test
    void shouldCountWhatGoesFirst() {
        for (int i = 0; i < 192; i++) {
            shard.offerFirst(() -> clock.advance(MILLI));
        }
        queue(64, MILLI);
        shard.runOnce();

        queue(10, MILLI);

        assertEquals(40 * MILLI, shard.queueDelayNanos(), "each waits for three others");
    }

    @Test
    void shouldFollowAChangeOfPaceWithinAFewThousandTasks() {
        queue(2_000, 2 * MILLI); // cold
        turnUntilEmpty();
        for (int i = 0; i < 10; i++) {
            queue(1_000, MILLI / 10);
            turnUntilEmpty();
        }

        queue(100, 0);

        assertTrue(shard.queueDelayNanos() < 20 * MILLI, "expects " + Duration.ofNanos(shard.queueDelayNanos()));
    }

    private void queue(int tasks, long eachNanos) {
        for (int i = 0; i < tasks; i++) {
            shard.offer(() -> clock.advance(eachNanos));
        }
    }

    private void turnUntilEmpty() {
        while (shard.runOnce() > 0) {
            // on
        }
    }
}
