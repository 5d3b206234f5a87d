package io.sbc.simulation;

import io.sbc.base.Clock;
import io.sbc.base.Timers.Timer;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Time, chance and what happens next. Events of the same moment happen in the order in which they were planned. One
 * thread.
 */
final class World implements Clock {

    private static final long EPOCH_MILLIS = 1_780_000_000_000L;

    private final PriorityQueue<Event> events = new PriorityQueue<>(
            Comparator.comparingLong((Event event) -> event.at).thenComparingLong(event -> event.order));
    private final SplittableRandom seeds;
    private final Trace trace;
    private long nowNanos;
    private long order;

    private static final class Event implements Timer {
        private final long at;
        private final long order;
        private final Runnable task;
        private boolean cancelled;

        Event(long at, long order, Runnable task) {
            this.at = at;
            this.order = order;
            this.task = task;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    World(long seed) {
        this.seeds = new SplittableRandom(seed);
        this.trace = new Trace(this);
    }

    /** A source of chance of its own, so that one who asks more often does not change the luck of the others. */
    RandomGenerator newRandom() {
        return seeds.split();
    }

    Trace trace() {
        return trace;
    }

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    @Override
    public long epochMillis() {
        return EPOCH_MILLIS + nowNanos / 1_000_000;
    }

    long millis() {
        return nowNanos / 1_000_000;
    }

    Timer afterMillis(long delay, Runnable task) {
        return afterNanos(delay * 1_000_000, task);
    }

    Timer afterNanos(long delay, Runnable task) {
        Event event = new Event(nowNanos + Math.max(0, delay), order++, task);
        events.add(event);
        return event;
    }

    /** How long until the next event; {@link Long#MAX_VALUE} when nothing is planned. */
    long nanosToNext() {
        Event next = events.peek();
        while (next != null && next.cancelled) {
            events.remove();
            next = events.peek();
        }
        return next == null ? Long.MAX_VALUE : next.at - nowNanos;
    }

    void advance(long nanos) {
        nowNanos += nanos;
    }

    /** Lets the next event happen if its time has come. */
    boolean step() {
        if (nanosToNext() > 0) {
            return false;
        }
        events.remove().task.run();
        return true;
    }
}
