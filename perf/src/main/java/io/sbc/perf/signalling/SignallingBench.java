package io.sbc.perf.signalling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Both rivals through all jobs; the table goes to standard output and to a file. One behind the other, or with {@code
 * rounds} above 1 in turn, so many times job by job: a machine that others use too is not as fast now as it was a minute ago.
 *
 * <p>Arguments, each {@code name=value}: {@code sbc} (the launcher of the distribution), {@code seconds} for each job,
 * {@code warm-up} seconds before it and, while the rival's compilers are at work, up to {@code warm-most}, {@code warm-all} seconds of mixed load before all jobs, {@code phones} for the idle job, {@code rivals} (sbc,kamailio), {@code jobs} (parts of
 * jobs' names), {@code keys} (ec,rsa), {@code report} (a file), {@code groups} of the phones' key exchange; as BoringSSL
 * would have it, X25519MLKEM768 would be first, which OpenSSL 3.0 behind Kamailio does not know. For the job "storm" also {@code
 * storm-phones}, {@code storm-seconds} within which they come back, {@code storm-per-address} (phones behind one address) and {@code
 * seed}; for "recorder" (only where it is asked for) {@code recorder-pairs} of processes and {@code recorder-rounds} of each job; for "overload" {@code overload-times} (of the maximum) and {@code overload-kinds} (registrations,calls).
 */
public final class SignallingBench {

    /** Of both rivals. */
    private static final List<String> JOBS = List.of("idle", "held", "refresh-challenged", "refresh-known", "reconnect",
            "calls-challenged", "calls-registered", "steady-idle",
            "steady-refreshes-200", "steady-calls-40", "steady-calls-200");
    private static final int DEAD_PBX_PHONES = 5_400;
    private static final int OVERLOAD_PHONES = 4_000;
    private static final int SETTLING = 60;
    private static final int LINES = 200;
    private static final int CALLERS = 60;
    private static final int HELD_CALLS = 400;
    private static final int STEADY_PHONES = 1000;
    private static final List<Integer> STEADY_REFRESHES_PER_SECOND = List.of(200);
    private static final List<Integer> STEADY_CALLS_PER_SECOND = List.of(40, 200);
    private static final int RECONNECTS_AT_ONCE = 40;

    private final Map<String, String> options;
    private final List<Measured> measured = new ArrayList<>();
    private final List<String> storms = new ArrayList<>();

    private SignallingBench(Map<String, String> options) {
        this.options = options;
    }

