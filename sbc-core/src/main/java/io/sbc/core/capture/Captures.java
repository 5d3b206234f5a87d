package io.sbc.core.capture;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.base.Gauge;
import io.sbc.core.Side;
import io.sbc.core.config.CaptureSettings;
import io.sbc.media.api.MediaPlane;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts captures, ends them, lists them and their files. A capture ends itself by size and time; a few may run at once, one of them with
 * media. Thread-safe; waits for the disk.
 */
public final class Captures implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Captures.class);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
            .withZone(ZoneOffset.UTC);
    private static final int RUNNING_MAX = 4;
    /** Ended captures of which the list tells more than their files do. */
    private static final int REMEMBERED = 200;
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int SUFFIXES = 36 * 36 * 36 * 36;

    private final CaptureSettings settings;
    private final CaptureFolder folder;
    private final SipTap tap;
    private final MediaPlane plane;
    private final Map<Side, InetAddress> advertised;
    private final Clock clock;
    private final RandomGenerator random;
    private final Executor threads;
    private final Counters<CaptureCounter> counters;
    private final Map<String, Capture> running = new LinkedHashMap<>();
    private final Map<String, CaptureInfo> ended = new LinkedHashMap<>();
    /** Of files that an earlier process left: what they tell, read once. */
    private final Map<String, CaptureInfo> past = new HashMap<>();

    /**
     * @param advertised our addresses as peers are told, for packets that do not say
     * @param threads gives each capture a thread of its own, which waits for the disk
     */
    public Captures(CaptureSettings settings, SipTap tap, MediaPlane plane, Map<Side, InetAddress> advertised,
            Clock clock, RandomGenerator random, Executor threads, Counters<CaptureCounter> counters) {
        this.settings = settings;
        this.folder = new CaptureFolder(settings.directory());
        this.tap = tap;
        this.plane = plane;
        this.advertised = Map.copyOf(advertised);
        this.clock = clock;
        this.random = random;
        this.threads = threads;
        this.counters = counters;
    }

    /** What became of a wish. */
    public sealed interface Outcome {

        /** It runs. */
        record Started(CaptureInfo info) implements Outcome {}

        /** It does not, and why. */
        record Refused(String why) implements Outcome {}
    }

    /** Begins a capture; size and time are cut to what the configuration allows. */
    public synchronized Outcome start(CaptureRequest wish) {
        CaptureRequest request = new CaptureRequest(wish.target(), wish.media(), wish.secrets(),
                Math.min(wish.size(), settings.size()),
                wish.time().compareTo(settings.time()) < 0 ? wish.time() : settings.time(), wish.by());
        if (request.media() == CaptureRequest.Media.DECRYPTED && !request.secrets()) {
            return new Outcome.Refused("decrypted media is a secret: it takes the right to see secrets");
        }
        if (running.size() >= RUNNING_MAX) {
            return new Outcome.Refused(RUNNING_MAX + " captures run already; end one first");
        }
        if (request.media() != CaptureRequest.Media.NONE && running.values().stream().anyMatch(Capture::hasMedia)) {
            return new Outcome.Refused("a capture with media runs already; end it first");
        }
        try {
            tidy();
            return new Outcome.Started(begin(request));
        } catch (IOException e) {
            counters.increment(CaptureCounter.FAILURES);
            return new Outcome.Refused("the file cannot be written: " + e);
        }
    }

    private CaptureInfo begin(CaptureRequest request) throws IOException {
        String id = newId();
        String comment = PastCapture.comment(id, request);
        long epochNanosAtZero = clock.epochMillis() * 1_000_000 - clock.nanoTime();
        CaptureFile file = new CaptureFile(folder.create(id), comment, epochNanosAtZero, advertised,
                request);
        Capture capture = new Capture(id, request, file, plane, advertised, clock, counters);
        running.put(id, capture);
        capture.begin();
        tap.add(capture);
        threads.execute(() -> run(capture));
        LOG.info("capture {} begins: {}, media {}, by {}", id, request.target().words(), request.media(),
                request.by());
        return capture.info();
    }

    private String newId() {
        String suffix = Integer.toString(SUFFIXES + random.nextInt(SUFFIXES), 36);
        return TIME.format(Instant.ofEpochMilli(clock.epochMillis())) + "-" + suffix.substring(1);
    }

    private void run(Capture capture) {
        try {
            while (capture.turn()) {
                LockSupport.parkNanos(capture, TURN_NANOS);
            }
            capture.end();
        } catch (IOException e) {
            counters.increment(CaptureCounter.FAILURES);
            capture.stop("its file could not be written");
            LOG.warn("capture {} ends: {}", capture.id(), e.toString());
            closeQuietly(capture);
        } finally {
            tap.remove(capture);
            capture.ended();
            onEnded(capture);
        }
    }

    private static void closeQuietly(Capture capture) {
        try {
            capture.end();
        } catch (IOException again) {
            LOG.debug("capture {}: {}", capture.id(), again.toString());
        }
    }

    private synchronized void onEnded(Capture capture) {
        CaptureInfo info = capture.info();
        running.remove(capture.id());
        ended.put(info.id(), info);
        if (ended.size() > REMEMBERED) {
            ended.remove(ended.keySet().iterator().next());
        }
        notifyAll();
        LOG.info("capture {} ended: {}; {} messages, {} packets, {} lost", info.id(), info.ended(), info.messages(),
                info.packets(), info.lost());
    }

    /** Ends a capture; empty when there is none, else how it stands: its file is whole when this returns. */
    public synchronized Optional<CaptureInfo> stop(String id, String by) {
        Capture capture = running.get(id);
        if (capture != null) {
            capture.stop("ended by " + by);
            awaitEnd(() -> !running.containsKey(id));
        }
        return Optional.ofNullable(capture).map(Capture::info).or(() -> Optional.ofNullable(ended.get(id)));
    }

    private synchronized void awaitEnd(BooleanSupplier over) {
        long deadline = clock.nanoTime() + CLOSE_NANOS;
        while (!over.getAsBoolean() && clock.nanoTime() - deadline < 0) {
            try {
                wait(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Running ones, ended ones, and files that an earlier process left; the newest first. */
    public synchronized List<CaptureInfo> list() throws IOException {
        tidy();
        List<CaptureInfo> all = new ArrayList<>();
        for (CaptureFolder.Entry file : folder.entries()) {
            Capture capture = running.get(file.id());
            CaptureInfo known = capture != null ? capture.info() : ended.get(file.id());
            all.add(known != null ? known : past(file));
        }
        return List.copyOf(all);
    }

    /** What a file of an earlier process tells; one that was being written when that was killed is ended. */
    private CaptureInfo past(CaptureFolder.Entry file) {
        return past.computeIfAbsent(file.id(), id -> folder.find(id).flatMap(PastCapture::closed)
                .map(found -> found.info(id))
                .orElseGet(() -> new CaptureInfo(file.id(), "", "", true, "", file.modifiedMillis(),
                        OptionalLong.of(file.modifiedMillis()), "before the SBC was started", file.octets(), 0, 0, 0)));
    }

    /** The file of a capture that has ended. */
    public synchronized Optional<Path> file(String id) {
        return running.containsKey(id) ? Optional.empty() : folder.find(id);
    }

    /** Whether a capture with this id runs. */
    public synchronized boolean isRunning(String id) {
        return running.containsKey(id);
    }

    /** Whether the capture has keys in it, as far as it is known: of a file that does not say nobody can say. */
    public synchronized boolean mayHaveSecrets(String id) {
        CaptureInfo info = ended.getOrDefault(id, past.get(id));
        return info == null || info.secrets();
    }

    /**
     * Removes files that are too old or too many, as {@link #list} and {@link #start} do, and ends those that a killed process was writing:
     * somebody has to when nobody looks.
     */
    public synchronized void removeOld() {
        try {
            tidy();
            for (CaptureFolder.Entry file : folder.entries()) {
                if (!running.containsKey(file.id()) && !ended.containsKey(file.id())) {
                    past(file);
                }
            }
        } catch (IOException e) {
            counters.increment(CaptureCounter.FAILURES);
            LOG.warn("old captures could not be removed: {}", e.toString());
        }
    }

    private void tidy() throws IOException {
        folder.tidy(clock.epochMillis(), settings.keep(), settings.totalSize(), Set.copyOf(running.keySet()));
        Set<String> files = folder.entries().stream().map(CaptureFolder.Entry::id).collect(Collectors.toSet());
        ended.keySet().retainAll(files);
        past.keySet().retainAll(files);
    }

    /** What operators watch. */
    public List<Gauge> gauges() {
        return List.of(new Gauge("sbc_captures", "Captures that run", this::runningNow));
    }

    private synchronized int runningNow() {
        return running.size();
    }

    /** Ends all. */
    @Override
    public synchronized void close() {
        running.values().forEach(capture -> capture.stop("the SBC was stopped"));
        awaitEnd(running::isEmpty);
    }
}
