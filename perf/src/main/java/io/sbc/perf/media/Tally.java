package io.sbc.perf.media;

import org.HdrHistogram.Histogram;

/** What became of the packets of one window. One thread. */
final class Tally {

    private static final long TEN_SECONDS = 10_000_000_000L;

    /** Nanoseconds from sending to the kernel's stamp at the receiver. */
    final Histogram wayNanos = new Histogram(1, TEN_SECONDS, 3);
    /** Nanoseconds that packets left later than they should. */
    final Histogram latenessNanos = new Histogram(1, TEN_SECONDS, 3);
    long sent;
    long received;
    long wrong;
    long doubled;
    long refused;

    long lost() {
        return sent - received;
    }

    double wayMicros(double percentile) {
        return wayNanos.getValueAtPercentile(percentile) / 1e3;
    }

    void clear() {
        wayNanos.reset();
        latenessNanos.reset();
        sent = 0;
        received = 0;
        wrong = 0;
        doubled = 0;
        refused = 0;
    }
}
