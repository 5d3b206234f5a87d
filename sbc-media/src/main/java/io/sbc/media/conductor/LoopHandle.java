package io.sbc.media.conductor;

import io.sbc.base.AgentThread;
import io.sbc.media.loop.LoopCommand;
import io.sbc.media.loop.MediaLoop;
import io.sbc.media.srtp.SrtpWorkspace;
import java.util.concurrent.locks.LockSupport;

/** A loop as the conductor sees it: where commands go, and how much it carries. One thread: the conductor. */
final class LoopHandle {

    private static final long RETRY_NANOS = 100_000;

    /** 40,000 packets of speech a second, which is a third of a core. */
    private static final int SESSIONS_ENOUGH = 400;
    /** The same, of whatever size sessions are. */
    private static final long PACKETS_PER_SECOND_ENOUGH = 42_000;

    private final MediaLoop loop;
    private final AgentThread thread;
    private int sessions;
    /** Whether commands were left since it was woken. */
    private boolean unseen;

    LoopHandle(MediaLoop loop, AgentThread thread) {
        this.loop = loop;
        this.thread = thread;
    }

    /**
     * Leaves a command, for which the loop is woken by {@link #flush}: a loop that sleeps runs as soon as it is woken, before the
     * conductor goes on, and one wake-up for each command costs more than the commands do. A loop never waits for the conductor,
     * so a full queue empties; waiting for it keeps commands in order and loses none.
     */
    void send(LoopCommand command) {
        unseen = true;
        while (!loop.enqueue(command) && thread.isAlive()) {
            loop.wake();
            LockSupport.parkNanos(this, RETRY_NANOS);
        }
    }

    /** Wakes the loop if there is something for it. */
    void flush() {
        if (unseen) {
            unseen = false;
            loop.wake();
        }
    }

    /** The scratch of contexts that this loop will use. */
    SrtpWorkspace workspace() {
        return loop.workspace();
    }

    /** Whether it has not had its fill yet. */
    boolean hasRoom() {
        return sessions < SESSIONS_ENOUGH && loop.packetsPerSecond() < PACKETS_PER_SECOND_ENOUGH;
    }

    int sessions() {
        return sessions;
    }

    void onSessionAdded() {
        sessions++;
    }

    void onSessionRemoved() {
        sessions--;
    }

    void start() {
        thread.start();
    }

    /** Whether its thread runs. Any thread. */
    boolean isAlive() {
        return thread.isAlive();
    }

    int queueDepth() {
        return loop.queueDepth();
    }

    /** Whether time on a core is kept for it. Any thread. */
    boolean hasReservedTime() {
        return loop.hasReservedTime();
    }

    boolean join(long timeoutMillis) {
        return thread.join(timeoutMillis);
    }
}
