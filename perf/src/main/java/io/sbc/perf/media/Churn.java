package io.sbc.perf.media;

import io.sbc.perf.media.Relay.Call;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Opens so many calls a second, closes each after a second, and has the relay collect its garbage once a second. A thread. */
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
    private volatile int closed;
    private volatile @Nullable IOException failure;

    Churn(Relay relay, int perSecond) {
        this.relay = relay;
        this.perSecond = perSecond;
        this.thread = Thread.ofPlatform().name("churn").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** How many have come and gone. */
    int ended() {
        return closed;
    }

    private void run() {
        Deque<Call> open = new ArrayDeque<>();
        try {
            for (int i = 0; !ended; i++) {
                Kind kind = Kind.SRTP32_SRTP80;
                var call = new Call(FIRST + i, kind, PHONE_PORT, PHONE_PORT, Kind.newKey(kind.phone, random),
                        Kind.newKey(kind.pbx, random));
                relay.open(call);
                open.addLast(call);
                if (open.size() > perSecond) {
                    relay.close(open.removeFirst());
                    closed = i + 1 - perSecond;
                }
                if (i % perSecond == perSecond - 1) {
                    relay.collectGarbage();
                }
                Thread.sleep(1000 / perSecond);
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
