package io.sbc.media.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 3550 A.1, A.3, A.8. */
class ReceptionStatisticsTest {

    private static final long PACKET_NANOS = 20_000_000;

    private final ReceptionStatistics statistics = new ReceptionStatistics(8000);
    private long arrival = Integer.MAX_VALUE;

    @Test
    void shouldCountNothingLostOfAWholeStreamOverWraps() {
        for (int i = 0; i < 200_000; i++) {
            receive(1, i);
        }

        assertEquals(0, statistics.lost());
        assertEquals(0, statistics.jitterMicros());
    }

    @Test
    void shouldCountWhatIsMissing() {
        Random random = new Random(2);
        int dropped = 0;
        receive(1, 0);
        for (int i = 1; i < 100_000; i++) {
            if (random.nextInt(20) == 0) {
                dropped++;
            } else {
                receive(1, i);
            }
        }
        receive(1, 100_000);

        assertEquals(dropped, statistics.lost());
    }

    @Test
    void shouldNotCountReorderedPacketsAsLost() {
        for (int i = 0; i < 1000; i += 2) {
            receive(1, i + 1);
            receive(1, i);
        }

        assertEquals(0, statistics.lost(), "a late first packet is before the base, the rest came");
    }

    @Test
    void shouldKeepLossesWhenTheSourceChanges() {
        receive(1, 10);
        receive(1, 15);
        receive(2, 40_000);
        receive(2, 40_002);

        assertEquals(5, statistics.lost());
    }

    @Test
    void shouldTakeAJumpForARestartOnceItGoesOnThere() {
        receive(1, 10);
        receive(1, 30_000);
        receive(1, 30_001);
        receive(1, 30_002);

        assertEquals(0, statistics.lost());
    }

    @Test
    void shouldComputeJitterAsTheRfcDoes() {
        double expected = 0;
        long previousTransit = 0;
        Random random = new Random(4);
        long base = arrival;
        for (int i = 0; i < 1000; i++) {
            long delay = random.nextInt(40) * 125_000L;
            arrival = base + i * PACKET_NANOS + delay;
            statistics.onPacket(1, i & 0xffff, 160 * i, arrival);
            long transit = delay / 125_000;
            expected += i == 0 ? 0 : (Math.abs(transit - previousTransit) - expected) / 16;
            previousTransit = transit;
        }

        double ticks = statistics.jitterMicros() / 125.0;
        assertTrue(Math.abs(ticks - expected) <= 1.0, ticks + " instead of " + expected);
    }

    private void receive(int ssrc, int number) {
        arrival += PACKET_NANOS;
        statistics.onPacket(ssrc, number & 0xffff, (int) (arrival / 125_000), arrival);
    }
}
