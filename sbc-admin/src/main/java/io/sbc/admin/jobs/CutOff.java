package io.sbc.admin.jobs;

import io.sbc.core.jobs.SavedJob;
import io.sbc.core.jobs.SavedJob.State;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is to be said of a job whose process ended before it. Pure. */
final class CutOff {

    private CutOff() {}

    /** What it had to write is one transaction, in which it was marked: it is written whole, or not at all. */
    static SavedJob ended(SavedJob job, Instant now) {
        boolean applied = job.state() == State.APPLIED;
        String summary = applied
                ? "applied; the SBC was stopped before the report was written"
                : "interrupted: the SBC was stopped, nothing was applied";
        return new SavedJob(job.id(), job.kind(), job.author(), job.node(), applied ? State.DONE : State.FAILED,
                job.created(), job.started(), Optional.of(now), job.total(), applied ? job.total() : 0, summary,
                List.of());
    }
}
