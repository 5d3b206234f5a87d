package io.sbc.perf.signalling;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * One figure of one rival.
 *
 * @param job what was done
 * @param rival who did it
 * @param perCpuSecond how often within a second of CPU time; 0 where that has no meaning
 * @param perSecond how often within a second of the clock
 * @param bytesEach memory of one that stays; 0 where nothing stays
 * @param cpuShare CPU seconds within a second of the clock, where the rate is given; 0 where it is what can be done
 * @param p50 milliseconds
 * @param p99 milliseconds
 */
record Measured(String job, String rival, double perCpuSecond, double perSecond, double bytesEach,
        double cpuShare, double p50, double p99, long done, long failed, String failures) {

    /** For whoever watches. */
    String line() {
        return String.format(Locale.ROOT,
                "%s: %s: %.0f per CPU second, %.0f/s, %.1f KiB each, %.1f %% of a processor, p50 %.1f ms, p99 %.1f ms,"
                        + " %d done, %d failed %s",
                rival, job, perCpuSecond, perSecond, bytesEach / 1024, cpuShare * 100, p50, p99, done, failed,
                failures);
    }

    /** All rounds as one: what was done by what it took; of delays the median of the rounds. */
    static Measured ofRounds(List<Measured> rounds) {
        Measured any = rounds.getFirst();
        if (rounds.size() == 1) {
            return any;
        }
        long done = rounds.stream().mapToLong(Measured::done).sum();
        return new Measured(any.job, any.rival, together(rounds, Measured::perCpuSecond),
                together(rounds, Measured::perSecond), any.bytesEach,
                rounds.stream().mapToDouble(Measured::cpuShare).average().orElseThrow(),
                median(rounds, Measured::p50), median(rounds, Measured::p99), done,
                rounds.stream().mapToLong(Measured::failed).sum(),
                rounds.stream().map(Measured::failures).collect(Collectors.joining(" ")));
    }

    /** Of rates: all that was done by all that it took; 0 where nothing was done. */
    private static double together(List<Measured> rounds, ToDoubleFunction<Measured> rate) {
        double done = rounds.stream().mapToDouble(Measured::done).sum();
        return done == 0
                ? 0
                : done / rounds.stream().mapToDouble(round -> round.done / rate.applyAsDouble(round)).sum();
    }

    private static double median(List<Measured> rounds, ToDoubleFunction<Measured> of) {
        double[] sorted = rounds.stream().mapToDouble(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
