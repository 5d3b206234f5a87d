package io.sbc.admin.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job at one moment. Immutable.
 *
 * @param id names it
 * @param kind what it does: {@code users-import}, {@code users-import-check}
 * @param author who asked for it
 * @param total how much there is to do; 0 while that is not known
 * @param done how much of it is done
 * @param summary one sentence about its end; empty before
 * @param rows one for each part of the work, once it has ended
 */
public record Job(String id, String kind, String author, State state, Instant created, Optional<Instant> started,
        Optional<Instant> ended, int total, int done, String summary, List<Row> rows) {

    /** Where it stands. */
    public enum State {
        WAITING,
        RUNNING,
        DONE,
        /** Nothing of it was applied. */
        FAILED
    }

    /**
     * What became of one part.
     *
     * @param number as a spreadsheet counts: the header is row 1
     * @param verdict create, replace, unchanged, refused
     * @param reason why it was refused; else empty
     */
    public record Row(long number, String key, String verdict, String reason) {}

    /** How it ended. */
    public record Result(boolean succeeded, String summary, List<Row> rows) {}

    static Job waiting(String id, String kind, String author, Instant now) {
        return new Job(id, kind, author, State.WAITING, now, Optional.empty(), Optional.empty(), 0, 0, "", List.of());
    }

    Job running(Instant now) {
        return new Job(id, kind, author, State.RUNNING, created, Optional.of(now), ended, total, done, "", rows);
    }

    Job at(int nowDone, int ofTotal) {
        return new Job(id, kind, author, state, created, started, ended, ofTotal, nowDone, summary, rows);
    }

    Job ended(Result result, Instant now) {
        return new Job(id, kind, author, result.succeeded ? State.DONE : State.FAILED, created, started,
                Optional.of(now), total, result.succeeded ? total : done, result.summary, List.copyOf(result.rows));
    }

    boolean isOver() {
        return ended.isPresent();
    }
}
