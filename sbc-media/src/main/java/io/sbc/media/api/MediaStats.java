package io.sbc.media.api;

import java.util.List;

/**
 * Counters of a session at one moment.
 *
 * @param streams one entry for each m-line, in order
 */
public record MediaStats(List<Stream> streams) {

    public MediaStats {
        streams = List.copyOf(streams);
    }

    /** Both sides of one m-line. */
    public record Stream(Direction set, Direction icp) {

        /** What concerns {@code side}. */
        public Direction on(MediaSide side) {
            return side == MediaSide.SET ? set : icp;
        }
    }

    /**
     * What came from one side, and what was sent to it.
     *
     * @param packetsReceived RTP packets that passed every check
     * @param octetsReceived their UDP payload octets
     * @param packetsSent RTP packets sent to this side
     * @param octetsSent their UDP payload octets
     * @param rtcpReceived RTCP packets that passed every check
     * @param rtcpSent RTCP packets sent to this side
     * @param lost expected minus received (RFC 3550 A.3), not below 0
     * @param jitterMicros interarrival jitter (RFC 3550 A.8) in microseconds, at an assumed clock rate of 8000 Hz unless
     *     the plan tells another
     * @param authenticationFailures packets whose SRTP or SRTCP tag did not verify
     * @param replays packets refused by the replay window
     * @param wrongSource packets of an address that is not the peer's
     * @param malformed packets that are neither RTP nor RTCP, or too short
     * @param unexpected packets that no plan allows at the moment (no answer yet, direction closed)
     * @param sendFailures packets the operating system did not take
     */
    public record Direction(long packetsReceived, long octetsReceived, long packetsSent, long octetsSent,
            long rtcpReceived, long rtcpSent, long lost, long jitterMicros, long authenticationFailures, long replays,
            long wrongSource, long malformed, long unexpected, long sendFailures) {}
}
