package io.sbc.media.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * How the scheduler treats the calling thread (sched_setattr(2)). Times in nanoseconds. One thread.
 *
 * <pre>
 * struct sched_attr: size, policy | flags | nice, priority | runtime | deadline | period     (8 octets each)
 * </pre>
 */
final class SchedulingAttributes {

    static final int SCHED_OTHER = 0;
    static final int SCHED_DEADLINE = 6;
    /** Threads that this one starts are ordinary ones; without it a thread with a deadline may start none. */
    static final long SCHED_FLAG_RESET_ON_FORK = 1;

    private static final boolean X86_64 = System.getProperty("os.arch", "").equals("amd64");
    private static final long SCHED_SETATTR = X86_64 ? 314 : 274;
    private static final long SCHED_GETATTR = X86_64 ? 315 : 275;
    private static final int LENGTH = 48;
    private static final int POLICY_OFFSET = 4;
    private static final int FLAGS_OFFSET = 8;
    private static final int RUNTIME_OFFSET = 24;
    private static final int DEADLINE_OFFSET = 32;
    private static final int PERIOD_OFFSET = 40;

    private final NativeSockets sockets;
    private final MemorySegment attributes;

    /** None are known until {@link #read} or a setter says so; they live as long as {@code arena}. */
    SchedulingAttributes(NativeSockets sockets, Arena arena) {
        this.sockets = sockets;
        this.attributes = arena.allocate(LENGTH, 8);
        attributes.set(JAVA_INT, 0, LENGTH);
    }

    /** Those of the calling thread; false where the kernel does not tell. */
    boolean read() {
        return sockets.syscall(SCHED_GETATTR, 0, attributes.address(), LENGTH, 0) == 0;
    }

    /** Makes them those of the calling thread; false, and nothing changed, where that is not allowed. */
    boolean apply() {
        return sockets.syscall(SCHED_SETATTR, 0, attributes.address(), 0, 0) == 0;
    }

    int policy() {
        return attributes.get(JAVA_INT, POLICY_OFFSET);
    }

    /** Of an ordinary thread: its slice, where the kernel knows of slices; else 0. */
    long runtime() {
        return attributes.get(JAVA_LONG, RUNTIME_OFFSET);
    }

    void runtime(long nanos) {
        attributes.set(JAVA_LONG, RUNTIME_OFFSET, nanos);
    }

    /** {@code runtime} of each {@code period} is the thread's, and comes before others' (sched(7), SCHED_DEADLINE). */
    void deadline(long runtimeNanos, long periodNanos) {
        attributes.set(JAVA_INT, POLICY_OFFSET, SCHED_DEADLINE);
        attributes.set(JAVA_LONG, FLAGS_OFFSET, SCHED_FLAG_RESET_ON_FORK);
        runtime(runtimeNanos);
        attributes.set(JAVA_LONG, DEADLINE_OFFSET, periodNanos);
        attributes.set(JAVA_LONG, PERIOD_OFFSET, periodNanos);
    }
}
