package io.sbc.core.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BoundedTableTest {

    private static final int CAPACITY = 1_024;
    private static final long MINUTE = 60_000_000_000L;
    private static final Rate RATE = Rate.perSecond(10, 100);

    private final Random random = new Random(5);
    private final BoundedTable<Source> table = new BoundedTable<>(CAPACITY, random.nextLong(),
            key -> new Source(key, 0));

    @Test
    void shouldNeverGrowBeyondItsCapacityWhateverComes() {
        for (int i = 0; i < 100_000; i++) {
            use(table.get(random.nextLong(), 0));
        }

        assertEquals(CAPACITY, table.capacity());
        assertTrue(table.size() <= CAPACITY, "size " + table.size());
    }

    @Test
    void shouldNotForgetWhoIsKnownWhenAMillionStrangersCome() {
        Source known = table.get(42, 0);
        known.onFlowRegistered();

        for (int i = 0; i < 1_000_000; i++) {
            use(table.get(random.nextLong(), i));
        }

        assertSame(known, table.get(42, 1_000_000));
    }

    @Test
    void shouldMakeStrangersWithoutAPlaceShareOneLimit() {
        int granted = 0;
        for (int i = 0; i < 100_000; i++) {
            granted += table.get(random.nextLong(), 0).take(SourceMeter.REQUESTS, RATE, 1, 0) ? 1 : 0;
        }

        assertEquals(table.size() + RATE.capacity(), granted,
                "one each for those with a place, one burst for the rest");
    }

    @Test
    void shouldGivePlacesToNewcomersOnceTheirOwnersSayNothingAnyMore() {
        for (int i = 0; i < 100_000; i++) {
            use(table.get(random.nextLong(), 0));
        }
        assertTrue(table.isCommon(table.get(7, 0)));

        Source placed = table.get(7, MINUTE);

        assertFalse(table.isCommon(placed));
        assertSame(placed, table.find(7));
        assertNotSame(placed, table.get(8, MINUTE));
    }

    private static void use(Source source) {
        source.take(SourceMeter.REQUESTS, RATE, 1, 0);
    }
}
