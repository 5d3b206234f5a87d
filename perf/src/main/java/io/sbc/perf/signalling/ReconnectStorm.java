package io.sbc.perf.signalling;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * A registration avalanche (lesson 9): all phones are registered, the SBC is killed and started again, with its shipped
 * configuration but for ports, and all of them come back, their first attempts spread evenly over some seconds from the
 * kill. What is wanted: everyone registered again soon, the PBX seeing none of it.
 */
final class ReconnectStorm {

    private static final int FIRST_SECONDS = 240;
    private static final int LIMIT_SECONDS = 180;
    private static final int AT_ONCE_MILLIS = 100;
    private static final int AT_ONCE = 60;
    private static final double MEBIBYTE = 1 << 20;

    private final Site site;
    private final Path launcher;
    private final BenchPbx pbx;
    private final int phones;
    private final int perAddress;
    private final int withinSeconds;
    private final long seed;
    private final Consumer<String> say;

    ReconnectStorm(Site site, Path launcher, BenchPbx pbx, int phones, int perAddress, int withinSeconds, long seed,
            Consumer<String> say) {
        this.site = site;
        this.launcher = launcher;
        this.pbx = pbx;
        this.phones = phones;
        this.perAddress = perAddress;
        this.withinSeconds = withinSeconds;
        this.seed = seed;
        this.say = say;
    }

    /** The lines of the report. */
    List<String> run() throws IOException, InterruptedException {
        int port = Site.freePort();
        int icpPort = Site.freePort(); // a PBX knows our Contact by it
        var random = new Random(seed);
        var tally = new StormTally(phones, withinSeconds * 1000L, random);
        // The first registration of all is no part of the storm: it need not wait for the PBX's pace.
        OurSbc.configure(site, port, icpPort, "registration: {pbx-rate: 10000}\nguard: {allow: [127.0.0.0/8]}\n");
        OurSbc.importUsers(site, launcher);
        try (OurSbc before = OurSbc.run(site, launcher); var rack = new PhoneRack(before.tls(), perAddress)) {
            registerAll(rack, tally, random);
            awaitSaved(before);
            long seen = pbx.registers();
            OurSbc.configure(site, port, icpPort, "");
            say.accept("killing the SBC with " + phones + " phones registered");
            var begun = new CountDownLatch(1);
            rack.later(0, () -> {
                tally.begin();
                begun.countDown();
            });
            begun.await();
            long killed = System.nanoTime();
            before.kill();
            try (OurSbc after = OurSbc.run(site, launcher)) {
                double ready = (System.nanoTime() - killed) / 1e9;
                tally.awaitAll(LIMIT_SECONDS);
                List<String> lines = report(tally, after, ready, pbx.registers() - seen);
                tally.leave();
                return lines;
            }
        }
    }

    private void registerAll(PhoneRack rack, StormTally tally, Random random) throws InterruptedException {
        say.accept("registering " + phones + " phones");
        for (int i = 0; i < phones; i++) {
            new StormPhone(i, rack, random, tally).comeBack((long) i / AT_ONCE * AT_ONCE_MILLIS);
        }
        if (!tally.awaitAll(FIRST_SECONDS)) {
            throw new IllegalStateException("only " + tally.registeredCount() + " phones could register, "
                    + tally.busy.sum() + " times 503, " + tally.refusals());
        }
    }

    private static void awaitSaved(OurSbc sbc) throws IOException, InterruptedException {
        while (sbc.metrics().getOrDefault("sbc_registrations_unsaved", 0.0) > 0) {
            Thread.sleep(100);
        }
    }

    private List<String> report(StormTally tally, OurSbc sbc, double ready, long seenByPbx) throws IOException {
        var lines = new ArrayList<String>();
        lines.add(String.format(Locale.ROOT, """
                reconnect storm: %d phones, %d behind an address, back within %d s of the kill, seed %d""", phones,
                perAddress, withinSeconds, seed));
        lines.add(String.format(Locale.ROOT,
                """
                        SBC ready after %.1f s; registered again: 50 %% after %.1f s, 99 %% after %.1f s, 100 %% after %.1f s""",
                ready, tally.secondsTo(50), tally.secondsTo(99), tally.secondsTo(100)));
        lines.add(String.format(Locale.ROOT, """
                  %d connections tried, %d failed (the SBC away, or full), %d lost later; %d times 503, %d silent, \
                %d challenged anew, other refusals %s""", tally.connects.sum(), tally.connectsFailed.sum(),
                tally.closed.sum(), tally.busy.sum(), tally.silences.sum(), tally.challenged.sum(),
                tally.refusals()));
        lines.add(String.format(Locale.ROOT, """
                the PBX saw %d REGISTERs; peak memory of the SBC %.0f MiB, CPU %.1f s""", seenByPbx,
                sbc.peakBytes() / MEBIBYTE, sbc.processes().cpuMicros() / 1e6));
        lines.add("  " + sbc.notable(Map.of()));
        return lines;
    }
}
