package io.sbc.base;

import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** Counts values by size in fixed buckets, for a histogram. Any thread may add; readers see a recent value. */
public final class Distribution {

    private final String metric;
    private final String help;
    private final double[] bounds;
    private final LongAdder[] counts;
    private final DoubleAdder sum = new DoubleAdder();

    /**
     * Nothing counted.
     *
     * @param metric Prometheus name with its unit
     * @param help one sentence
     * @param bounds upper bounds of the buckets, rising; one without a bound follows
     */
    public Distribution(String metric, String help, double... bounds) {
        this.metric = metric;
        this.help = help;
        this.bounds = bounds.clone();
        this.counts = new LongAdder[bounds.length + 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    /** Counts one value. */
    public void add(double value) {
        int bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        sum.add(value);
    }

    /** Prometheus name. */
    public String metric() {
        return metric;
    }

    /** One sentence. */
    public String help() {
        return help;
    }

    /** Upper bounds; one bucket more has none. */
    public double[] bounds() {
        return bounds.clone();
    }

    /** Values of bucket {@code index} alone, 0 to the number of bounds. */
    public long count(int index) {
        return counts[index].sum();
    }

    /** All values together. */
    public double sum() {
        return sum.sum();
    }
}
