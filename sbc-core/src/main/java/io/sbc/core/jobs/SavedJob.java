package io.sbc.core.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job as it stood when it was last written.
 *
 * @param author who asked for it
 * @param node where it runs or ran
 * @param total how much there is to do; 0 where that was not known
 * @param summary one sentence about its end; empty before
 */
public record SavedJob(String id, String kind, String author, String node, State state, Instant created,
        Optional<Instant> started, Optional<Instant> ended, int total, int done, String summary, List<Row> rows) {

    /** Where it stood. */
    public enum State {
        WAITING,
        RUNNING,
        /** What it had to write is written, in one transaction with this; its end is not told yet. */
        APPLIED,
        DONE,
        FAILED
    }

    /** What became of one part. */
    public record Row(long number, String key, String verdict, String reason) {}

    public SavedJob {
        rows = List.copyOf(rows);
    }

    /** Where it came to its end by itself. */
    public boolean isOver() {
        return state == State.DONE || state == State.FAILED;
    }
}
