package io.sbc.core.registrar.fake;

import io.sbc.base.VirtualClock;
import io.sbc.core.engine.ShardContext;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.random.RandomGenerator;

/** A shard on a virtual clock, which the test drives. Random values come from a fixed seed. */
public final class FakeShard implements ShardContext {

    private final VirtualClock clock = new VirtualClock(1_790_000_000_000L);
    private final Random random = new Random(20260101);
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Armed> timers = new PriorityQueue<>(
            Comparator.comparingLong((Armed timer) -> timer.atNanos).thenComparingLong(timer -> timer.number));
    private long numbers;

    private static final class Armed implements Timer {
        final long atNanos;
        final long number;
        final Runnable task;
        boolean cancelled;

        Armed(long atNanos, long number, Runnable task) {
            this.atNanos = atNanos;
            this.number = number;
            this.task = task;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    /** Runs what was handed over. */
    public void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** Moves time on, timer by timer. */
    public void advance(Duration by) {
        run();
        long end = clock.nanoTime() + by.toNanos();
        for (Armed next = timers.peek(); next != null && next.atNanos <= end; next = timers.peek()) {
            timers.remove(next);
            clock.advance(Math.max(next.atNanos - clock.nanoTime(), 0));
            if (!next.cancelled) {
                next.task.run();
                run();
            }
        }
        clock.advance(end - clock.nanoTime());
    }

    /** Forgets every task and timer, as a kill does; time goes on. */
    public void kill() {
        tasks.clear();
        timers.clear();
    }

    /** Timers that are armed. */
    public long armedTimers() {
        return timers.stream().filter(timer -> !timer.cancelled).count();
    }

    @Override
    public int index() {
        return 0;
    }

    @Override
    public VirtualClock clock() {
        return clock;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public String newTag() {
        return "tag" + numbers++;
    }

    @Override
    public String newCallId() {
        return "call" + numbers++;
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        Armed timer = new Armed(clock.nanoTime() + Math.max(delayNanos, 0), numbers++, task);
        timers.add(timer);
        return timer;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }
}
