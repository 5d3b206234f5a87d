package io.sbc.core.directory.sql;

import io.sbc.core.jobs.JobStore;
import io.sbc.core.jobs.SavedJob;
import io.sbc.core.jobs.SavedJob.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@link JobStore} in the table {@code jobs}; each change is told to all nodes as {@link #TOPIC}. */
final class SqlJobStore implements JobStore {

    static final String TOPIC = "jobs";
    private static final int FIELDS = 4;

    private final SqlSession session;

    SqlJobStore(SqlSession session) {
        this.session = session;
    }

    /** In the transaction that writes what the job is for. */
    static void markApplied(SqlChange change, String job) {
        change.execute("UPDATE jobs SET state = ? WHERE id = ?", word(State.APPLIED), job);
        change.touch(TOPIC);
    }

    @Override
    public List<Glance> glance() {
        return session.read(open -> open.select("SELECT id, node, state FROM jobs ORDER BY created, id")
                .map((row, _) -> new Glance(row.getString("id"), row.getString("node"), state(row))).list());
    }

    @Override
    public Optional<SavedJob> find(String id) {
        return session.read(open -> open.select("SELECT * FROM jobs WHERE id = ?", id)
                .map((row, _) -> toJob(row)).findOne());
    }

    @Override
    public void put(SavedJob job) {
        session.write(change -> {
            change.execute(
                    """
                            INSERT INTO jobs (id, kind, author, node, state, created, started, ended, total, done, summary, report)
                            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                            ON CONFLICT (id) DO UPDATE SET state = excluded.state, started = excluded.started,
                                ended = excluded.ended, total = excluded.total, done = excluded.done,
                                summary = excluded.summary, report = excluded.report""",
                    job.id(), job.kind(), job.author(), job.node(), word(job.state()), job.created().toEpochMilli(),
                    millis(job.started()), millis(job.ended()), job.total(), job.done(), job.summary(),
                    TabbedLines.write(job.rows().stream().map(row -> List.of(Long.toString(row.number()), row.key(),
                            row.verdict(), row.reason())).toList()));
            change.touch(TOPIC);
            return true;
        });
    }

    @Override
    public void delete(Set<String> ids) {
        session.write(change -> {
            for (String id : ids) {
                change.execute("DELETE FROM jobs WHERE id = ?", id);
            }
            change.touch(TOPIC);
            return true;
        });
    }

    private static @Nullable Long millis(Optional<Instant> time) {
        return time.map(Instant::toEpochMilli).orElse(null);
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    private static String word(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static State state(ResultSet row) throws SQLException {
        return State.valueOf(row.getString("state").toUpperCase(Locale.ROOT));
    }

    private static SavedJob toJob(ResultSet row) throws SQLException {
        List<SavedJob.Row> rows = TabbedLines.read(row.getString("report")).stream()
                .filter(fields -> fields.size() == FIELDS)
                .map(fields -> new SavedJob.Row(Long.parseLong(fields.get(0)), fields.get(1), fields.get(2),
                        fields.get(3)))
                .toList();
        return new SavedJob(row.getString("id"), row.getString("kind"), row.getString("author"), row.getString("node"),
                state(row), Instant.ofEpochMilli(row.getLong("created")), time(row, "started"), time(row, "ended"),
                row.getInt("total"), row.getInt("done"), row.getString("summary"), rows);
    }
}
