package io.sbc.media.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.Counters;
import io.sbc.base.VirtualClock;
import io.sbc.media.api.MediaCounter;
import io.sbc.media.api.MediaSessionId;
import io.sbc.media.api.RelayRules;
import io.sbc.media.relay.ReportMaking;
import io.sbc.media.rtcp.NtpClock;
import io.sbc.media.socket.Poller;
import io.sbc.media.socket.UdpChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a loop sleeps, how long, and who wakes it. */
class LoopSleepTest {

    private final VirtualClock clock = new VirtualClock(0);
    private final ScriptedPoller poller = new ScriptedPoller();
    private final MediaLoop loop = new MediaLoop(0, poller, clock, Duration.ofSeconds(30), RelayRules.LAX,
            Duration.ofHours(1), new ReportMaking(0, new Random(3), new NtpClock(clock)),
            new Counters<>(MediaCounter.class), event -> true);

    @AfterEach
    void close() {
        loop.onClose();
    }

    @Test
    void shouldSleepForLongWithoutSessionsAndUntilTheTickWithThem() {
        loop.doWork();
        loop.offer(new LoopCommand.Attach(new MediaSessionId(1), List.of()));
        loop.doWork();

        assertEquals(List.of(1_000, 100), poller.timeouts);
    }

    @Test
    void shouldBeWokenOnlyWhenItSleeps() {
        loop.offer(new LoopCommand.Query(new MediaSessionId(1)));
        assertEquals(0, poller.wakeUps);

        poller.whileSleeping = () -> loop.offer(new LoopCommand.Query(new MediaSessionId(1)));
        loop.doWork();
        assertEquals(1, poller.wakeUps);

        poller.whileSleeping = () -> {};
        loop.doWork();
        loop.offer(new LoopCommand.Query(new MediaSessionId(1)));
        assertEquals(1, poller.wakeUps);
    }

    @Test
    void shouldBeWokenOnceForAllThatWasLeftForIt() {
        poller.whileSleeping = () -> {
            loop.enqueue(new LoopCommand.Query(new MediaSessionId(1)));
            loop.enqueue(new LoopCommand.Query(new MediaSessionId(1)));
            assertEquals(0, poller.wakeUps);
            loop.wake();
        };

        loop.doWork();

        assertEquals(1, poller.wakeUps);
    }

    @Test
    void shouldNotSleepWhileCommandsWait() {
        for (int i = 0; i < 100; i++) {
            assertTrue(loop.offer(new LoopCommand.Query(new MediaSessionId(1))));
        }

        loop.doWork();
        loop.doWork();

        assertEquals(List.of(0, 1_000), poller.timeouts);
    }

    /** Has no channels; tells how long it was to wait, and does something meanwhile. */
    private static final class ScriptedPoller implements Poller {

        private final List<Integer> timeouts = new ArrayList<>();
        private Runnable whileSleeping = () -> {};
        private int wakeUps;

        @Override
        public boolean add(UdpChannel channel, ReadHandler handler) {
            return true;
        }

        @Override
        public void remove(UdpChannel channel) {}

        @Override
        public int poll(int timeoutMillis) {
            timeouts.add(timeoutMillis);
            whileSleeping.run();
            return 0;
        }

        @Override
        public void pause(long nanos) {}

        @Override
        public void wakeup() {
            wakeUps++;
        }

        @Override
        public void close() {}
    }
}
