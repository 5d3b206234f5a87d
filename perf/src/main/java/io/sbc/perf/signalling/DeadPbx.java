package io.sbc.perf.signalling;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * REGISTERs come at a fixed rate while the only PBX takes packets and says nothing, half of them of phones that it knows, half
 * of phones that connect for the first time: each is to be answered before it gives up, what waits is to stay bounded, and once
 * the PBX speaks again everybody is to be registered.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is counted where it fails
final class DeadPbx {

    private static final int PER_SECOND = 500;
    private static final int PER_TICK = 50;
    private static final int TICK_MILLIS = 1000 * PER_TICK / PER_SECOND;

    /** The first registration of all: a little less than a PBX gets in a second by default. */
    private static final int FIRST_PER_SECOND = 150;

    /** Longer than a phone waits for an answer over a stream (RFC 3261 §17.1.2.2: 32 s). */
    private static final int PATIENCE_SECONDS = 32;
    private static final int RECOVERY_SECONDS = 90;
    private static final double MEBIBYTE = 1 << 20;

    /** What is to be bounded meanwhile, and to be back afterwards. */
    private static final List<String> WATCHED = List.of("sbc_upstream_registers_waiting",
            "sbc_upstream_registers_in_flight", "sbc_transactions", "sbc_shard_queue", "sbc_bindings");

    private final int known;
    private final int strangers;
    private final BenchPbx pbx;
    private final PhoneRack rack;
    private final OurSbc sbc;
    private final List<String> report = new ArrayList<>();
    private final List<PhoneLine> lines = new ArrayList<>();
    private final Meter refreshes = new Meter();
    private final Meter firsts = new Meter();

    private DeadPbx(int known, int strangers, BenchPbx pbx, PhoneRack rack, OurSbc sbc) {
        this.known = known;
        this.strangers = strangers;
        this.pbx = pbx;
        this.rack = rack;
        this.sbc = sbc;
    }

    /**
     * The lines of the report.
     *
     * @param phones a third of them is registered before
     */
    static List<String> run(Path directory, Path launcher, int phones, int perAddress, Consumer<String> say)
            throws IOException, InterruptedException {
        try (var pbx = new BenchPbx()) {
            Site site = Site.prepare(directory, "ec", pbx.port(), phones);
            OurSbc.configure(site, 0, 0, "");
            OurSbc.importUsers(site, launcher);
            try (OurSbc sbc = OurSbc.run(site, launcher); var rack = new PhoneRack(sbc.tls(), perAddress)) {
                return new DeadPbx(phones / 3, phones - phones / 3, pbx, rack, sbc).run(say);
            }
        }
    }

    private List<String> run(Consumer<String> say) throws IOException, InterruptedException {
        say.accept("dead PBX: " + known + " phones register");
        registerKnown();
        watch("before");

        say.accept("dead PBX: now it is dead, and " + PER_SECOND + " REGISTER/s come");
        pbx.fallSilent(true);
        var recovered = new StormTally(strangers, 1, new Random(2));
        storm(recovered);
        report.add(String.format(Locale.ROOT,
                "  known to the PBX: %d answered %s, p50 %.0f ms, p99 %.0f ms; new: %d answered, p50 %.0f ms, p99 %.0f ms;"
                        + " 503 with Retry-After so far %d",
                refreshes.doneCount(), refreshes.failures(), refreshes.millis(50), refreshes.millis(99),
                firsts.doneCount(), firsts.millis(50), firsts.millis(99), recovered.busy.sum()));

        say.accept("dead PBX: it speaks again");
        pbx.fallSilent(false);
        long back = System.nanoTime();
        boolean all = recovered.awaitAll(RECOVERY_SECONDS);
        report.add(String.format(Locale.ROOT, "  %d of %d new phones registered %.1f s after the PBX was back (%s)",
                recovered.registeredCount(), strangers, (System.nanoTime() - back) / 1e9,
                all ? "all" : recovered.refusals()));
        recovered.leave();
        watch("after");
        report.add(String.format(Locale.ROOT, "  peak memory of the SBC %.0f MiB", sbc.peakBytes() / MEBIBYTE));
        report.add("  " + sbc.notable(Map.of()));
        return report;
    }

    private void registerKnown() throws InterruptedException {
        var tally = new StormTally(known, 1, new Random(1));
        for (int i = 0; i < known; i++) {
            new StormPhone(i, rack, new Random(i), tally) {
                @Override
                void onUsable(PhoneLine line) {
                    lines.add(line);
                }
            }.comeBack(1000L * i / FIRST_PER_SECOND);
        }
        if (!tally.awaitAll(known / FIRST_PER_SECOND + PATIENCE_SECONDS)) {
            throw new IllegalStateException("only " + tally.registeredCount() + " phones could register");
        }
    }

    /** Two kinds in turn, until every new phone has come; waits until every REGISTER has a final answer. */
    private void storm(StormTally recovered) throws IOException, InterruptedException {
        report.add(String.format(Locale.ROOT, "dead PBX: %d phones registered before, then %d new ones and as many "
                + "refreshes, %d REGISTER/s", known, strangers, PER_SECOND));
        var answered = new CountDownLatch(2 * strangers);
        for (int i = 0; i < strangers; i++) {
            long at = 2L * i / PER_TICK * TICK_MILLIS;
            int number = i;
            rack.later(at, () -> refresh(lines.get(number % known), answered));
            first(known + i, at, recovered, answered);
        }
        var most = new TreeMap<String, Double>();
        double peak = 0;
        long end = System.nanoTime()
                + TimeUnit.SECONDS.toNanos(2L * strangers / PER_SECOND + PATIENCE_SECONDS);
        while (!answered.await(1, TimeUnit.SECONDS) && System.nanoTime() - end < 0) {
            Map<String, Double> now = sbc.metrics();
            WATCHED.forEach(name -> most.merge(name, now.getOrDefault(name, 0.0), Math::max));
            peak = Math.max(peak, sbc.processes().residentBytes() / MEBIBYTE);
        }
        report.add(String.format(Locale.ROOT, "  meanwhile, at most: %.0f MiB, %s; unanswered: %d", peak, most,
                answered.getCount()));
    }

    private void refresh(PhoneLine line, CountDownLatch answered) {
        line.take(new Registering(() -> refreshes, false, after -> answered.countDown()));
    }

    /** Comes for the first time, and again when it is told to. */
    private void first(int index, long atMillis, StormTally recovered, CountDownLatch answered) {
        new StormPhone(index, rack, new Random(index), recovered) {
            private long begun;
            private boolean heard;

            @Override
            public void begin(PhoneLine opened) {
                begun = System.nanoTime();
                super.begin(opened);
            }

            @Override
            public void onMessage(PhoneLine over, SipText message) {
                if (!heard && message.isResponse() && message.status() != 401 && message.status() >= 200) {
                    heard = true;
                    firsts.done(System.nanoTime() - begun);
                    answered.countDown();
                }
                super.onMessage(over, message);
            }
        }.comeBack(atMillis);
    }

    private void watch(String when) throws IOException {
        Map<String, Double> now = sbc.metrics();
        var values = new TreeMap<String, Double>();
        WATCHED.forEach(name -> values.put(name, now.getOrDefault(name, 0.0)));
        report.add(String.format(Locale.ROOT, "  %s: %.0f MiB, %s", when,
                sbc.processes().residentBytes() / MEBIBYTE, values));
    }
}
