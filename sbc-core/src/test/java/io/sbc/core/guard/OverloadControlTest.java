package io.sbc.core.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.VirtualClock;
import io.sbc.core.Side;
import io.sbc.core.config.GuardSettings;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OverloadControlTest {

    private static final Duration TARGET = Duration.ofMillis(100);

    private final VirtualClock clock = new VirtualClock(0);
    private final long[] delays = new long[2];
    private final long[] waited = new long[2];
    private int percent;
    private int queue;
    private final ShardLoad load = new ShardLoad() {

        @Override
        public int shardCount() {
            return delays.length;
        }

        @Override
        public long delayNanos(int shard) {
            return delays[shard];
        }

        @Override
        public long waitedNanos(int shard) {
            return waited[shard];
        }

        @Override
        public int queuePercent(int shard) {
            return queue;
        }

        @Override
        public int transactionsPercent() {
            return percent;
        }
    };
    private final OverloadControl overload = new OverloadControl(
            new GuardSettings.Overload(TARGET, 80, 1_000, Duration.ofSeconds(5), Duration.ofSeconds(30)), load, clock,
            new Random(3));

    @Test
    void shouldBearABurst() {
        behind(0, 2);
        assertFalse(overload.refuses(Priority.NEW, 0));
        clock.advance(Duration.ofMillis(900).toNanos());
        assertFalse(overload.refuses(Priority.NEW, 0));

        behind(0, 0.5);
        assertFalse(overload.refuses(Priority.NEW, 0));
        behind(0, 2);
        clock.advance(Duration.ofMillis(900).toNanos());
        assertFalse(overload.refuses(Priority.NEW, 0), "it had caught up in between");
    }

    @Test
    void shouldRefuseNewWorkWhenBehindForLongOrFarTooMuch() {
        behind(0, 2);
        clock.advance(Duration.ofSeconds(2).toNanos());
        assertTrue(overload.refuses(Priority.NEW, 0));
        assertFalse(overload.refuses(Priority.NEW, 1), "another shard");

        behind(1, 8.5);
        assertTrue(overload.refuses(Priority.NEW, 1));
    }

    @Test
    void shouldNotTakeOnePauseForOverload() {
        assertFalse(overload.refuses(Priority.NEW, 0));
        clock.advance(Duration.ofSeconds(3).toNanos()); // nothing runs: a collection of garbage, another process
        delays[0] = 5 * TARGET.toNanos(); // what came meanwhile; the last that was done before had not waited

        assertFalse(overload.refuses(Priority.NEW, 0));
        waited[0] = Duration.ofSeconds(3).toNanos(); // the first one after it
        assertFalse(overload.refuses(Priority.NEW, 0));
        clock.advance(Duration.ofMillis(900).toNanos()); // the rest is worked off
        assertFalse(overload.refuses(Priority.NEW, 0));

        behind(0, 0.1);
        assertFalse(overload.refuses(Priority.NEW, 0));
        clock.advance(Duration.ofSeconds(3).toNanos());
        delays[0] = 5 * TARGET.toNanos();
        assertFalse(overload.refuses(Priority.NEW, 0), "another one later");
    }

    @Test
    void shouldRefuseWhenMessagesWaitOnAfterAPause() {
        behind(0, 5);
        for (int i = 0; i < 20; i++) {
            assertFalse(overload.refuses(Priority.NEW, 0));
            clock.advance(Duration.ofMillis(100).toNanos());
        }

        assertTrue(overload.refuses(Priority.NEW, 0));
    }

    @Test
    void shouldGiveNoGraceTwiceInAStorm() {
        behind(0, 8.5);
        assertTrue(overload.refuses(Priority.NEW, 0));
        behind(0, 0.5);
        assertFalse(overload.refuses(Priority.NEW, 0));
        behind(0, 1.1);
        assertTrue(overload.refuses(Priority.NEW, 0));
    }

    @Test
    void shouldRefuseTheLeastFirstAndEmergenciesNever() {
        clock.advance(Duration.ofMinutes(1).toNanos());

        assertEquals(List.of(Priority.NEW), refusedAt(1.2));
        assertEquals(List.of(Priority.NEW, Priority.CALL), refusedAt(1.8));
        assertEquals(List.of(Priority.NEW, Priority.CALL, Priority.RENEWAL), refusedAt(2.5));
        assertEquals(List.of(Priority.NEW, Priority.CALL, Priority.RENEWAL, Priority.ANSWER), refusedAt(4.5));
        assertEquals(List.of(Priority.NEW, Priority.CALL, Priority.RENEWAL, Priority.ANSWER, Priority.REFRESH),
                refusedAt(6));
        assertEquals(List.of(Priority.NEW, Priority.CALL, Priority.RENEWAL, Priority.ANSWER, Priority.REFRESH,
                Priority.IN_DIALOG), refusedAt(1_000));
    }

    @Test
    void shouldKeepRoomInTheQueueForWhatIsWorthMore() {
        queue = 39;
        assertEquals(List.of(), refusedAt(0));
        queue = 40;
        assertEquals(List.of(Priority.NEW), refusedAt(0));
        queue = 60;
        assertEquals(List.of(Priority.NEW, Priority.CALL, Priority.RENEWAL), refusedAt(0));
        queue = 99;
        assertEquals(List.of(Priority.NEW, Priority.CALL, Priority.RENEWAL, Priority.ANSWER, Priority.REFRESH),
                refusedAt(0));
    }

    @Test
    void shouldRefuseByTransactionsInUse() {
        percent = 79;
        assertEquals(List.of(), refusedAt(0));
        percent = 80;
        assertEquals(List.of(Priority.NEW, Priority.CALL, Priority.RENEWAL), refusedAt(0));
        percent = 90;
        assertEquals(List.of(Priority.NEW, Priority.CALL, Priority.RENEWAL, Priority.ANSWER, Priority.REFRESH),
                refusedAt(0));
        percent = 100;
        assertEquals(List.of(Priority.NEW, Priority.CALL, Priority.RENEWAL, Priority.ANSWER, Priority.REFRESH),
                refusedAt(0));
    }

    @Test
    void shouldSayThatAllNewWorkIsRefusedOnlyWhenEveryShardRefusesIt() {
        clock.advance(Duration.ofMinutes(1).toNanos());
        behind(0, 2);
        assertFalse(overload.refusesAllNew());
        behind(1, 2);
        clock.advance(Duration.ofSeconds(2).toNanos());
        assertTrue(overload.refusesAllNew());
    }

    @Test
    void shouldRefuseWhatTheEventLoopHasReadTooLateButNothingOfADialog() {
        FakeFlow flow = FakeFlow.from(1, Side.SET, TransportProtocol.TLS, "192.0.2.1");
        flow.late(2 * TARGET.toNanos() / 5 + 1); // a fifth of the target, twice
        assertFalse(overload.refuses(Priority.RENEWAL, 0, flow), "a burst");
        clock.advance(Duration.ofSeconds(2).toNanos());

        assertTrue(overload.refuses(Priority.RENEWAL, 0, flow));
        assertTrue(overload.refusesAllNew(flow));
        assertFalse(overload.refuses(Priority.REFRESH, 0, flow), "it bears more");
        assertFalse(
                overload.refuses(Priority.RENEWAL, 0, FakeFlow.from(2, Side.SET, TransportProtocol.TLS, "192.0.2.2")));
        flow.late(100 * TARGET.toNanos());
        assertFalse(overload.refuses(Priority.IN_DIALOG, 0, flow));
        assertFalse(overload.refuses(Priority.EMERGENCY, 0, flow));
    }

    @Test
    void shouldSpreadRetryAfterTheWiderTheMoreThereIs() {
        behind(0, 1);
        SortedSet<Integer> little = seconds();
        behind(0, 100);
        SortedSet<Integer> much = seconds();

        assertEquals(5, little.first());
        assertTrue(little.last() <= 18, "little: " + little);
        assertEquals(5, much.first());
        assertEquals(30, much.last());
    }

    private SortedSet<Integer> seconds() {
        TreeSet<Integer> seconds = new TreeSet<>();
        for (int i = 0; i < 1_000; i++) {
            seconds.add(overload.retryAfterSeconds(0));
        }
        return seconds;
    }

    private List<Priority> refusedAt(double targets) {
        behind(0, targets);
        return Arrays.stream(Priority.values()).filter(priority -> overload.refuses(priority, 0)).toList();
    }

    private void behind(int shard, double targets) {
        delays[shard] = (long) (TARGET.toNanos() * targets);
        waited[shard] = delays[shard];
    }
}
