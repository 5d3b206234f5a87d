package io.sbc.perf.media;

import io.sbc.perf.media.Relay.Call;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens so many calls a second, closes each after a second, and has the relay collect its garbage once a second. Each call has its
 * time, however long the one before took. A thread.
 */
final class Churn implements AutoCloseable {

    /** Above the numbers of calls that talk. */
    private static final int FIRST = 100_000;
    /** Nobody is there: only the relay's ports and keys matter. */
    private static final int PHONE_PORT = 9;

    private final Relay relay;
    private final int perSecond;
    private final Random random = new Random(7);
    private final Thread thread;
    private volatile boolean ended;
    private volatile int opened;
    private volatile int closed;
    private volatile long startNanos;
    private volatile @Nullable IOException failure;

    Churn(Relay relay, int perSecond) {
        this.relay = relay;
        this.perSecond = perSecond;
        this.thread = Thread.ofPlatform().name("churn").unstarted(this::run);
    }

    void start() {
        startNanos = System.nanoTime();
        thread.start();
    }

    /** What has come and gone until now. */
    Turnover turnover() {
        return new Turnover(opened, closed, (System.nanoTime() - startNanos) / 1e9);
    }

    /** Calls that began and ended within some time. */
    record Turnover(int opened, int closed, double seconds) {}

    private void run() {
        Deque<Call> open = new ArrayDeque<>();
        try {
            for (int i = 0; !ended; i++) {
                Kind kind = Kind.SRTP32_SRTP80;
                var call = new Call(FIRST + i, kind, PHONE_PORT, PHONE_PORT, Kind.newKey(kind.phone, random),
                        Kind.newKey(kind.pbx, random));
                relay.open(call);
                opened = i + 1;
                open.addLast(call);
                if (open.size() > perSecond) {
                    relay.close(open.removeFirst());
                    closed = i + 1 - perSecond;
                }
                if (i % perSecond == perSecond - 1) {
                    relay.collectGarbage();
                }
                long due = startNanos + (i + 1) * 1_000_000_000L / perSecond;
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            }
            for (Call call : open) {
                relay.close(call);
            }
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        IOException thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }
}
