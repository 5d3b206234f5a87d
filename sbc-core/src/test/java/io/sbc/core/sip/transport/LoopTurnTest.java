package io.sbc.core.sip.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoopTurnTest {

    private final EmbeddedChannel channel = new EmbeddedChannel();

    /** With a loop of its own: one that is embedded does its tasks whenever it is written to. */
    private final EmbeddedChannel phone = new EmbeddedChannel();
    private final LoopTurn turn = new LoopTurn(channel.eventLoop(), 0);

    @BeforeEach
    void freeze() {
        channel.freezeTime();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        phone.finishAndReleaseAll();
    }

    @Test
    void shouldHaveTimeAtTheBeginningOfATurnAndNoMoreWhenItHasLastedLong() {
        assertTrue(turn.hasTime());
        channel.advanceTimeBy(19, TimeUnit.MILLISECONDS);
        assertTrue(turn.hasTime());
        channel.advanceTimeBy(2, TimeUnit.MILLISECONDS);

        assertFalse(turn.hasTime());
    }

    @Test
    void shouldHaveTimeAgainInTheNextTurn() {
        turn.hasTime();
        channel.advanceTimeBy(21, TimeUnit.MILLISECONDS);
        assertFalse(turn.hasTime());

        channel.runPendingTasks(); // what a loop does when all that was ready is read

        assertTrue(turn.hasTime());
    }

    @Test
    void shouldKeepWhatIsWrittenInATurnUntilItsEnd() {
        turn.hasTime();

        turn.write(phone, Unpooled.wrappedBuffer(new byte[1]));
        assertEquals(0, phone.outboundMessages().size());
        channel.runPendingTasks();

        assertEquals(1, phone.outboundMessages().size());
    }

    @Test
    void shouldWriteAtOnceOutsideOfATurn() {
        turn.write(phone, Unpooled.wrappedBuffer(new byte[1]));

        assertEquals(1, phone.outboundMessages().size());
    }

    @Test
    void shouldKeepNothingBackInATurnThatHasLastedLong() {
        turn.hasTime();
        turn.write(phone, Unpooled.wrappedBuffer(new byte[1]));
        channel.advanceTimeBy(21, TimeUnit.MILLISECONDS);

        turn.hasTime();

        assertEquals(1, phone.outboundMessages().size());
    }

    @Test
    void shouldSayHowLongWhatIsReadLateInATurnHasWaited() {
        assertEquals(0, turn.waitedNanos());
        channel.advanceTimeBy(300, TimeUnit.MILLISECONDS);

        assertEquals(TimeUnit.MILLISECONDS.toNanos(300), turn.waitedNanos());
    }

    @Test
    void shouldTakeWhatIsReadFirstToHaveWaitedSinceTheTurnBefore() {
        turn.waitedNanos();
        channel.advanceTimeBy(300, TimeUnit.MILLISECONDS);
        channel.runPendingTasks();
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);

        assertEquals(TimeUnit.MILLISECONDS.toNanos(300), turn.waitedNanos());
    }

    @Test
    void shouldTakeNothingToHaveWaitedWhileTheLoopWasIdle() {
        turn.waitedNanos();
        channel.advanceTimeBy(300, TimeUnit.MILLISECONDS);
        channel.runPendingTasks();
        channel.advanceTimeBy(1, TimeUnit.SECONDS);

        assertEquals(0, turn.waitedNanos());
    }

    @Test
    void shouldHaveNoTimeForThreadsOfOthers() throws InterruptedException {
        var other = new DefaultEventLoop();
        try {
            assertFalse(new LoopTurn(other, 0).hasTime());
        } finally {
            other.shutdownGracefully(0, 0, TimeUnit.SECONDS).await();
        }
    }

    @Test
    void shouldNotOvertakeWhatAnotherThreadWroteBefore() throws Exception {
        var loop = new DefaultEventLoop();
        try {
            LoopTurn its = new LoopTurn(loop, 0);
            var begun = new CountDownLatch(1);
            var written = new CountDownLatch(1);
            Future<?> busy = loop.submit(() -> {
                begun.countDown();
                written.await();
                its.write(phone, Unpooled.wrappedBuffer(new byte[]{2}));
                return null;
            });
            begun.await();
            its.write(phone, Unpooled.wrappedBuffer(new byte[]{1}));
            written.countDown();
            busy.get();
            loop.submit(() -> {}).get();

            assertEquals(List.of(1, 2), phone.outboundMessages().stream()
                    .map(octets -> (int) ((ByteBuf) octets).getByte(0)).toList());
        } finally {
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).await();
        }
    }
}
