package io.sbc.perf.signalling;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What the rivals are made to do, each job for a bounded time, after a warm-up of its own. */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is counted where it fails
final class Jobs {

    private static final double MICROS_PER_SECOND = 1e6;
    private static final int PATIENCE_SECONDS = 60;
    private static final int LINES = 100;
    private static final int AT_ONCE = 40;

    /** Milliseconds of CPU within a second. */
    private static final double WORTH_TELLING = 0.3;

    private final Rival rival;
    private final PhoneRack rack;
    private final WarmUp warmUp;
    private final int seconds;
    private final Consumer<String> watcher;

    /** @param watcher is told what the threads of the rival took */
    Jobs(Rival rival, PhoneRack rack, WarmUp warmUp, int seconds, Consumer<String> watcher) {
        this.rival = rival;
        this.rack = rack;
        this.warmUp = warmUp;
        this.seconds = seconds;
        this.watcher = watcher;
    }

    /** With nobody who wants to know which threads took it. */
    Jobs(Rival rival, PhoneRack rack, WarmUp warmUp, int seconds) {
        this(rival, rack, warmUp, seconds, _ -> {});
    }

    /**
     * A few connections one behind the other, whatever becomes of them: Kamailio 5.6 with OpenSSL 3 loses some when its
     * processes fetch their algorithms for the first time at once.
     */
    void settle(int phones) throws InterruptedException {
        for (int i = 0; i < phones; i++) {
            var done = new CountDownLatch(1);
            rack.open(i, new Registering(Meter::new, false, line -> {
                line.close();
                done.countDown();
            }));
            done.await(1, TimeUnit.SECONDS);
        }
    }

    /** Registrations and calls, nothing measured: a JVM compiles what is hot, a Kamailio does not mind. */
    void warmUp(int forSeconds) throws InterruptedException {
        var jobs = new Jobs(rival, rack, WarmUp.of(0), Math.max(1, forSeconds / 5));
        jobs.refreshes(0, LINES, false);
        jobs.refreshes(0, LINES, true);
        jobs.reconnects(LINES, AT_ONCE, "", false);
        jobs.calls(2 * LINES, AT_ONCE, true);
        jobs.calls(3 * LINES, AT_ONCE, false);
    }

    /** Phones on standing connections register again and again, as fast as they are answered. */
    Measured refreshes(int first, int phones, boolean remembering) throws InterruptedException {
        String job = remembering ? "refresh, nonce known" : "refresh, challenged";
        return closedLoop(job, rack.openAll(first, phones, Idle.TASK),
                (meter, next) -> new Registering(meter, remembering, next));
    }

    /**
     * Registered phones call again and again, as fast as they are answered: over a second connection, on which they are
     * challenged, or over the one that they registered on.
     */
    Measured calls(int first, int phones, boolean challenged) throws InterruptedException {
        String job = challenged ? "call, challenged" : "call, over the registered connection";
        List<PhoneLine> lines = registered(first, phones);
        List<PhoneLine> calling = challenged ? rack.openAll(first, phones, Idle.TASK) : lines;
        Measured measured = closedLoop(job, calling, (meter, next) -> new Calling(meter, false, next));
        lines.forEach(PhoneLine::close);
        return measured;
    }

    /**
     * Each registration on a new connection, so many at a time.
     *
     * @param resuming whether phones show the ticket of their last connection
     */
    Measured reconnects(int first, int atOnce, String key, boolean resuming) throws InterruptedException {
        var meter = new CurrentMeter();
        var stopped = new AtomicBoolean();
        var running = new AtomicInteger(atOnce);
        var drained = new CountDownLatch(1);
        for (int i = 0; i < atOnce; i++) {
            reconnect(first + i, resuming, meter, stopped, running, drained);
        }
        Measured measured = measure("new TLS connection (" + key + (resuming ? ", resumed" : "") + ") and registration",
                false, meter);
        stopped.set(true);
        drained.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return measured;
    }

    private void reconnect(int phone, boolean resuming, CurrentMeter meter, AtomicBoolean stopped,
            AtomicInteger running, CountDownLatch drained) {
        if (stopped.get()) {
            if (running.decrementAndGet() == 0) {
                drained.countDown();
            }
            return;
        }
        Runnable again = () -> reconnect(phone, resuming, meter, stopped, running, drained);
        rack.open(phone, resuming, new Registering(meter, false, line -> line.take(new Leaving(again))))
                .whenComplete((line, failure) -> {
                    if (failure != null) {
                        meter.get().failed("connect: " + failure);
                        again.run();
                    }
                });
    }

    /** So many calls begin each second, whatever becomes of them: what each takes when nothing is in a hurry. */
    Measured steadyCalls(int first, int phones, int perSecond) throws InterruptedException {
        return paced(perSecond + " calls a second", perSecond, registered(first, phones),
                (meter, next) -> new Calling(meter, false, next));
    }

    /** So many registrations each second, challenged each time, over standing connections. */
    Measured steadyRefreshes(int first, int phones, int perSecond) throws InterruptedException {
        return paced(perSecond + " refreshes a second, challenged", perSecond, registered(first, phones),
                (meter, next) -> new Registering(meter, false, next));
    }

