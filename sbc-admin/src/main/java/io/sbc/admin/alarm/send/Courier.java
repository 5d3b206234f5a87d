package io.sbc.admin.alarm.send;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.AlarmNews;
import io.sbc.base.Clock;
import io.sbc.base.Counters;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes news to one channel, in their order. What does not arrive is tried again after 1, 2, 4 … 60 seconds, {@link #TRIES_MAX} times in
 * all; then it is dropped and counted. So is the oldest when {@link #QUEUE_MAX} wait. {@link #offer} never waits.
 */
final class Courier implements AutoCloseable {

    static final int QUEUE_MAX = 1_000;
    static final int TRIES_MAX = 10;
    private static final Duration PAUSE_MIN = Duration.ofSeconds(1);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(60);
    /** Failing for so long is told, before the first message is given up. */
    private static final Duration TROUBLE_AFTER = Duration.ofMinutes(1);
    private static final Logger log = LoggerFactory.getLogger(Courier.class);

    private final Channel channel;
    private final Clock clock;
    private final Counters<DeliveryCounter> counters;
    private final DeliveryCounter.Of count;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    /** Guarded by {@code lock}; the oldest first. */
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    /** Guarded by {@code lock}. */
    private boolean closed;
    private int tries;
    private long notBeforeNanos;
    private volatile Optional<Trouble> trouble = Optional.empty();
    private @Nullable Thread thread;

    private record Waiting(AlarmNews news, long sinceNanos) {}

    /** @param givenUp whether a message was lost by it */
    private record Trouble(long sinceNanos, String words, boolean givenUp) {}

    Courier(Channel channel, Clock clock, Counters<DeliveryCounter> counters) {
        this.channel = channel;
        this.clock = clock;
        this.counters = counters;
        this.count = DeliveryCounter.of(channel.name());
        this.notBeforeNanos = clock.nanoTime();
    }

    Courier start() {
        thread = Thread.ofVirtual().name("alarms-" + channel.name()).start(this::runUntilClosed);
        return this;
    }

    Channel channel() {
        return channel;
    }

    /** Any thread. */
    void offer(AlarmNews each) {
        boolean aboutItself = each.alarm().kind().equals(AlarmKind.DELIVERY_FAILING.wireName())
                && each.alarm().subject().equals(channel.name());
        if (aboutItself || !each.alarm().severity().isAtLeast(channel.severity())) {
            return;
        }
        lock.lock();
        try {
            if (waiting.size() == QUEUE_MAX) {
                waiting.removeFirst();
                counters.increment(count.lost());
            }
            waiting.addLast(new Waiting(each, clock.nanoTime()));
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    int queued() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** What keeps messages from arriving, once it has done so for a while or one was given up. Any thread. */
    Optional<String> trouble() {
        long now = clock.nanoTime();
        return trouble.filter(now2 -> now2.givenUp() || now - now2.sinceNanos() >= TROUBLE_AFTER.toNanos())
                .map(Trouble::words);
    }

    private void runUntilClosed() {
        try {
            while (awaitWork()) {
                work();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** False when it is over. */
    private boolean awaitWork() throws InterruptedException {
        lock.lock();
        try {
            for (long wait = waitNanos(); wait > 0 && !closed; wait = waitNanos()) {
                boolean _ = news.await(wait, TimeUnit.NANOSECONDS);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** With the lock: how long there is nothing to do. */
    private long waitNanos() {
        if (waiting.isEmpty()) {
            return Duration.ofHours(1).toNanos();
        }
        long now = clock.nanoTime();
        boolean full = waiting.size() >= channel.batchMax();
        long gathered = full ? 0 : waiting.getFirst().sinceNanos() + channel.gather().toNanos() - now;
        return Math.max(gathered, notBeforeNanos - now);
    }

    /** Tries once, if it is time. Called by its thread and by tests only. */
    void work() {
        List<Waiting> batch = new ArrayList<>();
        lock.lock();
        try {
            if (waitNanos() > 0) {
                return;
            }
            waiting.stream().limit(channel.batchMax()).forEach(batch::add);
        } finally {
            lock.unlock();
        }
        try {
            channel.send(batch.stream().map(Waiting::news).toList());
            counters.add(count.sent(), batch.size());
            if (trouble.isPresent()) {
                log.info("alarms go out again by {}", channel.name());
            }
            trouble = Optional.empty();
            done(batch);
        } catch (IOException failure) {
            onFailure(batch, failure);
        }
    }

    private void onFailure(List<Waiting> batch, IOException failure) {
        long now = clock.nanoTime();
        counters.increment(count.failed());
        tries++;
        boolean givenUp = tries >= TRIES_MAX;
        String words = channel.name() + " to " + channel.target() + ": " + failure.getMessage();
        if (trouble.isEmpty()) {
            log.warn("an alarm was not delivered, it is tried again: {}", words);
        }
        trouble = Optional.of(new Trouble(trouble.map(Trouble::sinceNanos).orElse(now), words,
                givenUp || trouble.map(Trouble::givenUp).orElse(false)));
        if (givenUp) {
            counters.add(count.lost(), batch.size());
            log.error("{} alarms were given up after {} tries: {}", batch.size(), tries, words);
            done(batch);
        } else {
            Duration pause = PAUSE_MIN.multipliedBy(1L << Math.min(tries - 1, 6));
            notBeforeNanos = now + (pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause).toNanos();
        }
    }

    private void done(List<Waiting> batch) {
        tries = 0;
        lock.lock();
        try {
            waiting.removeAll(batch);
        } finally {
            lock.unlock();
        }
    }

    /** What waits still is lost; the log has it. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            news.signal();
        } finally {
            lock.unlock();
        }
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
