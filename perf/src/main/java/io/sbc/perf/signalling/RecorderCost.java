package io.sbc.perf.signalling;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What the flight recorder costs: two processes of the same distribution, one with {@code recorder.enabled: false}, do the same job in turn,
 * first the one and then the other first. Of each round the ratio of their CPU time for one registration or call; of all rounds the median, and how
 * far they are apart. Compiler threads are left out: what a JVM still compiles after a minute says nothing of the hours that follow. Two processes compile not quite the same code: several pairs are started, one behind the other.
 */
final class RecorderCost {

    private static final int LINES = 200;
    private static final int CALLERS = 60;
    private static final int SETTLING = 60;
    private static final int PHONES = 4_000;
    private static final String WITHOUT = "recorder: {enabled: false}\n";

    /** Less is not worth a word. */
    private static final long THREAD_MILLIS_MIN = 20;

    private final Path scratch;
    private final Path launcher;
    private final BenchPbx pbx;
    private final Consumer<String> say;

    /** CPU time with the recorder by that without, of each round, by job. */
    private final Map<String, List<Double>> ratios = new LinkedHashMap<>();

    RecorderCost(Path scratch, Path launcher, BenchPbx pbx, Consumer<String> say) {
        this.scratch = scratch;
        this.launcher = launcher;
        this.pbx = pbx;
        this.say = say;
    }

    /**
     * Runs all pairs.
     *
     * @param times what one round takes, and what goes before
     * @return the table for the reader
     */
    List<String> run(int pairs, int rounds, Times times, String[] groups)
            throws IOException, InterruptedException {
        for (int pair = 0; pair < pairs; pair++) {
            boolean recordingFirst = pair % 2 == 0;
            try (Running one = begin(pair, recordingFirst, times, groups);
                    Running other = begin(pair, !recordingFirst, times, groups)) {
                Running with = recordingFirst ? one : other;
                Running without = recordingFirst ? other : one;
                rounds("refresh, challenged", rounds, with, without, jobs -> jobs.refreshes(0, LINES, false));
                rounds("refresh, nonce known", rounds, with, without, jobs -> jobs.refreshes(300, LINES, true));
                rounds("call, challenged", rounds, with, without, jobs -> jobs.calls(600, CALLERS, true));
                rounds("call, over the registered connection", rounds, with, without,
                        jobs -> jobs.calls(900, CALLERS, false));
            }
        }
        return table();
    }

    /** Seconds: of load before anything is measured, before each measurement, of each measurement. */
    record Times(int warmAll, WarmUp warmUp, int seconds) {}

    /** As it is, but for its compilers. */
    private record Compiled(OurSbc sbc) implements Rival {

        @Override
        public String name() {
            return sbc.name();
        }

        @Override
        public InetSocketAddress tls() {
            return sbc.tls();
        }

        @Override
        public ProcessGroup processes() {
            return sbc.processes();
        }

        @Override
        public long cpuMicros() {
            return sbc.processes().cpuNanosByThread().entrySet().stream()
                    .filter(thread -> !thread.getKey().contains(WarmUp.COMPILERS)).mapToLong(Map.Entry::getValue).sum()
                    / 1_000;
        }

        @Override
        public long memoryBytes() {
            return sbc.memoryBytes();
        }

        @Override
        public void close() {
            sbc.close();
        }
    }

    private record Running(OurSbc sbc, PhoneRack rack, Jobs jobs) implements AutoCloseable {

        @Override
        public void close() {
            rack.close();
            sbc.close();
        }
    }

    private interface Job {
        Measured run(Jobs jobs) throws InterruptedException;
    }

    private Running begin(int pair, boolean recording, Times times, String[] groups)
            throws IOException, InterruptedException {
        String name = (recording ? "with" : "without") + "-recorder-" + pair;
        say.accept("starting " + name);
        Site site = Site.prepare(scratch.resolve(name), "ec", pbx.port(), PHONES);
        OurSbc sbc = OurSbc.start(site, name, launcher,
                recording ? OurSbc.MEDIA_PORTS : OurSbc.OTHER_MEDIA_PORTS, recording ? "" : WITHOUT);
        var rack = new PhoneRack(sbc.tls(), PhoneRack.PER_ADDRESS, groups);
        var jobs = new Jobs(new Compiled(sbc), rack, times.warmUp(), times.seconds());
        jobs.settle(SETTLING);
        jobs.warmUp(times.warmAll());
        return new Running(sbc, rack, jobs);
    }

    private void rounds(String name, int rounds, Running with, Running without, Job job)
            throws InterruptedException {
        for (int round = 0; round < rounds; round++) {
            Measured recorded;
            Measured bare;
            Map<String, Long> before = with.sbc.processes().cpuNanosByThread();
            Map<String, Long> beforeBare = without.sbc.processes().cpuNanosByThread();
            if (round % 2 == 0) {
                recorded = job.run(with.jobs);
                bare = job.run(without.jobs);
            } else {
                bare = job.run(without.jobs);
                recorded = job.run(with.jobs);
            }
            say.accept("  with    " + threads(before, with) + "\n  without " + threads(beforeBare, without));
            double ratio = bare.perCpuSecond() / recorded.perCpuSecond();
            say.accept(String.format(Locale.ROOT, "%s: %.1f µs with the recorder, %.1f without: %.3f%s", name,
                    1e6 / recorded.perCpuSecond(), 1e6 / bare.perCpuSecond(), ratio,
                    recorded.failed() + bare.failed() > 0
                            ? "; failed: " + recorded.failures() + bare.failures()
                            : ""));
            ratios.computeIfAbsent(name, _ -> new ArrayList<>()).add(ratio);
        }
    }

    /** Milliseconds of the busiest threads since then, warm-up and what trails behind included: where the difference is. */
    private static String threads(Map<String, Long> before, Running running) {
        return running.sbc.processes().cpuNanosByThread().entrySet().stream()
                .map(now -> Map.entry(now.getKey(),
                        (now.getValue() - before.getOrDefault(now.getKey(), 0L)) / 1_000_000))
                .filter(spent -> spent.getValue() >= THREAD_MILLIS_MIN)
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(spent -> spent.getKey() + " " + spent.getValue()).collect(Collectors.joining(", "));
    }

    private List<String> table() {
        List<String> lines = new ArrayList<>(List.of(
                "| CPU time with the recorder by that without | median | middle half | all | rounds |",
                "|---|---|---|---|---|"));
        ratios.forEach((job, all) -> {
            List<Double> sorted = new ArrayList<>(all);
            Collections.sort(sorted);
            lines.add(String.format(Locale.ROOT, "| %s | %.3f | %.3f to %.3f | %.3f to %.3f | %d |", job,
                    quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75), sorted.getFirst(),
                    sorted.getLast(), sorted.size()));
        });
        return lines;
    }

    /** Between the two that stand beside it. */
    static double quantile(List<Double> sorted, double part) {
        double place = part * (sorted.size() - 1);
        int below = (int) place;
        double high = sorted.get(Math.min(below + 1, sorted.size() - 1));
        return sorted.get(below) + (high - sorted.get(below)) * (place - below);
    }
}
