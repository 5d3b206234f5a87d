package io.sbc.media.socket;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Time on a core that is kept for the polling thread, which then runs as soon as it wakes up, whoever else wants the core: a share of
 * each period, no more (SCHED_DEADLINE). A thread that has nothing to do, or would use all of its share, gives it back and is an
 * ordinary one, as {@link Reservation} decides. Needs CAP_SYS_NICE and all cores (no {@code taskset}); without, nothing changes. One
 * thread.
 */
final class ReservedTime {

    /** Two turns of a loop, and more than a pause: what a thread has used up comes back soon. */
    private static final long PERIOD_NANOS = 2_000_000;
    private static final long RUNTIME_NANOS = (long) (PERIOD_NANOS * Reservation.SHARE);
    private static final boolean X86_64 = System.getProperty("os.arch", "").equals("amd64");
    private static final long CLOCK_GETTIME = X86_64 ? 228 : 113;
    private static final long CLOCK_THREAD_CPUTIME_ID = 3;

    /** As little as can be asked for: a probe is not to fail because others have reserved much. */
    private static final long PROBE_NANOS = PERIOD_NANOS / 100;

    private final NativeSockets sockets;
    private final SchedulingAttributes ordinary;
    private final SchedulingAttributes reserved;
    private final MemorySegment timespec;
    private @Nullable Reservation reservation;
    private volatile boolean held;

    ReservedTime(NativeSockets sockets, Arena arena) {
        this.sockets = sockets;
        this.ordinary = new SchedulingAttributes(sockets, arena);
        this.reserved = new SchedulingAttributes(sockets, arena);
        this.timespec = arena.allocate(16, 8);
        reserved.deadline(RUNTIME_NANOS, PERIOD_NANOS);
    }

    /** Whether this process may do so. */
    static boolean works(NativeSockets sockets) {
        boolean[] works = new boolean[1];
        Thread trial = Thread.ofPlatform().start(() -> {
            try (Arena arena = Arena.ofConfined()) {
                var attributes = new SchedulingAttributes(sockets, arena);
                attributes.deadline(PROBE_NANOS, PERIOD_NANOS);
                works[0] = attributes.apply();
            }
        });
        try {
            trial.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return works[0];
    }

    /** It is for the calling thread, unless somebody has given that another policy. */
    void begin(long nowNanos) {
        if (ordinary.read() && ordinary.policy() == SchedulingAttributes.SCHED_OTHER) {
            reservation = new Reservation(cpuNanos(), nowNanos);
        }
    }

    /**
     * Looks, some ten times a second, whether the thread should hold it.
     *
     * @param needed whether the thread has anything to do that cannot wait
     */
    void review(boolean needed, long nowNanos) {
        Reservation policy = reservation;
        if (policy == null || !policy.review(needed, cpuNanos(), nowNanos)) {
            return;
        }
        if ((policy.isHeld() ? reserved : ordinary).apply()) {
            held = policy.isHeld();
        } else {
            policy.refuse();
        }
    }

    /** Whether the thread has time of its own now. Any thread. */
    boolean isHeld() {
        return held;
    }

    private long cpuNanos() {
        sockets.syscall(CLOCK_GETTIME, CLOCK_THREAD_CPUTIME_ID, timespec.address(), 0, 0);
        return timespec.get(JAVA_LONG, 0) * 1_000_000_000L + timespec.get(JAVA_LONG, 8);
    }
}
