package io.sbc.admin.jobs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs there are: one runs, a few wait, those that ended are kept for a while. Thread-safe. Closing lets the one that runs come to its end, since it
 * may be writing, and starts no other.
 */
public final class Jobs implements AutoCloseable {

    /** Jobs that may wait; each holds what it works on in memory. */
    static final int WAITING_MAX = 8;

    private static final Logger log = LoggerFactory.getLogger(Jobs.class);

    private final int kept;
    private final Duration keptFor;
    private final InstantSource clock;
    private final ExecutorService worker = Executors
            .newSingleThreadExecutor(Thread.ofVirtual().name("jobs").factory());
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private long lastId;
    private boolean closed;

    /** Tells how far it is. */
    @FunctionalInterface
    public interface Progress {

        /** @param done of {@code total} */
        void at(int done, int total);
    }

    /** What a job does, on the worker's thread. */
    @FunctionalInterface
    public interface Work {

        Job.Result run(Progress progress);
    }

    /**
     * @param kept how many that ended are remembered
     * @param keptFor for how long
     */
    public Jobs(int kept, Duration keptFor, InstantSource clock) {
        this.kept = kept;
        this.keptFor = keptFor;
        this.clock = clock;
    }

    /** Takes a job; empty when too many wait already. */
    public Optional<Job> submit(String kind, String author, Work work) {
        Job job;
        synchronized (jobs) {
            forgetOld();
            if (closed || jobs.values().stream().filter(other -> other.state() == Job.State.WAITING)
                    .count() >= WAITING_MAX) {
                return Optional.empty();
            }
            job = Job.waiting("j" + Long.toString(clock.millis(), Character.MAX_RADIX)
                    + Long.toString(++lastId, Character.MAX_RADIX), kind, author, clock.instant());
            jobs.put(job.id(), job);
        }
        worker.execute(() -> run(job.id(), work));
        return Optional.of(job);
    }

    private void run(String id, Work work) {
        synchronized (jobs) {
            if (closed) {
                jobs.remove(id);
                return;
            }
        }
        update(id, job -> job.running(clock.instant()));
        Job.Result result;
        try {
            result = work.run((done, total) -> update(id, job -> job.at(done, total)));
        } catch (RuntimeException e) {
            log.error("job {} failed", id, e);
            result = new Job.Result(false, "nothing was applied: " + e.getMessage(), List.of());
        }
        Job.Result end = result;
        update(id, job -> job.ended(end, clock.instant()));
    }

    private void update(String id, UnaryOperator<Job> change) {
        synchronized (jobs) {
            jobs.computeIfPresent(id, (_, job) -> change.apply(job));
        }
    }

    /** The oldest first. */
    public List<Job> all() {
        synchronized (jobs) {
            forgetOld();
            return List.copyOf(jobs.values());
        }
    }

    /** One of them. */
    public Optional<Job> find(String id) {
        synchronized (jobs) {
            forgetOld();
            return Optional.ofNullable(jobs.get(id));
        }
    }

    /** Forgets one that ended. Whether it did. */
    public boolean forget(String id) {
        synchronized (jobs) {
            Job job = jobs.get(id);
            return job != null && job.isOver() && jobs.remove(id) != null;
        }
    }

    private void forgetOld() {
        Instant horizon = clock.instant().minus(keptFor);
        jobs.values().removeIf(job -> job.ended().map(end -> end.isBefore(horizon)).orElse(false));
        List<Job> over = new ArrayList<>(jobs.values().stream().filter(Job::isOver).toList());
        over.subList(0, Math.max(0, over.size() - kept)).forEach(job -> jobs.remove(job.id()));
    }

    @Override
    public void close() {
        synchronized (jobs) {
            closed = true;
        }
        worker.close();
    }
}
