package io.sbc.media.quality;

import io.sbc.media.api.PayloadFormat;
import io.sbc.media.api.PayloadTypes;

/**
 * Loss (RFC 3550 A.1, A.3), duplicates, reordering and interarrival jitter (A.8) of what one peer sends. When the SSRC
 * changes or the sequence restarts, counting begins anew and what was counted before is kept. Allocates nothing for a
 * packet. One thread.
 *
 * <p>Beyond the RFC: packets are told from their copies within the last {@value #MAX_MISORDER} sequence numbers, so that a
 * duplicate does not hide a loss; touch tones, whose timestamp stands still, and leaps of the timestamp by more than a
 * second (a clock that was stopped on hold) are no jitter.
 */
public final class ReceptionStatistics {

    /** RFC 3550 A.1: a jump ahead of this many sequence numbers is a restart, not a loss. */
    private static final int MAX_DROPOUT = 3000;
    /** RFC 3550 A.1: packets this far behind are late, not a restart. */
    static final int MAX_MISORDER = 100;
    private static final int SEQUENCE_MODULUS = 1 << 16;
    private static final int NO_SEQUENCE = SEQUENCE_MODULUS + 1;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private PayloadTypes payloadTypes = PayloadTypes.STATIC;
    private PayloadFormat format = PayloadTypes.STATIC.format(0);
    private PayloadFormat sound = format;
    private boolean formatKnown;
    private int clockRateHz = format.clockRateHz();

    private boolean started;
    private int ssrc;
    /** Sequence numbers with their cycles above bit 16 (RFC 3550 A.1). */
    private long base;
    private long highest;
    private int suspectSequence;
    /** Which of the last 128 came: bit 0 is {@code highest}, bit 63 of {@code seenBefore} the oldest. */
    private long seen;
    private long seenBefore;
    private long receivedOfSource;
    private long duplicatesOfSource;
    private long expectedBefore;
    private long lostBefore;
    private long duplicates;
    private long reordered;
    private long gaps;
    private int sources;

    private boolean timed;
    private int transit;
    private int lastTimestamp;
    private long lastArrivalNanos;
    private long firstArrivalNanos;
    private long jitterTimes16;

    /** What payload types stand for from now on. */
    public void expect(PayloadTypes negotiated) {
        if (!negotiated.equals(payloadTypes)) {
            payloadTypes = negotiated;
            formatKnown = false;
        }
    }

    /** Touches the fields; for the caches only. */
    public int approach() {
        return ssrc + (int) receivedOfSource + (int) seen + lastTimestamp;
    }

    /** Takes in one packet that passed every check. */
    public void onPacket(int packetSsrc, int sequenceNumber, int timestamp, int payloadType, long arrivalNanos) {
        if (!formatKnown || payloadType != format.payloadType()) {
            changeFormat(payloadType);
        }
        if (!started || packetSsrc != ssrc) {
            if (!started) {
                firstArrivalNanos = arrivalNanos;
            }
            restart(packetSsrc, sequenceNumber);
        } else if (!sequenceHolds(sequenceNumber)) {
            return;
        }
        receivedOfSource++;
        updateJitter(timestamp, arrivalNanos);
        lastTimestamp = timestamp;
        lastArrivalNanos = arrivalNanos;
    }

    private void changeFormat(int payloadType) {
        format = payloadTypes.format(payloadType);
        formatKnown = true;
        if (format.isEvent()) {
            return;
        }
        sound = format;
        if (format.clockRateHz() != clockRateHz) {
            // Jitter is kept in ticks of the clock (A.8): the same time in ticks of the new one.
            jitterTimes16 = jitterTimes16 * format.clockRateHz() / clockRateHz;
            clockRateHz = format.clockRateHz();
            timed = false;
        }
    }

    private void restart(int newSsrc, int sequenceNumber) {
        expectedBefore = expected();
        lostBefore = lost();
        sources += started && newSsrc == ssrc ? 0 : 1;
        started = true;
        ssrc = newSsrc;
        base = sequenceNumber;
        highest = sequenceNumber;
        suspectSequence = NO_SEQUENCE;
        seen = 1;
        seenBefore = 0;
        receivedOfSource = 0;
        duplicatesOfSource = 0;
        timed = false;
    }

    /** RFC 3550 A.1 without probation: the relay has its own checks of the source. */
    private boolean sequenceHolds(int sequenceNumber) {
        int ahead = (sequenceNumber - (int) highest) & 0xffff;
        if (ahead != 0 && ahead < MAX_DROPOUT) {
            advance(ahead);
            return true;
        }
        int behind = (SEQUENCE_MODULUS - ahead) & 0xffff;
        if (behind < MAX_MISORDER) {
            return behindHolds(behind);
        }
        if (sequenceNumber == suspectSequence) {
            restart(ssrc, sequenceNumber);
            return true;
        }
        suspectSequence = (sequenceNumber + 1) & 0xffff;
        return false;
    }

