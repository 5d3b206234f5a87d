package io.sbc.perf.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** All rounds as a table for a reader. A ratio is ours through the rival's: below 1 is for us. */
final class MediaReport {

    private static final String US = "sbc";
    private static final String RIVAL = "rtpengine";
    private static final String DIRECT = "direct";

    private final List<Round> rounds = new ArrayList<>();
    private final List<Round> most = new ArrayList<>();
    private final List<String> beside = new ArrayList<>();

    void add(Round round) {
        rounds.add(round);
    }

    void addMost(Round round) {
        most.add(round);
    }

    /** @param each of the first calls of a young process, all that it has more than before them */
    void addMemory(String relay, int calls, double each) {
        beside.add(String.format(Locale.ROOT,
                "Memory of the first %d calls of a young process, SRTP on both sides, %s: %.1f KiB for each.", calls,
                relay, each));
    }

    /**
     * @param each of a call, between {@code few} and {@code calls} of them
     * @param told of a call, from none to {@code calls}
     */
    void addMemory(String relay, int few, int calls, double each, double told) {
        beside.add(String.format(Locale.ROOT,
                "Memory of a call, SRTP on both sides, %s: %.1f KiB for each from %d to %d calls; %.1f KiB for each of %d,"
                        + " counted from none.",
                relay, each, few, calls, told, calls));
    }

    void addAllocation(String relay, int calls, double kibibytesPerSecond) {
        beside.add(String.format(Locale.ROOT,
                "Garbage of the whole process while %d calls talk, SRTP on both sides, %s: %.0f KiB a second.", calls,
                relay, kibibytesPerSecond));
    }

    /** @param turnover calls that came and went meanwhile */
    void addChurn(Round round, Churn.Turnover turnover) {
        beside.add(String.format(Locale.ROOT,
                "%d calls that talk while others come (%.1f a second) and go (%.1f a second), and garbage is collected each"
                        + " second, %s: %.1f µs of CPU for a packet, %d of %d packets lost, way p50 %.2f, p99 %.2f, p99.9 %.2f ms.",
                round.calls(), turnover.opened() / turnover.seconds(),
                turnover.closed() / Math.max(1, turnover.seconds() - 1), round.relay(), round.cpuMicros(),
                round.lost(), round.sent(), round.p50() / 1e3, round.p99() / 1e3, round.p999() / 1e3));
    }

    /** A round that lost packets: where the search for the highest number of calls turned round last. */
    void addLimit(Round round) {
        beside.add(String.format(Locale.ROOT,
                "%s, %d calls, %s: %d of %d packets lost or spoilt; the generator itself was %.1f ms late (p99).",
                round.kind().title, round.calls(), round.relay(), round.lost() + round.wrong(), round.sent(),
                round.lateMicros() / 1e3));
    }

    String text() {
        var table = new StringBuilder("""
                | what | calls | unit | sbc | rtpengine | ratio |
                |---|---|---|---|---|---|
                """);
        for (Kind kind : Kind.values()) {
            for (int calls : rounds.stream().filter(round -> round.kind() == kind).mapToInt(Round::calls).distinct()
                    .toArray()) {
                row(table, kind, calls, "CPU µs per packet", Round::cpuMicros, false);
                row(table, kind, calls, "added way p50 µs", Round::p50, true);
                row(table, kind, calls, "added way p99 µs", Round::p99, true);
                row(table, kind, calls, "added way p99.9 µs", Round::p999, true);
                row(table, kind, calls, "lost packets", Round::lost, false);
            }
            mostRow(table, kind);
        }
        table.append('\n');
        beside.forEach(line -> table.append(line).append("\n"));
        return table.toString();
    }

    private void row(StringBuilder table, Kind kind, int calls, String unit, ToDoubleFunction<Round> value,
            boolean added) {
        double direct = added ? together(kind, calls, DIRECT).map(value::applyAsDouble).orElse(0.0) : 0;
        Optional<Double> ours = together(kind, calls, US).map(value::applyAsDouble).map(all -> all - direct);
        Optional<Double> theirs = together(kind, calls, RIVAL).map(value::applyAsDouble).map(all -> all - direct);
        line(table, kind.title, Integer.toString(calls), unit, ours, theirs);
    }

    private void mostRow(StringBuilder table, Kind kind) {
        Optional<Double> ours = mostOf(kind, US);
        Optional<Double> theirs = mostOf(kind, RIVAL);
        if (ours.isPresent() || theirs.isPresent()) {
            line(table, kind.title, "most", "calls without loss", ours, theirs);
        }
    }

    /** The highest number of calls without loss. */
    Optional<Double> mostOf(Kind kind, String relay) {
        return most.stream().filter(round -> round.kind() == kind && round.relay().equals(relay))
                .map(round -> (double) round.calls()).findFirst();
    }

    private static void line(StringBuilder table, String what, String calls, String unit, Optional<Double> ours,
            Optional<Double> theirs) {
        Optional<Double> ratio = ours.flatMap(us -> theirs.map(them -> us / them)).filter(Double::isFinite);
        table.append(String.format(Locale.ROOT, "| %s | %s | %s | %s | %s | %s |%n", what, calls, unit, number(ours),
                number(theirs), ratio.map(times -> String.format(Locale.ROOT, "%.2f", times)).orElse("")));
    }

    private static String number(Optional<Double> value) {
        return value.map(number -> String.format(Locale.ROOT, number < 100 && number != Math.rint(number)
                ? "%.1f"
                : "%.0f", number)).orElse("");
    }

    /** All windows of one relay as one. */
    Optional<Round> together(Kind kind, int calls, String relay) {
        List<Round> same = rounds.stream().filter(round -> round.kind() == kind && round.calls() == calls
                && round.relay().equals(relay)).toList();
        return same.isEmpty() ? Optional.empty() : Optional.of(Round.together(same));
    }

    /** Adds what is kept in a file, if there is one: a long measurement may be taken in pieces. */
    void read(Path kept) throws IOException {
        if (!Files.exists(kept)) {
            return;
        }
        for (String line : Files.readAllLines(kept)) {
            String rest = line.substring(line.indexOf(' ') + 1);
            if (line.startsWith("round ")) {
                rounds.add(Round.of(rest));
            } else if (line.startsWith("most ")) {
                most.add(Round.of(rest));
            } else {
                beside.add(rest);
            }
        }
    }

    /** Keeps everything for {@link #read}. */
    void keep(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        rounds.forEach(round -> lines.add("round " + round.line()));
        most.forEach(round -> lines.add("most " + round.line()));
        beside.forEach(line -> lines.add("beside " + line));
        Files.write(file, lines);
    }

    void write(Path name) throws IOException {
        Files.writeString(Path.of(name + ".md"), text());
        Files.writeString(Path.of(name + ".svg"), new MediaPlot(this, rounds).svg());
    }
}
