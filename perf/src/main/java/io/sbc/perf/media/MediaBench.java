package io.sbc.perf.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Our media plane and rtpengine carry the same calls in turn; see {@link Peers} for the load. Prints a line for each window and
 * a table with the ratios, and writes table and plot where {@code report} says.
 *
 * <p>Arguments, each {@code name=value}: {@code distribution} (a directory), {@code relays} (sbc,rtpengine; also
 * floor, see {@link Floor}), {@code kinds} (how their
 * names begin), {@code calls} (100,200,400,800), {@code seconds} of a window, {@code warm-up} seconds before it, {@code first}
 * seconds of load of each kind on each relay before anything is measured (a JVM compiles meanwhile; for half a minute that takes up to a sixth of what packets take), {@code windows} of each relay
 * in turn, {@code most} (true: look for the highest number of calls without loss), {@code memory} (calls, 0 for none), {@code churn}
 * (calls a second that come and go beside 400 others, while garbage is collected; 0 for none), {@code flags} (JVM flags), {@code yaml} (configuration), {@code report} (a
 * file name without extension), {@code kept} (a file of what was measured: read, added to, written).
 */
public final class MediaBench {

    private static final int CHURN_CALLS = 400;
    /** Memory is measured with so many calls, and with a part of them. */
    private static final int FEW_SHARE = 4;
    /** Calls come and go between them, which is compiled, too. */
    private static final int WARM_UPS = 3;
    /** Each session is sampled twice in it, with the shipped interval. */
    private static final double ALLOCATION_SECONDS = 10;
    /** Four ports each, of 12,768 for each relay, some of which still rest after the window before. */
    private static final int CALLS_MAX = 2_800;
    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("distribution", "sbc-admin/target/distribution"), Map.entry("relays", "sbc,rtpengine"),
            Map.entry("kinds", "RTP_RTP,SRTP32_SRTP80,SRTP_RTP"), Map.entry("calls", "100,200,400,800"),
            Map.entry("seconds", "5"), Map.entry("warm-up", "1"), Map.entry("first", "24"), Map.entry("windows", "2"),
            Map.entry("most", "true"), Map.entry("memory", "800"), Map.entry("churn", "20"), Map.entry("flags", ""),
            Map.entry("yaml", "{\"media\":{\"ports\":\"20000-32767\",\"quarantine\":\"1s\"}}"), Map.entry("report", ""),
            Map.entry("kept", ""));

    private final Map<String, String> options;
    private final MediaReport report = new MediaReport();
    private final Path scratch;
    private long seed;

    private MediaBench(Map<String, String> options, Path scratch) {
        this.options = options;
        this.scratch = scratch;
    }

    public static void main(String[] arguments) throws IOException {
        if (!known(arguments)) {
            System.exit(2);
        }
        System.out.println(of(arguments).run().text());
    }

    private static boolean known(String[] arguments) {
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 0 || !DEFAULTS.containsKey(argument.substring(0, equals))) {
                System.err
                        .println("unknown argument " + argument + "; known, with defaults: " + new TreeMap<>(DEFAULTS));
                return false;
            }
        }
        return true;
    }

    /** With these arguments, all of them known. */
    static MediaBench of(String... arguments) throws IOException {
        var options = new TreeMap<>(DEFAULTS);
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            options.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        return new MediaBench(options, Files.createTempDirectory("bench-media"));
    }

    private String text(String option) {
        return Objects.requireNonNull(options.get(option), option);
    }

    private double number(String option) {
        return Double.parseDouble(text(option));
    }

    private List<String> list(String option) {
        return Arrays.stream(text(option).split("[, ]", -1)).filter(each -> !each.isEmpty()).toList();
    }

    /** Measures all that is asked for, and writes what is to be written. */
    MediaReport run() throws IOException {
        List<Relay> relays = new ArrayList<>();
        if (!text("kept").isEmpty()) {
            report.read(Path.of(text("kept")));
        }
        try (Relay direct = new DirectPath()) {
            for (String name : list("relays")) {
                relays.add(start(name));
            }
            List<Kind> kinds = Arrays.stream(Kind.values())
                    .filter(kind -> list("kinds").stream().anyMatch(kind.name()::startsWith)).toList();
            if (number("memory") > 0) {
                for (Relay relay : relays) {
                    memoryWhenYoung(relay, (int) number("memory"));
                }
            }
            for (int i = 0; i < WARM_UPS; i++) {
                for (Kind kind : kinds) {
                    for (Relay relay : relays) {
                        window(relay, kind, CHURN_CALLS, number("first") / WARM_UPS, 0.1);
                    }
                }
            }
            if (number("memory") > 0) {
                for (Relay relay : relays) {
                    memory(relay, (int) number("memory"));
                }
            }
            for (Kind kind : kinds) {
                for (String calls : list("calls")) {
                    inTurn(direct, relays, kind, Integer.parseInt(calls));
                }
                if (Boolean.parseBoolean(text("most"))) {
                    for (Relay relay : relays) {
                        most(relay, kind);
                    }
                }
            }
            if (number("churn") > 0) {
                for (int i = 0; i < (int) number("windows"); i++) {
                    for (Relay relay : relays) {
                        churn(relay);
                    }
                }
            }
        } finally {
            for (Relay relay : relays) {
                relay.close();
            }
        }
        if (!text("kept").isEmpty()) {
            report.keep(Path.of(text("kept")));
        }
        if (!text("report").isEmpty()) {
            report.write(Path.of(text("report")));
        }
        System.err.println("logs: " + scratch);
        return report;
    }

    /** A name may carry what makes it differ: {@code sbc@DIRECTORY;FLAG;YAML}, {@code floor:WORD:WORD}. */
    private Relay start(String name) throws IOException {
        if (name.startsWith("sbc")) {
            String[] words = name.split(";");
            var flags = new ArrayList<>(list("flags"));
            String yaml = text("yaml");
            for (String word : Arrays.asList(words).subList(1, words.length)) {
                if (word.startsWith("-")) {
                    flags.add(word);
                } else {
                    yaml = word;
                }
            }
            int at = words[0].indexOf('@');
            Path distribution = Path.of(at < 0 ? text("distribution") : words[0].substring(at + 1));
            return OurRelay.start(name, distribution.toAbsolutePath(), flags, yaml.replace("\\n", "\n"),
                    scratch.resolve("sbc.log"));
        }
        if (name.startsWith("floor")) {
            return Floor.start(name, scratch);
        }
        if (name.equals("rtpengine")) {
            return RtpengineRelay.start(scratch);
        }
        throw new IllegalArgumentException("no relay " + name + "; known: sbc, rtpengine, floor");
    }

    private void inTurn(Relay direct, List<Relay> relays, Kind kind, int calls) throws IOException {
        report.add(say(window(direct, kind, calls, number("warm-up"), number("seconds") / 2)));
        for (int i = 0; i < (int) number("windows"); i++) {
            for (Relay relay : relays) {
                report.add(say(window(relay, kind, calls, number("warm-up"), number("seconds"))));
            }
        }
    }

    private Round window(Relay relay, Kind kind, int calls, double warmUp, double seconds) throws IOException {
        try (var peers = new Peers(relay, kind, calls, ++seed)) {
            peers.talk(warmUp);
            return measure(relay, kind, calls, peers, seconds);
        }
    }

    private static Round measure(Relay relay, Kind kind, int calls, Peers peers, double seconds) {
        peers.beginWindow();
        ProcessUsage usage = relay.usage();
        ProcessUsage self = ProcessUsage.ofSelf();
        long[] ticks = usage.ticks();
        double others = ProcessUsage.machineNanos() - self.cpuNanos();
        long cpu = usage.cpuNanos();
        peers.talk(seconds);
        double spent = usage.cpuNanos() - cpu;
        others = ProcessUsage.machineNanos() - self.cpuNanos() - others - spent;
        long[] ticksAfter = usage.ticks();
        peers.listen(0.4);
        Tally tally = peers.tally();
        double user = ticksAfter[0] - ticks[0];
        double system = ticksAfter[1] - ticks[1];
        return new Round(kind, relay.name(), calls, tally.sent / seconds, spent / 1e3 / tally.sent,
                system / Math.max(1, user + system), tally.sent, tally.lost(), tally.wrong + tally.doubled,
                tally.wayMicros(50), tally.wayMicros(99), tally.wayMicros(99.9), Math.max(0, others / 1e9 / seconds),
                tally.latenessNanos.getValueAtPercentile(99) / 1e3);
    }

    private static Round say(Round round) {
        System.err.println(round.text());
        return round;
    }

    /**
     * Steps up, then halves the step: the highest number of calls that is {@linkplain Round#carried carried} within a window, to
     * within 50. What fails once is tried again, since a machine has other things to do, too.
     */
    private void most(Relay relay, Kind kind) throws IOException {
        int step = 400;
        int good = 400;
        Round best = null;
        Round failed = null;
        while (step >= 50 && good < CALLS_MAX) {
            Round round = say(window(relay, kind, good + step, number("warm-up"), number("seconds") / 2));
            if (!round.carried()) {
                round = say(window(relay, kind, good + step, number("warm-up"), number("seconds") / 2));
            }
            if (round.carried()) {
                good += step;
                best = round;
            } else {
                step /= 2;
                failed = round;
            }
        }
        if (best != null) {
            report.addMost(best);
        }
        if (failed != null) {
            report.addLimit(failed);
        }
    }

    /**
     * All that rtpengine has more than before its first calls; what it has had it keeps. Of a young JVM this would be compiled code,
     * classes and the compiler's own memory.
     */
    private void memoryWhenYoung(Relay relay, int calls) throws IOException {
        if (relay.allocatedBytes().isPresent()) {
            return;
        }
        long none = relay.memoryBytes();
        double each = (memoryWith(relay, calls) - none) / 1024 / calls;
        System.err.printf("%s: %.1f KiB for each of the first %d calls%n", relay.name(), each, calls);
        report.addMemory(relay.name(), calls, each);
    }

    /**
     * What a call adds between two numbers of calls, both of which were there before: what is made once, such as pools, tables and
     * compiled code, is no call's. Few, many, many, few, so that what grows meanwhile falls out. Beside it all that the process has
     * more than without calls, shared among the many. Of us alone: what rtpengine has had it keeps, so that nothing would grow.
     */
    private void memory(Relay relay, int calls) throws IOException {
        if (relay.allocatedBytes().isEmpty()) {
            return;
        }
        int few = calls / FEW_SHARE;
        window(relay, Kind.SRTP32_SRTP80, calls, number("warm-up"), 2);
        long none = relay.memoryBytes();
        double atFew = memoryWith(relay, few);
        double atMany = memoryWith(relay, calls);
        allocation(relay, calls);
        atMany = (atMany + memoryWith(relay, calls)) / 2;
        atFew = (atFew + memoryWith(relay, few)) / 2;
        double each = (atMany - atFew) / 1024 / (calls - few);
        double told = (atMany - none) / 1024 / calls;
        System.err.printf("%s: %.1f KiB for each call from %d to %d, %.1f all told%n", relay.name(), each, few, calls,
                told);
        report.addMemory(relay.name(), few, calls, each, told);
    }

    private double memoryWith(Relay relay, int calls) throws IOException {
        try (var peers = new Peers(relay, Kind.SRTP32_SRTP80, calls, ++seed)) {
            peers.talk(2);
            return relay.memoryBytes();
        }
    }

    private void allocation(Relay relay, int calls) throws IOException {
        try (var peers = new Peers(relay, Kind.SRTP32_SRTP80, calls, ++seed)) {
            peers.talk(1);
            long talking = relay.allocatedBytes().orElseThrow();
            peers.talk(ALLOCATION_SECONDS);
            report.addAllocation(relay.name(), calls,
                    (relay.allocatedBytes().orElseThrow() - talking) / 1024.0 / ALLOCATION_SECONDS);
        }
    }

    /** Calls come and go, and garbage is collected every second, beside calls that must not notice. */
    private void churn(Relay relay) throws IOException {
        try (var peers = new Peers(relay, Kind.SRTP32_SRTP80, CHURN_CALLS, ++seed);
                var coming = new Churn(relay, (int) number("churn"))) {
            peers.talk(number("warm-up"));
            coming.start();
            Round round = say(measure(relay, Kind.SRTP32_SRTP80, CHURN_CALLS, peers, number("seconds")));
            report.addChurn(round, coming.turnover());
        }
    }
}
