package io.sbc.perf.signalling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Both rivals, one behind the other, through all jobs; the table goes to standard output and to a file.
 *
 * <p>Arguments, each {@code name=value}: {@code sbc} (the launcher of the distribution), {@code seconds} for each job,
 * {@code warm-up} seconds before it, {@code warm-all} seconds of mixed load before all jobs, {@code phones} for the idle job, {@code rivals} (sbc,kamailio), {@code jobs} (a part of a
 * job's name), {@code keys} (ec,rsa), {@code report} (a file), {@code groups} of the phones' key exchange; as BoringSSL
 * would have it, X25519MLKEM768 would be first, which OpenSSL 3.0 behind Kamailio does not know. For the job "storm" also {@code
 * storm-phones}, {@code storm-seconds} within which they come back, {@code storm-per-address} (phones behind one address) and {@code
 * seed}; for "overload" {@code overload-times} (of the maximum) and {@code overload-kinds} (registrations,calls).
 */
public final class SignallingBench {

    /** Of both rivals. */
    private static final List<String> JOBS = List.of("idle", "held", "refresh-challenged", "refresh-known", "reconnect",
            "calls", "steady");
    private static final int DEAD_PBX_PHONES = 5_400;
    private static final int OVERLOAD_PHONES = 4_000;
    private static final int SETTLING = 60;
    private static final int LINES = 200;
    private static final int CALLERS = 60;
    private static final int HELD_CALLS = 400;
    private static final int STEADY_CALLS_PER_SECOND = 40;
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
        options.putAll(Map.of("storm-phones", "10000", "storm-seconds", "10", "storm-per-address", "4", "seed", "1"));
        options.putAll(Map.of("overload-times", "10", "overload-kinds", "registrations,calls"));
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
            for (String rival : JOBS.stream().anyMatch(this::isWanted)
                    ? text("rivals").split(",", -1)
                    : new String[0]) {
                for (String key : text("keys").split(",", -1)) {
                    Site site = Site.prepare(scratch.resolve(rival + "-" + key), key, pbx.port(),
                            number("phones") + 4000);
                    String[] groups = text("groups").split(",", -1);
                    try (Rival running = start(rival, site);
                            var rack = new PhoneRack(running.tls(), PhoneRack.PER_ADDRESS, groups)) {
                        jobs(key, new Jobs(running, rack, number("warm-up"), number("seconds")));
                    }
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

    private boolean isWanted(String job) {
        return job.contains(text("jobs"));
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

    private Rival start(String rival, Site site) throws IOException, InterruptedException {
        say("starting " + rival + " with a certificate of kind " + site.key());
        return switch (rival) {
            case "sbc" -> OurSbc.start(site, Path.of(text("sbc")).toAbsolutePath());
            case "kamailio" -> KamailioRtpengine.start(site, false);
            case "kamailio-keeping" -> KamailioRtpengine.start(site, true);
            default -> throw new IllegalArgumentException(
                    "no rival " + rival + "; known: sbc, kamailio, kamailio-keeping");
        };
    }

    private void jobs(String key, Jobs jobs) throws Exception {
        jobs.settle(SETTLING);
        if (key.equals("rsa")) {
            jobs.warmUp(number("warm-all"));
            job("reconnect", () -> jobs.reconnects(0, RECONNECTS_AT_ONCE, "RSA-2048", false));
            job("reconnect, resumed", () -> jobs.reconnects(0, RECONNECTS_AT_ONCE, "RSA-2048", true));
            return;
        }
        int phones = number("phones");
        job("idle", () -> jobs.idlePhones(4000, phones)); // memory first: what a warm-up has pooled would be had for nothing
        job("held", () -> jobs.heldCalls(3000, HELD_CALLS));
        jobs.warmUp(number("warm-all"));
        job("refresh-challenged", () -> jobs.refreshes(0, LINES, false));
        job("refresh-known", () -> jobs.refreshes(300, LINES, true));
        job("reconnect", () -> jobs.reconnects(600, RECONNECTS_AT_ONCE, "P-256", false));
        job("calls", () -> jobs.calls(900, CALLERS, true));
        job("calls", () -> jobs.calls(1200, CALLERS, false));
        job("steady", () -> jobs.steadyCalls(1500, 1000, STEADY_CALLS_PER_SECOND));
    }

    private interface Job {
        Measured run() throws InterruptedException;
    }

    private void job(String name, Job job) throws InterruptedException {
        if (!isWanted(name)) {
            return;
        }
        Measured result = job.run();
        measured.add(result);
        say(String.format(Locale.ROOT, "%s: %s: %.0f per CPU second, %.0f/s, %.1f KiB each, p50 %.1f ms, p99 %.1f ms,"
                + " %d done, %d failed %s", result.rival(), result.job(), result.perCpuSecond(), result.perSecond(),
                result.bytesEach() / 1024, result.p50(), result.p99(), result.done(), result.failed(),
                result.failures()));
    }

    private static void say(String line) {
        System.err.println(line);
    }
}