    private Measured paced(String job, int perSecond, List<PhoneLine> lines, Repeated repeated)
            throws InterruptedException {
        var meter = new CurrentMeter();
        var next = new AtomicInteger();
        Consumer<PhoneLine> rest = line -> line.take(Idle.TASK);
        try (ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor()) {
            pace.scheduleAtFixedRate(() -> lines.get(next.getAndIncrement() % lines.size())
                    .take(repeated.task(meter, rest)), 0, 1_000_000 / perSecond, TimeUnit.MICROSECONDS);
            Measured measured = measure(job, true, meter);
            pace.shutdownNow();
            return measured;
        } finally {
            lines.forEach(PhoneLine::close);
        }
    }

    /** Phones that are registered and say nothing: what a rival takes to be there. */
    Measured quiet(int first, int phones) throws InterruptedException {
        List<PhoneLine> lines = phones == 0 ? List.of() : registered(first, phones);
        Measured measured = measure("nothing to do, " + phones + " phones registered", true, new CurrentMeter());
        lines.forEach(PhoneLine::close);
        return measured;
    }

    /** Registered phones that do nothing: what each costs in memory. */
    Measured idlePhones(int first, int phones) throws InterruptedException {
        long before = rival.memoryBytes();
        List<PhoneLine> lines = registered(first, phones);
        long after = rival.memoryBytes();
        lines.forEach(PhoneLine::close);
        return new Measured("idle registered phone", rival.name(), 0, 0, (after - before) / (double) phones, 0, 0, 0,
                phones, 0, "");
    }

    /** Calls that stay up: what each costs in memory, its phone already registered. */
    Measured heldCalls(int first, int phones) throws InterruptedException {
        List<PhoneLine> lines = registered(first, phones);
        long before = rival.memoryBytes();
        var meter = new Meter();
        var up = new CountDownLatch(phones);
        List<Calling> calls = new ArrayList<>(phones);
        AtomicBoolean ending = new AtomicBoolean();
        for (PhoneLine line : lines) {
            var call = new Calling(() -> meter, true, any -> {
                if (!ending.get()) {
                    up.countDown();
                }
            });
            calls.add(call);
            line.take(call);
        }
        up.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        long after = rival.memoryBytes();
        ending.set(true);
        for (int i = 0; i < phones; i++) {
            calls.get(i).hangUp(lines.get(i));
        }
        Thread.sleep(2000);
        lines.forEach(PhoneLine::close);
        return new Measured("call in progress", rival.name(), 0, 0, (after - before) / (double) phones, 0, 0, 0,
                meter.doneCount(), meter.failedCount(), meter.failures());
    }

    /** Phones that registered and stay. */
    List<PhoneLine> registered(int first, int phones) throws InterruptedException {
        var done = new CountDownLatch(phones);
        var meter = new Meter();
        List<PhoneLine> lines = rack.openAll(first, phones, new PhoneLine.Task() {
            @Override
            public void begin(PhoneLine line) {
                line.take(new Registering(() -> meter, false, registered -> {
                    registered.take(Idle.TASK);
                    done.countDown();
                }));
            }

            @Override
            public void onMessage(PhoneLine line, SipText message) {}

            @Override
            public void onClosed(PhoneLine line) {}
        });
        if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(rival.name() + ": only " + meter.doneCount() + " of " + phones
                    + " phones could register " + meter.failures());
        }
        return lines;
    }

    /** Makes a task that counts with the meter of the moment and calls {@code next} when it is done. */
    private interface Repeated {
        PhoneLine.Task task(Supplier<Meter> meter, Consumer<PhoneLine> next);
    }

    private Measured closedLoop(String job, List<PhoneLine> lines, Repeated repeated) throws InterruptedException {
        var meter = new CurrentMeter();
        var stopped = new AtomicBoolean();
        Consumer<PhoneLine> next = line -> {
            if (stopped.get()) {
                line.take(Idle.TASK);
            } else {
                line.again();
            }
        };
        lines.forEach(line -> line.take(repeated.task(meter, next)));
        Measured measured = measure(job, false, meter);
        stopped.set(true);
        Thread.sleep(1000); // what is under way ends
        lines.forEach(PhoneLine::close);
        return measured;
    }

    private Measured measure(String job, boolean paced, CurrentMeter meter) throws InterruptedException {
        warmUp.await(rival);
        var measuring = new Meter();
        meter.set(measuring);
        Map<String, Long> threads = rival.processes().cpuNanosByThread();
        long cpu = rival.cpuMicros();
        long begun = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        double took = (System.nanoTime() - begun) / 1e9;
        double cpuSeconds = (rival.cpuMicros() - cpu) / MICROS_PER_SECOND;
        watcher.accept(busiest(threads, rival.processes().cpuNanosByThread(), took));
        long done = measuring.doneCount();
        return new Measured(job, rival.name(), done / cpuSeconds, done / took, 0, paced ? cpuSeconds / took : 0,
                measuring.millis(50), measuring.millis(99), done, measuring.failedCount(), measuring.failures());
    }

    /** What the threads took since, in milliseconds of CPU within a second, the busiest first. */
    private static String busiest(Map<String, Long> before, Map<String, Long> after, double seconds) {
        return after.entrySet().stream()
                .map(thread -> Map.entry(thread.getKey(),
                        (thread.getValue() - before.getOrDefault(thread.getKey(), 0L)) / 1e6 / seconds))
                .filter(thread -> thread.getValue() >= WORTH_TELLING)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .map(thread -> String.format(Locale.ROOT, "%s %.1f", thread.getKey(), thread.getValue()))
                .collect(Collectors.joining(", ", "  CPU ms a second: ", ""));
    }
}
