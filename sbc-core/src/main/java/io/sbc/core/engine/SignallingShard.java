package io.sbc.core.engine;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.fault.DistinctErrors;
import io.sbc.core.sip.transport.EdgeCounter;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jctools.queues.MpscArrayQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * One row of signalling work: a bounded queue of tasks, and its timers. What lives on it is touched by one thread at a
 * time, the one that {@link #owner owns} it: its own thread for a turn, or an event loop for one message that it does at
 * once because nothing waits and nobody else is at it ({@link #runNow}, ADR 0140). Nobody ever waits for ownership.
 *
 * <p>{@link #start} gives it a thread of its own; without, {@link #runOnce} makes a turn on the caller's thread, which is
 * how tests and the simulation drive it on a virtual clock. A task that throws is counted and logged and harms nobody.
 */
public final class SignallingShard implements ShardContext, AutoCloseable {

    /** At 20 µs for a message, 16384 of them are a third of a second of work: later answers are of no use to anyone. */
    private static final int QUEUE_CAPACITY = 32768;

    /** Messages leave room for what must not be lost: closed flows, events of the media plane, answers of the store. */
    private static final int MESSAGES_MAX = QUEUE_CAPACITY / 2;

    /** Tasks between two looks at the timers. */
    private static final int BATCH = 256;

    /**
     * One of so many may be new work even while what lives has to wait: so little that a call which is let in, and makes a
     * dozen tasks, does not come at the cost of those before it.
     */
    private static final int FAIR = 64;

    /** Messages that came meanwhile, done by who has done one at once: fewer wake-ups, and no long stay. */
    private static final int MORE_NOW = 8;

    /** How long the own thread sleeps at most while somebody else is at it: who leaves wakes it anyway. */
    private static final long WAIT_NANOS = 1_000_000;

    private static final int PERCENT = 100;
    private static final long CLOSE_TIMEOUT_MILLIS = 5_000;

    private final int index;
    private final Clock clock;
    private final RandomGenerator random;
    private final Counters<EdgeCounter> counters;

    /** What lives: it is done before what would begin, so that no storm of new work makes a call or a PBX wait. */
    private final MpscArrayQueue<Runnable> first = new MpscArrayQueue<>(QUEUE_CAPACITY);
    private final MpscArrayQueue<Runnable> queue = new MpscArrayQueue<>(QUEUE_CAPACITY);
    private final DistinctErrors errors = new DistinctErrors(LoggerFactory.getLogger(SignallingShard.class));
    private final TimerWheel timers;
    private final QueueDelay delay = new QueueDelay();
    private volatile @Nullable Thread thread;
    private volatile boolean sleeping;

    /** Who may touch what lives here; null for nobody. Only without a thread of its own it means nothing. */
    private final AtomicReference<@Nullable Thread> owner = new AtomicReference<>();

    /** The own thread has work and found somebody else at it. */
    private volatile boolean wanted;

    /** How long the own thread may sleep after its last turn. Its own. */
    private long napNanos;

    /** When the own thread looks at the timers by itself. Of the owner. */
    private long looksNanos;

    /** Whether a timer was armed that is due before. Written by the owner. */
    private volatile boolean looksTooLate;

    private volatile boolean closed;

    /** A message: short work, unlike other tasks, so that any owner may do it. */
    interface Message extends Runnable {}

    /** @param random unpredictable in production: branches, tags and Call-IDs come from it */
    public SignallingShard(int index, Clock clock, RandomGenerator random, Counters<EdgeCounter> counters) {
        this.index = index;
        this.clock = clock;
        this.random = random;
        this.counters = counters;
        this.timers = new TimerWheel(clock);
    }

    /** Gives it its thread. */
    public void start() {
        Thread own = new Thread(this::loop, "shard-" + index);
        thread = own;
        own.start();
    }

    /** For messages that begin something: refused, with false, when half of the queue is full. Any thread. */
    public boolean offer(Runnable message) {
        return offer(queue, message);
    }

    /**
     * For messages of what lives already: as {@link #offer}, but with a queue of their own, which goes first. Whoever uses
     * both for one peer must not mind the order.
     */
    public boolean offerFirst(Runnable message) {
        return offer(first, message);
    }

    /**
     * Does a message at once, on the caller's thread, and some of those that came meanwhile. Not while anything waits, so
     * that order and precedence are those of the queues.
     *
     * @return false when it was not done, and is to be offered
     */
    boolean runNow(Message message) {
        if (thread == null || closed || !isEmpty() || !owner.compareAndSet(null, Thread.currentThread())) {
            return false;
        }
        run(message);
        Runnable next = nextMessage();
        for (int more = MORE_NOW; next != null; next = --more > 0 ? nextMessage() : null) {
            run(next);
        }
        owner.set(null);
        if (looksTooLate || wanted || !isEmpty()) {
            wake();
        }
        return true;
    }

    /** The next that waits, if it is a message. */
    private @Nullable Runnable nextMessage() {
        MpscArrayQueue<Runnable> from = first.isEmpty() ? queue : first;
        return from.peek() instanceof Message ? from.poll() : null;
    }

    private boolean isEmpty() {
        return first.isEmpty() && queue.isEmpty();
    }

    private boolean offer(MpscArrayQueue<Runnable> to, Runnable message) {
        if (closed || !to.offerIfBelowThreshold(message, MESSAGES_MAX)) {
            return false;
        }
        wake();
        return true;
    }

    /**
     * For what must not get lost, before new work. Any thread.
     *
     * @throws RejectedExecutionException when the whole queue is full, or the shard closed
     */
    @Override
    public void execute(Runnable task) {
        if (!tryExecute(first, task)) {
            throw new RejectedExecutionException("shard " + index + (closed ? " is closed" : " has a full queue"));
        }
    }

    /** As {@link #execute}, with false for a refusal. */
    boolean tryExecute(Runnable task) {
        return tryExecute(first, task);
    }

    /** The same behind the messages that were offered before. */
    boolean tryExecuteInTurn(Runnable task) {
        return tryExecute(queue, task);
    }

    private boolean tryExecute(MpscArrayQueue<Runnable> to, Runnable task) {
        if (closed) {
            return false;
        }
        if (!to.offer(task)) {
            counters.increment(EdgeCounter.SHARD_OVERLOADS);
            return false;
        }
        wake();
        return true;
    }

    /** Tasks that wait. Any thread. */
    public int queued() {
        return first.size() + queue.size();
    }

    /**
     * One turn: a batch of tasks, then the timers that are due. On the shard's thread only.
     *
     * @return how much was done; 0: nothing waits until {@link #nanosToNextTimer}
     */
    public int runOnce() {
        assert isOwner() : "shard " + index + " run by " + Thread.currentThread();
        int done = 0;
        int inTurn = 0;
        long began = clock.nanoTime();
        delay.onTurn(queue.currentConsumerIndex(), queue.currentProducerIndex(), began);
        while (done < BATCH) {
            Runnable task = done % FAIR == FAIR - 1 ? null : first.poll();
            if (task == null) {
                task = queue.poll();
                if (task != null) {
                    inTurn++;
                } else {
                    task = first.poll();
                }
            }
            if (task == null) {
                break;
            }
            run(task);
            done++;
        }
        if (inTurn > 0) {
            long now = clock.nanoTime();
            delay.onDone(inTurn, now - began, queue.currentConsumerIndex(), now);
        }
        return done + timers.advance(this::run);
    }

    /** Of the room for messages, how much is in use. Any thread. */
    public int queuePercent() {
        return queue.size() * PERCENT / MESSAGES_MAX;
    }

    /** How long a message that is offered now will wait, nanoseconds: what waits, at the pace of late. Any thread. */
    public long queueDelayNanos() {
        return delay.expectedNanos(queue.size());
    }

    /** How long one of the tasks done last has waited, nanoseconds; 0 when none waits. Any thread. */
    public long queueWaitedNanos() {
        return delay.waitedNanos();
    }

    /** How long nothing happens by itself. On the shard's thread only. */
    public long nanosToNextTimer() {
        return timers.nanosToNext();
    }

    /** Ends the thread once what is queued has been done; timers still armed are dropped. */
    @Override
    public void close() {
        closed = true;
        Thread own = thread;
        if (own != null) {
            LockSupport.unpark(own);
            try {
                own.join(CLOSE_TIMEOUT_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
        assert isOwner() : "timer of shard " + index + " armed by " + Thread.currentThread();
        if (!looksTooLate && clock.nanoTime() + delayNanos - looksNanos < 0) {
            looksTooLate = true;
        }
        return timers.schedule(delayNanos, task);
    }

    @Override
    public String newTag() {
        return ShardToken.next(index, random);
    }

    @Override
    public String newCallId() {
        return ShardToken.random(random) + ShardToken.random(random);
    }

    private void loop() {
        while (!closed || queued() > 0) {
            if (!turn() && !closed) {
                sleep();
            }
        }
    }

    /** False when there was nothing to do, or somebody else is at it. */
    private boolean turn() {
        Thread self = Thread.currentThread();
        if (!owner.compareAndSet(null, self)) {
            wanted = true;
            if (!owner.compareAndSet(null, self)) {
                return false;
            }
        }
        wanted = false;
        boolean worked = runOnce() > 0;
        napNanos = timers.nanosToNext();
        looksNanos = clock.nanoTime() + napNanos;
        looksTooLate = false;
        owner.set(null);
        return worked;
    }

    /**
     * Who finds {@code sleeping} set wakes us: a producer, unless somebody is at it, who then wakes us when he leaves and
     * something waits. One that does not find it set has its task seen here.
     */
    private void sleep() {
        sleeping = true;
        if (wanted) {
            if (owner.get() != null) {
                LockSupport.parkNanos(this, WAIT_NANOS);
            }
        } else if (isEmpty() && !looksTooLate && !closed) {
            long nanos = napNanos;
            if (nanos > 0) {
                LockSupport.parkNanos(this, nanos);
            }
        }
        sleeping = false;
    }

    private void wake() {
        if (sleeping && owner.get() == null) {
            LockSupport.unpark(thread);
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error bug) {
            counters.increment(EdgeCounter.SHARD_ERRORS);
            errors.report("a task of a shard", bug);
        }
    }

    private boolean isOwner() {
        return thread == null || Thread.currentThread().equals(owner.get());
    }
}
