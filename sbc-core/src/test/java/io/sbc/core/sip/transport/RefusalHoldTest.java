package io.sbc.core.sip.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RefusalHoldTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private long now = 77;
    private final RefusalHold hold = new RefusalHold(3, now);

    /** Until it is held no more. */
    private long heldFor() {
        long began = now;
        while (hold.isHeld(now)) {
            now += SECOND / 100;
        }
        return now - began;
    }

    private static void assertAbout(long seconds, long nanos) {
        assertTrue(nanos >= seconds * SECOND / 2 && nanos <= seconds * SECOND * 3 / 2 + SECOND / 100, nanos + " ns");
    }

    @Test
    void shouldHoldWhoDoesNotHeedForOneTwoAndThenFourSeconds() {
        assertFalse(hold.refuse(now), "the first time tells it to wait");
        for (long seconds : new long[]{1, 2, 4, 4}) {
            now += SECOND;
            assertTrue(hold.refuse(now));
            assertFalse(hold.refuse(now), "held already");
            assertAbout(seconds, heldFor());
        }
    }

    @Test
    void shouldForgetWhoHeeds() {
        hold.refuse(now);
        now += SECOND;
        hold.refuse(now);
        heldFor();
        now += 5 * SECOND;

        assertFalse(hold.refuse(now));
        now += SECOND;
        assertTrue(hold.refuse(now));
        assertAbout(1, heldFor());
    }

    @Test
    void shouldReadOftenEnoughForAnEmergencyCall() {
        for (int i = 0; i < 1000; i++) {
            long slice = hold.sliceMillis();
            assertTrue(slice >= 250 && slice < 750, slice + " ms");
        }
        assertEquals(1000, LongStream.range(0, 1000)
                .map(id -> new RefusalHold(id, 0).sliceMillis()).filter(slice -> slice >= 250).count());
    }
}
