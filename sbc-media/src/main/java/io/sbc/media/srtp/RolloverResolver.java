package io.sbc.media.srtp;

/**
 * When to look for a peer's rollover counter that is not the one we kept, and when to believe what was found. Some phones
 * lose or carry over their counter around hold and music on hold; RFC 3711 has no answer to that but the tag, which
 * verifies under the right counter only.
 *
 * <p>A counter above ours is believed at once: none of its packets can be a replay. A counter below ours could be a
 * recording played back to us, so it needs a run of rising sequence numbers during which nothing verifies under ours.
 * Packets that verify under no counter must not multiply our work: after 32 failures in a row only each 32nd is tried.
 */
final class RolloverResolver {

    /** Packets in a row after which a lower counter is believed: 160 ms of speech. */
    static final int RUN_LENGTH = 8;

    private static final int EAGER_ATTEMPTS = 32;

    private int failures;
    private int run;
    private long runCounter;
    private int runSequenceNumber;

    /** Counts a packet that failed under the kept counter, and tells whether others may be tried. */
    boolean mayTry() {
        failures++;
        return failures <= EAGER_ATTEMPTS || failures % EAGER_ATTEMPTS == 0 || (run > 0 && run < RUN_LENGTH);
    }

    /** A packet verified under the kept counter. */
    void onKeptVerified() {
        failures = 0;
        run = 0;
    }

    /** A packet verified under a lower counter; tells whether that counter is to be believed now. */
    boolean onLowerVerified(long rolloverCounter, int sequenceNumber) {
        boolean continues = run > 0 && rolloverCounter == runCounter && sequenceNumber > runSequenceNumber;
        run = continues ? run + 1 : 1;
        runCounter = rolloverCounter;
        runSequenceNumber = sequenceNumber;
        return run >= RUN_LENGTH;
    }

    /** Touches the fields; for the caches only. */
    int approach() {
        return failures;
    }

    void clear() {
        onKeptVerified();
    }
}
