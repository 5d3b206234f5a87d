package io.sbc.core.directory.sql;

import io.sbc.core.directory.sql.EventLog.Head;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.ChainVerdict;
import io.sbc.core.history.Changes;
import io.sbc.core.history.Event;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.EventFilter;
import io.sbc.core.history.EventPage;
import io.sbc.core.history.HistoryStore;
import io.sbc.core.history.Retention;
import io.sbc.core.history.Subject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** {@link HistoryStore} in the tables {@code events} and {@code event_chain}. */
final class SqlHistory implements HistoryStore {

    /** Read at a time, when all of it is wanted: some megabytes. */
    private static final int PIECE = 5_000;
    /** Removed in one transaction at most, so that no other writer waits for long. */
    private static final int TRIM_PIECE = 10_000;
    /** Entries that one page of a search without an index reads at most: 10 MB, some 25 ms. */
    static final int SEARCH_PIECE = 20_000;
    private static final String TRIMMED = "history.trimmed";
    private static final String SUBJECT = "history";

    private final SqlSession session;
    private final EventLog log;
    private final InstantSource clock;

    SqlHistory(SqlSession session, EventLog log, InstantSource clock) {
        this.session = session;
        this.log = log;
        this.clock = clock;
    }

    /** Conditions with their values. */
    private static final class Where {

        private final List<String> conditions = new ArrayList<>();
        private final List<@Nullable Object> values = new ArrayList<>();

        Where and(String condition, @Nullable Object... these) {
            conditions.add(condition);
            values.addAll(List.of(these));
            return this;
        }

        static Where of(EventFilter filter) {
            Where where = new Where().and("1 = 1");
            filter.from().ifPresent(from -> where.and("time_millis >= ?", from.toEpochMilli()));
            filter.until().ifPresent(until -> where.and("time_millis < ?", until.toEpochMilli()));
            filter.author().ifPresent(author -> where.and("author_name = ?", author));
            filter.action().ifPresent(
                    action -> where.and("(action = ? OR action LIKE ? ESCAPE '!')", action, literal(action) + ".%"));
            filter.subjectKind().ifPresent(kind -> where.and("subject_kind = ?", kind));
            filter.subjectId().ifPresent(id -> where.and("subject_id = ?", id));
            filter.tag().ifPresent(tag -> where.and("tags LIKE ? ESCAPE '!'", "% " + literal(tag) + " %"));
            filter.correlationId().ifPresent(id -> where.and("correlation_id = ?", id));
            filter.before().ifPresent(before -> where.and("sequence < ?", before));
            filter.text().map(text -> "%" + literal(text.toLowerCase(Locale.ROOT)) + "%")
                    .ifPresent(text -> where.and("""
                            (LOWER(author_name) LIKE ? ESCAPE '!' OR LOWER(subject_id) LIKE ? ESCAPE '!'
                             OR action LIKE ? ESCAPE '!' OR LOWER(changes) LIKE ? ESCAPE '!')""", text, text, text,
                            text));
            return where;
        }

        private static String literal(String text) {
            return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
        }

        List<Event> select(Handle open, String orderAndLimit, int limit) {
            Query query = open.createQuery("SELECT * FROM events WHERE " + String.join(" AND ", conditions) + " "
                    + orderAndLimit);
            int place = 0;
            for (Object value : values) {
                query.bind(place++, value);
            }
            return query.bind(place, limit).map((row, _) -> toEvent(row)).list();
        }
    }

    @Override
    public void record(EventDraft what) {
        session.write(change -> {
            change.record(what);
            return true;
        });
    }

    @Override
    public List<Event> find(EventFilter filter, int limit) {
        return session.read(open -> Where.of(filter).select(open, "ORDER BY sequence DESC LIMIT ?", limit));
    }

    @Override
    public EventPage search(EventFilter filter, int limit) {
        return session.read(open -> {
            long lowest = filter.needsEveryEntry() ? lowest(open, filter) : 1;
            List<Event> found = Where.of(filter).and("sequence >= ?", lowest).select(open,
                    "ORDER BY sequence DESC LIMIT ?", limit + 1);
            if (found.size() > limit) {
                return new EventPage(found.subList(0, limit), OptionalLong.of(found.get(limit - 1).sequence()));
            }
            return new EventPage(found, lowest > 1 && hasOlder(open, lowest)
                    ? OptionalLong.of(lowest)
                    : OptionalLong.empty());
        });
    }

    /** The oldest entry that a search reads which may read {@link #SEARCH_PIECE}. */
    private long lowest(Handle open, EventFilter filter) {
        long newest = log.head(open).sequence();
        return Math.min(newest + 1, filter.before().orElse(newest + 1)) - SEARCH_PIECE;
    }

    private static boolean hasOlder(Handle open, long sequence) {
        return open.select("SELECT sequence FROM events WHERE sequence < ? ORDER BY sequence LIMIT 1", sequence)
                .mapTo(Long.class).findOne().isPresent();
    }

