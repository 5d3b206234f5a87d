package io.sbc.media.srtp;

import io.sbc.media.rtp.Octets;
import io.sbc.media.rtp.RtpHeader;

/**
 * Joins a stream that starts its sequence again under the same SSRC to what was sent before. In plain RTP such a restart is
 * legal (RFC 3550 A.1) and some PBXs do it around hold and transfer; under one SRTP key it would use packet indices again,
 * and every packet would be refused until the sequence has caught up, which can take eleven minutes. So the sequence and the
 * timestamp go on from where they were, as a translator may do (RFC 3550 §7.2). One thread.
 */
final class RestartBridge {

    /** Packets in a row that are too old: nothing on a network is 2.5 s late in order, so it is a restart. */
    static final int TOO_OLD_RUN = 2;
    /** Packets in a row that seem to be replayed: more than a network doubles in one piece. */
    static final int REPLAYED_RUN = 8;

    private static final int SEQUENCE_OFFSET = 2;
    private static final int TIMESTAMP_OFFSET = 4;
    /** 20 ms at 8000 Hz, until the stream shows its own step. */
    private static final int TIMESTAMP_STEP = 160;

    private int sequenceShift;
    private int timestampShift;
    private int lastTimestamp;
    /** Whether {@link #lastTimestamp} is one: not after a restart of ours. */
    private boolean timed;
    private int timestampStep = TIMESTAMP_STEP;
    private int refusedRun;
    private int nextRefused;

    /** Forgets all. */
    void clear() {
        sequenceShift = 0;
        timestampShift = 0;
        timestampStep = TIMESTAMP_STEP;
        timed = false;
        refusedRun = 0;
    }

    /** Goes on with these shifts. */
    void restore(int ofSequence, int ofTimestamp) {
        clear();
        sequenceShift = ofSequence;
        timestampShift = ofTimestamp;
    }

    int sequenceShift() {
        return sequenceShift;
    }

    int timestampShift() {
        return timestampShift;
    }

    /** The sequence number that the packet gets. */
    int shifted(int sequenceNumber) {
        return (sequenceNumber + sequenceShift) & 0xffff;
    }

    /** Notes a packet whose index is refused; true when this is a restart: then it follows the last one sent. */
    boolean bridges(int verdict, byte[] packet, long highestIndex) {
        int sequenceNumber = RtpHeader.sequenceNumber(packet);
        refusedRun = refusedRun > 0 && sequenceNumber == nextRefused ? refusedRun + 1 : 1;
        nextRefused = (sequenceNumber + 1) & 0xffff;
        if (refusedRun < (verdict == SrtpResult.TOO_OLD ? TOO_OLD_RUN : REPLAYED_RUN)) {
            return false;
        }
        refusedRun = 0;
        sequenceShift = (int) (highestIndex + 1 - sequenceNumber) & 0xffff;
        if (timed) {
            timestampShift = lastTimestamp + timestampStep - RtpHeader.timestamp(packet);
        }
        return true;
    }

    /** Writes what has shifted into the packet that is sent now. */
    void rewrite(byte[] packet, boolean newest) {
        refusedRun = 0;
        int timestamp = RtpHeader.timestamp(packet) + timestampShift;
        if (sequenceShift != 0 || timestampShift != 0) {
            Octets.putShort(packet, SEQUENCE_OFFSET, shifted(RtpHeader.sequenceNumber(packet)));
            Octets.putInt(packet, TIMESTAMP_OFFSET, timestamp);
        }
        if (newest) {
            int step = timed ? timestamp - lastTimestamp : 0;
            timed = true;
            // Steps of pauses and of the first packet tell nothing: 120 ms at 48 kHz is the longest frame there is.
            if (step > 0 && step <= 5_760) {
                timestampStep = step;
            }
            lastTimestamp = timestamp;
        }
    }
}
