package io.sbc.base;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The thread of an {@link Agent}. What a turn throws is reported, and the agent goes on: a fault in one piece of work
 * must not take the others with it. An {@link Error} other than an assertion ends the thread.
 */
public final class AgentThread {

    /** A fault that comes with every turn must not take the whole core. */
    private static final long PAUSE_AFTER_FAULT_NANOS = 1_000_000;

    private final Agent agent;
    private final Consumer<Throwable> faults;
    private final Thread thread;

    /**
     * Not started yet.
     *
     * @param faults hears on the agent's thread what a turn threw
     */
    public AgentThread(Agent agent, Consumer<Throwable> faults) {
        this.agent = agent;
        this.faults = faults;
        this.thread = Thread.ofPlatform().name(agent.name()).daemon(true).unstarted(this::run);
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** Waits for the thread's end; false when it still runs after {@code timeoutMillis}. */
    public boolean join(long timeoutMillis) {
        try {
            thread.join(Math.max(1, timeoutMillis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    /** Whether the agent's thread runs. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    private void run() {
        try {
            agent.onStart();
            boolean goesOn = true;
            while (goesOn) {
                try {
                    goesOn = agent.doWork();
                } catch (RuntimeException | AssertionError fault) {
                    faults.accept(fault);
                    LockSupport.parkNanos(this, PAUSE_AFTER_FAULT_NANOS);
                }
            }
        } finally {
            agent.onClose();
        }
    }
}
