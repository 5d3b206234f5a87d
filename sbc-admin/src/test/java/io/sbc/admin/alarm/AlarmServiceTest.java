package io.sbc.admin.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.alarm.AlarmFilter;
import io.sbc.core.alarm.AlarmRecord;
import io.sbc.core.alarm.AlarmStore;
import io.sbc.core.alarm.Severity;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.StoreException;
import io.sbc.core.directory.sql.SqlAlarmStore;
import io.sbc.core.directory.sql.SqlStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlarmServiceTest {

    @TempDir
    Path directory;

    private StoreSettings settings;
    private SqlStore store;
    private FailingStore alarms;
    private AlarmStage stage;
    private final List<AlarmNews> told = new ArrayList<>();

    /** Takes writes unless it is told not to. */
    private static final class FailingStore implements AlarmStore {

        private final AlarmStore real;
        private boolean full;

        FailingStore(AlarmStore real) {
            this.real = real;
        }

        @Override
        public long lastId() {
            return real.lastId();
        }

        @Override
        public List<AlarmRecord> active() {
            return real.active();
        }

        @Override
        public List<AlarmRecord> find(AlarmFilter filter, int limit) {
            return real.find(filter, limit);
        }

        @Override
        public Optional<AlarmRecord> find(long id) {
            return real.find(id);
        }

        @Override
        public void write(Collection<AlarmRecord> records) {
            if (full) {
                throw new StoreException("alarms cannot be written: the disk is full");
            }
            real.write(records);
        }

        @Override
        public int trim(Instant clearedBefore, int countMax) {
            return real.trim(clearedBefore, countMax);
        }

        @Override
        public void close() {
            real.close();
        }
    }

    @BeforeEach
    void open() {
        settings = new StoreSettings(directory.resolve("sbc.db"), directory.resolve("sbc.key"));
        store = SqlStore.open(settings, new SecureRandom());
        start();
    }

    private void start() {
        alarms = new FailingStore(SqlAlarmStore.open(settings));
        stage = new AlarmStage(alarms, store);
        stage.service().listen(told::add);
    }

    @AfterEach
    void close() {
        stage.close();
        store.close();
    }

    @Test
    void shouldTellOfADiskThatTakesNothingAndStoreWhatWaitedWhenItDoesAgain() {
        stage.turn();
        alarms.full = true;
        stage.bad(AlarmKind.PBX_UNREACHABLE, "pbx");
        stage.turns(2);

        assertEquals(List.of("pbx-unreachable", "store-unwritable"),
                told.stream().map(news -> news.alarm().kind()).toList());
        assertEquals(2, stage.service().count(Severity.CRITICAL));
        assertEquals(2, stage.service().find(AlarmFilter.ALL, 10).size(), "what waits is shown all the same");

        alarms.full = false;
        stage.turns(4);
        assertEquals(1, stage.service().count(Severity.CRITICAL));
        assertEquals(2, alarms.find(AlarmFilter.ALL, 10).size());
    }

    @Test
    void shouldNoticeAFullDiskWithoutAnyOtherAlarm() {
        stage.turn();
        alarms.full = true;
        stage.turns(8); // half a minute, and the turn after that
        assertEquals(List.of("store-unwritable"), told.stream().map(news -> news.alarm().kind()).toList());
    }

    @Test
    void shouldGoOnWithAnAlarmOverARestart() {
        stage.bad(AlarmKind.PBX_UNREACHABLE, "pbx");
        stage.turn();
        stage.close();
        told.clear();
        start();

        assertEquals("pbx", stage.service().active().getFirst().subject());
        stage.bad(AlarmKind.PBX_UNREACHABLE, "pbx");
        stage.turns(2);
        assertEquals(List.of(), told, "it is no news");
        stage.good(AlarmKind.PBX_UNREACHABLE, "pbx");
        stage.turns(3);
        assertEquals(1, told.size());
        assertTrue(told.getFirst().alarm().cleared().isPresent());
        stage.bad(AlarmKind.PBX_UNREACHABLE, "pbx");
        stage.turn();
        assertEquals(2, stage.service().active().getFirst().id());
    }

    @Test
    void shouldLeaveAlarmsAsTheyAreWhileTheirProbeFails() {
        boolean[] failing = new boolean[1];
        stage.service().add(new Probe() {

            @Override
            public Set<AlarmKind> kinds() {
                return EnumSet.of(AlarmKind.STORE_UNWRITABLE);
            }

            @Override
            public void look(Findings findings) {
                if (failing[0]) {
                    throw new IllegalStateException("not today");
                }
            }
        });
        failing[0] = true;
        stage.bad(AlarmKind.DISK_LOW, "/var");
        stage.turns(3);
        assertEquals(1, stage.service().active().size());
        assertEquals(3, stage.service().counters().value(AlarmCounter.PROBES_FAILED));
    }

    @Test
    void shouldKeepNoMoreOfThePastThanItIsToldTo() {
        for (int i = 0; i < 5; i++) {
            stage.bad(AlarmKind.DISK_LOW, "/" + i);
        }
        stage.turn();
        for (int i = 0; i < 4; i++) {
            stage.good(AlarmKind.DISK_LOW, "/" + i);
        }
        stage.turns(10);
        assertEquals(5, alarms.find(AlarmFilter.ALL, 10).size());
        assertEquals(3, alarms.trim(Instant.EPOCH, 2));
        assertEquals(1, alarms.trim(Instant.MAX.minus(Duration.ofDays(365_000_000_000L)), 2));
        assertEquals(List.of("/4"), alarms.find(AlarmFilter.ALL, 10).stream().map(AlarmRecord::subject).toList());
    }
}
