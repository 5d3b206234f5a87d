package io.sbc.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.Timers.Timer;
import io.sbc.base.VirtualClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class TimerWheelTest {

    private static final long MILLI = 1_000_000;

    private final VirtualClock clock = new VirtualClock(0);
    private final TimerWheel wheel = new TimerWheel(clock);
    private final List<String> fired = new ArrayList<>();

    @Test
    void shouldFireAtItsTimeAndNeverBefore() {
        schedule(500 * MILLI, "a");

        advance(499 * MILLI + 999_999);
        assertEquals(List.of(), fired);
        advance(1);

        assertEquals(List.of("a"), fired);
        assertEquals(0, wheel.size());
    }

    @Test
    void shouldFireFractionsOfAMillisecondLateRatherThanEarly() {
        schedule(1, "a");

        advance(999_999);
        assertEquals(List.of(), fired);
        advance(1);

        assertEquals(List.of("a"), fired);
    }

    @Test
    void shouldFireWithoutDelayOnTheNextTurnThoughTheClockStandsStill() {
        wheel.schedule(0, () -> schedule(0, "second"));
        schedule(-5, "first");

        advance(0);
        assertEquals(List.of("first"), fired);
        advance(0);

        assertEquals(List.of("first", "second"), fired);
    }

    @Test
    void shouldCountADelayFromTheClockAndNotFromTheLastTurn() {
        clock.advance(700 * MILLI);
        schedule(500 * MILLI, "a");

        advance(499 * MILLI);
        assertEquals(List.of(), fired);
        advance(MILLI);

        assertEquals(List.of("a"), fired);
    }

    @Test
    void shouldNotFireWhatWasCancelledNotEvenInTheSameTurn() {
        List<Timer> timers = new ArrayList<>();
        wheel.schedule(10 * MILLI, () -> timers.forEach(Timer::cancel));
        timers.add(schedule(10 * MILLI, "same slot"));
        timers.add(schedule(20 * MILLI, "later"));

        advance(50 * MILLI);
        timers.forEach(Timer::cancel);

        assertEquals(List.of(), fired);
        assertEquals(0, wheel.size());
    }

    @Test
    void shouldFireWhatIsSeveralTurnsOfTheWheelAway() {
        schedule(32_000 * MILLI, "b");
        schedule(3_600_000 * MILLI, "hour");

        for (int i = 0; i < 31; i++) {
            advance(1_000 * MILLI);
        }
        assertEquals(List.of(), fired);
        advance(1_000 * MILLI);
        assertEquals(List.of("b"), fired);
        advance(3_568_000 * MILLI);

        assertEquals(List.of("b", "hour"), fired);
    }

    @Test
    void shouldSayHowLongNothingWillHappen() {
        assertTrue(wheel.nanosToNext() > 8_000 * MILLI);
        Timer near = schedule(70 * MILLI, "near");
        schedule(300 * MILLI, "far");

        assertEquals(70 * MILLI, wheel.nanosToNext());
        clock.advance(30 * MILLI);
        assertEquals(40 * MILLI, wheel.nanosToNext());
        near.cancel();
        assertEquals(270 * MILLI, wheel.nanosToNext());
        schedule(0, "now");
        assertEquals(0, wheel.nanosToNext());
    }

    @Test
    void shouldAgreeWithAListOfDeadlines() {
        long seed = 42;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Map<Integer, Long> deadlines = new HashMap<>();
        Map<Integer, Timer> timers = new HashMap<>();
        Map<Integer, Long> firedAt = new HashMap<>();

        for (int i = 0; i < 20_000; i++) {
            int id = i;
            if (random.nextInt(3) == 0) {
                long delay = 1 + random.nextLong(random.nextBoolean() ? 100 * MILLI : 40_000 * MILLI);
                deadlines.put(id, clock.nanoTime() + delay);
                timers.put(id, wheel.schedule(delay, () -> firedAt.put(id, clock.nanoTime())));
            }
            if (random.nextInt(5) == 0 && !timers.isEmpty()) {
                int victim = timers.keySet().iterator().next();
                Timer cancelled = timers.remove(victim);
                if (cancelled != null) {
                    cancelled.cancel();
                }
                deadlines.remove(victim);
            }
            clock.advance(random.nextInt(10) == 0 ? random.nextLong(12_000 * MILLI) : random.nextLong(20 * MILLI));
            wheel.advance(Runnable::run);
            for (Map.Entry<Integer, Long> entry : deadlines.entrySet()) {
                boolean hasFired = firedAt.containsKey(entry.getKey());
                assertTrue(!hasFired || entry.getValue() <= clock.nanoTime(), "early, seed " + seed);
                assertTrue(hasFired || clock.nanoTime() < entry.getValue() + MILLI, "late, seed " + seed);
            }
            deadlines.keySet().removeAll(firedAt.keySet());
            timers.keySet().removeAll(firedAt.keySet());
            firedAt.clear();
            assertEquals(deadlines.size(), wheel.size(), "seed " + seed);
        }
    }

    private Timer schedule(long delayNanos, String name) {
        return wheel.schedule(delayNanos, () -> fired.add(name));
    }

    private void advance(long nanos) {
        clock.advance(nanos);
        wheel.advance(Runnable::run);
    }
}
