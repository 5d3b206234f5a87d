package io.sbc.admin.alarm.probe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How much a counter rose within a window that moves along. One thread. */
final class Rise {

    private static final int SAMPLES_MAX = 200;

    private final long windowNanos;
    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, double value) {}

    Rise(Duration window) {
        this.windowNanos = window.toNanos();
    }

    /** Takes the value of now; what it is more than at the beginning of the window. The first look finds nothing. */
    double take(double value, long nanos) {
        while (samples.size() > 1 && nanos - samples.peekFirst().nanos() > windowNanos) {
            samples.removeFirst();
        }
        boolean tooClose = !samples.isEmpty()
                && nanos - samples.peekLast().nanos() < windowNanos / SAMPLES_MAX;
        if (!tooClose) {
            samples.addLast(new Sample(nanos, value));
        }
        Sample oldest = samples.peekFirst();
        boolean outside = nanos - oldest.nanos() > windowNanos && samples.size() == 1;
        return outside ? 0 : Math.max(0, value - oldest.value());
    }
}