    private void advance(int ahead) {
        gaps += ahead > 1 ? 1 : 0;
        highest += ahead;
        if (ahead < 64) {
            seenBefore = (seenBefore << ahead) | (seen >>> (64 - ahead));
            seen = (seen << ahead) | 1;
        } else {
            seenBefore = ahead < 128 ? seen << (ahead - 64) : 0;
            seen = 1;
        }
    }

    /** Notes a packet that is not the newest; false for one that came before, which is no packet of the stream. */
    private boolean behindHolds(int behind) {
        long bit = 1L << behind; // the shift is modulo 64
        if (((behind < 64 ? seen : seenBefore) & bit) != 0) {
            duplicates++;
            duplicatesOfSource++;
            receivedOfSource++;
            return false;
        }
        if (behind < 64) {
            seen |= bit;
        } else {
            seenBefore |= bit;
        }
        reordered++;
        base = Math.min(base, highest - behind);
        return true;
    }

    /** A packet of {@code packetSsrc} came that is a copy of one before, as a check in front of this has found. */
    public void onCopy(int packetSsrc) {
        duplicates++;
        if (started && packetSsrc == ssrc) {
            duplicatesOfSource++;
            receivedOfSource++;
        }
    }

    private void updateJitter(int timestamp, long arrivalNanos) {
        if (format.isEvent()) {
            return;
        }
        int arrival = (int) ticks(arrivalNanos);
        int newTransit = arrival - timestamp;
        long difference = Math.abs((long) (newTransit - transit));
        transit = newTransit;
        if (!timed) {
            timed = true;
        } else if (difference <= clockRateHz) {
            jitterTimes16 += difference - ((jitterTimes16 + 8) >> 4);
        }
    }

    private long ticks(long nanos) {
        return nanos / NANOS_PER_SECOND * clockRateHz + nanos % NANOS_PER_SECOND * clockRateHz / NANOS_PER_SECOND;
    }

    /** Whether anything came. */
    public boolean started() {
        return started;
    }

    /** The source that was heard last. */
    public int ssrc() {
        return ssrc;
    }

    /** How many sources there were; one that comes back counts again. */
    public int sources() {
        return sources;
    }

    /** What the payload type of the last packet stands for, touch tones passed over. */
    public PayloadFormat format() {
        return sound;
    }

    /** What {@code payloadType} stands for now. */
    public PayloadFormat formatOf(int payloadType) {
        return payloadTypes.format(payloadType);
    }

    /** Ticks per second of the sound's clock. */
    public int clockRateHz() {
        return clockRateHz;
    }

    /** Packets from the first to the highest sequence number, of all sources together. */
    public long expected() {
        return expectedBefore + expectedOfSource();
    }

    /** The same of the present source (RFC 3550 A.3). */
    public long expectedOfSource() {
        return started ? highest - base + 1 : 0;
    }

    /** Packets of the present source, late ones and copies included (RFC 3550 A.3). */
    public long receivedOfSource() {
        return receivedOfSource;
    }

    /** Cycles and highest sequence number of the present source (RFC 3550 §6.4.1). */
    public int extendedHighest() {
        return (int) highest;
    }

    /** Sequence numbers that never came. */
    public long lost() {
        return started ? lostBefore + expectedOfSource() - (receivedOfSource - duplicatesOfSource) : 0;
    }

    /** Copies of packets that had come before. */
    public long duplicates() {
        return duplicates;
    }

    /** Packets that came after one with a higher sequence number. */
    public long reordered() {
        return reordered;
    }

    /** How often one or more sequence numbers were skipped, whether they came later or not. */
    public long gaps() {
        return gaps;
    }

    /** Interarrival jitter in ticks of the clock (RFC 3550 §6.4.1). */
    public long jitterTicks() {
        return jitterTimes16 >> 4;
    }

    /** Interarrival jitter in microseconds. */
    public long jitterMicros() {
        return jitterTicks() * 1_000_000 / clockRateHz;
    }

    /** When the first packet came, on the loop's clock; without meaning before {@link #started}. */
    public long firstArrivalNanos() {
        return firstArrivalNanos;
    }

    /** When the last one came; likewise. */
    public long lastArrivalNanos() {
        return lastArrivalNanos;
    }

    /** What the source's RTP clock shows at {@code nowNanos}, by its last packet (RFC 3550 §6.4.1). */
    public int timestampAt(long nowNanos) {
        long elapsed = nowNanos - lastArrivalNanos;
        return lastTimestamp + (int) ticks(elapsed);
    }
}
