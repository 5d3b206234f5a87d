package io.sbc.core.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.config.GuardSettings;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BlockListTest {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final BlockList blocks = new BlockList(
            new GuardSettings.Blocks(Duration.ofMinutes(5), Duration.ofMinutes(30), 10));

    @Test
    void shouldBlockTwiceAsLongEachTimeUpToTheMaximum() {
        long now = 0;
        for (long minutes : new long[]{5, 10, 20, 30, 30}) {
            Block block = block(1, now);

            assertEquals(minutes * MINUTE, block.endNanos() - now);
            assertTrue(blocks.isBlocked(1, false, now + minutes * MINUTE - 1));
            assertFalse(blocks.isBlocked(1, false, now + minutes * MINUTE));
            now = block.endNanos() + MINUTE;
        }
    }

    @Test
    void shouldForgiveAfterAsLongAsTheMaximum() {
        Block first = block(1, 0);
        block(2, first.endNanos() + 30 * MINUTE);

        assertEquals(1, block(1, first.endNanos() + 30 * MINUTE).times());
    }

    @Test
    void shouldNotProlongABlockThatRuns() {
        Block first = block(1, 0);

        assertEquals(first, block(1, MINUTE));
    }

    @Test
    void shouldLetConnectionsInWhenOnlyDatagramsGaveTheSourceAway() {
        blocks.block(1, BlockReason.SCANNER, true, "", 0, 0);

        assertTrue(blocks.isBlocked(1, true, 1));
        assertFalse(blocks.isBlocked(1, false, 1));

        block(1, 2); // now it was seen over a connection

        assertTrue(blocks.isBlocked(1, false, 3));
        assertEquals(1, blocks.find(1, 3).orElseThrow().times());
    }

    @Test
    void shouldGiveUpTheBlockThatEndsFirstWhenFullButNeverAnOperators() {
        blocks.blockByOperator(100, 1, "mine", 0, 0);
        LongStream.range(0, 20).forEach(key -> block(key, key));

        List<Block> left = blocks.inForce(0);
        assertEquals(10, left.size());
        assertTrue(left.stream().anyMatch(block -> block.key() == 100));
        assertTrue(left.stream().anyMatch(block -> block.key() == 19));
        assertFalse(left.stream().anyMatch(block -> block.key() == 0));
    }

    @Test
    void shouldRefuseAnOperatorWhenFullOfOperatorsBlocks() {
        LongStream.range(0, 10).forEach(key -> blocks.blockByOperator(key, MINUTE, "", 0, 0));

        assertTrue(blocks.blockByOperator(10, MINUTE, "", 0, 0).isEmpty());
        assertTrue(blocks.blockByOperator(9, 2 * MINUTE, "", 0, 0).isPresent());
        assertTrue(blocks.blockByOperator(10, MINUTE, "", 0, 31 * MINUTE + MINUTE).isPresent());
    }

    @Test
    void shouldForgetEverythingOfASourceThatAnOperatorLetsIn() {
        block(1, 0);

        assertTrue(blocks.unblock(1, 1));
        assertFalse(blocks.unblock(1, 1));
        assertFalse(blocks.isBlocked(1, false, 1));
        assertEquals(1, block(1, 2).times());
    }

    private Block block(long key, long now) {
        return blocks.block(key, BlockReason.FLOOD, false, "", 0, now);
    }
}
