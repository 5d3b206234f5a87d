package io.sbc.admin.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.alarm.AlarmBoard.Moment;
import io.sbc.admin.alarm.AlarmBoard.Turn;
import io.sbc.admin.alarm.AlarmNews.Change;
import io.sbc.core.alarm.AlarmRecord;
import io.sbc.core.alarm.AlarmRecord.Acknowledgement;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AlarmBoardTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Set<AlarmKind> ALL = EnumSet.allOf(AlarmKind.class);

    private final AlarmBoard board = new AlarmBoard(41);
    private long seconds;

    private Turn turn(AlarmKind... bad) {
        Findings findings = new Findings();
        for (AlarmKind kind : bad) {
            findings.bad(kind, "it", "bad at " + seconds);
        }
        return take(findings);
    }

    private Turn take(Findings findings) {
        return board.take(ALL, findings,
                new Moment(START.plusSeconds(seconds), Duration.ofSeconds(seconds).toNanos()));
    }

    private static List<Change> changes(Turn turn) {
        return turn.news().stream().map(AlarmNews::change).toList();
    }

    @Test
    void shouldRaiseOnceAndClearWhenTheConditionHasBeenGoneForLongEnough() {
        Turn raised = turn(AlarmKind.PBX_UNREACHABLE);
        assertEquals(List.of(Change.RAISED), changes(raised));
        AlarmRecord alarm = raised.news().getFirst().alarm();
        assertEquals(42, alarm.id());
        assertEquals("pbx-unreachable", alarm.kind());
        assertEquals(START, alarm.since());

        seconds = 5;
        assertEquals(List.of(), changes(turn(AlarmKind.PBX_UNREACHABLE)));
        seconds = 10;
        assertEquals(List.of(), changes(turn()));
        seconds = 14;
        assertEquals(List.of(), changes(turn()));
        seconds = 15;
        Turn cleared = turn();
        assertEquals(List.of(Change.CLEARED), changes(cleared));
        assertEquals(START.plusSeconds(15), cleared.news().getFirst().alarm().cleared().orElseThrow());
        assertTrue(board.active().isEmpty());
    }

    @Test
    void shouldRaiseOnlyWhatHoldsForItsTime() {
        assertEquals(List.of(), changes(turn(AlarmKind.HEAP_HIGH)));
        seconds = 29;
        assertEquals(List.of(), changes(turn(AlarmKind.HEAP_HIGH)));
        seconds = 30;
        assertEquals(List.of(Change.RAISED), changes(turn(AlarmKind.HEAP_HIGH)));
    }

    @Test
    void shouldForgetAConditionThatPassesBeforeItsTime() {
        turn(AlarmKind.HEAP_HIGH);
        seconds = 20;
        turn();
        seconds = 31;
        assertEquals(List.of(), changes(turn(AlarmKind.HEAP_HIGH)));
    }

    @Test
    void shouldStayAsItIsBetweenTheThresholds() {
        Findings between = new Findings();
        between.above(AlarmKind.MEDIA_PORTS_LOW, "it", 0.85, 0.9, 0.8, "85 %");
        assertEquals(List.of(), changes(take(between)));

        turn(AlarmKind.MEDIA_PORTS_LOW);
        seconds = 60;
        assertEquals(List.of(), changes(take(between)));
        assertEquals("85 %", board.active().iterator().next().text());
        turn();
        seconds = 70;
        assertEquals(List.of(Change.CLEARED), changes(turn()));
    }

    @Test
    void shouldMakeOneAlarmWithACountOfWhatComesAndGoes() {
        turn(AlarmKind.CERTIFICATE_UNUSABLE);
        int news = 1;
        for (seconds = 5; seconds < 600; seconds += 5) {
            news += turn(seconds / 5 % 2 == 0 ? new AlarmKind[]{AlarmKind.CERTIFICATE_UNUSABLE} : new AlarmKind[0])
                    .news().size();
        }

        assertTrue(news <= 3, "told " + news + " times in ten minutes");
        assertTrue(board.active().iterator().next().times() > 20);
        long quiet = seconds;
        while (!board.active().isEmpty() && seconds < 10_000) {
            turn();
            seconds += 5;
        }
        assertTrue(seconds - quiet <= AlarmBoard.FLAP_WINDOW.toSeconds() + 10, "it was quiet for long enough");
    }

    @Test
    void shouldKeepItsOwnAlarmForEachSubject() {
        Findings findings = new Findings();
        findings.bad(AlarmKind.PBX_UNREACHABLE, "a", "a");
        findings.bad(AlarmKind.PBX_UNREACHABLE, "b", "b");
        assertEquals(2, take(findings).news().size());
    }

    @Test
    void shouldLeaveAloneWhatWasNotLookedAt() {
        turn(AlarmKind.PBX_UNREACHABLE);
        seconds = 100;
        board.take(Set.of(AlarmKind.DISK_LOW), new Findings(), new Moment(START, Duration.ofSeconds(100).toNanos()));
        seconds = 200;
        board.take(Set.of(AlarmKind.DISK_LOW), new Findings(), new Moment(START, Duration.ofSeconds(200).toNanos()));
        assertFalse(board.active().isEmpty());
    }

    @Test
    void shouldTakeUpWhatAnEarlierProcessLeftAndClearItWhenItIsNoMore() {
        board.restore(AlarmKind.PBX_UNREACHABLE, AlarmRecord.raised(7, "pbx-unreachable",
                AlarmKind.PBX_UNREACHABLE.severity(), "it", "left", START.minusSeconds(60)));
        assertEquals(List.of(), changes(turn(AlarmKind.PBX_UNREACHABLE)));
        assertEquals(7, board.active().iterator().next().id());
        seconds = 5;
        turn();
        seconds = 10;
        assertEquals(List.of(Change.CLEARED), changes(turn()));
    }

    @Test
    void shouldNotGrowBeyondItsLimit() {
        Findings findings = new Findings();
        for (int i = 0; i < 2 * AlarmBoard.ACTIVE_MAX; i++) {
            findings.bad(AlarmKind.OFFICE_BLOCKED, "192.0.2." + i, "blocked");
        }
        assertEquals(AlarmBoard.ACTIVE_MAX, take(findings).news().size());
        assertEquals(AlarmBoard.ACTIVE_MAX, board.active().size());
    }

    @Test
    void shouldKeepWhoSeesToIt() {
        turn(AlarmKind.PBX_UNREACHABLE);
        board.acknowledge(42, new Acknowledgement("anna", START, "on it"));
        seconds = 5;
        turn(AlarmKind.PBX_UNREACHABLE);
        assertEquals("anna", board.active().iterator().next().acknowledgement().orElseThrow().by());
    }
}
