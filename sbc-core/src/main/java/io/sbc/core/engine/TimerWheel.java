package io.sbc.core.engine;

import io.sbc.base.Clock;
import io.sbc.base.Timers;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hashed wheel of one-shot timers: arming and disarming cost the same however many there are (a call has a dozen, most
 * of them disarmed). A tick is 1 ms and a timer never fires early. A bitmap of slots in use tells how long the owner may
 * sleep, so an idle shard does not tick. One thread.
 */
final class TimerWheel implements Timers {

    private static final long TICK_NANOS = 1_000_000;

    /** A turn of 8.2 s: timers of 32 s (most of a SIP transaction's) are looked at three times in vain. */
    private static final int SLOTS = 8192;
    private static final int MASK = SLOTS - 1;

    private static final long NONE = -1;

    private final Clock clock;
    private final long originNanos;
    private final Entry[] slots = new Entry[SLOTS];
    private final long[] inUse = new long[SLOTS / Long.SIZE];
    private final Deque<Entry> due = new ArrayDeque<>();
    private long tick;
    private int armed;

    TimerWheel(Clock clock) {
        this.clock = clock;
        originNanos = clock.nanoTime();
        Arrays.setAll(slots, Entry::sentinel);
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        Entry entry = new Entry(this, task);
        armed++;
        if (delayNanos <= 0) {
            due.add(entry);
        } else {
            entry.tick = Math.ceilDiv(sinceOrigin() + delayNanos, TICK_NANOS);
            int slot = slotOf(entry.tick);
            entry.linkInto(slots[slot]);
            inUse[slot >> 6] |= 1L << slot;
        }
        return entry;
    }

    /** Armed timers. */
    int size() {
        return armed;
    }

    /**
     * Gives {@code runner} the tasks that are due now; those that these arm without delay wait for the next call.
     *
     * @return how many were run
     */
    int advance(Consumer<Runnable> runner) {
        long now = Math.floorDiv(sinceOrigin(), TICK_NANOS);
        long from = Math.max(tick, now - SLOTS) + 1;
        for (long t = nextInUse(from, now); t != NONE; t = nextInUse(t + 1, now)) {
            collect(slotOf(t), now);
        }
        tick = now;
        int fired = 0;
        for (int waiting = due.size(); waiting > 0; waiting--) {
            Entry entry = due.remove();
            if (!entry.done) {
                entry.finish();
                runner.accept(entry.task);
                fired++;
            }
        }
        return fired;
    }

    /** How long until {@link #advance} may have something to do; at most one turn of the wheel. */
    long nanosToNext() {
        if (!due.isEmpty()) {
            return 0;
        }
        long next = nextInUse(tick + 1, tick + SLOTS);
        return Math.max(0, (next == NONE ? tick + SLOTS : next) * TICK_NANOS - sinceOrigin());
    }

    private long sinceOrigin() {
        return clock.nanoTime() - originNanos;
    }

    /** The next tick of {@code from} to {@code to} whose slot is in use, else {@link #NONE}. */
    private long nextInUse(long from, long to) {
        for (long t = from; t <= to;) {
            int slot = slotOf(t);
            long word = inUse[slot >> 6] >>> slot;
            if (word != 0) {
                long found = t + Long.numberOfTrailingZeros(word);
                return found <= to ? found : NONE;
            }
            t += Long.SIZE - (slot & 63);
        }
        return NONE;
    }

    /** Takes out of a slot what is due by {@code target}; what is left waits for a later turn. */
    private void collect(int slot, long target) {
        Entry sentinel = slots[slot];
        Entry entry = sentinel.next();
        while (entry != sentinel) {
            Entry next = entry.next();
            if (entry.tick <= target) {
                entry.unlink();
                due.add(entry);
            }
            entry = next;
        }
        clearIfEmpty(slot);
    }

    private void clearIfEmpty(int slot) {
        if (slots[slot].next() == slots[slot]) {
            inUse[slot >> 6] &= ~(1L << slot);
        }
    }

    private static int slotOf(long tick) {
        return (int) tick & MASK;
    }

    /** A timer, linked into its slot. */
    private static final class Entry implements Timer {

        private final @Nullable TimerWheel wheel;
        private final Runnable task;
        private long tick;
        private boolean done;
        private @Nullable Entry previous;
        private @Nullable Entry next;

        Entry(@Nullable TimerWheel wheel, Runnable task) {
            this.wheel = wheel;
            this.task = task;
        }

        static Entry sentinel(int slot) {
            Entry sentinel = new Entry(null, () -> {});
            sentinel.previous = sentinel;
            sentinel.next = sentinel;
            return sentinel;
        }

        Entry next() {
            return next == null ? this : next;
        }

        void linkInto(Entry sentinel) {
            Entry last = sentinel.previous == null ? sentinel : sentinel.previous;
            previous = last;
            next = sentinel;
            last.next = this;
            sentinel.previous = this;
        }

        void unlink() {
            if (previous != null && next != null) {
                previous.next = next;
                next.previous = previous;
                previous = null;
                next = null;
            }
        }

        void finish() {
            done = true;
            if (wheel != null) {
                wheel.armed--;
            }
        }

        @Override
        public void cancel() {
            if (!done && wheel != null) {
                finish();
                if (next != null) {
                    unlink();
                    wheel.clearIfEmpty(slotOf(tick));
                }
            }
        }
    }
}
