package io.sbc.media.quality;

import io.sbc.media.api.MediaStats;
import io.sbc.media.api.MediaVerdict.Cause;
import java.util.Optional;

/**
 * Whether one side of one stream is heard while it should be, and why not. It knows what was negotiated and looks at the
 * counters from time to time; the first row that fits is the cause:
 *
 * <pre>
 *  since it fell silent                                          cause
 *  ten packets failed authentication, most of them look plain    PLAIN_FOR_SRTP
 *  ten packets failed authentication                             KEYS_DIFFER
 *  ten packets came from a wrong address                         WRONG_ADDRESS
 *  its RTCP came                                                 REPORTS_ONLY
 *  it was never heard                                            NOTHING_CAME
 *  it was heard before a hold only                               STOPPED_AFTER_HOLD
 *  it stopped within two seconds of a new negotiation            STOPPED_AFTER_CHANGE
 *  else                                                          STOPPED
 * </pre>
 *
 * Fewer than ten packets may be a stranger's. One thread: the conductor.
 */
final class SilenceWatch {

    private static final int ENOUGH = 10;
    private static final long CHANGE_NANOS = 2_000_000_000;

    private final long silenceNanos;
    private boolean expected;
    private boolean held;
    private long sinceNanos;
    private long heldNanos = MediaStats.NEVER;
    private long changedNanos = MediaStats.NEVER;

    private long packets;
    private long failures;
    private long plainLooking;
    private long strangers;

    /**
     * A finding.
     *
     * @param quietNanos since when
     * @param expectedNanos since when it should send
     * @param otherNanos of the hold, or the new negotiation; {@link MediaStats#NEVER} without
     */
    record Finding(Cause cause, long quietNanos, long expectedNanos, long otherNanos) {}

    /** @param silenceNanos how long is too long */
    SilenceWatch(long silenceNanos) {
        this.silenceNanos = silenceNanos;
    }

    /**
     * A plan came into force.
     *
     * @param sends whether the peer is expected to send now
     * @param changed whether its keys or its address are others than before
     */
    void onPlan(boolean sends, boolean changed, long nowNanos) {
        if (sends && !expected) {
            sinceNanos = nowNanos;
        } else if (!sends && expected) {
            held = true;
            heldNanos = nowNanos;
        } else if (sends && changed) {
            changedNanos = nowNanos;
        }
        expected = sends;
    }

    /** What is wrong with this side, if anything is. */
    Optional<Finding> look(MediaStats.Direction now, long nowNanos) {
        long heardNanos = now.reception().lastNanos();
        boolean ever = heardNanos != MediaStats.NEVER;
        long quietNanos = ever ? Math.max(heardNanos, sinceNanos) : sinceNanos;
        if (now.packetsReceived() != packets) {
            packets = now.packetsReceived();
            failures = now.authenticationFailures();
            plainLooking = now.refusals().plainLooking();
            strangers = now.wrongSource();
        }
        if (!expected || nowNanos - quietNanos < silenceNanos) {
            return Optional.empty();
        }
        boolean afterHold = held && (!ever || heardNanos - sinceNanos < 0);
        boolean afterChange = ever && changedNanos != MediaStats.NEVER
                && Math.abs(heardNanos - changedNanos) < CHANGE_NANOS;
        Cause cause = cause(now, ever, afterHold, afterChange, quietNanos);
        long other = afterHold ? heldNanos : afterChange ? changedNanos : MediaStats.NEVER;
        return Optional.of(new Finding(cause, quietNanos, sinceNanos, other));
    }

    private Cause cause(MediaStats.Direction now, boolean ever, boolean afterHold, boolean afterChange,
            long quietNanos) {
        long failed = now.authenticationFailures() - failures;
        if (failed >= ENOUGH && isSince(now.refusals().failedNanos(), quietNanos)) {
            return now.refusals().plainLooking() - plainLooking > failed / 2
                    ? Cause.PLAIN_FOR_SRTP
                    : Cause.KEYS_DIFFER;
        }
        if (now.wrongSource() - strangers >= ENOUGH && isSince(now.refusals().strangerNanos(), quietNanos)) {
            return Cause.WRONG_ADDRESS;
        }
        if (isSince(now.reports().lastNanos(), quietNanos)) {
            return Cause.REPORTS_ONLY;
        }
        if (!ever) {
            return Cause.NOTHING_CAME;
        }
        if (afterHold) {
            return Cause.STOPPED_AFTER_HOLD;
        }
        return afterChange ? Cause.STOPPED_AFTER_CHANGE : Cause.STOPPED;
    }

    private static boolean isSince(long nanos, long sinceNanos) {
        return nanos != MediaStats.NEVER && nanos - sinceNanos > 0;
    }
}
