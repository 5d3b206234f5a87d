package io.sbc.admin.alarm;

import io.sbc.admin.alarm.AlarmBoard.Moment;
import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.base.Gauge;
import io.sbc.core.alarm.AlarmFilter;
import io.sbc.core.alarm.AlarmRecord;
import io.sbc.core.alarm.AlarmRecord.Acknowledgement;
import io.sbc.core.alarm.AlarmStore;
import io.sbc.core.alarm.Severity;
import io.sbc.core.directory.StoreException;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.HistoryStore;
import io.sbc.core.history.PropertyChange;
import io.sbc.core.history.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alarms of this node. A virtual thread asks the probes every {@code alarms.interval}; what changes goes into the log, to the
 * listeners, and into the store. What the store does not take waits, at most {@link #UNSAVED_MAX} of it, and is tried again each turn: an
 * alarm about the store is told all the same. Reading is for any thread.
 */
public final class AlarmService implements AutoCloseable {

    static final int UNSAVED_MAX = 2_000;

    private static final Logger log = LoggerFactory.getLogger(AlarmService.class);
    private static final Duration TRIM_EVERY = Duration.ofHours(1);
    /** A disk that takes writes is asked so often whether it still does. */
    private static final Duration WRITE_EVERY = Duration.ofSeconds(30);

    private final AlarmStore store;
    private final HistoryStore history;
    private final Clock clock;
    private final Settings settings;
    private final Counters<AlarmCounter> counters = new Counters<>(AlarmCounter.class);
    private final List<Consumer<AlarmNews>> listeners = new CopyOnWriteArrayList<>();
    private final List<Scheduled> probes = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final StoreTrial trial = new StoreTrial();

    private final Object lock = new Object();
    /** Guarded by {@code lock}. */
    private final AlarmBoard board;
    /** Guarded by {@code lock}. */
    private final Map<Long, AlarmRecord> unsaved = new LinkedHashMap<>();

    private volatile List<AlarmRecord> active = List.of();
    private long nextTrimNanos;
    private long nextWriteNanos;
    private @Nullable Thread thread;

    /**
     * What the configuration says.
     *
     * @param keep how long cleared ones are kept
     * @param entries how many are kept at most
     */
    public record Settings(Duration interval, Duration keep, int entries) {}

    private static final class Scheduled {

        final Probe probe;
        long nextNanos;
        boolean failing;

        Scheduled(Probe probe, long nowNanos) {
            this.probe = probe;
            this.nextNanos = nowNanos;
        }
    }

    /** Whether the disk took the last write. Written by the thread of the alarms. */
    private static final class StoreTrial implements Probe {

        private volatile Optional<String> failure = Optional.empty();

        @Override
        public Set<AlarmKind> kinds() {
            return EnumSet.of(AlarmKind.STORE_UNWRITABLE);
        }

        @Override
        public void look(Findings findings) {
            failure.ifPresent(why -> findings.bad(AlarmKind.STORE_UNWRITABLE, "", why));
        }
    }

    /**
     * Takes up what an earlier process left.
     *
     * @param store closed with this
     * @throws StoreException when it cannot be read
     */
    public AlarmService(AlarmStore store, HistoryStore history, Settings settings, Clock clock) {
        this.store = store;
        this.history = history;
        this.settings = settings;
        this.clock = clock;
        board = new AlarmBoard(store.lastId());
        Instant now = Instant.ofEpochMilli(clock.epochMillis());
        for (AlarmRecord left : store.active()) {
            Optional<AlarmKind> kind = AlarmKind.named(left.kind());
            if (kind.isPresent() && !board.knows(kind.get(), left.subject())) {
                board.restore(kind.get(), left);
            } else {
                unsaved.put(left.id(), left.clearedAt(now));
            }
        }
        publish();
        nextTrimNanos = clock.nanoTime();
        nextWriteNanos = clock.nanoTime();
        add(trial);
    }

    /** Has that looked at, too. Before the start. */
    public AlarmService add(Probe probe) {
        probes.add(new Scheduled(probe, clock.nanoTime()));
        return this;
    }

    /** Tells that of everything raised and cleared, on the thread of the alarms. It must not wait. */
    public void listen(Consumer<AlarmNews> listener) {
        listeners.add(listener);
    }

    /** Begins; once. */
    public AlarmService start() {
        thread = Thread.ofVirtual().name("alarms").start(this::runUntilClosed);
        return this;
    }

    private void runUntilClosed() {
        try {
            do {
                try {
                    turn();
                } catch (RuntimeException bug) {
                    counters.increment(AlarmCounter.TURNS_FAILED);
                    log.error("a turn of the alarms failed, the next one is to come", bug);
                }
            } while (!closed.await(settings.interval().toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks every probe whose time it is. Called by the thread of the alarms and by tests only. */
    void turn() {
        long nanos = clock.nanoTime();
        Findings findings = new Findings();
        Set<AlarmKind> judged = EnumSet.noneOf(AlarmKind.class);
        for (Scheduled each : probes) {
            if (nanos - each.nextNanos >= 0) {
                each.nextNanos = nanos + each.probe.every().toNanos();
                ask(each, findings, judged);
            }
        }
        AlarmBoard.Turn turn;
        synchronized (lock) {
            turn = board.take(judged, findings, new Moment(Instant.ofEpochMilli(clock.epochMillis()), nanos));
            turn.changed().forEach(this::remember);
            publish();
        }
        turn.news().forEach(this::tell);
        save(nanos);
        if (nanos - nextTrimNanos >= 0) {
            nextTrimNanos = nanos + TRIM_EVERY.toNanos();
            trim();
        }
    }

    private void ask(Scheduled scheduled, Findings findings, Set<AlarmKind> judged) {
        Findings own = new Findings();
        try {
            scheduled.probe.look(own);
            own.all().forEach(findings.all()::put);
            judged.addAll(scheduled.probe.kinds());
            scheduled.failing = false;
        } catch (RuntimeException failure) {
            counters.increment(AlarmCounter.PROBES_FAILED);
            if (!scheduled.failing) {
                log.warn("alarms {} are not looked at for now: {}", scheduled.probe.kinds(), failure.toString());
            }
            scheduled.failing = true;
        }
    }

    /** With the lock. */
    private void remember(AlarmRecord changed) {
        unsaved.put(changed.id(), changed);
        if (unsaved.size() > UNSAVED_MAX) {
            unsaved.remove(unsaved.keySet().iterator().next());
            counters.increment(AlarmCounter.RECORDS_LOST);
        }
    }

    /** With the lock, or before anybody else knows this. The worst first, then the latest. */
    private void publish() {
        List<AlarmRecord> now = new ArrayList<>(board.active());
        now.sort(Comparator.comparing(AlarmRecord::severity)
                .thenComparing(Comparator.comparingLong(AlarmRecord::id).reversed()));
        active = List.copyOf(now);
    }

    private void tell(AlarmNews news) {
        boolean raised = news.change() == AlarmNews.Change.RAISED;
        counters.increment(raised ? AlarmCounter.RAISED : AlarmCounter.CLEARED);
        AlarmRecord alarm = news.alarm();
        (raised ? log.atWarn() : log.atInfo()).addKeyValue("alarm", alarm.kind())
                .addKeyValue("id", alarm.id()).addKeyValue("severity", alarm.severity().wireName())
                .addKeyValue("subject", alarm.subject()).addKeyValue("text", alarm.text())
                .log(raised ? "alarm raised" : "alarm cleared");
        listeners.forEach(listener -> listener.accept(news));
    }

    private void save(long nanos) {
        List<AlarmRecord> batch;
        synchronized (lock) {
            batch = List.copyOf(unsaved.values());
        }
        if (batch.isEmpty() && nanos - nextWriteNanos < 0 && trial.failure.isEmpty()) {
            return;
        }
        nextWriteNanos = nanos + WRITE_EVERY.toNanos();
        try {
            store.write(batch);
            trial.failure = Optional.empty();
            synchronized (lock) {
                batch.forEach(saved -> unsaved.remove(saved.id(), saved));
            }
        } catch (StoreException refused) {
            counters.increment(AlarmCounter.SAVES_FAILED);
            trial.failure = Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    private void trim() {
        try {
            store.trim(Instant.ofEpochMilli(clock.epochMillis()).minus(settings.keep()), settings.entries());
        } catch (StoreException refused) {
            log.warn("old alarms were not removed, the next try is in an hour: {}", refused.getMessage());
        }
    }

    /** Those that go on, the worst first. */
    public List<AlarmRecord> active() {
        return active;
    }

    /** How many go on. */
    public int count(Severity severity) {
        return (int) active.stream().filter(alarm -> alarm.severity() == severity).count();
    }

    /**
     * Those of the past too, the newest first.
     *
     * @throws StoreException when they cannot be read
     */
    public List<AlarmRecord> find(AlarmFilter filter, int limit) {
        Map<Long, AlarmRecord> newer;
        synchronized (lock) {
            newer = new HashMap<>(unsaved);
        }
        List<AlarmRecord> found = new ArrayList<>(store.find(filter, limit));
        found.removeIf(record -> newer.containsKey(record.id()));
        newer.values().stream().filter(filter::wants).forEach(found::add);
        found.sort(Comparator.comparingLong(AlarmRecord::id).reversed());
        return found.size() <= limit ? found : List.copyOf(found.subList(0, limit));
    }

    /** One, whether it goes on or not. */
    public Optional<AlarmRecord> find(long id) {
        synchronized (lock) {
            AlarmRecord newer = unsaved.get(id);
            if (newer != null) {
                return Optional.of(newer);
            }
        }
        return active.stream().filter(alarm -> alarm.id() == id).findFirst().or(() -> store.find(id));
    }

    /**
     * Somebody has seen to it; the event history says so.
     *
     * @return empty when there is no such alarm
     * @throws StoreException when that cannot be written; nothing has changed then
     */
    public Optional<AlarmRecord> acknowledge(long id, String note, Authorship author) {
        Optional<AlarmRecord> known = find(id);
        if (known.isEmpty()) {
            return known;
        }
        Acknowledgement by = new Acknowledgement(author.name(), Instant.ofEpochMilli(clock.epochMillis()), note);
        history.record(EventDraft.of(author, "alarm.acknowledged", new Subject("alarm", Long.toString(id)),
                List.of(new PropertyChange("alarm", Optional.empty(),
                        Optional.of(known.get().kind() + " " + known.get().subject())),
                        new PropertyChange("note", Optional.empty(), Optional.of(note))),
                "security"));
        AlarmRecord after;
        synchronized (lock) {
            after = board.acknowledge(id, by).orElseGet(() -> known.get().acknowledgedWith(by));
            remember(after);
            publish();
        }
        store.write(List.of(after));
        return Optional.of(after);
    }

    /** What is counted of them. */
    public Counters<AlarmCounter> counters() {
        return counters;
    }

    /** How many go on, by severity. */
    public List<Gauge> gauges() {
        return Arrays.stream(Severity.values())
                .map(severity -> new Gauge("sbc_alarms_active", "Alarms that go on",
                        Map.of("severity", severity.wireName()), () -> count(severity)))
                .toList();
    }

    @Override
    public void close() {
        closed.countDown();
        Thread running = thread;
        try {
            if (running != null) {
                running.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        save(clock.nanoTime());
        store.close();
    }
}
