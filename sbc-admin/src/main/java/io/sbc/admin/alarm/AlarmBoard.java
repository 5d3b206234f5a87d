package io.sbc.admin.alarm;

import io.sbc.admin.alarm.Findings.Finding;
import io.sbc.admin.alarm.Findings.Key;
import io.sbc.core.alarm.AlarmRecord;
import io.sbc.core.alarm.AlarmRecord.Acknowledgement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which alarms go on, and what a turn of the probes changes about that. A condition has to hold for {@link AlarmKind#raiseAfter} and to be
 * gone for {@link AlarmKind#clearAfter}; each time that it came back within {@link #FLAP_WINDOW} doubles the latter (from
 * {@link #FLAP_MIN} on), so that one that comes and goes soon is one alarm that stays, with a count. Not thread-safe; time is an argument.
 *
 * <pre>
 *               bad                         bad for raiseAfter
 *  (nothing) ──────────► waits to be raised ──────────────────► active ◄──┐ bad: once more
 *      ▲  ▲               │ good                                  │ good  │
 *      │  └───────────────┘                                       ▼       │
 *      └──────────────────── good for clearAfter · 2^n ───── waits to be cleared
 * </pre>
 */
final class AlarmBoard {

    /** At a time: more is one trouble, not many. */
    static final int ACTIVE_MAX = 500;

    static final Duration FLAP_WINDOW = Duration.ofMinutes(15);
    static final Duration FLAP_MIN = Duration.ofSeconds(10);
    private static final int FLAPS_MAX = 10;

    private final Map<Key, Entry> entries = new HashMap<>();
    private long lastId;

    /** What is known of one condition. Nanoseconds are of a monotonic clock: the wall clock may jump. */
    private static final class Entry {

        Optional<AlarmRecord> alarm = Optional.empty();
        /** When the state that is not taken yet was first seen. */
        Optional<Long> changingSince = Optional.empty();
        /** When it came back, of late. */
        final Deque<Long> comings = new ArrayDeque<>();
    }

    /** What time it is: by the wall for people, by the monotonic clock for waits. */
    record Moment(Instant wall, long nanos) {}

    /**
     * What a turn has changed.
     *
     * @param changed every record that is not as it was, to be stored
     */
    record Turn(List<AlarmNews> news, List<AlarmRecord> changed) {}

    /** @param lastId the largest that was ever given */
    AlarmBoard(long lastId) {
        this.lastId = lastId;
    }

    /** Takes up what an earlier process left; what is no more is cleared by the next turns. */
    void restore(AlarmKind kind, AlarmRecord alarm) {
        entry(new Key(kind, alarm.subject())).alarm = Optional.of(alarm);
    }

    /** One that no catalogue knows any more, or was said twice, is over. */
    boolean knows(AlarmKind kind, String subject) {
        Entry entry = entries.get(new Key(kind, subject));
        return entry != null && entry.alarm.isPresent();
    }

    /** @param judged the kinds that were looked at: of them, what was not found is not so */
    Turn take(Set<AlarmKind> judged, Findings findings, Moment now) {
        Turn turn = new Turn(new ArrayList<>(), new ArrayList<>());
        findings.all().forEach((key, finding) -> {
            Entry entry = entries.size() < ACTIVE_MAX || entries.containsKey(key) ? entry(key) : null;
            if (entry == null) {
                return;
            }
            if (finding.bad()) {
                onBad(key, entry, finding, now, turn);
            } else {
                entry.changingSince = Optional.empty();
                entry.alarm.ifPresent(alarm -> say(entry, alarm, finding.text(), turn));
            }
        });
        for (Iterator<Map.Entry<Key, Entry>> all = entries.entrySet().iterator(); all.hasNext();) {
            Map.Entry<Key, Entry> each = all.next();
            Key key = each.getKey();
            if (judged.contains(key.kind()) && !findings.all().containsKey(key)) {
                onGood(key, each.getValue(), now, turn);
            }
            forgetOld(each.getValue(), now);
            if (isEmpty(each.getValue())) {
                all.remove();
            }
        }
        return turn;
    }

    private void onBad(Key key, Entry entry, Finding finding, Moment now, Turn turn) {
        if (entry.alarm.isPresent()) {
            AlarmRecord alarm = entry.alarm.get();
            if (entry.changingSince.isPresent()) { // it was on its way out
                entry.changingSince = Optional.empty();
                came(entry, now);
                alarm = alarm.again(now.wall());
                entry.alarm = Optional.of(alarm);
                turn.changed.add(alarm);
            }
            say(entry, alarm, finding.text(), turn);
            return;
        }
        long since = entry.changingSince.orElse(now.nanos());
        entry.changingSince = Optional.of(since);
        if (now.nanos() - since >= key.kind().raiseAfter().toNanos()) {
            AlarmRecord raised = AlarmRecord.raised(++lastId, key.kind().wireName(), key.kind().severity(),
                    key.subject(), finding.text(), now.wall());
            entry.alarm = Optional.of(raised);
            entry.changingSince = Optional.empty();
            came(entry, now);
            turn.changed.add(raised);
            turn.news.add(new AlarmNews(AlarmNews.Change.RAISED, raised));
        }
    }

    private static void say(Entry entry, AlarmRecord alarm, String text, Turn turn) {
        AlarmRecord said = alarm.saying(text);
        if (!said.equals(alarm)) {
            entry.alarm = Optional.of(said);
            turn.changed.add(said);
        }
    }

    private static void onGood(Key key, Entry entry, Moment now, Turn turn) {
        if (entry.alarm.isEmpty()) {
            entry.changingSince = Optional.empty();
            return;
        }
        long since = entry.changingSince.orElse(now.nanos());
        entry.changingSince = Optional.of(since);
        if (now.nanos() - since >= clearAfter(key.kind(), entry).toNanos()) {
            AlarmRecord over = entry.alarm.get().clearedAt(now.wall());
            entry.alarm = Optional.empty();
            entry.changingSince = Optional.empty();
            turn.changed.add(over);
            turn.news.add(new AlarmNews(AlarmNews.Change.CLEARED, over));
        }
    }

    private static Duration clearAfter(AlarmKind kind, Entry entry) {
        int flaps = entry.comings.size() - 1;
        if (flaps <= 0) {
            return kind.clearAfter();
        }
        Duration usual = kind.clearAfter().compareTo(FLAP_MIN) < 0 ? FLAP_MIN : kind.clearAfter();
        Duration longer = usual.multipliedBy(1L << flaps);
        return longer.compareTo(FLAP_WINDOW) > 0 ? FLAP_WINDOW : longer;
    }

    private static void came(Entry entry, Moment now) {
        entry.comings.addLast(now.nanos());
        if (entry.comings.size() > FLAPS_MAX) {
            entry.comings.removeFirst();
        }
    }

    private static void forgetOld(Entry entry, Moment now) {
        while (!entry.comings.isEmpty() && now.nanos() - entry.comings.getFirst() > FLAP_WINDOW.toNanos()) {
            entry.comings.removeFirst();
        }
    }

    private static boolean isEmpty(Entry entry) {
        return entry.alarm.isEmpty() && entry.changingSince.isEmpty() && entry.comings.isEmpty();
    }

    private Entry entry(Key key) {
        return entries.computeIfAbsent(key, _ -> new Entry());
    }

    /** Those that go on, in no order. */
    Collection<AlarmRecord> active() {
        return entries.values().stream().flatMap(entry -> entry.alarm.stream()).toList();
    }

    /** Somebody saw to it; empty when that one does not go on. */
    Optional<AlarmRecord> acknowledge(long id, Acknowledgement by) {
        for (Entry entry : entries.values()) {
            if (entry.alarm.isPresent() && entry.alarm.get().id() == id) {
                entry.alarm = entry.alarm.map(alarm -> alarm.acknowledgedWith(by));
                return entry.alarm;
            }
        }
        return Optional.empty();
    }
}
