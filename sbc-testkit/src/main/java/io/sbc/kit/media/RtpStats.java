package io.sbc.kit.media;

import java.util.Optional;

/**
 * What an endpoint counted, at one moment.
 *
 * @param lost           packets that the sequence numbers promise and that did not come (RFC 3550 §A.3)
 * @param jitterMillis   interarrival jitter (RFC 3550 §A.8)
 * @param authFailures   SRTP or SRTCP packets whose tag did not verify
 * @param replayed       SRTP or SRTCP packets that came twice
 * @param malformed      packets that are no RTP or RTCP, and RTP without a key while SRTP is agreed
 * @param unexpected     packets that came before the endpoint knew its peer
 * @param strangers      packets from another address than the peer's; they are counted and used
 * @param ssrcChanges    how often the peer's SSRC changed
 * @param roundTripMillis from the latest receiver report that tells (RFC 3550 §6.4.1)
 * @param reportedLost   packets of ours that the peer reports as lost
 * @param sendSuite      how we protect; empty: not at all
 * @param receiveSuite   how the peer protects; empty: not at all
 */
public record RtpStats(long sent, long received, long lost, double jitterMillis, long authFailures, long replayed,
        long malformed, long unexpected, long strangers, int ssrcChanges, long rtcpSent, long rtcpReceived,
        Optional<Double> roundTripMillis, Optional<Integer> reportedLost, Optional<SrtpSuite> sendSuite,
        Optional<SrtpSuite> receiveSuite) {}
