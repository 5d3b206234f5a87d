package io.sbc.core.recorder;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.config.RecorderSettings;
import io.sbc.core.fault.DistinctErrors;
import io.sbc.core.record.CallRecord;
import io.sbc.core.recorder.RecordedEvent.Message;
import io.sbc.media.api.MediaQuality;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/**
 * Writes ended calls to the archive, in batches, from a thread of its own, and removes what is too old or too much. What waits for it
 * is bounded by {@link #WAITING_MAX}: the oldest is lost and counted. Calls that went well are stored with their messages as long as not
 * more end than configured; those that did not, always.
 */
final class RecordWriter implements AutoCloseable {

    /** Between two batches. */
    private static final Duration INTERVAL = Duration.ofMillis(250);

    /** Between two looks at age and size. */
    private static final Duration CARE = Duration.ofSeconds(10);

    /** Octets of calls that wait to be written: seconds of the highest rate. */
    private static final long WAITING_MAX = 32L << 20;

    /** In one transaction. */
    private static final int BATCH_MAX = 500;

    /** Calls that failed get as many more with their messages as good ones. */
    private static final int FAILED_FACTOR = 2;

    private final RecorderSettings settings;
    private final CallArchive archive;
    private final Clock clock;
    private final Counters<RecorderCounter> counters;
    private final Function<Recording, String> judge;
    private final DistinctErrors errors = new DistinctErrors(LoggerFactory.getLogger(RecordWriter.class));
    private final Deque<Finished> waiting = new ArrayDeque<>();
    private final Thread thread;
    private List<Finished> writing = List.of();
    private long waitingOctets;
    private boolean closed;
    private long caredNanos;
    private double fullTokens;
    private double failedTokens;
    private long tokensNanos;

