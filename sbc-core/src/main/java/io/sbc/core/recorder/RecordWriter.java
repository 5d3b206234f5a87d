package io.sbc.core.recorder;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.config.RecorderSettings;
import io.sbc.core.fault.DistinctErrors;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.LoggerFactory;

/**
 * Writes ended calls to the archive, in batches, from a thread of its own, and removes what is too old or too much. What waits for it
 * is bounded by {@link #WAITING_MAX}: the oldest is lost and counted. Which are stored with their messages the shards decided
 * ({@link StoragePace}).
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

    /** Addresses of its peers that a call is found by. */
    private static final int ADDRESSES_MAX = 8;

    private final RecorderSettings settings;
    private final CallArchive archive;
    private final Clock clock;
    private final Counters<RecorderCounter> counters;
    private final Function<Recording, String> judge;
    private final DistinctErrors errors = new DistinctErrors(LoggerFactory.getLogger(RecordWriter.class));
    private final Deque<Finished> waiting = new ArrayDeque<>();
    private final Thread thread;
    private volatile EndedCallListener listener = (_, _) -> {};
    private List<Finished> writing = List.of();
    private long waitingOctets;
    private boolean closed;
    private long caredNanos;

    /** @param judge names the first rule of diagnosis that fires, or nothing */
    RecordWriter(RecorderSettings settings, CallArchive archive, Clock clock, Counters<RecorderCounter> counters,
            Function<Recording, String> judge) {
        this.settings = settings;
        this.archive = archive;
        this.clock = clock;
        this.counters = counters;
        this.judge = judge;
        this.caredNanos = clock.nanoTime() - CARE.toNanos();
        this.thread = Thread.ofPlatform().name("recorder").daemon().unstarted(this::run);
    }

    /** Tells that of every ended call from now on. */
    void listen(EndedCallListener one) {
        listener = one;
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
        batch.forEach(this::tell);
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

    /** A listener's fault must not cost the call its place. */
    private void tell(Finished call) {
        try {
            listener.onEnded(call.recording(), () -> FlightRecorder.with(call.recording(), call.events()));
        } catch (RuntimeException bug) {
            errors.report("a listener of ended calls", bug);
        }
    }

    private ArchivedCall archived(Finished call) {
        Recording bare = call.recording();
        String rule = "";
        String addresses = bare.source().isEmpty() ? "" : " " + bare.source() + " ";
        if (call.full()) {
            rule = StoragePace.wentWell(bare) ? "" : judged(FlightRecorder.with(bare, call.events()));
            addresses = " " + String.join(" ", EventCodec.peers(call.events(), ADDRESSES_MAX)) + " ";
        } else {
            counters.increment(RecorderCounter.CALLS_THINNED);
        }
        return new ArchivedCall(bare, bare.call().map(CallRecordCodec::write).orElse(new byte[0]), call.events(),
                !call.full(), addresses, rule);
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
