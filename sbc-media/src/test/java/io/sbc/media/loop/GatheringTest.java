package io.sbc.media.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class GatheringTest {

    private static final long MILLISECOND = 1_000_000;

    private final Gathering gathering = new Gathering(0);
    private long now;

    @Test
    void shouldNotPauseForTheCommandsOfAFewCalls() {
        assertEquals(0, steady(2 * MILLISECOND));
    }

    @Test
    void shouldPauseWhenHundredsOfCallsBeginEachSecond() {
        assertEquals(Gathering.PAUSE_NANOS, steady(MILLISECOND / 4));
    }

    @Test
    void shouldStopPausingWhenNoMoreCallsBegin() {
        steady(MILLISECOND / 4);

        assertEquals(0, gathering.pauseNanos(1, now + 100 * MILLISECOND));
    }

    /** The pause after a tenth of a second in which a command comes every {@code every} nanoseconds. */
    private long steady(long every) {
        long pause = 0;
        for (long end = now + 100 * MILLISECOND; now < end; now += every) {
            pause = gathering.pauseNanos(1, now);
        }
        return pause;
    }
}
