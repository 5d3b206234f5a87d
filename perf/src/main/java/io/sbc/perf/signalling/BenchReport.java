package io.sbc.perf.signalling;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The table for a reader: each job, both rivals, the ratio. Above 1 is for us. */
record BenchReport(List<Measured> measured) {

    private static final String US = "sbc";
    private static final String RIVAL = "kamailio";
    private static final double KIBIBYTE = 1024;

    String text() {
        var table = new StringBuilder("""
                | job | unit | sbc | Kamailio + rtpengine | ratio |
                |---|---|---|---|---|
                """);
        Set<String> jobs = measured.stream().map(Measured::job).collect(Collectors.toCollection(LinkedHashSet::new));
        for (String job : jobs) {
            Optional<Measured> us = of(job, US);
            Optional<Measured> rival = of(job, RIVAL);
            Measured any = us.or(() -> rival).orElseThrow();
            if (any.bytesEach() > 0) {
                row(table, job, "KiB each", us.map(row -> row.bytesEach() / KIBIBYTE),
                        rival.map(row -> row.bytesEach() / KIBIBYTE), true);
                continue;
            }
            row(table, job, "per CPU second", us.map(Measured::perCpuSecond), rival.map(Measured::perCpuSecond), false);
            row(table, "", "per second", us.map(Measured::perSecond), rival.map(Measured::perSecond), false);
            row(table, "", "p50 ms", us.map(Measured::p50), rival.map(Measured::p50), true);
            row(table, "", "p99 ms", us.map(Measured::p99), rival.map(Measured::p99), true);
            row(table, "", "failed", us.map(row -> (double) row.failed()), rival.map(row -> (double) row.failed()),
                    true);
        }
        return table.toString();
    }

    private Optional<Measured> of(String job, String rival) {
        return measured.stream().filter(row -> row.job().equals(job) && row.rival().equals(rival)).findFirst();
    }

    private static void row(StringBuilder table, String job, String unit, Optional<Double> us, Optional<Double> rival,
            boolean lessIsBetter) {
        Optional<Double> ratio = us.flatMap(ours -> rival.map(theirs -> lessIsBetter ? theirs / ours : ours / theirs));
        table.append("| ").append(job).append(" | ").append(unit).append(" | ").append(number(us)).append(" | ")
                .append(number(rival)).append(" | ")
                .append(ratio.filter(Double::isFinite).map(value -> String.format(Locale.ROOT, "%.2f", value))
                        .orElse(""))
                .append(" |\n");
    }

    private static String number(Optional<Double> value) {
        return value.map(number -> String.format(Locale.ROOT, number < 100 ? "%.1f" : "%.0f", number)).orElse("");
    }
}
