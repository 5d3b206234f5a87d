package io.sbc.perf.media;

import com.sun.management.ThreadMXBean;
import io.sbc.admin.boot.MediaPlaneWiring;
import io.sbc.base.Clock;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.ConfigResult;
import io.sbc.core.config.SbcConfig;
import io.sbc.media.api.EndpointPlan;
import io.sbc.media.api.MediaCommand;
import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaPlan;
import io.sbc.media.api.MediaSessionId;
import io.sbc.media.api.Protection;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.api.StreamPlan;
import io.sbc.media.api.StreamPorts;
import io.sbc.media.conductor.MediaConductor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The media plane of the SBC in a process of its own: the shipped jars, the shipped JVM flags, the shipped configuration and its
 * wiring, without signalling, which would be a load of its own. Commands come by standard input, one on a line, and are answered by
 * one line each:
 *
 * <pre>
 * open NUMBER PHONE-PORT PBX-PORT PHONE-KEY TO-PHONE-KEY PBX-KEY TO-PBX-KEY    → PORT-FOR-PHONE PORT-FOR-PBX
 * close NUMBER                                                                   → closed
 * gc                                                                             → octets that live on the heap
 * garbage                                                                        → how much was made: the JVM collects when it wants to
 * allocated                                                                      → octets that all threads have allocated until now
 * </pre>
 *
 * A key is SUITE:HEX, or - for plain RTP.
 */
public final class MediaHost {

    private static final int GARBAGE_PIECES = 40_000;
    private static final int GARBAGE_PIECE = 1_000;

    private final MediaConductor plane;
    private final BlockingQueue<MediaEvent> events = new LinkedBlockingQueue<>();
    private final Map<Long, MediaSessionId> sessions = new HashMap<>();

    private MediaHost(MediaConductor plane) {
        this.plane = plane;
    }

    /** @param arguments one: what differs from the default configuration, YAML in Base64 */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String yaml = new String(Base64.getDecoder().decode(arguments[0]), StandardCharsets.UTF_8);
        SbcConfig config = switch (new ConfigReader(Runtime.getRuntime().availableProcessors()).parse(yaml)) {
            case ConfigResult.Valid valid -> valid.config();
            case ConfigResult.Invalid invalid -> throw new IllegalArgumentException(invalid.toString());
        };
        try (var plane = MediaConductor.start(MediaPlaneWiring.settings(config), Clock.system());
                var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            var host = new MediaHost(plane);
            System.out.println("ready " + plane.ioDescription());
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                System.out.println(host.answer(line.split(" ")));
            }
        }
    }

    private String answer(String[] words) throws InterruptedException {
        return switch (words[0]) {
            case "open" -> open(words);
            case "close" -> close(Long.parseLong(words[1]));
            case "gc" -> {
                System.gc();
                yield Long.toString(Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
            }
            case "garbage" -> Long.toString(makeGarbage());
            case "allocated" -> Long.toString(((ThreadMXBean) ManagementFactory.getThreadMXBean())
                    .getTotalThreadAllocatedBytes());
            default -> "unknown command " + words[0];
        };
    }

    /** More than the young generation holds, as signalling leaves it: in small pieces. */
    private static long makeGarbage() {
        long octets = 0;
        for (int i = 0; i < GARBAGE_PIECES; i++) {
            octets += new byte[GARBAGE_PIECE + (i & 7)].length;
        }
        return octets;
    }

    private String open(String[] words) throws InterruptedException {
        var id = new MediaSessionId(Long.parseLong(words[1]));
        sessions.put(Long.parseLong(words[1]), id);
        plane.open(new MediaCommand.Open(id, 1), Runnable::run, this::onEvent);
        StreamPorts ports = await(MediaEvent.Opened.class, id).streams().getFirst();
        plane.offer(new MediaCommand.Apply(id, new MediaPlan(List.of(new StreamPlan(
                Optional.of(endpoint(words[2], words[4], words[5])),
                Optional.of(endpoint(words[3], words[6], words[7])))))));
        // Answered behind the plan: packets may come now.
        plane.offer(new MediaCommand.Query(id));
        await(MediaEvent.Report.class, id);
        return ports.set().getPort() + " " + ports.icp().getPort();
    }

    /** Of samples an owner keeps the last one; here nobody asks for any. */
    private void onEvent(MediaEvent event) {
        if (!(event instanceof MediaEvent.Sampled)) {
            events.add(event);
        }
    }

    private static EndpointPlan endpoint(String port, String receive, String send) {
        var remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
        return new EndpointPlan(Optional.of(remote), Optional.empty(), false, protection(receive), protection(send),
                true, true);
    }

    private static Protection protection(String word) {
        int colon = word.indexOf(':');
        return colon < 0
                ? Protection.clear()
                : Protection.srtp(new SrtpKey(SrtpSuite.valueOf(word.substring(0, colon)),
                        HexFormat.of().parseHex(word, colon + 1, word.length())));
    }

    private String close(long number) throws InterruptedException {
        MediaSessionId id = sessions.remove(number);
        if (id == null) {
            return "unknown";
        }
        plane.offer(new MediaCommand.Close(id));
        await(MediaEvent.Closed.class, id);
        return "closed";
    }

    private <E extends MediaEvent> E await(Class<E> kind, MediaSessionId id) throws InterruptedException {
        while (true) {
            MediaEvent event = events.take();
            if (event instanceof MediaEvent.OpenRefused refused) {
                throw new IllegalStateException(refused.toString());
            }
            if (kind.isInstance(event) && event.session().equals(id)) {
                return kind.cast(event);
            }
        }
    }
}