    /** @param judge names the first rule of diagnosis that fires, or nothing */
    RecordWriter(RecorderSettings settings, CallArchive archive, Clock clock, Counters<RecorderCounter> counters,
            Function<Recording, String> judge) {
        this.settings = settings;
        this.archive = archive;
        this.clock = clock;
        this.counters = counters;
        this.judge = judge;
        this.fullTokens = settings.fullCalls();
        this.failedTokens = (double) settings.fullCalls() * FAILED_FACTOR;
        this.tokensNanos = clock.nanoTime();
        this.caredNanos = clock.nanoTime() - CARE.toNanos();
        this.thread = Thread.ofPlatform().name("recorder").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Takes an ended call; drops the oldest that waits when there are too many. From shards: a short lock, never the disk. */
    void take(Finished call) {
        counters.increment(RecorderCounter.CALLS_ENDED);
        synchronized (waiting) {
            if (closed) {
                counters.increment(RecorderCounter.CALLS_LOST);
                return;
            }
            while (waitingOctets + call.weight() > WAITING_MAX && !waiting.isEmpty()) {
                waitingOctets -= waiting.removeFirst().weight();
                counters.increment(RecorderCounter.CALLS_LOST);
            }
            waiting.addLast(call);
            waitingOctets += call.weight();
        }
    }

    /** One that is on its way to the disk. Any thread. */
    Optional<Recording> pending(String idOrCallId) {
        synchronized (waiting) {
            for (Iterable<Finished> some : List.of(waiting, writing)) {
                for (Finished one : some) {
                    if (one.recording().id().equals(idOrCallId) || one.recording().callIds().contains(idOrCallId)) {
                        return Optional.of(FlightRecorder.with(one.recording(), one.events()));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Octets that wait. Any thread. */
    long waitingOctets() {
        synchronized (waiting) {
            return waitingOctets;
        }
    }

    private void run() {
        boolean last = false;
        while (!last) {
            synchronized (waiting) {
                try {
                    if (!closed) {
                        waiting.wait(INTERVAL.toMillis());
                    }
                } catch (InterruptedException stop) {
                    closed = true;
                }
                last = closed;
            }
            boolean more = true;
            while (more) {
                more = writeBatch();
            }
            care();
        }
    }

    /** Whether more waits. */
    private boolean writeBatch() {
        List<Finished> batch = new ArrayList<>();
        synchronized (waiting) {
            while (batch.size() < BATCH_MAX && !waiting.isEmpty()) {
                Finished next = waiting.removeFirst();
                waitingOctets -= next.weight();
                batch.add(next);
            }
            writing = batch;
        }
        if (batch.isEmpty()) {
            return false;
        }
        try {
            archive.store(batch.stream().map(this::archived).toList());
            counters.add(RecorderCounter.CALLS_STORED, batch.size());
        } catch (CallArchive.ArchiveException | IllegalStateException failure) {
            counters.add(RecorderCounter.CALLS_LOST, batch.size());
            errors.report("ended calls cannot be stored", failure);
        }
        synchronized (waiting) {
            writing = List.of();
            return !waiting.isEmpty();
        }
    }

    private ArchivedCall archived(Finished call) {
        Recording bare = call.recording();
        boolean well = wentWell(bare);
        boolean full = takeToken(well);
        String rule = "";
        String addresses = "";
        if (full || !well) {
            Recording whole = FlightRecorder.with(bare, call.events());
            rule = well ? "" : judged(whole);
            addresses = whole.messages().map(Message::remote).map(remote -> remote.getAddress().getHostAddress())
                    .distinct().limit(8).collect(Collectors.joining(" ", " ", " "));
        } else if (!bare.source().isEmpty()) {
            addresses = " " + bare.source() + " ";
        }
        if (!full) {
            counters.increment(RecorderCounter.CALLS_THINNED);
        }
        return new ArchivedCall(bare, bare.call().map(CallRecordCodec::write).orElse(new byte[0]),
                full ? call.events() : new byte[0], !full, addresses, rule);
    }

    /** A fault of a rule must not cost the call its place. */
    private String judged(Recording call) {
        try {
            return judge.apply(call);
        } catch (RuntimeException bug) {
            errors.report("a rule of diagnosis", bug);
            return "";
        }
    }

    /** Nothing about it is worth a second look. */
    static boolean wentWell(Recording bare) {
        Optional<CallRecord> call = bare.call();
        return call.isPresent() && call.get().answeredMillis().isPresent() && call.get().quality().verdicts().isEmpty()
                && call.get().notes().isEmpty() && isUsualEnd(call.get().cause()) && !isPoor(call.get().quality());
    }

    private static boolean isUsualEnd(String cause) {
        return cause.isEmpty() || cause.startsWith("bye") || cause.endsWith("hung up");
    }

    private static boolean isPoor(MediaQuality quality) {
        return quality.streams().stream().anyMatch(stream -> stream.set().mos().orElse(5) < MOS_POOR
                || stream.icp().mos().orElse(5) < MOS_POOR);
    }

    /** Below this most users complain (ITU-T G.107 annex B: R below 70). */
    static final double MOS_POOR = 3.6;

    private boolean takeToken(boolean well) {
        long now = clock.nanoTime();
        double seconds = (now - tokensNanos) / 1e9;
        tokensNanos = now;
        int rate = settings.fullCalls();
        fullTokens = Math.min(rate, fullTokens + seconds * rate);
        failedTokens = Math.min((double) rate * FAILED_FACTOR, failedTokens + seconds * rate * FAILED_FACTOR);
        if (fullTokens >= 1) {
            fullTokens--;
            return true;
        }
        if (!well && failedTokens >= 1) {
            failedTokens--;
            return true;
        }
        return false;
    }

    private void care() {
        long now = clock.nanoTime();
        if (now - caredNanos < CARE.toNanos()) {
            return;
        }
        caredNanos = now;
        try {
            int removed = archive.expire(clock.epochMillis() - settings.retentionAge().toMillis(),
                    settings.retentionSize());
            counters.add(RecorderCounter.CALLS_EXPIRED, removed);
        } catch (CallArchive.ArchiveException failure) {
            errors.report("old calls cannot be removed", failure);
        }
    }

    /** Writes what waits, then ends the thread. */
    @Override
    public void close() {
        synchronized (waiting) {
            closed = true;
            waiting.notifyAll();
        }
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
