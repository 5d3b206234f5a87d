package io.sbc.core.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class MetersTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Rate TEN = Rate.perSecond(10, 30);

    /** Near the end of a long: the monotonic clock may begin anywhere. */
    private static final long START = Long.MAX_VALUE - SECOND;

    private final Meters meters = new Meters(2, START);

    @Test
    void shouldGrantTheBurstAtOnceAndThenTheRate() {
        assertEquals(30, takenOf(1_000, START, 1));
        assertEquals(10, takenOf(1_000, START + SECOND, 1));
        assertEquals(30, takenOf(1_000, START + 60 * SECOND, 1));
    }

    @Test
    void shouldScaleRateAndBurstByTheFactor() {
        assertEquals(90, takenOf(1_000, START, 3));
        assertEquals(30, takenOf(1_000, START + SECOND, 3));
    }

    @Test
    void shouldKeepBucketsApartAndTellWhenAllAreFull() {
        assertTrue(meters.areFull(START));
        takenOf(30, START, 1);

        assertTrue(meters.isEmpty(0, TEN, 1, START));
        assertFalse(meters.isEmpty(1, TEN, 1, START));
        assertEquals(30, meters.used(0, TEN, 1, START));
        assertFalse(meters.areFull(START + 2 * SECOND));
        assertTrue(meters.areFull(START + 3 * SECOND));
    }

    @Test
    void shouldGrantNoMoreThanSoManyWithinAWindow() {
        Rate rate = Rate.within(5, Duration.ofMinutes(10));

        int granted = 0;
        for (int i = 0; i < 100; i++) {
            granted += meters.take(0, rate, 1, START + i * SECOND) ? 1 : 0;
        }

        assertEquals(5, granted);
    }

    private int takenOf(int wanted, long now, int factor) {
        int taken = 0;
        for (int i = 0; i < wanted; i++) {
            taken += meters.take(0, TEN, factor, now) ? 1 : 0;
        }
        return taken;
    }
}
