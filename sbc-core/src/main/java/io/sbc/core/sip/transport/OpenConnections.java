package io.sbc.core.sip.transport;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Every stream of a transport, accepted or opened, so that all are closed while their event loops still run. A loop that is
 * told to end does not look for those that are left if it is just then busy with a task: they would stay open, and their TLS
 * engines unreleased. No more entries than connections; each leaves when it closes. Any thread.
 */
final class OpenConnections {

    /** Closes what is added after it was closed. */
    private final ChannelGroup open = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);

    void add(Channel channel) {
        open.add(channel);
    }

    /**
     * Closes {@code listening}, waits until whatever they accepted is known here, and closes that: phones over TLS hear a
     * close_notify (RFC 8446 §6.1). Not on an event loop.
     *
     * @param timeoutMillis how long it may take; what is not closed then is left to the loops
     */
    void closeAll(List<Channel> listening, List<EventLoopGroup> loops, long timeoutMillis) {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        List<Future<?>> steps = new ArrayList<>();
        for (Channel listener : listening) {
            steps.add(listener.close());
        }
        await(steps, deadlineNanos);
        // Accepted connections were handed to their loops before the listeners closed: this comes behind them.
        steps.clear();
        for (EventLoopGroup group : loops) {
            for (EventExecutor loop : group) {
                if (!loop.isShuttingDown()) {
                    steps.add(loop.submit(() -> {}));
                }
            }
        }
        await(steps, deadlineNanos);
        await(List.of(open.close()), deadlineNanos);
    }

    private static void await(List<? extends Future<?>> steps, long deadlineNanos) {
        for (Future<?> step : steps) {
            step.awaitUninterruptibly(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }
}
