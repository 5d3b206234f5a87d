package io.sbc.admin.jobs;

import io.sbc.core.jobs.SavedJob;

/** Jobs from and to the store. Pure. */
final class JobRecords {

    private JobRecords() {}

    static SavedJob of(Job job, String node) {
        return new SavedJob(job.id(), job.kind(), job.author(), node, switch (job.state()) {
            case WAITING -> SavedJob.State.WAITING;
            case RUNNING -> SavedJob.State.RUNNING;
            case DONE -> SavedJob.State.DONE;
            case FAILED -> SavedJob.State.FAILED;
        }, job.created(), job.started(), job.ended(), job.total(), job.done(), job.summary(), job.rows().stream()
                .map(row -> new SavedJob.Row(row.number(), row.key(), row.verdict(), row.reason())).toList());
    }

    static Job of(SavedJob saved) {
        return new Job(saved.id(), saved.kind(), saved.author(), switch (saved.state()) {
            case WAITING -> Job.State.WAITING;
            case RUNNING, APPLIED -> Job.State.RUNNING;
            case DONE -> Job.State.DONE;
            case FAILED -> Job.State.FAILED;
        }, saved.created(), saved.started(), saved.ended(), saved.total(), saved.done(), saved.summary(),
                saved.rows().stream().map(row -> new Job.Row(row.number(), row.key(), row.verdict(), row.reason()))
                        .toList());
    }
}
