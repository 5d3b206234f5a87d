package io.sbc.core.sip.transport;

import java.util.concurrent.TimeUnit;

/**
 * How a connection is treated whose peer does not heed refusals for overload: it is held for a second, the next time for two,
 * then for four. While it is held nothing new is taken from it, and it is read in slices: TCP makes the peer wait, what comes
 * then costs one read, and an emergency call or a BYE among it waits for a slice, not for the end. On the event loop.
 */
final class RefusalHold {

    private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The longest hold, which doubles each time, as a power of two of the first. */
    private static final int DOUBLINGS_MAX = 2;

    /** Who comes again so soon after a refusal, or the end of a hold, has not heeded its Retry-After. */
    private static final long HEED_NANOS = TimeUnit.SECONDS.toNanos(4);

    /** The mean time between two reads of a held connection; give or take a half. */
    private static final long SLICE_MILLIS = 500;

    private final long seed;
    private long draws;
    private boolean refused;
    private int unheeded;
    private long refusedNanos;
    private long untilNanos;

    /** @param seed connections that begin to be held together shall not end together */
    RefusalHold(long seed, long nowNanos) {
        this.seed = seed;
        this.untilNanos = nowNanos;
    }

    /** Something of it was refused; true when a hold begins with that. */
    boolean refuse(long nowNanos) {
        if (isHeld(nowNanos)) {
            return false;
        }
        boolean again = refused && nowNanos - Math.max(refusedNanos, untilNanos) < HEED_NANOS;
        refused = true;
        refusedNanos = nowNanos;
        if (!again) {
            unheeded = 0;
            return false;
        }
        untilNanos = nowNanos + spread(FIRST_NANOS << unheeded);
        unheeded = Math.min(unheeded + 1, DOUBLINGS_MAX);
        return true;
    }

    boolean isHeld(long nowNanos) {
        return untilNanos - nowNanos > 0;
    }

    /** How long not to read now, milliseconds. */
    long sliceMillis() {
        return spread(SLICE_MILLIS);
    }

    private long spread(long mean) {
        return mean / 2 + Math.floorMod(((seed + (++draws * 7_919)) * 0x9E3779B97F4A7C15L) >>> 32, mean);
    }
}
