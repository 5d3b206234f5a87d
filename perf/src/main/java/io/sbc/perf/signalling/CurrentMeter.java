package io.sbc.perf.signalling;

import java.util.function.Supplier;

/** The meter that counts now: that of the warm-up first, then that of the measurement. Thread-safe. */
final class CurrentMeter implements Supplier<Meter> {

    private volatile Meter meter = new Meter();

    @Override
    public Meter get() {
        return meter;
    }

    void set(Meter next) {
        meter = next;
    }
}
