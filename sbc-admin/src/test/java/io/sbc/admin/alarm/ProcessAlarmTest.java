package io.sbc.admin.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.admin.alarm.probe.ProcessProbe;
import io.sbc.base.VirtualClock;
import io.sbc.core.alarm.AlarmFilter;
import io.sbc.core.alarm.AlarmRecord;
import io.sbc.core.alarm.Severity;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.sql.SqlAlarmStore;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.history.Authorship;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alarm about a process that was not stopped in order, over the processes that come after it. */
class ProcessAlarmTest {

    private static final Authorship SOMEBODY = Authorship.commandLine("test");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private StoreSettings settings;
    @SuppressWarnings("NullAway.Init")
    private SqlStore store;
    private final VirtualClock clock = new VirtualClock(1_790_000_000_000L);

    @BeforeEach
    void open() {
        settings = new StoreSettings(directory.resolve("sbc.db"), directory.resolve("key"));
        store = SqlStore.open(settings, new SecureRandom());
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** A process that comes after one that ended like this. */
    private AlarmService process(String... ended) {
        AlarmService[] its = new AlarmService[1];
        Supplier<Optional<AlarmRecord>> told = () -> its[0].active().stream().findFirst();
        Optional<Supplier<String>> words = ended.length == 0 ? Optional.empty() : Optional.of(() -> ended[0]);
        AlarmStage stage = new AlarmStage(SqlAlarmStore.open(settings), store.history(), clock,
                List.of(new ProcessProbe(words, told, () -> Instant.ofEpochMilli(clock.epochMillis()))));
        its[0] = stage.service();
        look(its[0], Duration.ofSeconds(5));
        return its[0];
    }

    private void look(AlarmService its, Duration later) {
        its.turn();
        clock.advance(later.toNanos());
    }

    private static List<String> texts(AlarmService its) {
        return its.active().stream().map(AlarmRecord::text).toList();
    }

    @Test
    void shouldBeMinorAndStayUntilSomebodyAcknowledgesIt() {
        try (AlarmService after = process("3 of 5 calls went on")) {
            look(after, Duration.ofHours(23));
            assertEquals(List.of("3 of 5 calls went on"), texts(after));
            AlarmRecord alarm = after.active().getFirst();
            assertEquals("process-died", alarm.kind());
            assertEquals(Severity.MINOR, alarm.severity());

            after.acknowledge(alarm.id(), "memory was short", SOMEBODY);
            look(after, Duration.ofSeconds(5));
            look(after, Duration.ofSeconds(5));

            assertEquals(List.of(), texts(after));
            assertEquals("memory was short",
                    after.find(alarm.id()).orElseThrow().acknowledgement().orElseThrow().note());
        }
    }

    @Test
    void shouldEndByItselfAfterADay() {
        try (AlarmService after = process("ended")) {
            look(after, Duration.ofHours(24));
            look(after, Duration.ofSeconds(5));

            assertEquals(List.of(), texts(after));
        }
    }

    @Test
    void shouldNotBeRaisedAfterAnOrderlyStop() {
        try (AlarmService after = process()) {
            look(after, Duration.ofSeconds(5));
            assertEquals(List.of(), after.find(AlarmFilter.ALL, 10));
        }
    }

    @Test
    void shouldOutliveAnOrderlyRestartForItsDay() {
        process("ended").close();
        try (AlarmService after = process()) {
            assertEquals(List.of("ended"), texts(after));
            look(after, Duration.ofHours(24));
            look(after, Duration.ofSeconds(5));
            assertEquals(List.of(), texts(after));
        }
    }

    @Test
    void shouldBeOneOfTwoEndsThatNobodySawToAndTellOfTheLatest() {
        process("first end").close();
        try (AlarmService after = process("second end")) {
            assertEquals(List.of("second end"), texts(after));
        }
    }

    @Test
    void shouldBeRaisedAnewWhenItEndsAgainAfterSomebodySawToTheFirst() {
        AlarmService first = process("first end");
        first.acknowledge(first.active().getFirst().id(), "", SOMEBODY);
        first.close();
        clock.advance(Duration.ofSeconds(1).toNanos());

        try (AlarmService after = process("second end")) {
            look(after, Duration.ofSeconds(5));
            assertEquals(List.of("second end"), texts(after));
            assertEquals(2, after.active().getFirst().id(), "another alarm");
        }
    }
}
