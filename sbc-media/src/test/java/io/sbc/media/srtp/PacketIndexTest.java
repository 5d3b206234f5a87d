package io.sbc.media.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 3711 §3.3.1, appendix A. */
class PacketIndexTest {

    @Test
    void shouldCountARolloverWhenTheSequenceWraps() {
        assertEquals(0x1_0000, PacketIndex.estimate(0xffff, 0));
        assertEquals(0x1_0005, PacketIndex.estimate(0xfff0, 5));
    }

    @Test
    void shouldTakeALatePacketBackOverTheWrap() {
        assertEquals(0xfffe, PacketIndex.estimate(0x1_0001, 0xfffe));
    }

    @Test
    void shouldPutWhatIsBeforeTheBeginningBelowZero() {
        assertTrue(PacketIndex.estimate(5, 0xfff0) < 0);
    }

    @Test
    void shouldAlwaysChooseTheNearestIndex() {
        long seed = 7;
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            long highest = (random.nextLong() & 0xffff_ffff_ffffL) | 0x1_0000;
            int sequenceNumber = random.nextInt(0x1_0000);

            long index = PacketIndex.estimate(highest, sequenceNumber);

            assertEquals(sequenceNumber, index & 0xffff);
            assertTrue(Math.abs(index - highest) <= 0x8000,
                    "seed " + seed + ", highest " + highest + ", sequence " + sequenceNumber + " gives " + index);
        }
    }
}
