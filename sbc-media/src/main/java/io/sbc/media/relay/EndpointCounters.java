package io.sbc.media.relay;

import io.sbc.media.api.MediaStats;
import io.sbc.media.quality.PeerReports;
import io.sbc.media.quality.PlainLook;
import io.sbc.media.quality.ReceptionStatistics;
import io.sbc.media.rtp.RtpHeader;

/** The counters of one side of one m-line: plain fields of the media loop. */
final class EndpointCounters {

    final ReceptionStatistics reception = new ReceptionStatistics();
    final PeerReports reports = new PeerReports();
    long packetsReceived;
    long octetsReceived;
    long packetsSent;
    long octetsSent;
    /** RTP payloads with extensions, before protection (RFC 3550 §6.4.1, sender's octet count). */
    long payloadOctetsSent;
    long rtcpReceived;
    long rtcpSent;
    long rtcpMalformed;
    long rtcpMade;
    long authenticationFailures;
    long replays;
    long wrongSource;
    long malformed;
    long unexpected;
    long sendFailures;
    /** Packets beyond the rate or the size that one peer may have. */
    long limited;
    private long failedNanos = MediaStats.NEVER;
    private long plainLooking;
    private long strangerNanos = MediaStats.NEVER;

    /** A packet with an RTP header did not verify. */
    void onUnauthentic(byte[] packet, int length, long nowNanos) {
        failedNanos = nowNanos;
        if (PlainLook.isPlain(packet, length, reception.formatOf(RtpHeader.payloadType(packet)))) {
            plainLooking++;
        }
    }

    /** A packet came from an address that is not the peer's. */
    void onStranger(long nowNanos) {
        wrongSource++;
        strangerNanos = nowNanos;
    }

    MediaStats.Direction snapshot(int clockRateThere) {
        return new MediaStats.Direction(packetsReceived, octetsReceived, packetsSent, octetsSent, rtcpReceived,
                rtcpSent, reception.lost(), reception.jitterMicros(), authenticationFailures, replays, wrongSource,
                malformed, unexpected, sendFailures,
                new MediaStats.Reception(reception.expected(), reception.duplicates(), reception.reordered(),
                        reception.gaps(), reception.sources(), reception.format(),
                        reception.started() ? reception.firstArrivalNanos() : MediaStats.NEVER,
                        reception.started() ? reception.lastArrivalNanos() : MediaStats.NEVER),
                reports.snapshot(rtcpMalformed, rtcpMade, clockRateThere),
                new MediaStats.Refusals(failedNanos, plainLooking, strangerNanos, limited));
    }
}
