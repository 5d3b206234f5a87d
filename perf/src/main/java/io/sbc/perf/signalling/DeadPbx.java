package io.sbc.perf.signalling;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Phones that nobody has registered yet come at a fixed rate while the only PBX takes packets and says nothing: each is to be
 * answered before it gives up, and what waits is to stay bounded.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is counted where it fails
final class DeadPbx {

    private static final int PER_SECOND = 500;
    private static final int PER_TICK = 50;
    private static final int TICK_MILLIS = 1000 * PER_TICK / PER_SECOND;

    /** Longer than a phone waits for an answer over a stream (RFC 3261 §17.1.2.2: 32 s). */
    private static final int PATIENCE_SECONDS = 32;
    private static final double MEBIBYTE = 1 << 20;

    private DeadPbx() {}

    /** The lines of the report. */
    static List<String> run(Path directory, Path launcher, int phones, int perAddress, Consumer<String> say)
            throws IOException, InterruptedException {
        try (var silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Site site = Site.prepare(directory, "ec", silent.getLocalPort(), phones);
            OurSbc.configure(site, 0, 0, "");
            OurSbc.importUsers(site, launcher);
            try (OurSbc sbc = OurSbc.run(site, launcher); var rack = new PhoneRack(sbc.tls(), perAddress)) {
                say.accept("dead PBX: " + phones + " phones, " + PER_SECOND + " a second");
                var said = new Meter();
                var answers = new Meter();
                var all = new CountDownLatch(phones);
                for (int i = 0; i < phones; i++) {
                    int phone = i;
                    rack.later((long) i / PER_TICK * TICK_MILLIS, () -> {
                        long begun = System.nanoTime();
                        rack.open(phone, new Registering(() -> said, false, line -> {
                            answers.done(System.nanoTime() - begun);
                            all.countDown();
                        }));
                    });
                }
                all.await(phones / PER_SECOND + PATIENCE_SECONDS, TimeUnit.SECONDS);
                return List.of(
                        String.format(Locale.ROOT,
                                "dead PBX: %d phones at %d/s: %d answered, %d not, with %s, p50 %.0f ms, "
                                        + "p99 %.0f ms",
                                phones, PER_SECOND, answers.doneCount(), all.getCount(),
                                said.failures(), answers.millis(50), answers.millis(99)),
                        String.format(Locale.ROOT, "  peak memory of the SBC %.0f MiB", sbc.peakBytes() / MEBIBYTE),
                        "  " + sbc.notable(Map.of()));
            }
        }
    }
}
