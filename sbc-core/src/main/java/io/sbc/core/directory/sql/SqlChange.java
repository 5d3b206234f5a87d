package io.sbc.core.directory.sql;

import io.sbc.core.history.EventDraft;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** A transaction that writes. Used by the thread that has it, until the work ends. */
public final class SqlChange {

    private final Handle handle;
    private final List<EventDraft> events = new ArrayList<>();
    private final Set<String> topics = new TreeSet<>();

    SqlChange(Handle handle) {
        this.handle = handle;
    }

    /** The open transaction. */
    public Handle handle() {
        return handle;
    }

    /** Executes one statement; how many rows it concerned. */
    public int execute(String sql, @Nullable Object... arguments) {
        return handle.execute(sql, arguments);
    }

    /** Leaves an entry in the history, at the end of this transaction. */
    public void record(EventDraft event) {
        events.add(event);
    }

    /** Tells all nodes, once this is committed, that what they have in memory of that topic is old. */
    public void touch(String topic) {
        topics.add(topic);
    }

    /** What belongs into the transaction after the work: entries of the history, and the versions that others look at. */
    void finish(@Nullable EventLog log, Instant now) {
        if (log != null) {
            log.append(handle, events, now);
        } else if (!events.isEmpty()) {
            throw new IllegalStateException("the history is not open yet");
        }
        // In alphabetical order, so that no two transactions wait for each other.
        for (String topic : topics) {
            if (handle.execute("UPDATE counters SET value = value + 1 WHERE name = ?", topic) == 0) {
                handle.execute("INSERT INTO counters (name, value) VALUES (?, 1)", topic);
            }
        }
    }

    Set<String> topics() {
        return topics;
    }
}
