package io.sbc.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.base.VirtualClock;
import io.sbc.core.sip.transport.EdgeCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class SignallingShardTest {

    private static final long MILLI = 1_000_000L;

    private final Counters<EdgeCounter> counters = new Counters<>(EdgeCounter.class);
    private final RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    private final VirtualClock clock = new VirtualClock(0);
    private final SignallingShard shard = new SignallingShard(3, clock, random, counters);
    private final List<String> done = new ArrayList<>();

    @Test
    void shouldDoTasksInOrderAndThenTheTimersThatAreDue() {
        shard.schedule(10 * MILLI, () -> done.add("timer"));
        shard.execute(() -> done.add("one"));
        assertTrue(shard.offer(() -> done.add("two")));
        clock.advance(10 * MILLI);

        assertEquals(3, shard.runOnce());

        assertEquals(List.of("one", "two", "timer"), done);
        assertEquals(0, shard.runOnce());
    }

    @Test
    void shouldSurviveATaskAndATimerThatThrow() {
        shard.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        shard.schedule(0, () -> {
            throw new AssertionError("on purpose");
        });
        shard.execute(() -> done.add("after"));
        shard.schedule(0, () -> done.add("timer after"));

        shard.runOnce();

        assertEquals(List.of("after", "timer after"), done);
        assertEquals(2, counters.value(EdgeCounter.SHARD_ERRORS));
    }

    @Test
    void shouldRefuseMessagesAtHalfOfTheQueueAndEverythingWhenItIsFull() {
        int messages = 0;
        while (shard.offer(() -> done.add("message"))) {
            messages++;
        }
        assertFalse(shard.offer(() -> done.add("too much")));
        shard.execute(() -> done.add("important"));
        assertThrows(RejectedExecutionException.class, () -> {
            while (true) {
                shard.execute(() -> done.add("important"));
            }
        });

        assertEquals(3 * messages, shard.queued());
        assertEquals(1, counters.value(EdgeCounter.SHARD_OVERLOADS));
        while (shard.runOnce() > 0) {
            // Until all is done.
        }
        assertEquals(3 * messages, done.size());
    }

    @Test
    void shouldDoWhatLivesBeforeWhatWouldBegin() {
        for (int i = 0; i < 100; i++) {
            shard.offer(() -> done.add("new"));
        }
        shard.offerFirst(() -> done.add("of a call"));
        shard.execute(() -> done.add("event"));

        shard.runOnce();

        assertEquals(List.of("of a call", "event", "new"), done.subList(0, 3));
        assertEquals(102, done.size());
    }

    @Test
    void shouldNotStarveWhatWouldBegin() {
        for (int i = 0; i < 1_000; i++) {
            shard.offerFirst(() -> done.add("of a call"));
            shard.offer(() -> done.add("new"));
        }

        shard.runOnce();

        assertEquals(4, done.stream().filter("new"::equals).count());
    }

    @Test
    void shouldDoWhatIsToldInTurnBehindTheMessagesBeforeIt() {
        shard.offer(() -> done.add("message of a flow"));
        shard.tryExecuteInTurn(() -> done.add("the flow has closed"));

        shard.runOnce();

        assertEquals(List.of("message of a flow", "the flow has closed"), done);
    }

    @Test
    void shouldLookAtTheTimersBetweenBatchesOfALongQueue() {
        shard.schedule(0, () -> done.add("timer"));
        for (int i = 0; i < 1000; i++) {
            shard.execute(() -> done.add("task"));
        }

        shard.runOnce();

        assertEquals("timer", done.getLast());
        assertTrue(done.size() < 1000);
    }

    @Test
    void shouldMakeTagsThatNameItAndNeverTheSameTwice() {
        String tag = shard.newTag();

        assertEquals(3, ShardToken.shardOf(tag, 0).orElseThrow());
        assertNotEquals(tag, shard.newTag());
        assertNotEquals(shard.newCallId(), shard.newCallId());
        assertTrue(shard.newCallId().matches("[0-9a-z]{20,}"), shard.newCallId());
    }

    @Test
    void shouldTakeForeignTokensForNone() {
        for (String foreign : List.of("", "-", "-abc", "abc", "zzzzz-1", "1_2-3", "as7d6f", "é-1")) {
            assertTrue(ShardToken.shardOf(foreign, 0).isEmpty(), foreign);
        }
    }

    @Test
    void shouldWakeForTasksAndTimersOnItsOwnThread() throws InterruptedException {
        CountDownLatch ticks = new CountDownLatch(3);
        CountDownLatch tasks = new CountDownLatch(1000);
        AtomicLong early = new AtomicLong();
        try (SignallingShard running = new SignallingShard(0, Clock.system(), random, counters)) {
            running.start();
            long start = System.nanoTime();
            running.execute(() -> {
                for (int i = 1; i <= 3; i++) {
                    long delay = 20 * MILLI * i;
                    running.schedule(delay, () -> {
                        early.addAndGet(System.nanoTime() - start < delay ? 1 : 0);
                        ticks.countDown();
                    });
                }
            });
            for (int i = 0; i < 1000; i++) {
                running.execute(tasks::countDown);
            }

            assertTrue(tasks.await(20, TimeUnit.SECONDS));
            assertTrue(ticks.await(20, TimeUnit.SECONDS));
        }
        assertEquals(0, early.get());
    }

    @Test
    void shouldFinishWhatIsQueuedWhenClosedAndRefuseWhatComesAfter() {
        SignallingShard closing = new SignallingShard(0, Clock.system(), random, counters);
        AtomicLong finished = new AtomicLong();
        for (int i = 0; i < 1000; i++) {
            closing.execute(finished::incrementAndGet);
        }
        closing.start();

        closing.close();

        assertEquals(1000, finished.get());
        assertFalse(closing.offer(() -> {}));
        assertThrows(RejectedExecutionException.class, () -> closing.execute(() -> {}));
    }

    @Test
    void shouldDoAMessageAtOnceOnTheCallersThreadWhileNothingWaits() throws InterruptedException {
        List<Thread> doneBy = new ArrayList<>();
        try (SignallingShard running = new SignallingShard(0, Clock.system(), random, counters)) {
            assertFalse(running.runNow(() -> doneBy.add(Thread.currentThread())), "it has no thread of its own");
            running.start();
            now(running, () -> doneBy.add(Thread.currentThread()));
        }

        assertEquals(List.of(Thread.currentThread()), doneBy);
    }

    @Test
    void shouldNotOvertakeWhatWaitsNorDoAnythingAtOnceWhileSomebodyIsAtIt() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (SignallingShard running = new SignallingShard(0, Clock.system(), random, counters)) {
            running.start();
            running.execute(() -> {
                begun.countDown();
                awaitQuietly(goOn);
            });
            begun.await();
            assertFalse(running.runNow(() -> done.add("too early")));
            running.offer(() -> done.add("waits"));
            assertFalse(running.runNow(() -> done.add("overtakes")));
            goOn.countDown();
        }

        assertEquals(List.of("waits"), done);
    }

    /** Numbers of plain fields come out right only if there is one owner at a time, and each sees what the last one wrote. */
    @Test
    void shouldHaveOneOwnerAtATimeAndKeepTheOrderOfEachProducer() throws InterruptedException {
        int producers = 3;
        int each = 20_000;
        long[] count = new long[1];
        long[] last = new long[producers];
        AtomicLong outOfOrder = new AtomicLong();
        try (SignallingShard running = new SignallingShard(0, Clock.system(), random, counters)) {
            running.start();
            List<Thread> threads = new ArrayList<>();
            for (int p = 0; p < producers; p++) {
                int producer = p;
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int i = 1; i <= each; i++) {
                        int number = i;
                        SignallingShard.Message message = () -> {
                            count[0]++;
                            if (number != last[producer] + 1) {
                                outOfOrder.incrementAndGet();
                            }
                            last[producer] = number;
                            if (number % 1_000 == 0) {
                                running.schedule(0, () -> count[0]++);
                            }
                        };
                        while (!running.runNow(message) && !running.offer(message)) {
                            Thread.onSpinWait();
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            CountDownLatch timersRan = new CountDownLatch(1);
            running.execute(() -> running.schedule(MILLI, timersRan::countDown));
            timersRan.await();
        }

        assertEquals(producers * each + producers * each / 1_000, count[0]);
        assertEquals(0, outOfOrder.get());
    }

    /** The own thread sleeps for a turn of the wheel, 8 s, while there is no timer. */
    @Test
    void shouldWakeForATimerThatAMessageDoneAtOnceHasArmed() throws InterruptedException {
        CountDownLatch fired = new CountDownLatch(2);
        try (SignallingShard running = new SignallingShard(0, Clock.system(), random, counters)) {
            running.start();
            now(running, () -> running.schedule(0, fired::countDown));
            now(running, () -> running.schedule(20 * MILLI, fired::countDown));

            assertTrue(fired.await(6, TimeUnit.SECONDS));
        }
    }

    private static void now(SignallingShard running, SignallingShard.Message message) {
        while (!running.runNow(message)) {
            Thread.onSpinWait(); // its own thread looks around
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
