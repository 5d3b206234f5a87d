package io.sbc.media.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TurnPaceTest {

    private static final long START = Math.subtractExact(Long.MAX_VALUE, 5_000_000L);

    private final TurnPace pace = new TurnPace(START);

    @Test
    void shouldNotLetTheFirstMessagesWait() {
        assertEquals(0, pace.pauseNanos(3, START));
        assertEquals(0, pace.pauseNanos(1, START + 5_000_000));
        assertEquals(0, pace.pauseNanos(1, START + 10_000_000), "the clock may run over");
    }

    @Test
    void shouldLetMessagesGatherWhileTheyComeFast() {
        assertEquals(0, pace.pauseNanos(1, START));
        assertEquals(TurnPace.PAUSE_NANOS, pace.pauseNanos(1, START + 1_000_000));
        assertEquals(TurnPace.PAUSE_NANOS, pace.pauseNanos(4, START + 2_100_000));
    }

    @Test
    void shouldSleepUntilItIsWokenOnceNothingComes() {
        pace.pauseNanos(1, START);
        pace.pauseNanos(1, START + 1_000_000);

        assertEquals(0, pace.pauseNanos(0, START + 2_000_000));
        assertEquals(0, pace.pauseNanos(1, START + 9_000_000));
    }
}
