package io.sbc.media.api;

import java.util.List;

/**
 * Counters of a session at one moment.
 *
 * @param streams one entry for each m-line, in order
 */
public record MediaStats(List<Stream> streams) {

    /** A time that has not come. */
    public static final long NEVER = Long.MIN_VALUE;

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
     * @param jitterMicros interarrival jitter (RFC 3550 A.8) in microseconds, by the clock rate that the plan tells
     * @param authenticationFailures packets whose SRTP or SRTCP tag did not verify
     * @param replays packets refused by the replay window, but for SRTP copies of what came shortly before
     * @param wrongSource packets of an address that is not the peer's
     * @param malformed packets that are neither RTP nor RTCP, or too short
     * @param unexpected packets that no plan allows at the moment (no answer yet, direction closed)
     * @param sendFailures packets the operating system did not take
     * @param reception more of what came
     * @param reports what RTCP says
     * @param refusals more of what was dropped
     */
    public record Direction(long packetsReceived, long octetsReceived, long packetsSent, long octetsSent,
            long rtcpReceived, long rtcpSent, long lost, long jitterMicros, long authenticationFailures, long replays,
            long wrongSource, long malformed, long unexpected, long sendFailures, Reception reception, Reports reports,
            Refusals refusals) {}

    /**
     * The RTP of one side. Times are of the loop's clock; {@link #NEVER} before anything came.
     *
     * @param expected packets between the first and the highest sequence number of each source
     * @param duplicates copies; on an SRTP side those that verify and come within 16 packets, later ones are replays
     * @param reordered packets that were overtaken
     * @param gaps how often sequence numbers were skipped
     * @param sources SSRCs, one that came back counted again
     * @param format what is being sent, touch tones passed over
     */
    public record Reception(long expected, long duplicates, long reordered, long gaps, int sources,
            PayloadFormat format, long firstNanos, long lastNanos) {}

    /**
     * The RTCP of one side; -1 for what is not known.
     *
     * @param malformed RTCP packets that broke the rules of RFC 3550 A.2, also counted as malformed
     * @param made RTCP packets that we made and sent to this side, because the other one sends none
     * @param lastNanos when the last one came, or {@link #NEVER}
     * @param roundTripMicros between us and the peer (RFC 3550 §6.4.1)
     * @param lostThere packets that this side missed of what the other side sends, as it says
     * @param lossThere share of them since its report before, in 256ths
     * @param jitterThereMicros jitter of what arrives there, as it says
     */
    public record Reports(long malformed, long made, long lastNanos, long roundTripMicros, long lostThere,
            int lossThere, long jitterThereMicros) {}

    /**
     * What was dropped of one side.
     *
     * @param failedNanos when the last RTP packet failed authentication, or {@link #NEVER}
     * @param plainLooking RTP packets among those failures that have the length of unencrypted ones
     * @param strangerNanos when the last packet came from a wrong address, or {@link #NEVER}
     * @param limited packets that were too many or too long
     */
    public record Refusals(long failedNanos, long plainLooking, long strangerNanos, long limited) {}
}
