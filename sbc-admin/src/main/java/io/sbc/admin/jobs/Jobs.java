package io.sbc.admin.jobs;

import io.sbc.core.directory.StoreException;
import io.sbc.core.jobs.JobStore;
import io.sbc.core.jobs.JobStore.Glance;
import io.sbc.core.jobs.SavedJob;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs there are, on all nodes: one runs here, a few wait, those that ended are kept for a while, over restarts too. Thread-safe. Closing lets
 * the one that runs come to its end, since it may be writing, and starts no other.
 */
public final class Jobs implements AutoCloseable {

    /** Jobs that may wait; each holds what it works on in memory. */
    static final int WAITING_MAX = 8;

    /** No job takes as long as this, waiting included. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(Jobs.class);

    private final int kept;
    private final Duration keptFor;
    private final InstantSource clock;
    private final String node;
    private final JobStore store;
    private final ExecutorService worker = Executors
            .newSingleThreadExecutor(Thread.ofVirtual().name("jobs").factory());
    /** Guards both maps; nobody waits for the disk with it. */
    private final Object lock = new Object();
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    /** Those of {@link #jobs} that other nodes run, or ran before this process: as they are stored. */
    private final Map<String, SavedJob.State> stored = new LinkedHashMap<>();
    /** Those that are too old or too many, and still lie in the store. */
    private final Set<String> forgotten = new HashSet<>();
    private long lastId;
    private boolean closed;

    /** Tells how far a job is, and who it is. */
    public interface Progress {

        /** @param done of {@code total} */
        void at(int done, int total);

        /** For what is written by it. */
        String job();
    }

    /** What a job does, on the worker's thread. */
    @FunctionalInterface
    public interface Work {

        Job.Result run(Progress progress);
    }

    /**
     * Takes up what was left, and ends what ran here when the process ended: an import that had not committed was not applied. What another node
     * has not ended within an hour is ended, too: that node is gone, or has another name now.
     *
     * @param kept how many that ended are remembered
     * @param keptFor for how long
     * @param node of this process; no other that shares the store has that name
     * @throws StoreException when the store cannot be read
     */
    public Jobs(int kept, Duration keptFor, InstantSource clock, String node, JobStore store) {
        this.kept = kept;
        this.keptFor = keptFor;
        this.clock = clock;
        this.node = node;
        this.store = store;
        endWhatWasCutOff();
        reload();
    }

    /** Remembers nothing beyond the process. */
    public Jobs(int kept, Duration keptFor, InstantSource clock) {
        this(kept, keptFor, clock, "", JobStore.none());
    }

    private void endWhatWasCutOff() {
        for (Glance left : store.glance()) {
            boolean isOver = left.state() == SavedJob.State.DONE || left.state() == SavedJob.State.FAILED;
            if (!isOver) {
                store.find(left.id()).filter(job -> job.node().equals(node)
                        || job.created().isBefore(clock.instant().minus(LONGEST))).ifPresent(job -> {
                            store.put(CutOff.ended(job, clock.instant()));
                            log.warn("job {} was cut off by the end of the process, {}", job.id(),
                                    job.state() == SavedJob.State.APPLIED
                                            ? "after it was applied"
                                            : "nothing of it was applied");
                        });
            }
        }
    }

    /** Takes up what other nodes did; who fails is to call it again. Any thread, one at a time; waits for the disk. */
    public void reload() {
        List<Glance> now = store.glance();
        Set<String> there = new HashSet<>();
        for (Glance each : now) {
            there.add(each.id());
            if (isNews(each)) {
                store.find(each.id()).ifPresent(this::take);
            }
        }
        synchronized (lock) {
            Set<String> gone = jobs.values().stream().filter(job -> stored.containsKey(job.id()) || job.isOver())
                    .map(Job::id).filter(id -> !there.contains(id)).collect(Collectors.toSet());
            gone.forEach(this::remove);
            forgotten.retainAll(there);
        }
    }

    private boolean isNews(Glance each) {
        synchronized (lock) {
            boolean isOurs = jobs.containsKey(each.id()) && !stored.containsKey(each.id());
            return !isOurs && !forgotten.contains(each.id()) && each.state() != stored.get(each.id());
        }
    }

