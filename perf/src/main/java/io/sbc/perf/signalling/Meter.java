package io.sbc.perf.signalling;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What the phones saw. Written by their event loop, read by the run. */
final class Meter {

    private static final int DIGITS = 3;

    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final ConcurrentMap<String, LongAdder> reasons = new ConcurrentHashMap<>();
    private final Histogram delays = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(2), DIGITS);

    void done(long nanos) {
        done.increment();
        delays.recordValue(Math.min(nanos, delays.getHighestTrackableValue()));
    }

    void failed(String why) {
        failed.increment();
        reasons.computeIfAbsent(why, key -> new LongAdder()).increment();
    }

    long doneCount() {
        return done.sum();
    }

    long failedCount() {
        return failed.sum();
    }

    /** Reason and count of what failed, for the reader. */
    String failures() {
        return reasons.toString();
    }

    double millis(double percentile) {
        return delays.getValueAtPercentile(percentile) / 1e6;
    }
}
