package io.sbc.base;

/** Long-lived work that one thread does in turns; see {@link AgentThread}. */
public interface Agent {

    /** Names the thread. */
    String name();

    /** Prepares the thread; called once on it, before the first turn. */
    default void onStart() {}

    /**
     * One bounded turn; sleeps in it while there is nothing to do.
     *
     * @return false when the work is done and the thread may end
     */
    boolean doWork();

    /** Releases what the agent holds; called once on its thread, after the last turn. */
    void onClose();
}
