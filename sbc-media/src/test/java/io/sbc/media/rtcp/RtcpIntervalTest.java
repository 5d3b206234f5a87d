package io.sbc.media.rtcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 3550 §6.3.1 and A.7. */
class RtcpIntervalTest {

    private static final long SECOND = 1_000_000_000;

    @Test
    void shouldNotFallBelowTheMinimum() {
        assertEquals(5 * SECOND, RtcpInterval.deterministicNanos(5 * SECOND, 2, 2, true, 400, 144));
    }

    @Test
    void shouldShareTheBandwidthAmongMembers() {
        assertEquals(100 * 36 / 400 * SECOND,
                RtcpInterval.deterministicNanos(5 * SECOND, 36, 20, true, 400, 100));
    }

    @Test
    void shouldKeepAQuarterOfTheBandwidthForFewSenders() {
        long sender = RtcpInterval.deterministicNanos(0, 100, 4, true, 400, 100);
        long receiver = RtcpInterval.deterministicNanos(0, 100, 4, false, 400, 100);

        assertEquals(4 * SECOND, sender);
        assertEquals(32 * SECOND, receiver);
    }

    @Test
    void shouldSpreadFromAHalfToOneAndAHalfWithCompensation() {
        Random random = new Random(1);
        double sum = 0;
        for (int i = 0; i < 10_000; i++) {
            long interval = RtcpInterval.randomNanos(5 * SECOND, random.nextDouble());
            assertTrue(interval >= 2.5 / 1.21828 * SECOND - 1 && interval <= 7.5 / 1.21828 * SECOND, interval + " ns");
            sum += interval;
        }

        assertEquals(5 / 1.21828, sum / 10_000 / SECOND, 0.05);
    }
}
