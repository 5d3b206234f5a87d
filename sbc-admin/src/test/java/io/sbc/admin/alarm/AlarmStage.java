package io.sbc.admin.alarm;

import io.sbc.admin.alarm.Findings.Matter;
import io.sbc.base.VirtualClock;
import io.sbc.core.alarm.AlarmStore;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.sql.SqlAlarmStore;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.history.HistoryStore;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Alarms on a virtual clock, with conditions that a test sets; five seconds from turn to turn. */
public final class AlarmStage implements AutoCloseable {

    private static final long TURN_NANOS = Duration.ofSeconds(5).toNanos();

    private final VirtualClock clock;
    private final Set<Matter> bad = new LinkedHashSet<>();
    private final AlarmService service;

    public AlarmStage(StoreSettings settings, SqlStore store) {
        this(SqlAlarmStore.open(settings), store);
    }

    AlarmStage(AlarmStore alarms, SqlStore store) {
        clock = new VirtualClock(1_790_000_000_000L);
        service = new AlarmService(alarms, store.history(),
                new AlarmService.Settings(Duration.ofSeconds(5), Duration.ofDays(90), 1_000), clock);
        service.add(new Probe() {

            @Override
            public Set<AlarmKind> kinds() {
                return EnumSet.complementOf(EnumSet.of(AlarmKind.STORE_UNWRITABLE));
            }

            @Override
            public void look(Findings findings) {
                bad.forEach(key -> findings.bad(key.kind(), key.subject(), key.subject() + " is bad"));
            }
        });
    }

    /** Alarms of these probes and of nothing else. */
    public AlarmStage(AlarmStore alarms, HistoryStore history, VirtualClock clock, List<Probe> probes) {
        this.clock = clock;
        service = new AlarmService(alarms, history,
                new AlarmService.Settings(Duration.ofSeconds(5), Duration.ofDays(90), 1_000), clock);
        probes.forEach(service::add);
    }

    public AlarmService service() {
        return service;
    }

    public VirtualClock clock() {
        return clock;
    }

    /** From now on it is so. */
    public void bad(AlarmKind kind, String subject) {
        bad.add(new Matter(kind, subject));
    }

    /** It is no more. */
    public void good(AlarmKind kind, String subject) {
        bad.remove(new Matter(kind, subject));
    }

    public void turn() {
        service.turn();
        clock.advance(TURN_NANOS);
    }

    public void turns(int count) {
        for (int i = 0; i < count; i++) {
            turn();
        }
    }

    @Override
    public void close() {
        service.close();
    }
}
