package io.sbc.base;

import java.util.concurrent.atomic.LongAdder;

/**
 * A set of monotonic counters, one for each constant of {@code E}. Any thread may add; readers see a recent value. For
 * events, not for packets: the packet path counts in plain fields of its own thread.
 */
public final class Counters<E extends Enum<E> & CounterDescriptor> {

    private final E[] descriptors;
    private final LongAdder[] values;

    /** All zero. */
    public Counters(Class<E> type) {
        descriptors = type.getEnumConstants();
        values = new LongAdder[descriptors.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = new LongAdder();
        }
    }

    /** Adds one. */
    public void increment(E counter) {
        values[counter.ordinal()].increment();
    }

    /** Adds {@code delta}, which is not negative. */
    public void add(E counter, long delta) {
        values[counter.ordinal()].add(delta);
    }

    /** The value now. */
    public long value(E counter) {
        return values[counter.ordinal()].sum();
    }

    /** The constants, in the order of the enum. */
    public E[] descriptors() {
        return descriptors.clone();
    }
}
