package io.sbc.media.socket;

/**
 * How late Linux may end a thread's sleep, to wake up several threads at one time (prctl(2), PR_SET_TIMERSLACK): 50 µs unless told
 * otherwise, a tenth of the pauses of a media loop and more.
 */
final class TimerSlack {

    private static final boolean X86_64 = System.getProperty("os.arch", "").equals("amd64");
    private static final long PRCTL = X86_64 ? 157 : 167;
    private static final long PR_SET_TIMERSLACK = 29;
    private static final long PR_GET_TIMERSLACK = 30;
    private static final long SHORTEST_NANOS = 1;

    private TimerSlack() {}

    /** The calling thread's sleeps end when they should, from now on; false where that is not possible. */
    static boolean remove(NativeSockets sockets) {
        return sockets.syscall(PRCTL, PR_SET_TIMERSLACK, SHORTEST_NANOS, 0, 0) == 0;
    }

    /** The calling thread's, nanoseconds. */
    static long nanos(NativeSockets sockets) {
        return sockets.syscall(PRCTL, PR_GET_TIMERSLACK, 0, 0, 0);
    }
}
