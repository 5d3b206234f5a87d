package io.sbc.media.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {

    private final ReplayWindow window = new ReplayWindow();

    @Test
    void shouldRefuseWhatItHasSeenAndWhatIsTooOld() {
        window.commit(1000);

        assertEquals(SrtpResult.REPLAYED, window.check(1000));
        assertEquals(0, window.check(1001));
        assertEquals(0, window.check(1000 - 127));
        assertEquals(SrtpResult.TOO_OLD, window.check(1000 - 128));
    }

    @Test
    void shouldNotMoveWhenOnlyAsked() {
        window.commit(5);

        assertEquals(0, window.check(500));

        assertEquals(5, window.highest());
        assertEquals(0, window.check(4));
    }

    @Test
    void shouldAgreeWithASetOfAllIndicesEverSeen() {
        long seed = 20_260_101;
        for (int round = 0; round < 200; round++) {
            Random random = new Random(seed + round);
            ReplayWindow tried = new ReplayWindow();
            Set<Long> seen = new HashSet<>();
            long highest = -1;
            long around = random.nextInt(1 << 20);
            for (int i = 0; i < 500; i++) {
                around += random.nextInt(4) == 0 ? random.nextInt(300) : random.nextInt(3);
                long index = Math.max(0, around - random.nextInt(200));

                int verdict = tried.check(index);

                assertEquals(expected(index, highest, seen), verdict, "seed " + (seed + round) + ", step " + i);
                if (verdict == 0) {
                    tried.commit(index);
                    seen.add(index);
                    highest = Math.max(highest, index);
                }
            }
        }
    }

    private static int expected(long index, long highest, Set<Long> seen) {
        if (index <= highest - ReplayWindow.SIZE) {
            return SrtpResult.TOO_OLD;
        }
        return seen.contains(index) ? SrtpResult.REPLAYED : 0;
    }
}
