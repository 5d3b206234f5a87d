package io.sbc.core.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.config.GuardSettings;
import java.time.Duration;
import java.util.ArrayList;
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
    void shouldBecomeWhatAllNodesKnowButForWhatIsNotStoredYet() {
        Block ours = block(1, 0);
        block(2, 0); // another node has let it in meanwhile
        block(3, 0);
        Block theirs = new Block(4, BlockReason.OPERATOR, false, 0, 9 * MINUTE, 1, "");
        Block longer = new Block(3, BlockReason.OPERATOR, false, 0, 20 * MINUTE, 2, "");
        Block old = new Block(1, BlockReason.FLOOD, false, 0, MINUTE, 1, "");
        List<Long> told = new ArrayList<>();
        blocks.observe(new BlockList.Observer() {

            @Override
            public void kept(Block block) {
                told.add(block.key());
            }

            @Override
            public void forgotten(long key) {
                told.add(key);
            }
        });

        blocks.take(List.of(theirs, longer, old), key -> key == 1, MINUTE);

        assertEquals(ours, blocks.find(1, MINUTE).orElseThrow());
        assertEquals(List.of(longer, theirs, ours), blocks.inForce(MINUTE));
        assertEquals(List.of(), told, "nothing to store");
        block(2, MINUTE);
        assertEquals(List.of(2L), told, "from now on again");
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

    @Test
    void shouldTakeUpWhatAnEarlierProcessKnew() {
        assertTrue(blocks.restore(saved(1, BlockReason.FLOOD, 4 * MINUTE, 2), 0));
        assertTrue(blocks.restore(saved(2, BlockReason.FLOOD, -MINUTE, 2), 0));
        assertFalse(blocks.restore(saved(3, BlockReason.FLOOD, -30 * MINUTE, 2), 0), "forgiven");

        assertTrue(blocks.isBlocked(1, false, 4 * MINUTE - 1));
        assertFalse(blocks.isBlocked(1, false, 4 * MINUTE));
        assertFalse(blocks.isBlocked(2, false, 0));
        assertEquals(3, block(2, 0).times(), "the next one is longer");
    }

    @Test
    void shouldTakeNoBlockForLongerThanItCanHaveBeenUnlessAnOperatorMadeIt() {
        blocks.restore(saved(1, BlockReason.FLOOD, 1_000 * MINUTE, 1), 0); // the wall clock was set back
        blocks.restore(saved(2, BlockReason.OPERATOR, 1_000 * MINUTE, 1), 0);

        assertFalse(blocks.isBlocked(1, false, 30 * MINUTE));
        assertTrue(blocks.isBlocked(2, false, 999 * MINUTE));
    }

    @Test
    void shouldTellOfEverythingThatIsToOutliveTheProcess() {
        List<String> heard = new ArrayList<>();
        blocks.observe(new BlockList.Observer() {

            @Override
            public void kept(Block block) {
                heard.add("+" + block.key());
            }

            @Override
            public void forgotten(long key) {
                heard.add("-" + key);
            }
        });
        LongStream.rangeClosed(1, 10).forEach(key -> block(key, key));
        assertEquals(10, heard.size());

        block(11, 11);
        blocks.unblock(5, 12);
        blocks.unblock(5, 13);

        assertEquals(List.of("-1", "+11", "-5"), heard.subList(10, heard.size()));
        block(12, 100 * MINUTE);
        assertTrue(heard.containsAll(List.of("-2", "-10", "-11", "+12")), heard.toString());
    }

    private static Block saved(long key, BlockReason reason, long endNanos, int times) {
        return new Block(key, reason, false, 0, endNanos, times, "");
    }

    private Block block(long key, long now) {
        return blocks.block(key, BlockReason.FLOOD, false, "", 0, now);
    }
}
