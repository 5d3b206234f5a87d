package io.sbc.media.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * How long the scheduler lets a thread run at a time (sched_setattr(2)). Since Linux 6.12 a thread may ask for less than the usual
 * 3 ms, and may then be let in when it wakes up while another one has the core, instead of when that one has had its time. It gets no
 * more of the core for it, and needs no right. Older kernels take no notice.
 *
 * <pre>
 * struct sched_attr: size, policy | flags | nice, priority | runtime | deadline | period     (8 octets each)
 * </pre>
 */
final class ThreadSlice {

    /** A turn of a loaded loop, not more. */
    private static final long SLICE_NANOS = 500_000;

    private static final boolean X86_64 = System.getProperty("os.arch", "").equals("amd64");
    private static final long SCHED_SETATTR = X86_64 ? 314 : 274;
    private static final long SCHED_GETATTR = X86_64 ? 315 : 275;
    private static final int LENGTH = 48;
    private static final int POLICY_OFFSET = 4;
    private static final int RUNTIME_OFFSET = 24;
    private static final int SCHED_OTHER = 0;

    private ThreadSlice() {}

    /** Shortens the calling thread's slice; false, and nothing changed, where that is not possible or another policy is set. */
    static boolean shorten(NativeSockets sockets) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(LENGTH, 8);
            if (sockets.syscall(SCHED_GETATTR, 0, attributes.address(), LENGTH, 0) != 0
                    || attributes.get(JAVA_INT, POLICY_OFFSET) != SCHED_OTHER) {
                return false;
            }
            attributes.set(JAVA_LONG, RUNTIME_OFFSET, SLICE_NANOS);
            return sockets.syscall(SCHED_SETATTR, 0, attributes.address(), 0, 0) == 0;
        }
    }

    /** The calling thread's slice, nanoseconds; 0 where the kernel does not tell. */
    static long nanos(NativeSockets sockets) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(LENGTH, 8);
            return sockets.syscall(SCHED_GETATTR, 0, attributes.address(), LENGTH, 0) == 0
                    ? attributes.get(JAVA_LONG, RUNTIME_OFFSET)
                    : 0;
        }
    }
}