    private void take(SavedJob job) {
        synchronized (lock) {
            jobs.put(job.id(), JobRecords.of(job));
            stored.put(job.id(), job.state());
        }
    }

    private void remove(String id) {
        jobs.remove(id);
        stored.remove(id);
    }

    /**
     * Takes a job; empty when too many wait already.
     *
     * @throws StoreException when it cannot be remembered: it is not taken then
     */
    public Optional<Job> submit(String kind, String author, Work work) {
        Set<String> old;
        Job job;
        synchronized (lock) {
            forgetOld();
            old = Set.copyOf(forgotten);
            if (closed || jobs.values().stream()
                    .filter(other -> other.state() == Job.State.WAITING && !stored.containsKey(other.id()))
                    .count() >= WAITING_MAX) {
                return Optional.empty();
            }
            job = Job.waiting("j" + Long.toString(clock.millis(), Character.MAX_RADIX)
                    + Long.toString(++lastId, Character.MAX_RADIX)
                    + (node.isEmpty() ? "" : "-" + Integer.toString(node.hashCode() & 0xffff, Character.MAX_RADIX)),
                    kind,
                    author, clock.instant());
            jobs.put(job.id(), job);
        }
        try {
            if (!old.isEmpty()) {
                store.delete(old);
            }
            store.put(JobRecords.of(job, node));
        } catch (StoreException e) {
            synchronized (lock) {
                jobs.remove(job.id());
            }
            throw e;
        }
        worker.execute(() -> run(job.id(), work));
        return Optional.of(job);
    }

    private void run(String id, Work work) {
        synchronized (lock) {
            if (closed) {
                jobs.remove(id); // the next start tells that it was cut off
                return;
            }
        }
        save(update(id, job -> job.running(clock.instant())));
        Job.Result result;
        try {
            result = work.run(progressOf(id));
        } catch (RuntimeException e) {
            log.error("job {} failed", id, e);
            result = new Job.Result(false, "nothing was applied: " + e.getMessage(), List.of());
        }
        Job.Result end = result;
        save(update(id, job -> job.ended(end, clock.instant())));
    }

    private Progress progressOf(String id) {
        return new Progress() {

            @Override
            public void at(int done, int total) {
                update(id, job -> job.at(done, total));
            }

            @Override
            public String job() {
                return id;
            }
        };
    }

    private Optional<Job> update(String id, UnaryOperator<Job> change) {
        synchronized (lock) {
            return Optional.ofNullable(jobs.computeIfPresent(id, (_, job) -> change.apply(job)));
        }
    }

    /** What the database does not take is still known here; the next start finds it as it was before. */
    private void save(Optional<Job> job) {
        try {
            job.ifPresent(known -> store.put(JobRecords.of(known, node)));
        } catch (StoreException e) {
            log.error("job {} cannot be written down: {}", job.map(Job::id).orElse(""), e.getMessage());
        }
    }

    /** The oldest first. */
    public List<Job> all() {
        synchronized (lock) {
            forgetOld();
            return jobs.values().stream().sorted(Comparator.comparing(Job::created).thenComparing(Job::id)).toList();
        }
    }

    /** One of them. */
    public Optional<Job> find(String id) {
        synchronized (lock) {
            forgetOld();
            return Optional.ofNullable(jobs.get(id));
        }
    }

    /** Forgets one that ended. Whether it did. */
    public boolean forget(String id) {
        synchronized (lock) {
            Job job = jobs.get(id);
            if (job == null || !job.isOver()) {
                return false;
            }
        }
        store.delete(Set.of(id));
        synchronized (lock) {
            remove(id);
            return true;
        }
    }

    private void forgetOld() {
        Instant horizon = clock.instant().minus(keptFor);
        List<Job> over = jobs.values().stream().filter(Job::isOver)
                .sorted(Comparator.comparing(Job::created).thenComparing(Job::id)).toList();
        for (int i = 0; i < over.size(); i++) {
            if (i < over.size() - kept || over.get(i).ended().orElseThrow().isBefore(horizon)) {
                forgotten.add(over.get(i).id());
                remove(over.get(i).id());
            }
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        worker.close();
    }
}
