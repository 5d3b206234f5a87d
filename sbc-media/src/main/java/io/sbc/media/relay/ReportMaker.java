package io.sbc.media.relay;

import io.sbc.media.api.MediaStats;
import io.sbc.media.quality.PeerReports;
import io.sbc.media.quality.ReceptionStatistics;
import io.sbc.media.rtcp.NtpClock;
import io.sbc.media.rtcp.RtcpInterval;
import io.sbc.media.rtcp.RtcpWriter;
import org.jspecify.annotations.Nullable;

/**
 * RTCP towards one side in the name of a peer that sends RTP but no RTCP of its own (RFC 3550 §6.4): what it sends by an
 * SR under its SSRC, what comes from the other side by a block, a CNAME that tells nothing. It waits a whole interval
 * from the peer's first packet, in which a peer that has RTCP would have spoken, and ends with the peer's first report;
 * should that fall silent for five intervals (§6.3.5) it goes on. A peer that is itself silent gets none: reports must
 * not hide that it is gone. One thread: the media loop.
 */
final class ReportMaker {

    /** §6.3.5: intervals without a report after which a member has left. */
    private static final int SILENT_INTERVALS = 5;
    /** We and the peer that reports go to; both may send. */
    private static final int MEMBERS = 2;
    /** A twentieth of 64 kbit/s (§6.2): the least that sound takes in practice. */
    private static final double OCTETS_PER_SECOND = 400;
    /** SR with a block, SDES, SRTCP's index and tag, UDP and IPv6. */
    private static final double PACKET_OCTETS = 144;
    /** RFC 7022 §4.2: 96 bits, as 16 characters. */
    private static final int CNAME_LENGTH = 16;
    private static final String CNAME_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    private final ReportMaking making;
    private boolean armed;
    private long dueNanos;
    private byte @Nullable [] cname;
    private int ssrc;
    private long packetsBefore;
    private long octetsBefore;
    private long packetsReported;
    private long packetsReportedBefore;
    private int blockSsrc;
    private long expectedPrior;
    private long receivedPrior;

    ReportMaker(ReportMaking making) {
        this.making = making;
    }

    /** Whether a report was made, so that a BYE is due at the end. */
    boolean hasMade() {
        return cname != null;
    }

    /**
     * Writes a report if one is due.
     *
     * @param from counters of the peer that sends none
     * @param fromSends whether it is expected to send RTP now
     * @param to counters of the side that the report goes to
     * @return its length; 0 when none is due
     */
    int make(EndpointCounters from, boolean fromSends, EndpointCounters to, byte[] packet, long nowNanos) {
        if (making.minimumNanos() == 0 || !from.reception.started()) {
            return 0;
        }
        if (!armed) {
            armed = true;
            dueNanos = nowNanos + interval();
        }
        if (nowNanos - dueNanos < 0) {
            return 0;
        }
        dueNanos = nowNanos + interval();
        long silence = SILENT_INTERVALS * making.minimumNanos();
        if (isWithin(silence, from.reports.lastNanos(), nowNanos)
                || (fromSends && !isWithin(silence, from.reception.lastArrivalNanos(), nowNanos))) {
            return 0;
        }
        return report(from, to, packet, nowNanos).length();
    }

    /** Writes the last packet, with a BYE. */
    int bye(EndpointCounters from, EndpointCounters to, byte[] packet, long nowNanos) {
        return report(from, to, packet, nowNanos).bye(ssrc).length();
    }

    private long interval() {
        return RtcpInterval.randomNanos(RtcpInterval.deterministicNanos(making.minimumNanos(), MEMBERS, MEMBERS, true,
                OCTETS_PER_SECOND, PACKET_OCTETS), making.random().nextDouble());
    }

    private static boolean isWithin(long nanos, long thenNanos, long nowNanos) {
        return thenNanos != MediaStats.NEVER && nowNanos - thenNanos < nanos;
    }

    private RtcpWriter report(EndpointCounters from, EndpointCounters to, byte[] packet, long nowNanos) {
        ReceptionStatistics sent = from.reception;
        if (cname == null) {
            cname = newCname();
            ssrc = sent.ssrc();
        } else if (sent.ssrc() != ssrc) {
            // §6.4.1: another source counts from 0.
            ssrc = sent.ssrc();
            packetsBefore = packetsReported;
            octetsBefore = to.payloadOctetsSent;
        }
        RtcpWriter writer = new RtcpWriter(packet);
        // §6.4: an SR if RTP was sent since the last report or the one before.
        if (to.packetsSent != packetsReportedBefore) {
            long ntp = making.ntp().at(nowNanos);
            writer.senderReport(ssrc, ntp, sent.timestampAt(nowNanos), to.packetsSent - packetsBefore,
                    to.payloadOctetsSent - octetsBefore);
            to.reports.onSent(NtpClock.middle(ntp), nowNanos);
        } else {
            writer.receiverReport(ssrc);
        }
        packetsReportedBefore = packetsReported;
        packetsReported = to.packetsSent;
        if (to.reception.started()) {
            block(writer, to.reception, to.reports, nowNanos);
        }
        return writer.cname(ssrc, cname);
    }

    /** RFC 3550 A.3: what was lost altogether, and since the report before. */
    private void block(RtcpWriter writer, ReceptionStatistics heard, PeerReports reports, long nowNanos) {
        if (heard.ssrc() != blockSsrc || heard.expectedOfSource() < expectedPrior) {
            blockSsrc = heard.ssrc();
            expectedPrior = 0;
            receivedPrior = 0;
        }
        long expected = heard.expectedOfSource() - expectedPrior;
        long received = heard.receivedOfSource() - receivedPrior;
        if (expected == 0 && received == 0) {
            return; // §6.4: only sources that were heard since the last report
        }
        expectedPrior = heard.expectedOfSource();
        receivedPrior = heard.receivedOfSource();
        long lost = expected - received;
        int fraction = expected <= 0 || lost <= 0 ? 0 : (int) Math.min(255, (lost << 8) / expected);
        writer.block(blockSsrc, fraction, heard.expectedOfSource() - heard.receivedOfSource(), heard.extendedHighest(),
                heard.jitterTicks(), reports.lastSenderReport(), reports.delaySinceLastSenderReport(nowNanos));
    }

    private byte[] newCname() {
        byte[] name = new byte[CNAME_LENGTH];
        for (int i = 0; i < name.length; i++) {
            name[i] = (byte) CNAME_ALPHABET.charAt(making.random().nextInt(CNAME_ALPHABET.length()));
        }
        return name;
    }
}
