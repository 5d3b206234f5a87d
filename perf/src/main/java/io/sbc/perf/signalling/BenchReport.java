package io.sbc.perf.signalling;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The table for a reader: each job, each rival, the ratio. A ratio above 1 is for us. */
record BenchReport(List<Measured> measured) {

    private static final String US = "sbc";
    private static final List<String> RIVALS = List.of("kamailio", "kamailio-keeping");
    private static final double KIBIBYTE = 1024;

    String text() {
        var table = new StringBuilder("""
                | job | unit | sbc | Kamailio, rtpengine | ratio | Kamailio that keeps refreshes | ratio |
                |---|---|---|---|---|---|---|
                """);
        Set<String> jobs = measured.stream().map(Measured::job).collect(Collectors.toCollection(LinkedHashSet::new));
        for (String job : jobs) {
            boolean memory = measured.stream().anyMatch(row -> row.job().equals(job) && row.bytesEach() > 0);
            if (memory) {
                row(table, job, "KiB each", row -> row.bytesEach() / KIBIBYTE, true);
            } else {
                row(table, job, "per CPU second", Measured::perCpuSecond, false);
                row(table, job, "per second", Measured::perSecond, false);
                row(table, job, "p50 ms", Measured::p50, true);
                row(table, job, "p99 ms", Measured::p99, true);
            }
            row(table, job, "failed", Measured::failed, true);
        }
        return table.toString();
    }

    private void row(StringBuilder table, String job, String unit, ToDoubleFunction<Measured> value, boolean less) {
        Optional<Double> us = of(job, US).map(value::applyAsDouble);
        table.append("| ").append(job).append(" | ").append(unit).append(" | ").append(number(us));
        for (String rival : RIVALS) {
            Optional<Double> theirs = of(job, rival).map(value::applyAsDouble);
            Optional<Double> ratio = us.flatMap(ours -> theirs.map(other -> less ? other / ours : ours / other));
            table.append(" | ").append(number(theirs)).append(" | ").append(
                    ratio.filter(Double::isFinite).map(times -> String.format(Locale.ROOT, "%.2f", times)).orElse(""));
        }
        table.append(" |\n");
    }

    private Optional<Measured> of(String job, String rival) {
        return measured.stream().filter(row -> row.job().equals(job) && row.rival().equals(rival)).findFirst();
    }

    private static String number(Optional<Double> value) {
        return value.map(number -> String.format(Locale.ROOT, number < 100 ? "%.1f" : "%.0f", number)).orElse("");
    }
}