    public static void main(String[] arguments) throws Exception {
        var options = new TreeMap<>(Map.of("sbc", "sbc-admin/target/distribution/bin/sbc", "seconds", "10", "warm-up",
                "3", "warm-all", "40", "phones", "2000", "rivals",
                "sbc,kamailio,kamailio-keeping", "jobs", "", "keys", "ec,rsa", "report", ""));
        options.put("rounds", "1");
        options.putAll(Map.of("storm-phones", "10000", "storm-seconds", "10", "storm-per-address", "4", "seed", "1"));
        options.putAll(Map.of("overload-times", "10", "overload-kinds", "registrations,calls"));
        options.putAll(Map.of("other", "", "warm-most", "60"));
        options.putAll(Map.of("recorder-pairs", "3", "recorder-rounds", "6"));
        options.put("groups", "x25519,secp256r1");
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 0 || !options.containsKey(argument.substring(0, equals))) {
                System.err.println("unknown argument " + argument + "; known: " + options.keySet());
                System.exit(2);
            }
            options.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        new SignallingBench(options).run();
    }

    private String text(String option) {
        return Objects.requireNonNull(options.get(option), option);
    }

    private int number(String option) {
        return Integer.parseInt(text(option));
    }

    private void run() throws Exception {
        Path scratch = Files.createTempDirectory("bench-signalling");
        try (var pbx = new BenchPbx()) {
            if (isWanted("storm")) {
                storm(scratch, pbx);
            }
            if (isWanted("dead-pbx")) {
                storms.addAll(DeadPbx.run(scratch.resolve("dead-pbx"), Path.of(text("sbc")).toAbsolutePath(),
                        DEAD_PBX_PHONES, number("storm-per-address"), SignallingBench::say));
            }
            if (isWanted("overload")) {
                overload(scratch, pbx);
            }
            if (!text("jobs").isEmpty() && isWanted("recorder")) {
                recorder(scratch, pbx);
            }
            if (JOBS.stream().anyMatch(this::isWanted)) {
                if (number("rounds") > 1) {
                    inTurn(scratch, pbx);
                } else {
                    oneBehindTheOther(scratch, pbx);
                }
            }
        }
        String report = (measured.isEmpty() ? "" : new BenchReport(measured).text() + "\n")
                + String.join("\n", storms);
        System.out.println(report);
        if (!text("report").isEmpty()) {
            Files.writeString(Path.of(text("report")), report);
        }
        System.out.println("logs: " + scratch);
    }

    private WarmUp warmUp() {
        return new WarmUp(number("warm-up"), Math.max(number("warm-up"), number("warm-most")));
    }

    private boolean isWanted(String job) {
        return Stream.of(text("jobs").split(",", -1)).anyMatch(job::contains);
    }

    private void oneBehindTheOther(Path scratch, BenchPbx pbx) throws Exception {
        for (String rival : text("rivals").split(",", -1)) {
            for (String key : text("keys").split(",", -1)) {
                try (Running running = begin(scratch, pbx, rival, key)) {
                    runAll(key, List.of(running));
                }
            }
        }
    }

    private void inTurn(Path scratch, BenchPbx pbx) throws Exception {
        for (String key : text("keys").split(",", -1)) {
            List<Running> all = new ArrayList<>();
            try {
                for (String rival : text("rivals").split(",", -1)) {
                    all.add(begin(scratch, pbx, rival, key));
                }
                runAll(key, all);
            } finally {
                all.forEach(Running::close);
            }
        }
    }

    /** A rival with phones for it. */
    private record Running(Rival rival, PhoneRack rack, Jobs jobs) implements AutoCloseable {

        @Override
        public void close() {
            rack.close();
            rival.close();
        }
    }

    private Running begin(Path scratch, BenchPbx pbx, String rival, String key) throws Exception {
        Site site = Site.prepare(scratch.resolve(rival + "-" + key), key, pbx.port(), number("phones") + 4000);
        Rival started = start(rival, site);
        var rack = new PhoneRack(started.tls(), PhoneRack.PER_ADDRESS, text("groups").split(",", -1));
        return new Running(started, rack, new Jobs(started, rack, warmUp(), number("seconds"),
                SignallingBench::say));
    }

    /** Of ours alone: how the other saves its registrations would be the question. */
    private void storm(Path scratch, BenchPbx pbx) throws IOException, InterruptedException {
        int phones = number("storm-phones");
        Site site = Site.prepare(scratch.resolve("storm"), "ec", pbx.port(), phones);
        storms.addAll(new ReconnectStorm(site, Path.of(text("sbc")).toAbsolutePath(), pbx, phones,
                number("storm-per-address"), number("storm-seconds"), number("seed"), SignallingBench::say).run());
    }

    private void overload(Path scratch, BenchPbx pbx) throws IOException, InterruptedException {
        List<OverloadRun.Kind> kinds = Stream.of(text("overload-kinds").split(",", -1))
                .map(kind -> OverloadRun.Kind.valueOf(kind.toUpperCase(Locale.ROOT))).toList();
        Site site = Site.prepare(scratch.resolve("overload"), "ec", pbx.port(), OVERLOAD_PHONES);
        storms.addAll(new OverloadRun(site, Path.of(text("sbc")).toAbsolutePath(), number("overload-times"),
                number("warm-all"), number("seconds"), SignallingBench::say).run(kinds));
    }

    private void recorder(Path scratch, BenchPbx pbx) throws IOException, InterruptedException {
        storms.addAll(new RecorderCost(scratch, Path.of(text("sbc")).toAbsolutePath(), pbx, SignallingBench::say).run(
                number("recorder-pairs"), number("recorder-rounds"),
                new RecorderCost.Times(number("warm-all"), warmUp(), number("seconds")),
                text("groups").split(",", -1)));
    }

    private Rival start(String rival, Site site) throws IOException, InterruptedException {
        say("starting " + rival + " with a certificate of kind " + site.key());
        return switch (rival) {
            case "sbc" -> OurSbc.start(site, Path.of(text("sbc")).toAbsolutePath());
            case "sbc-other" ->
                OurSbc.start(site, rival, Path.of(text("other")).toAbsolutePath(), OurSbc.OTHER_MEDIA_PORTS,
                        "");
            case "kamailio" -> KamailioRtpengine.start(site, false);
            case "kamailio-keeping" -> KamailioRtpengine.start(site, true);
            default -> throw new IllegalArgumentException(
                    "no rival " + rival + "; known: sbc, sbc-other, kamailio, kamailio-keeping");
        };
    }

    private void runAll(String key, List<Running> all) throws InterruptedException {
        int phones = number("phones");
        for (Running running : all) {
            Jobs jobs = running.jobs;
            jobs.settle(SETTLING);
            if (!key.equals("rsa")) { // memory first: what a warm-up has pooled would be had for nothing
                job("idle", List.of(running), its -> its.idlePhones(4000, phones));
                job("held", List.of(running), its -> its.heldCalls(3000, HELD_CALLS));
            }
            jobs.warmUp(number("warm-all"));
        }
        if (key.equals("rsa")) {
            job("reconnect", all, jobs -> jobs.reconnects(0, RECONNECTS_AT_ONCE, "RSA-2048", false));
            job("reconnect, resumed", all, jobs -> jobs.reconnects(0, RECONNECTS_AT_ONCE, "RSA-2048", true));
            return;
        }
        job("refresh-challenged", all, jobs -> jobs.refreshes(0, LINES, false));
        job("refresh-known", all, jobs -> jobs.refreshes(300, LINES, true));
        job("reconnect", all, jobs -> jobs.reconnects(600, RECONNECTS_AT_ONCE, "P-256", false));
        job("calls-challenged", all, jobs -> jobs.calls(900, CALLERS, true));
        job("calls-registered", all, jobs -> jobs.calls(1200, CALLERS, false));
        job("steady-idle", all, jobs -> jobs.quiet(0, 0));
        job("steady-idle", all, jobs -> jobs.quiet(1500, STEADY_PHONES));
        for (int rate : STEADY_REFRESHES_PER_SECOND) {
            job("steady-refreshes-" + rate, all, jobs -> jobs.steadyRefreshes(1500, STEADY_PHONES, rate));
        }
        for (int rate : STEADY_CALLS_PER_SECOND) {
            job("steady-calls-" + rate, all, jobs -> jobs.steadyCalls(1500, STEADY_PHONES, rate));
        }
    }

    private interface Job {
        Measured run(Jobs jobs) throws InterruptedException;
    }

    /** What stays in memory is measured once. */
    private void job(String name, List<Running> all, Job job) throws InterruptedException {
        if (!isWanted(name)) {
            return;
        }
        Map<Running, List<Measured>> rounds = new LinkedHashMap<>();
        for (int round = 0; round < (all.size() == 1 ? 1 : number("rounds")); round++) {
            for (Running running : all) {
                Measured result = job.run(running.jobs);
                say(result.line());
                rounds.computeIfAbsent(running, _ -> new ArrayList<>()).add(result);
            }
        }
        rounds.values().forEach(its -> measured.add(Measured.ofRounds(its)));
    }

    private static void say(String line) {
        System.err.println(line);
    }
}
