package io.sbc.core.sip.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The present turn of an event loop: between two looks at what can be read, everything ready is read. Says how long it has
 * lasted, and keeps what is written meanwhile back until its end: answers that leave together wake their readers less
 * often, and the same work done in a row is faster. Begins when it is first asked in a turn, and ends with a task, which
 * loops do behind all reading. On its event loop, but for what is asked by others, who are told no.
 */
final class LoopTurn {

    /** A turn as long as this means that more comes than can be done: what is read now is only handed on. Some 400 messages. */
    private static final long LEISURE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** A turn that begins so much later than another ended does not follow it: nothing was there to be read. */
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final EventLoop loop;
    private final int number;
    private final Runnable end = this::end;

    /** Channels with something kept back: no more than were read from in this turn. */
    private final List<Channel> written = new ArrayList<>();
    private boolean begun;
    private long begunNanos;

    /** Of the turn before, if this one followed at once: what is read first in this one came then. */
    private long beforeNanos;
    private long endedNanos;
    private long lastedNanos;

    /** Writes that were given to the loop as tasks and are not done. */
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param number of the loop */
    LoopTurn(EventLoop loop, int number) {
        this.loop = loop;
        this.number = number;
        this.endedNanos = loop.ticker().nanoTime() - IDLE_NANOS;
    }

    int number() {
        return number;
    }

    /** Whether the caller is on the loop, and the loop has not been busy for long. */
    boolean hasTime() {
        if (!loop.inEventLoop()) {
            return false;
        }
        long now = loop.ticker().nanoTime();
        if (!begun) {
            begin(now);
            return true;
        }
        if (now - begunNanos < LEISURE_NANOS) {
            return true;
        }
        flush();
        return false;
    }

    private void begin(long now) {
        begun = true;
        begunNanos = now;
        beforeNanos = now - endedNanos < IDLE_NANOS ? lastedNanos : 0;
        loop.execute(end);
    }

    /** How long what is read now may have been there: since the turn before began, unless the loop was idle then. On the loop. */
    long waitedNanos() {
        if (!loop.inEventLoop()) {
            return 0;
        }
        long now = loop.ticker().nanoTime();
        if (!begun) {
            begin(now);
        }
        return Math.max(beforeNanos, now - begunNanos);
    }

    /**
     * Writes to a channel of this loop: for the end of the turn if there is one, else at once. What other threads gave earlier and is not
     * written yet goes first: who owns a shard now may be this loop, and was another thread a moment ago. Any thread.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // what fails to be written closes the channel, which is heard of
    void write(Channel channel, ByteBuf octets) {
        if (!loop.inEventLoop() || waiting.get() > 0) {
            hand(channel, octets);
        } else if (begun) {
            channel.write(octets);
            written.add(channel);
        } else {
            channel.writeAndFlush(octets);
        }
    }

    /** By a task of the loop's, which does them in their order. */
    @SuppressWarnings("FutureReturnValueIgnored") // as above
    private void hand(Channel channel, ByteBuf octets) {
        waiting.incrementAndGet();
        try {
            loop.execute(() -> {
                waiting.decrementAndGet();
                channel.writeAndFlush(octets);
            });
        } catch (RejectedExecutionException ended) {
            waiting.decrementAndGet();
            octets.release();
        }
    }

    private void end() {
        begun = false;
        flush();
        endedNanos = loop.ticker().nanoTime();
        lastedNanos = endedNanos - begunNanos;
    }

    private void flush() {
        for (int i = 0; i < written.size(); i++) {
            written.get(i).flush();
        }
        written.clear();
    }
}
