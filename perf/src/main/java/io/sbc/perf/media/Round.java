package io.sbc.perf.media;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.Locale;

/**
 * What one relay did in one window.
 *
 * @param cpuMicros CPU time per packet that was sent through it, microseconds
 * @param systemShare the kernel's part of it, 0 to 1, coarse
 * @param others cores that everything but relay and generator took meanwhile
 * @param lateMicros how late the generator itself was, 99th percentile: a machine that is too busy shows here
 */
record Round(Kind kind, String relay, int calls, double packetsPerSecond, double cpuMicros, double systemShare,
        long sent,
        long lost, long wrong, double p50, double p99, double p999, double others, double lateMicros) {

    /** 50 each way. */
    private static final int PACKETS_PER_CALL = 100;
    /** What is sent late at the very end of a window is missing. */
    private static final double OFFERED_SHARE = 0.99;

    String text() {
        return String.format(Locale.ROOT,
                "%s, %d calls, %s: %.2f us CPU per packet (%.0f %% kernel), %.0f packets/s, %d lost, %d wrong, way p50 %.0f"
                        + " p99 %.0f p99.9 %.0f us; generator late p99 %.0f us; others took %.2f cores",
                kind, calls, relay, cpuMicros, 100 * systemShare, packetsPerSecond, lost, wrong, p50, p99, p999,
                lateMicros, others);
    }

    /**
     * All of the load was there, and nothing of it was lost: what comes 0.4 s late counts as lost. Relay and generator share the
     * machine; a relay that leaves the generator no time to send is not carrying the calls.
     */
    boolean carried() {
        return lost == 0 && wrong == 0 && packetsPerSecond >= OFFERED_SHARE * PACKETS_PER_CALL * calls;
    }

    /** As one line of a file. */
    String line() {
        return String.join("\t", kind.name(), relay, Integer.toString(calls), Double.toString(packetsPerSecond),
                Double.toString(cpuMicros), Double.toString(systemShare), Long.toString(sent), Long.toString(lost),
                Long.toString(wrong), Double.toString(p50), Double.toString(p99), Double.toString(p999),
                Double.toString(others), Double.toString(lateMicros));
    }

    /** What {@link #line} wrote. */
    static Round of(String line) {
        String[] word = line.split("\t");
        return new Round(Kind.valueOf(word[0]), word[1], Integer.parseInt(word[2]), Double.parseDouble(word[3]),
                Double.parseDouble(word[4]), Double.parseDouble(word[5]), Long.parseLong(word[6]),
                Long.parseLong(word[7]), Long.parseLong(word[8]), Double.parseDouble(word[9]),
                Double.parseDouble(word[10]), Double.parseDouble(word[11]), Double.parseDouble(word[12]),
                Double.parseDouble(word[13]));
    }

    /**
     * Several windows of the same as one: the median of what is measured, the sum of what is counted. Of all windows: to choose
     * those in which others took little would choose, on a full machine, those in which the relay took much.
     */
    static Round together(List<Round> all) {
        Round first = all.getFirst();
        return new Round(first.kind, first.relay, first.calls, median(all, Round::packetsPerSecond),
                median(all, Round::cpuMicros), median(all, Round::systemShare),
                all.stream().mapToLong(Round::sent).sum(), all.stream().mapToLong(Round::lost).sum(),
                all.stream().mapToLong(Round::wrong).sum(), median(all, Round::p50), median(all, Round::p99),
                median(all, Round::p999), median(all, Round::others), median(all, Round::lateMicros));
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
        double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
