package io.sbc.core.sip.transport;

import io.sbc.core.config.LimitSettings;

/**
 * When a connection has to end. All times are of the event loop's monotonic clock, in nanoseconds. Pure; on the
 * connection's event loop.
 *
 * <pre>
 *   HANDSHAKE ──done──► AWAITING ──message──► BETWEEN ──octets of the next──► AWAITING
 *   handshake-timeout   first-message-timeout  (phones only; and idle-timeout in both)
 *   in every phase: write-timeout while something waits to be written
 * </pre>
 */
final class ConnectionClock {

    /** No deadline. */
    static final long NEVER = Long.MAX_VALUE;

    private final LimitSettings limits;
    private final boolean phone;
    private Phase phase;
    private long phaseSince;
    private long lastRead;
    private boolean writing;
    private long lastWritten;

    /** Why it has to end. */
    enum Expiry {
        NONE,
        HANDSHAKE,
        FIRST_MESSAGE,
        IDLE,
        WRITE
    }

    private enum Phase {
        HANDSHAKE,
        AWAITING,
        BETWEEN
    }

    /**
     * @param phone whether silence ends it; a PBX may be silent
     * @param tls whether it begins with a handshake
     */
    ConnectionClock(LimitSettings limits, boolean phone, boolean tls, long now) {
        this.limits = limits;
        this.phone = phone;
        this.phase = tls ? Phase.HANDSHAKE : Phase.AWAITING;
        this.phaseSince = now;
        this.lastRead = now;
    }

    void onHandshakeDone(long now) {
        phase = Phase.AWAITING;
        phaseSince = now;
    }

    boolean isShakingHands() {
        return phase == Phase.HANDSHAKE;
    }

    /** Octets came. */
    void onRead(long now) {
        lastRead = now;
    }

    /** A message began to arrive, and has not ended. */
    void onMessageBegun(long now) {
        if (phase == Phase.BETWEEN) {
            phase = Phase.AWAITING;
            phaseSince = now;
        }
    }

    /** A whole message came. */
    void onMessage() {
        phase = Phase.BETWEEN;
    }

    /** Something waits to be written; {@code now} counts when nothing waited before. */
    void onWriteWaits(long now) {
        if (!writing) {
            writing = true;
            lastWritten = now;
        }
    }

    /** A message was handed to the system; {@code more} wait behind it. */
    void onWritten(long now, boolean more) {
        writing = more;
        lastWritten = now;
    }

    /** Nanoseconds until the next deadline, not below 0, or {@link #NEVER}. */
    long untilDeadline(long now) {
        long until = writing ? remaining(lastWritten, limits.writeTimeout().toNanos(), now) : NEVER;
        if (phase == Phase.HANDSHAKE) {
            return Math.min(until, remaining(phaseSince, limits.handshakeTimeout().toNanos(), now));
        }
        if (!phone) {
            return until;
        }
        until = Math.min(until, remaining(lastRead, limits.idleTimeout().toNanos(), now));
        return phase == Phase.AWAITING
                ? Math.min(until, remaining(phaseSince, limits.firstMessageTimeout().toNanos(), now))
                : until;
    }

    /** The deadline that has passed, if one has. */
    Expiry expired(long now) {
        if (writing && remaining(lastWritten, limits.writeTimeout().toNanos(), now) == 0) {
            return Expiry.WRITE;
        }
        if (phase == Phase.HANDSHAKE) {
            return remaining(phaseSince, limits.handshakeTimeout().toNanos(), now) == 0
                    ? Expiry.HANDSHAKE
                    : Expiry.NONE;
        }
        if (!phone) {
            return Expiry.NONE;
        }
        if (phase == Phase.AWAITING && remaining(phaseSince, limits.firstMessageTimeout().toNanos(), now) == 0) {
            return Expiry.FIRST_MESSAGE;
        }
        return remaining(lastRead, limits.idleTimeout().toNanos(), now) == 0 ? Expiry.IDLE : Expiry.NONE;
    }

    private static long remaining(long since, long timeout, long now) {
        return Math.max(0, timeout - (now - since));
    }
}
