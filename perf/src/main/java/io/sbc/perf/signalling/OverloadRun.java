package io.sbc.perf.signalling;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Goodput under overload: the most that the SBC does when it is asked only as fast as it answers, then what is left of that
 * when ten times as much is asked of it by phones that honour nothing; and emergency calls all the while. The SBC has one
 * core for itself and the load another, so that the load's hunger is not taken for the SBC's weakness.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is counted where it fails
final class OverloadRun {

    private static final int AT_ONCE = 100;
    private static final int EMERGENCIES_PER_SECOND = 5;

    /** Phones that do nothing but call for help now and then. */
    private static final int QUIET = 50;
    private static final int TICK_MILLIS = 2;
    /** What is refused takes other ways through the code than what is served: these have to be compiled, too. */
    private static final int SETTLE_SECONDS = 25;
    private static final int DRAIN_MILLIS = 3_000;
    private static final int FIRST_SECONDS = 120;
    private static final int FIRST_PER_TICK = 60;
    private static final int FIRST_TICK_MILLIS = 100;
    private static final String EMERGENCY = "sip:112@localhost";
    private static final double NANOS = 1e9;
    private static final double MICROS = 1e6;

    private final Site site;
    private final Path launcher;
    private final int times;
    private final int warmUpSeconds;
    private final int seconds;
    private final Consumer<String> say;

    private final List<LoadLine> lines = Collections.synchronizedList(new ArrayList<>());
    private final List<LoadLine> quiet = Collections.synchronizedList(new ArrayList<>());
    private final CurrentMeter meter = new CurrentMeter();
    private final CurrentMeter emergencies = new CurrentMeter();
    private final LongAdder offered = new LongAdder();
    private final LongAdder withheld = new LongAdder();
    private int turn;

    /** What is asked for. */
    enum Kind {
        REGISTRATIONS,
        CALLS
    }

    /** @param times of the maximum that are offered */
    OverloadRun(Site site, Path launcher, int times, int warmUpSeconds, int seconds, Consumer<String> say) {
        this.site = site;
        this.launcher = launcher;
        this.times = times;
        this.warmUpSeconds = warmUpSeconds;
        this.seconds = seconds;
        this.say = say;
    }

    /** The lines of the report. */
    List<String> run(List<Kind> kinds) throws IOException, InterruptedException {
        boolean pinned = Runtime.getRuntime().availableProcessors() >= 2;
        var command = new ArrayList<String>();
        if (pinned) {
            command.addAll(List.of("taskset", "-c", "0"));
            pin("1");
        }
        command.add(launcher.toString());
        // The guard's limits are the shipped ones. All phones register once before: at the PBX, whose pace is not the question.
        OurSbc.configure(site, 0, 0, "registration: {pbx-rate: 10000}\n");
        OurSbc.importUsers(site, launcher);
        var report = new ArrayList<String>();
        try (OurSbc sbc = OurSbc.run(site, command); var rack = new PhoneRack(sbc.tls(), 4)) {
            registerAll(rack);
            for (Kind kind : kinds) {
                report.addAll(measure(kind, sbc, rack));
            }
        } finally {
            if (pinned) {
                pin("0-" + (Runtime.getRuntime().availableProcessors() - 1));
            }
        }
        return report;
    }

