package io.sbc.media.socket;

import java.lang.foreign.Arena;

/**
 * How long the scheduler lets a thread run at a time. Since Linux 6.12 a thread may ask for less than the usual
 * 3 ms, and may then be let in when it wakes up while another one has the core, instead of when that one has had its time. It gets no
 * more of the core for it, and needs no right. Older kernels take no notice.
 */
final class ThreadSlice {

    /** A turn of a loaded loop, not more. */
    private static final long SLICE_NANOS = 500_000;

    private ThreadSlice() {}

    /** Shortens the calling thread's slice; false, and nothing changed, where that is not possible or another policy is set. */
    static boolean shorten(NativeSockets sockets) {
        try (Arena arena = Arena.ofConfined()) {
            var attributes = new SchedulingAttributes(sockets, arena);
            if (!attributes.read() || attributes.policy() != SchedulingAttributes.SCHED_OTHER) {
                return false;
            }
            attributes.runtime(SLICE_NANOS);
            return attributes.apply();
        }
    }

    /** The calling thread's slice, nanoseconds; 0 where the kernel does not tell. */
    static long nanos(NativeSockets sockets) {
        try (Arena arena = Arena.ofConfined()) {
            var attributes = new SchedulingAttributes(sockets, arena);
            return attributes.read() ? attributes.runtime() : 0;
        }
    }
}
