package io.sbc.media.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CoalescingTest {

    private static final long MILLISECOND = 1_000_000;

    private final Coalescing coalescing = new Coalescing(0);
    private long now;
    private int sessions = 1;

    @Test
    void shouldCarryEachPacketAsItComesUpToTwoHundredCalls() {
        assertEquals(0, steady(1, MILLISECOND / 20));
    }

    @Test
    void shouldPauseWhenManyPacketsComeOneByOne() {
        long pause = steady(1, MILLISECOND / 45);

        assertEquals(Coalescing.PAUSE_MAX_NANOS, pause);
    }

    @Test
    void shouldPauseForAShorterTimeWhenFewerPacketsCome() {
        long pause = steady(3, MILLISECOND / 10);

        assertEquals(Coalescing.PAUSE_NANOS_PER_RATE * (30_000 - Coalescing.RATE_MIN), pause);
    }

    @Test
    void shouldNotPauseWhenBatchesAreFull() {
        assertEquals(0, steady(Coalescing.BATCH_ENOUGH, MILLISECOND / 10));
    }

    @Test
    void shouldPauseForManyCallsThoughTheirSendersGetNoTime() {
        sessions = 400;

        assertEquals(Coalescing.PAUSE_MAX_NANOS, steady(1, MILLISECOND / 10));
    }

    @Test
    void shouldNotPauseForManyCallsThatAreOnHold() {
        sessions = 400;

        assertEquals(0, steady(1, MILLISECOND));
    }

    @Test
    void shouldStopPausingWhenCallsEnd() {
        assertTrue(steady(1, MILLISECOND / 30) > 0);

        assertEquals(0, steady(1, 5 * MILLISECOND));
    }

    /** The pause after a quarter of a second in which so many packets come every {@code every} nanoseconds. */
    private long steady(int packets, long every) {
        long pause = 0;
        for (long end = now + 250 * MILLISECOND; now < end; now += every) {
            pause = coalescing.pauseNanos(packets, sessions, now);
        }
        return pause;
    }
}
