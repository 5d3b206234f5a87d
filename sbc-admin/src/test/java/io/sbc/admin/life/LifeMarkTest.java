package io.sbc.admin.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.VirtualClock;
import io.sbc.core.survival.SurvivalCounter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of the mark of a process that lives is what one leaves that is killed. */
class LifeMarkTest {

    private static final long NOW = Instant.parse("2026-11-23T03:20:00Z").toEpochMilli();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final VirtualClock clock = new VirtualClock(NOW);

    private LifeMark open(String name) {
        return LifeMark.open(directory.resolve("data").resolve(name), clock);
    }

    /** What a process that has this mark leaves when it is killed now. */
    private void kill(String from, String to) throws IOException {
        Files.copy(directory.resolve("data").resolve(from), directory.resolve("data").resolve(to));
    }

    @Test
    void shouldTellOfAProcessThatWasKilled() throws IOException {
        try (LifeMark first = open("a").begin(() -> 3)) {
            assertEquals(Optional.empty(), first.before());
            kill("a", "b");
        }
        clock.advance(Duration.ofSeconds(7).toNanos());

        try (LifeMark second = open("b")) {
            EndedProcess ended = second.before().orElseThrow();
            assertEquals(new EndedProcess(ProcessHandle.current().pid(), NOW, NOW, 3, 1, NOW), ended);
            assertEquals("The process before this one (PID " + ProcessHandle.current().pid()
                    + ", ready since 2026-11-23T03:20:00Z) was last seen alive at 2026-11-23T03:20:00Z and was not stopped in "
                    + "order; this one began 7 s later: 2 of 3 calls went on; lost: 1 that rang or had no record.",
                    ended.words(second.openedMillis(), CallsAfter.of(3, counted(SurvivalCounter.RESTORED, 2)::get)));
        }
    }

    @Test
    void shouldCountEndsUntilAnOrderlyStop() throws IOException {
        try (LifeMark _ = open("a").begin(() -> 0)) {
            kill("a", "b");
        }
        clock.advance(Duration.ofSeconds(9).toNanos());
        try (LifeMark _ = open("b").begin(() -> 0)) {
            kill("b", "c");
        }
        clock.advance(Duration.ofSeconds(9).toNanos());

        LifeMark third = open("c").begin(() -> 0);
        EndedProcess ended = third.before().orElseThrow();
        assertEquals(2, ended.times());
        assertTrue(ended.words(third.openedMillis(), CallsAfter.of(0, counted(SurvivalCounter.RESTORED, 0)::get))
                .endsWith(": it had no calls. It has ended so 2 times since 2026-11-23T03:20:00Z."));
        third.close();
        try (LifeMark fourth = open("c")) {
            assertEquals(Optional.empty(), fourth.before(), "an orderly stop leaves none");
        }
    }

    @Test
    void shouldKeepWhatWasFoundWhenAStartFails() throws IOException {
        try (LifeMark _ = open("a").begin(() -> 5)) {
            kill("a", "b");
        }
        try (LifeMark failed = open("b")) {
            assertEquals(5, failed.before().orElseThrow().calls());
        }
        try (LifeMark next = open("b").begin(() -> 0)) {
            assertEquals(5, next.before().orElseThrow().calls());
        }
        assertFalse(Files.exists(directory.resolve("data/b")));
    }

    @Test
    void shouldNotTakeAProcessThatLivesForOneThatEnded() throws IOException {
        try (LifeMark living = open("a").begin(() -> 1)) {
            LifeMark other = open("a").begin(() -> 2);
            assertEquals(Optional.empty(), other.before());
            other.close();
            assertTrue(Files.exists(directory.resolve("data/a")));
            assertEquals(Optional.empty(), living.before());
        }
    }

    @Test
    void shouldTellOfAMarkThatAPowerFailureTore() throws IOException {
        Files.createDirectories(directory.resolve("data"));
        Files.write(directory.resolve("data/a"), new byte[256]);

        try (LifeMark mark = open("a")) {
            assertEquals(0, mark.before().orElseThrow().pid());
            assertTrue(mark.before().orElseThrow().words(mark.openedMillis(),
                    CallsAfter.of(0, counted(SurvivalCounter.RESTORED, 0)::get))
                    .startsWith("The process before this one was last seen alive at "));
        }
    }

    @Test
    void shouldSayWhyCallsWereLost() {
        Map<SurvivalCounter, Long> counted = counted(SurvivalCounter.RESTORED, 4);
        counted.put(SurvivalCounter.LOST, 1L);
        counted.put(SurvivalCounter.TOO_OLD, 2L);

        assertEquals("3 of 6 calls went on; lost: 1 whose media port another program took, "
                + "2 away for longer than calls.survive-outage", CallsAfter.of(2, counted::get).words());
        assertEquals("1 of 1 call went on", CallsAfter.of(0, counted(SurvivalCounter.RESTORED, 1)::get).words());
    }

    private static Map<SurvivalCounter, Long> counted(SurvivalCounter one, long value) {
        Map<SurvivalCounter, Long> counted = new EnumMap<>(SurvivalCounter.class);
        for (SurvivalCounter each : SurvivalCounter.values()) {
            counted.put(each, 0L);
        }
        counted.put(one, value);
        return counted;
    }
}
