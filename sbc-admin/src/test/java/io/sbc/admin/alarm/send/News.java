package io.sbc.admin.alarm.send;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.AlarmNews;
import io.sbc.admin.alarm.AlarmNews.Change;
import io.sbc.core.alarm.AlarmRecord;
import java.time.Instant;

/** Alarms for tests. */
final class News {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private News() {}

    static AlarmNews raised(AlarmKind kind, String subject) {
        return new AlarmNews(Change.RAISED, record(kind, subject));
    }

    static AlarmNews cleared(AlarmKind kind, String subject) {
        return new AlarmNews(Change.CLEARED, record(kind, subject).clearedAt(NOW.plusSeconds(60)));
    }

    private static AlarmRecord record(AlarmKind kind, String subject) {
        return AlarmRecord.raised(7, kind.wireName(), kind.severity(), subject, subject + " is bad.", NOW);
    }
}
