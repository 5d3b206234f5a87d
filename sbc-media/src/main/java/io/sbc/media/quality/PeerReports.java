package io.sbc.media.quality;

import io.sbc.media.api.MediaStats;
import io.sbc.media.rtcp.ReportBlock;
import io.sbc.media.rtcp.RtcpHeader;

/**
 * What the RTCP of one peer says, and the round trip between it and us. The round trip follows from any sender report that
 * goes to the peer (one that passes through, or one we make) and the report block that answers it: time now, less
 * DLSR, less the time when it went out (RFC 3550 §6.4.1). Allocates nothing for a packet. One thread: the media loop.
 */
public final class PeerReports {

    private static final int UNKNOWN = -1;
    /** Sender reports to the peer that it may still answer: they are seconds apart, its answers too. */
    private static final int SENT_MAX = 4;
    /** Longer round trips are mistakes: of a peer that counts DLSR in other units, or of an SR from another call. */
    private static final long ROUND_TRIP_MAX_NANOS = 30_000_000_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final int[] sentReport = new int[SENT_MAX];
    private final long[] sentNanos = new long[SENT_MAX];
    private int sent;

    private boolean senderReportCame;
    private int senderReport;
    private long senderReportNanos;
    private long lastNanos = MediaStats.NEVER;

    private long roundTripNanos = UNKNOWN;
    private long lost = UNKNOWN;
    private int loss = UNKNOWN;
    private long jitterTicks = UNKNOWN;

    /** A sender report went to the peer; {@code ntpMiddle} as in {@link ReportBlock#ntpMiddle}. */
    public void onSent(int ntpMiddle, long nowNanos) {
        sentReport[sent % SENT_MAX] = ntpMiddle;
        sentNanos[sent % SENT_MAX] = nowNanos;
        sent = sent + 1 == 2 * SENT_MAX ? SENT_MAX : sent + 1;
    }

    /** Reads a compound packet of the peer, which {@link RtcpHeader#isCompound} found to be whole. */
    public void onCompound(byte[] packet, int length, int aboutSsrc, long nowNanos) {
        lastNanos = nowNanos;
        for (int offset = 0; offset < length; offset += RtcpHeader.length(packet, offset)) {
            int type = RtcpHeader.type(packet, offset);
            if (type == RtcpHeader.SENDER_REPORT) {
                senderReportCame = true;
                senderReport = ReportBlock.ntpMiddle(packet, offset);
                senderReportNanos = nowNanos;
            }
            if (type == RtcpHeader.SENDER_REPORT || type == RtcpHeader.RECEIVER_REPORT) {
                for (int i = 0; i < RtcpHeader.count(packet, offset); i++) {
                    onBlock(packet, ReportBlock.offset(packet, i, offset), aboutSsrc, nowNanos);
                }
            }
        }
    }

    private void onBlock(byte[] packet, int block, int aboutSsrc, long nowNanos) {
        if (ReportBlock.ssrc(packet, block) == aboutSsrc) {
            lost = ReportBlock.cumulativeLost(packet, block);
            loss = ReportBlock.fractionLost(packet, block);
            jitterTicks = ReportBlock.jitter(packet, block);
        }
        int answered = ReportBlock.lastSenderReport(packet, block);
        for (int i = 0; answered != 0 && i < Math.min(sent, SENT_MAX); i++) {
            if (sentReport[i] == answered) {
                long held = (ReportBlock.delaySinceLastSenderReport(packet, block) * NANOS_PER_SECOND) >> 16;
                long roundTrip = nowNanos - sentNanos[i] - held;
                if (roundTrip < ROUND_TRIP_MAX_NANOS && roundTrip > -ROUND_TRIP_MAX_NANOS) {
                    // DLSR is cut to 15 µs, and clocks differ: a round trip on one machine may come out below 0.
                    roundTripNanos = Math.max(0, roundTrip);
                }
                return;
            }
        }
    }

    /** When the peer's last RTCP came, or {@link MediaStats#NEVER}. */
    public long lastNanos() {
        return lastNanos;
    }

    /** LSR for a report to the peer: of its last sender report, 0 for none. */
    public int lastSenderReport() {
        return senderReportCame ? senderReport : 0;
    }

    /** DLSR for a report to the peer, in 65536ths of a second. */
    public int delaySinceLastSenderReport(long nowNanos) {
        return senderReportCame ? (int) ((((nowNanos - senderReportNanos) / 1000) << 16) / 1_000_000) : 0;
    }

    /** As counters, with the jitter in units of {@code clockRateHz}. */
    public MediaStats.Reports snapshot(long malformed, long made, int clockRateHz) {
        return new MediaStats.Reports(malformed, made, lastNanos,
                roundTripNanos == UNKNOWN ? UNKNOWN : roundTripNanos / 1000, lost, loss,
                jitterTicks == UNKNOWN ? UNKNOWN : jitterTicks * 1_000_000 / clockRateHz);
    }
}
