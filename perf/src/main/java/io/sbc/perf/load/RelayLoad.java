package io.sbc.perf.load;

import io.sbc.base.Clock;
import io.sbc.media.api.MediaCommand;
import io.sbc.media.api.MediaCounter;
import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaPlan;
import io.sbc.media.api.MediaSessionId;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.api.StreamPlan;
import io.sbc.media.api.StreamPorts;
import io.sbc.media.conductor.MediaConductor;
import io.sbc.media.conductor.MediaPlaneSettings;
import io.sbc.media.conductor.MediaPlaneSettings.SideAddress;
import io.sbc.media.socket.IoKind;
import io.sbc.media.socket.MediaIo;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * What a relayed packet costs: so many calls, G.711 at 50 packets a second each way, SRTP_32 on the set side, SRTP_80 on the
 * ICP side, all on loopback. The CPU time is that of the media loops alone; the peers run on a thread beside them.
 *
 * <p>Arguments: calls, seconds, NATIVE or NIO, loops, SRTP or RTP (both sides plain).
 */
public final class RelayLoad {

    private static final long MILLISECOND = 1_000_000;
    private static final int MILLIS_PER_PACKET = 20;

    private final MediaConductor plane;
    private final List<LoadCall> calls = new ArrayList<>();
    private final Clock clock = Clock.system();

    private RelayLoad(MediaConductor plane) {
        this.plane = plane;
    }

    /** Runs the load and prints one line. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int calls = Integer.parseInt(argument(arguments, 0, "200"));
        int seconds = Integer.parseInt(argument(arguments, 1, "10"));
        IoKind io = IoKind.valueOf(argument(arguments, 2, "NATIVE"));
        int loops = Integer.parseInt(argument(arguments, 3, "1"));
        InetAddress set = InetAddress.ofLiteral("127.0.88.1");
        InetAddress icp = InetAddress.ofLiteral("127.0.88.2");
        MediaPlaneSettings settings = new MediaPlaneSettings(new SideAddress(set, set), new SideAddress(icp, icp),
                10_000, 30_000, Duration.ofSeconds(1), loops, io, Duration.ZERO, calls);
        try (MediaConductor plane = MediaConductor.start(settings, Clock.system())) {
            RelayLoad load = new RelayLoad(plane);
            boolean clear = argument(arguments, 4, "SRTP").equals("RTP");
            load.open(calls, MediaIo.of(IoKind.AUTO), clear);
            load.run(3);
            System.out.println(load.measure(seconds, io, loops));
            load.calls.forEach(LoadCall::close);
        }
    }

    private static String argument(String[] arguments, int index, String otherwise) {
        return index < arguments.length ? arguments[index] : otherwise;
    }

    private void open(int count, MediaIo io, boolean clear) throws IOException, InterruptedException {
        BlockingQueue<MediaEvent> events = new LinkedBlockingQueue<>();
        for (int i = 0; i < count; i++) {
            MediaSessionId id = new MediaSessionId(i);
            plane.open(new MediaCommand.Open(id, 1), Runnable::run, events::add);
            MediaEvent event = events.take();
            while (!(event instanceof MediaEvent.Opened)) {
                if (event instanceof MediaEvent.OpenRefused) {
                    throw new IllegalStateException(event.toString());
                }
                event = events.take();
            }
            StreamPorts ports = ((MediaEvent.Opened) event).streams().getFirst();
            LoadCall call = new LoadCall(i, io, ports, SrtpSuite.AES_CM_128_HMAC_SHA1_32,
                    SrtpSuite.AES_CM_128_HMAC_SHA1_80, clear);
            calls.add(call);
            plane.offer(new MediaCommand.Apply(id, new MediaPlan(
                    List.of(new StreamPlan(Optional.of(call.phonePlan()), Optional.of(call.pbxPlan()))))));
        }
    }

    /** Each millisecond a twentieth of the calls sends one packet each way. */
    private void run(int seconds) {
        long next = clock.nanoTime();
        for (int millisecond = 0; millisecond < 1000 * seconds; millisecond++) {
            for (int i = millisecond % MILLIS_PER_PACKET; i < calls.size(); i += MILLIS_PER_PACKET) {
                calls.get(i).exchange();
            }
            next += MILLISECOND;
            long wait = next - clock.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
            }
        }
    }

    private String measure(int seconds, IoKind io, int loops) throws InterruptedException {
        long cpuBefore = loopCpuNanos();
        long relayedBefore = relayed();
        long receivedBefore = received();
        long begin = clock.nanoTime();
        run(seconds);
        double elapsed = (clock.nanoTime() - begin) / 1e9;
        long cpu = loopCpuNanos() - cpuBefore;
        Thread.sleep(300); // counters are published ten times a second
        long relayed = relayed() - relayedBefore;
        return String.format(
                "%s, %d loops, %d calls: %.0f packets/s relayed, %.2f us CPU per packet, %.1f %% of a core,"
                        + " %d of %d sent packets arrived",
                io, loops, calls.size(), relayed / elapsed, cpu / 1e3 / relayed,
                cpu / 1e7 / elapsed, received() - receivedBefore, 100L * calls.size() * seconds);
    }

    private long relayed() {
        return plane.counters().value(MediaCounter.RTP_RELAYED);
    }

    private long received() {
        return calls.stream().mapToLong(LoadCall::received).sum();
    }

    private static long loopCpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("media-loop"))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.threadId())).sum();
    }
}
