package io.sbc.media.quality;

/**
 * Loss (RFC 3550 A.1, A.3) and interarrival jitter (A.8) of what one peer sends. When the SSRC changes or the sequence
 * restarts, counting begins anew and what was lost before is kept. One thread.
 */
public final class ReceptionStatistics {

    /** RFC 3550 A.1: a jump ahead of this many sequence numbers is a restart, not a loss. */
    private static final int MAX_DROPOUT = 3000;
    /** RFC 3550 A.1: packets this far behind are late, not a restart. */
    private static final int MAX_MISORDER = 100;
    private static final int SEQUENCE_MODULUS = 1 << 16;
    private static final int NO_SEQUENCE = SEQUENCE_MODULUS + 1;

    private final int clockRateHz;
    private boolean started;
    private int ssrc;
    private int baseSequence;
    private int maxSequence;
    private int suspectSequence;
    private long cycles;
    private long received;
    private long lostBefore;
    private int transit;
    private long jitterTimes16;

    /** Nothing received; jitter is counted in ticks of this clock. */
    public ReceptionStatistics(int clockRateHz) {
        this.clockRateHz = clockRateHz;
    }

    /** Touches the fields; for the caches only. */
    public int approach() {
        return ssrc + (int) received;
    }

    /** Takes in one packet that passed every check. */
    public void onPacket(int packetSsrc, int sequenceNumber, int timestamp, long arrivalNanos) {
        int arrival = (int) (arrivalNanos / 1_000 * clockRateHz / 1_000_000);
        if (!started || packetSsrc != ssrc) {
            restart(packetSsrc, sequenceNumber);
            transit = arrival - timestamp;
        } else if (!sequenceHolds(sequenceNumber)) {
            return;
        }
        received++;
        updateJitter(arrival - timestamp);
    }

    private void restart(int newSsrc, int sequenceNumber) {
        lostBefore = lost();
        started = true;
        ssrc = newSsrc;
        baseSequence = sequenceNumber;
        maxSequence = sequenceNumber;
        suspectSequence = NO_SEQUENCE;
        cycles = 0;
        received = 0;
    }

    /** RFC 3550 A.1 without probation: the relay has its own checks of the source. */
    private boolean sequenceHolds(int sequenceNumber) {
        int ahead = (sequenceNumber - maxSequence) & 0xffff;
        if (ahead < MAX_DROPOUT) {
            if (sequenceNumber < maxSequence) {
                cycles += SEQUENCE_MODULUS;
            }
            maxSequence = sequenceNumber;
            return true;
        }
        if (ahead > SEQUENCE_MODULUS - MAX_MISORDER) {
            return true;
        }
        if (sequenceNumber == suspectSequence) {
            restart(ssrc, sequenceNumber);
            return true;
        }
        suspectSequence = (sequenceNumber + 1) & 0xffff;
        return false;
    }

    private void updateJitter(int newTransit) {
        long difference = Math.abs((long) (newTransit - transit));
        transit = newTransit;
        jitterTimes16 += difference - ((jitterTimes16 + 8) >> 4);
    }

    /** Packets expected less packets received, never below 0: duplicates can hide a loss. */
    public long lost() {
        if (!started) {
            return 0;
        }
        long expected = cycles + maxSequence - baseSequence + 1;
        return lostBefore + Math.max(0, expected - received);
    }

    /** Interarrival jitter in microseconds. */
    public long jitterMicros() {
        return (jitterTimes16 >> 4) * 1_000_000 / clockRateHz;
    }
}
