package io.sbc.perf.signalling;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/** What the phones of a storm saw since it began. Written by their event loop, read by the run. */
final class StormTally {

    final LongAdder connects = new LongAdder();
    final LongAdder connectsFailed = new LongAdder();
    final LongAdder closed = new LongAdder();
    final LongAdder silences = new LongAdder();
    final LongAdder busy = new LongAdder();
    final LongAdder challenged = new LongAdder();

    private final int phones;
    private final RandomGenerator random;
    private final long withinMillis;
    private final Map<String, LongAdder> refusals = new ConcurrentHashMap<>();
    private final long[] registeredNanos;
    private int registered;
    private volatile CountDownLatch all;
    private volatile boolean killed;
    private volatile boolean leaving;
    private volatile long begunNanos = System.nanoTime();

    /** @param withinMillis the first return of every phone falls into this time, uniformly */
    StormTally(int phones, long withinMillis, RandomGenerator random) {
        this.phones = phones;
        this.withinMillis = withinMillis;
        this.random = random;
        this.registeredNanos = new long[phones];
        this.all = new CountDownLatch(phones);
    }

    /** The SBC is killed now: everything counts from here. Before it is, on the event loop of the phones. */
    void begin() {
        for (LongAdder adder : new LongAdder[]{connects, connectsFailed, closed, silences, busy, challenged}) {
            adder.reset();
        }
        refusals.clear();
        registered = 0;
        all = new CountDownLatch(phones);
        begunNanos = System.nanoTime();
        killed = true;
    }

    boolean isKilled() {
        return killed;
    }

    /** The run is over. */
    void leave() {
        leaving = true;
    }

    boolean isLeaving() {
        return leaving;
    }

    /** When a phone whose connection broke with the SBC tries for the first time, from the kill on. */
    long nextReturnMillis() {
        return random.nextLong(withinMillis);
    }

    void onRegistered(int roundTrips) {
        if (roundTrips > 1) {
            challenged.increment();
        }
        if (registered < phones) {
            registeredNanos[registered++] = System.nanoTime() - begunNanos;
        }
        all.countDown();
    }

    void refused(String why) {
        refusals.computeIfAbsent(why, key -> new LongAdder()).increment();
    }

    Map<String, LongAdder> refusals() {
        return refusals;
    }

    boolean awaitAll(long seconds) throws InterruptedException {
        return all.await(seconds, TimeUnit.SECONDS);
    }

    long registeredCount() {
        return phones - all.getCount();
    }

    /** When so many phones, percent, were registered: seconds; infinite when they never were. */
    double secondsTo(double percent) {
        int rank = Math.max(1, (int) Math.ceil(phones * percent / 100));
        return rank > registeredCount() ? Double.POSITIVE_INFINITY : registeredNanos[rank - 1] / 1e9;
    }
}
