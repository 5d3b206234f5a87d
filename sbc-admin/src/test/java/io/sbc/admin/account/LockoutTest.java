package io.sbc.admin.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockoutTest {

    private final TestClock clock = new TestClock();
    private final Lockout lockout = new Lockout(4, 3, Duration.ofSeconds(10), Duration.ofSeconds(60), clock);

    /** Tries until shut out, waits as told, and so on. */
    private List<Long> waits(String key, int attempts) {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < attempts; i++) {
            assertEquals(Duration.ZERO, lockout.begin(key));
            Duration shut = lockout.remaining(key);
            waits.add(shut.toSeconds());
            clock.advance(shut);
        }
        return waits;
    }

    @Test
    void shouldShutOutForTwiceAsLongEachTime() {
        assertEquals(List.of(0L, 0L, 0L, 10L, 20L, 40L, 60L, 60L), waits("ada", 8));
    }

    @Test
    void shouldNotLetInWhoIsShutOutNorCountHim() {
        waits("ada", 3);
        lockout.begin("ada");

        assertEquals(Duration.ofSeconds(10), lockout.begin("ada"));
        clock.advance(Duration.ofSeconds(4));
        assertEquals(Duration.ofSeconds(6), lockout.begin("ada"));
    }

    @Test
    void shouldForgetAfterSuccessAndAfterTheLongestTime() {
        waits("ada", 4);
        lockout.clear("ada");
        assertEquals(List.of(0L, 0L, 0L, 10L), waits("ada", 4));

        clock.advance(Duration.ofSeconds(61));
        lockout.begin("other");
        assertEquals(1, lockout.size());
        assertEquals(List.of(0L, 0L, 0L, 10L), waits("ada", 4));
    }

    @Test
    void shouldNotCountWhatIsForgiven() {
        for (int i = 0; i < 20; i++) {
            assertEquals(Duration.ZERO, lockout.begin("nat"));
            lockout.forgive("nat");
        }
        assertEquals(0, lockout.size());
    }

    @Test
    void shouldGiveNewcomersOneCommonPlaceWhenItIsFull() {
        waits("ada", 4);
        for (int i = 0; i < 100; i++) {
            lockout.begin("name" + i);
        }

        assertTrue(lockout.size() <= 5, "four, and the common one");
        assertTrue(!lockout.begin("yet another").isZero(), "they share one limit");
        assertTrue(!lockout.remaining("ada").isZero() || lockout.size() > 0, "who was there is not pushed out");
    }
}
