package io.sbc.interop.peer;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One reading of {@code /metrics}.
 *
 * @param samples value by series as printed, labels included
 */
public record Metrics(Map<String, Double> samples) {

    private static final Pattern SAMPLE = Pattern.compile("([A-Za-z_:][A-Za-z0-9_:]*(?:\\{.*})?) (\\S+)(?: \\d+)?");

    public Metrics {
        samples = Map.copyOf(samples);
    }

    /** Reads Prometheus' text format; comment lines are skipped. */
    public static Metrics parse(String text) {
        var samples = new TreeMap<String, Double>();
        text.lines().filter(Predicate.not(line -> line.startsWith("#"))).map(SAMPLE::matcher).filter(Matcher::matches)
                .forEach(
                        sample -> samples.put(sample.group(1), Double.valueOf(sample.group(2))));
        return new Metrics(samples);
    }

    /** The sum over all series of a metric, whatever their labels; a metric that is not there fails the test. */
    public double sum(String metric) {
        if (!has(metric)) {
            throw new AssertionError("there is no metric " + metric + " among " + new TreeMap<>(samples).keySet());
        }
        return samples.entrySet().stream().filter(sample -> isOf(metric, sample.getKey()))
                .mapToDouble(Map.Entry::getValue).sum();
    }

    /** Whether there is a metric of this name. */
    public boolean has(String metric) {
        return samples.keySet().stream().anyMatch(series -> isOf(metric, series));
    }

    /** By how much each series has grown since an earlier reading; only those that did. */
    public Map<String, Double> grownSince(Metrics earlier) {
        var grown = new TreeMap<String, Double>();
        samples.forEach((series, value) -> {
            double growth = value - earlier.samples.getOrDefault(series, 0.0);
            if (growth > 0) {
                grown.put(series, growth);
            }
        });
        return grown;
    }

    private static boolean isOf(String metric, String series) {
        return series.equals(metric) || series.startsWith(metric + "{");
    }
}