    private static void pin(String cores) throws IOException, InterruptedException {
        new ProcessBuilder("taskset", "-a", "-c", "-p", cores, Long.toString(ProcessHandle.current().pid()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    }

    private void registerAll(PhoneRack rack) throws InterruptedException {
        var tally = new StormTally(site.phones(), 1, new Random(1));
        for (int i = 0; i < site.phones(); i++) {
            var phone = new StormPhone(i, rack, new Random(i), tally) {
                @Override
                void onUsable(PhoneLine line) {
                    var load = new LoadLine(line);
                    (quiet.size() < QUIET ? quiet : lines).add(load);
                    line.take(load);
                }
            };
            phone.comeBack((long) i / FIRST_PER_TICK * FIRST_TICK_MILLIS);
        }
        if (!tally.awaitAll(FIRST_SECONDS)) {
            throw new IllegalStateException("only " + tally.registeredCount() + " phones could register");
        }
    }

    private List<String> measure(Kind kind, OurSbc sbc, PhoneRack rack) throws IOException, InterruptedException {
        String what = kind.name().toLowerCase(Locale.ROOT);
        say.accept("overload: the most " + what);
        var running = new boolean[]{true};
        rack.later(0, () -> {
            for (int i = 0; i < AT_ONCE; i++) {
                again(kind, running);
            }
        });
        TimeUnit.SECONDS.sleep(warmUpSeconds);
        Map<String, Double> before = sbc.metrics();
        Window most = window(sbc);
        running[0] = false;
        say.accept("  " + sbc.notable(before));
        Thread.sleep(DRAIN_MILLIS);
        before = sbc.metrics();
        say.accept(
                String.format(Locale.ROOT, "overload: %.0f %s/s at most; now %d times as many", most.perSecond(), what,
                        times));
        Window under;
        try (ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor()) {
            double rate = most.perSecond() * times;
            offer(rack, kind, rate, System.nanoTime(), SETTLE_SECONDS + seconds);
            var next = new AtomicInteger();
            pace.scheduleAtFixedRate(() -> rack.later(0, () -> callForHelp(next.getAndIncrement())), 0,
                    1_000_000 / EMERGENCIES_PER_SECOND, TimeUnit.MICROSECONDS);
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            under = window(sbc);
            pace.shutdownNow();
        }
        Thread.sleep(DRAIN_MILLIS);
        say.accept("  " + sbc.notable(before));
        return List.of(
                String.format(Locale.ROOT, "overload by %s, %d phones, guard as shipped: %.0f/s at most (%.0f per CPU "
                        + "second, p99 %.0f ms, failed %s)", what, site.phones(), most.perSecond(), most.perCpuSecond(),
                        most.meter().millis(99), most.meter().failures()),
                String.format(Locale.ROOT,
                        "  offered %.0f/s (%.1f times the most; withheld %.0f/s, unread by the SBC): goodput "
                                + "%.0f/s = %.0f %% of the most (%.0f per CPU second), p50 %.0f ms, p99 %.0f ms, refused %s",
                        under.offeredPerSecond(), under.offeredPerSecond() / most.perSecond(),
                        under.withheldPerSecond(), under.perSecond(), 100 * under.perSecond() / most.perSecond(),
                        under.perCpuSecond(), under.meter().millis(50), under.meter().millis(99),
                        under.meter().failures()),
                String.format(Locale.ROOT,
                        "  emergency calls meanwhile: %d answered, %d not %s, p99 %.0f ms; peak memory %d MiB",
                        under.emergencies().doneCount(), under.emergencies().failedCount(),
                        under.emergencies().failures(), under.emergencies().millis(99), sbc.peakBytes() >> 20));
    }

    /** What was counted within some seconds. */
    private record Window(Meter meter, Meter emergencies, double took, double cpuSeconds, long offered, long withheld) {

        double perSecond() {
            return meter.doneCount() / took;
        }

        double perCpuSecond() {
            return meter.doneCount() / cpuSeconds;
        }

        double offeredPerSecond() {
            return offered / took;
        }

        double withheldPerSecond() {
            return withheld / took;
        }
    }

    private Window window(OurSbc sbc) throws InterruptedException {
        var measuring = new Meter();
        var help = new Meter();
        meter.set(measuring);
        emergencies.set(help);
        offered.reset();
        withheld.reset();
        long cpu = sbc.processes().cpuMicros();
        long begun = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        double took = (System.nanoTime() - begun) / NANOS;
        double cpuSeconds = (sbc.processes().cpuMicros() - cpu) / MICROS;
        meter.set(new Meter());
        emergencies.set(new Meter());
        return new Window(measuring, help, took, cpuSeconds, offered.sum(), withheld.sum());
    }

    /** The next free line, if there is one. */
    private LoadLine free() {
        for (int tried = 0; tried < lines.size(); tried++) {
            LoadLine next = lines.get(turn++ % lines.size());
            if (next.isFree()) {
                return next;
            }
        }
        throw new IllegalStateException("no phone is left that could ask");
    }

    private void again(Kind kind, boolean[] running) {
        if (running[0]) {
            begin(kind, free(), System.nanoTime(), () -> again(kind, running));
        }
    }

    private void begin(Kind kind, LoadLine on, long intendedNanos, Runnable end) {
        switch (kind) {
            case REGISTRATIONS -> new OfferedRegistration(on, meter, intendedNanos, end).begin(on.line());
            case CALLS -> call(on, meter, Calling.NINE_THOUSAND, end);
        }
    }

    private static void call(LoadLine on, Supplier<Meter> counts, String target, Runnable end) {
        var ended = new Calling[1];
        ended[0] = new Calling(counts, false, target, line -> {
            on.end(ended[0].callId());
            end.run();
        });
        ended[0].begin(on.line());
        on.begin(ended[0].callId(), ended[0]);
    }

    private void callForHelp(int number) {
        LoadLine on = quiet.get(number % QUIET);
        call(on, emergencies, EMERGENCY, () -> {});
    }

    /** Begins what is due at this rate, whatever becomes of it, until the time is over; a phone that is not read waits. */
    private void offer(PhoneRack rack, Kind kind, double perSecond, long begunNanos, int forSeconds) {
        var begun = new long[1];
        rack.later(0, new Runnable() {
            @Override
            public void run() {
                double elapsed = (System.nanoTime() - begunNanos) / NANOS;
                if (elapsed > forSeconds) {
                    return;
                }
                long due = Math.min((long) (elapsed * perSecond) - begun[0], (long) (perSecond / 20));
                begun[0] = (long) (elapsed * perSecond); // what cannot be begun in time is not begun later
                for (long i = 0; i < due; i++) {
                    LoadLine on = lines.get(turn++ % lines.size());
                    if (on.isFree()) {
                        offered.increment();
                        begin(kind, on, System.nanoTime(), () -> {});
                    } else {
                        withheld.increment();
                    }
                }
                rack.later(TICK_MILLIS, this);
            }
        });
    }
}
