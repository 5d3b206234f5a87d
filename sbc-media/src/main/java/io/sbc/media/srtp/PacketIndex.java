package io.sbc.media.srtp;

/** The 48-bit index {@code 2^16 * ROC + SEQ} (RFC 3711 §3.3.1). */
final class PacketIndex {

    /** The last index that one key may protect. */
    static final long MAX = 0xffff_ffff_ffffL;

    private static final int HALF = 0x8000;

    private PacketIndex() {}

    /**
     * The index nearest to {@code highest} whose low 16 bits are {@code sequenceNumber}: RFC 3711 appendix A.
     *
     * @return below 0 when the nearest lies before the first rollover counter
     */
    static long estimate(long highest, int sequenceNumber) {
        long rolloverCounter = highest >>> 16;
        int highestSequenceNumber = (int) (highest & 0xffff);
        if (highestSequenceNumber < HALF) {
            if (sequenceNumber - highestSequenceNumber > HALF) {
                rolloverCounter--;
            }
        } else if (highestSequenceNumber - HALF > sequenceNumber) {
            rolloverCounter++;
        }
        return of(rolloverCounter, sequenceNumber);
    }

    /** The index with this rollover counter, which may be -1. */
    static long of(long rolloverCounter, int sequenceNumber) {
        return rolloverCounter * 0x1_0000L + sequenceNumber;
    }
}