    @Override
    public void export(EventFilter filter, Consumer<Event> reader) {
        long after = 0;
        List<Event> piece;
        do {
            piece = oldest(filter, after);
            piece.forEach(reader);
            after = piece.isEmpty() ? after : piece.getLast().sequence();
        } while (!piece.isEmpty());
    }

    private List<Event> oldest(EventFilter filter, long after) {
        return session.read(open -> Where.of(filter).and("sequence > ?", after).select(open,
                "ORDER BY sequence LIMIT ?", PIECE));
    }

    /** Up to where the chain ended when the walk began: what comes meanwhile is for the next walk. */
    @Override
    public ChainVerdict verify() {
        Head head = session.read(log::head);
        if (!log.isGenuine(head)) {
            return new ChainVerdict.Broken(head.sequence(), "the end of the chain was not written by this SBC");
        }
        ChainWalk walk = new ChainWalk(head);
        while (!walk.isOver()) {
            List<Event> piece = oldest(EventFilter.ALL.before(head.sequence() + 1), walk.reached());
            if (!walk.take(piece)) {
                break;
            }
        }
        // Retention may have removed what the walk was about to read; its entry at the new end says so.
        Head now = session.read(log::head);
        if (!walk.isOver() && now.anchorSequence() != head.anchorSequence()) {
            return verify();
        }
        return walk.isOver() ? stray().orElseGet(walk::verdict) : walk.verdict();
    }

    /** An entry before the beginning of the chain or behind its end: nobody who writes the chain has put it there. One statement sees one state. */
    private Optional<ChainVerdict> stray() {
        for (String where : List.of("<= (SELECT anchor_sequence FROM event_chain WHERE id = 1)",
                "> (SELECT sequence FROM event_chain WHERE id = 1)")) {
            Optional<Long> found = session.read(open -> open
                    .select("SELECT sequence FROM events WHERE sequence " + where + " ORDER BY sequence LIMIT 1")
                    .mapTo(Long.class).findOne());
            if (found.isPresent()) {
                return Optional.of(new ChainVerdict.Broken(found.get(), "the entry was put in beside the chain"));
            }
        }
        return Optional.empty();
    }

    @Override
    public long trim(Retention retention) {
        long removed = 0;
        long piece;
        do {
            piece = session.write(change -> trim(change, retention));
            removed += piece;
        } while (piece == TRIM_PIECE);
        return removed;
    }

    private long trim(SqlChange change, Retention retention) {
        Head head = log.head(change.handle());
        long oldest = clock.instant().minus(retention.age()).toEpochMilli();
        long excess = head.octets() - retention.octets();
        long freed = 0;
        long count = 0;
        Event anchor = null;
        // The newest entry stays: the chain needs an end.
        for (Event event : new Where().and("sequence < ?", head.sequence()).select(change.handle(),
                "ORDER BY sequence LIMIT ?", TRIM_PIECE)) {
            if (event.time().toEpochMilli() >= oldest && freed >= excess) {
                break;
            }
            freed += EventLog.octetsOf(event);
            count++;
            anchor = event;
        }
        if (anchor == null) {
            return 0;
        }
        change.execute("DELETE FROM events WHERE sequence <= ?", anchor.sequence());
        log.write(change.handle(), head.sequence(), head.hash(), anchor.sequence(), anchor.hash(),
                head.octets() - freed);
        change.record(new EventDraft(Authorship.system("retention"), TRIMMED,
                new Subject(SUBJECT, Long.toString(anchor.sequence())),
                new Changes().text("entries", Optional.of(count), Optional.empty())
                        .text("lastHash", Optional.empty(), Optional.of(anchor.hash())).list(),
                Set.of("history")));
        return count;
    }

    /** One that somebody spoilt is shown as such; its hash does not fit it. */
    private static Event toEvent(ResultSet row) throws SQLException {
        EventDraft what;
        try {
            what = toDraft(row);
        } catch (IllegalArgumentException spoilt) {
            what = EventDraft.of(Authorship.system("history"), "history.unreadable", new Subject(SUBJECT, ""),
                    List.of());
        }
        return new Event(row.getLong("sequence"), Instant.ofEpochMilli(row.getLong("time_millis")), what,
                row.getString("previous"), row.getString("hash"));
    }

    private static EventDraft toDraft(ResultSet row) throws SQLException {
        Authorship author = new Authorship(Authorship.Kind.valueOf(row.getString("author_kind")),
                row.getString("author_name"), row.getString("address"), row.getString("correlation_id"));
        String tags = row.getString("tags").strip();
        return new EventDraft(author, row.getString("action"),
                new Subject(row.getString("subject_kind"), row.getString("subject_id")),
                ChangeLines.read(row.getString("changes")),
                tags.isEmpty() ? Set.of() : Set.of(tags.split(" ")));
    }
}
