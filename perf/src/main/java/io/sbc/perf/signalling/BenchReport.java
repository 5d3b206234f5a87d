package io.sbc.perf.signalling;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The table for a reader: each job, each rival, the ratio. A ratio above 1 is for us. */
record BenchReport(List<Measured> measured) {

    private static final String US = "sbc";

    /** By their names, what a reader calls them. */
    private static final Map<String, String> RIVALS = titles();
    private static final double KIBIBYTE = 1024;

    private static Map<String, String> titles() {
        Map<String, String> titles = new LinkedHashMap<>();
        titles.put("kamailio", "Kamailio, rtpengine");
        titles.put("kamailio-keeping", "Kamailio that keeps refreshes");
        titles.put("sbc-other", "another build of ours");
        return titles;
    }

    String text() {
        List<String> rivals = RIVALS.keySet().stream()
                .filter(rival -> measured.stream().anyMatch(row -> row.rival().equals(rival))).toList();
        var table = new StringBuilder("| job | unit | sbc |");
        rivals.forEach(rival -> table.append(' ').append(RIVALS.get(rival)).append(" | ratio |"));
        table.append("\n|---|---|---|").append("---|---|".repeat(rivals.size())).append('\n');
        Set<String> jobs = measured.stream().map(Measured::job).collect(Collectors.toCollection(LinkedHashSet::new));
        for (String job : jobs) {
            boolean memory = measured.stream().anyMatch(row -> row.job().equals(job) && row.bytesEach() > 0);
            if (memory) {
                row(table, rivals, job, "KiB each", row -> row.bytesEach() / KIBIBYTE, true);
            } else if (measured.stream().anyMatch(row -> row.job().equals(job) && row.cpuShare() > 0)) {
                row(table, rivals, job, "CPU, % of a processor", row -> row.cpuShare() * 100, true);
                if (measured.stream().anyMatch(row -> row.job().equals(job) && row.done() > 0)) {
                    row(table, rivals, job, "CPU ms each", row -> 1000 / row.perCpuSecond(), true);
                    row(table, rivals, job, "p50 ms", Measured::p50, true);
                    row(table, rivals, job, "p99 ms", Measured::p99, true);
                }
            } else {
                row(table, rivals, job, "per CPU second", Measured::perCpuSecond, false);
                row(table, rivals, job, "per second", Measured::perSecond, false);
                row(table, rivals, job, "p50 ms", Measured::p50, true);
                row(table, rivals, job, "p99 ms", Measured::p99, true);
            }
            row(table, rivals, job, "failed", Measured::failed, true);
        }
        return table.toString();
    }

    private void row(StringBuilder table, List<String> rivals, String job, String unit,
            ToDoubleFunction<Measured> value, boolean less) {
        Optional<Double> us = of(job, US).map(value::applyAsDouble);
        table.append("| ").append(job).append(" | ").append(unit).append(" | ").append(number(us));
        for (String rival : rivals) {
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
        return value.map(number -> String.format(Locale.ROOT, number < 10 ? "%.2f" : number < 100 ? "%.1f" : "%.0f",
                number)).orElse("");
    }
}
