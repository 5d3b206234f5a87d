package io.sbc.media.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.media.api.PayloadFormat;
import io.sbc.media.api.PayloadTypes;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3550 A.1, A.3, A.8. */
class ReceptionStatisticsTest {

    private static final long PACKET_NANOS = 20_000_000;

    private final ReceptionStatistics statistics = new ReceptionStatistics();
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
            statistics.onPacket(1, i & 0xffff, 160 * i, 0, arrival);
            long transit = delay / 125_000;
            expected += i == 0 ? 0 : (Math.abs(transit - previousTransit) - expected) / 16;
            previousTransit = transit;
        }

        double ticks = statistics.jitterMicros() / 125.0;
        assertTrue(Math.abs(ticks - expected) <= 1.0, ticks + " instead of " + expected);
    }

    /**
     * Against the plainest count there is: the set of numbers that came. The trace loses, doubles and delays packets by up to
     * 60 places; duplicates come within the window in which they can be told.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldAgreeWithTheSetOfNumbersThatCame(long seed) {
        Random random = new Random(seed);
        double loss = random.nextDouble() * 0.3;
        double copies = random.nextDouble() * 0.1;
        double delays = random.nextDouble() * 0.2;
        int first = random.nextInt(65_536);
        TreeMap<Long, Integer> wire = new TreeMap<>();
        for (int i = 0; i < 150_000; i++) {
            if (random.nextDouble() >= loss) {
                long place = 100L * i + (random.nextDouble() < delays ? 100L * random.nextInt(60) + 50 : 0);
                wire.put(place * 2, first + i);
                if (random.nextDouble() < copies) {
                    wire.put(place * 2 + 1 + 200L * random.nextInt(30), first + i);
                }
            }
        }
        Set<Integer> came = new HashSet<>();
        int lowest = Integer.MAX_VALUE;
        int highest = Integer.MIN_VALUE;
        int late = 0;
        int doubled = 0;
        for (int number : wire.values()) {
            receive(9, number);
            if (!came.add(number)) {
                doubled++;
            } else if (number < highest) {
                late++;
            }
            lowest = Math.min(lowest, number);
            highest = Math.max(highest, number);
        }

        assertEquals(highest - lowest + 1, statistics.expected());
        assertEquals(highest - lowest + 1 - came.size(), statistics.lost());
        assertEquals(doubled, statistics.duplicates());
        assertEquals(late, statistics.reordered());
        assertEquals(wire.size(), statistics.receivedOfSource());
        assertEquals(highest - lowest + (lowest & 0xffff), statistics.extendedHighest());
    }

    @Test
    void shouldNotLetACopyHideALoss() {
        receive(1, 10);
        receive(1, 10);
        receive(1, 12);
        receive(1, 12);

        assertEquals(1, statistics.lost());
        assertEquals(2, statistics.duplicates());
        assertEquals(1, statistics.gaps());
        assertEquals(4, statistics.receivedOfSource(), "RFC 3550 A.3 counts copies");
    }

    @Test
    void shouldCountALateFirstPacketFromItsPlace() {
        receive(1, 0);
        receive(1, 65_534);

        assertEquals(3, statistics.expected());
        assertEquals(1, statistics.lost());
        assertEquals(1, statistics.reordered());
    }

    @Test
    void shouldMeasureJitterByTheClockOfThePayloadType() {
        statistics.expect(new PayloadTypes(List.of(new PayloadFormat(96, "opus", 48_000))));
        for (int i = 0; i < 2000; i++) {
            arrival += PACKET_NANOS + (i % 2 == 0 ? 4_000_000 : -4_000_000);
            statistics.onPacket(1, i, 960 * i, 96, arrival);
        }

        assertEquals(4_000, (double) statistics.jitterMicros(), 100.0, "|D| is 4 ms for every packet");
        assertEquals("opus", statistics.format().encoding());
    }

    @Test
    void shouldKeepTheJitterInTimeWhenTheCodecChanges() {
        statistics.expect(new PayloadTypes(List.of(new PayloadFormat(96, "opus", 48_000))));
        for (int i = 0; i < 500; i++) {
            arrival += PACKET_NANOS + (i % 2 == 0 ? 4_000_000 : -4_000_000);
            statistics.onPacket(1, i, 960 * i, 96, arrival);
        }
        long before = statistics.jitterMicros();

        arrival += PACKET_NANOS;
        statistics.onPacket(1, 500, 480_000 + 160, 0, arrival);

        assertEquals((double) before, (double) statistics.jitterMicros(), 500.0);
        assertEquals("pcmu", statistics.format().encoding());
    }

    @Test
    void shouldNotTakeTouchTonesOrAStoppedClockForJitter() {
        statistics.expect(new PayloadTypes(List.of(new PayloadFormat(101, "telephone-event", 8000))));
        int number = 0;
        for (int i = 0; i < 100; i++) {
            receive(1, number++);
        }
        int tone = (int) (arrival / 125_000);
        for (int i = 0; i < 50; i++) {
            arrival += PACKET_NANOS;
            statistics.onPacket(1, number++, tone, 101, arrival);
        }
        receive(1, number++);
        arrival += 30_000_000_000L;
        statistics.onPacket(1, number++, (int) ((arrival - 30_000_000_000L) / 125_000), 0, arrival);

        assertEquals(0, statistics.jitterMicros());
        assertEquals("pcmu", statistics.format().encoding());
    }

    private void receive(int ssrc, int number) {
        arrival += PACKET_NANOS;
        statistics.onPacket(ssrc, number & 0xffff, (int) (arrival / 125_000), 0, arrival);
    }
}
