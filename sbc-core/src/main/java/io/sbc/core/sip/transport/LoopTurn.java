package io.sbc.core.sip.transport;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * How long the present turn of an event loop has lasted: between two looks at what can be read, everything ready is read.
 * Begins when it is first asked in a turn, and ends with a task, which loops do behind all reading. On its event loop.
 */
final class LoopTurn {

    /** A turn as long as this means that more comes than can be done: what is read now is only handed on. */
    private static final long LEISURE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final EventLoop loop;
    private final Runnable end = this::end;
    private boolean begun;
    private long begunNanos;

    LoopTurn(EventLoop loop) {
        this.loop = loop;
    }

    /** Whether the caller is on the loop, and the loop has not been busy for long. */
    boolean hasTime() {
        if (!loop.inEventLoop()) {
            return false;
        }
        long now = loop.ticker().nanoTime();
        if (!begun) {
            begun = true;
            begunNanos = now;
            loop.execute(end);
            return true;
        }
        return now - begunNanos < LEISURE_NANOS;
    }

    private void end() {
        begun = false;
    }
}
