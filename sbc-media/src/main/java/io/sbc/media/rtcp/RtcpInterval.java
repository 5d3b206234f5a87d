package io.sbc.media.rtcp;

/** The time between two RTCP packets of one participant (RFC 3550 §6.2, §6.3.1, A.7). Pure functions. */
public final class RtcpInterval {

    /** A.7: makes up for the bias of timer reconsideration, e - 1.5. */
    private static final double COMPENSATION = Math.E - 1.5;
    private static final double SENDER_SHARE = 0.25;
    private static final double NANOS_PER_SECOND = 1e9;

    private RtcpInterval() {}

    /**
     * Td: what the interval is before chance.
     *
     * @param minimumNanos Tmin; the RFC has 5 s, and half of it for a first packet
     * @param members participants, this one included
     * @param senders those of them that send RTP
     * @param sending whether this one does
     * @param octetsPerSecond RTCP bandwidth of the session: a twentieth of what RTP takes
     * @param averageOctets of an RTCP packet with UDP and IP headers
     */
    public static long deterministicNanos(long minimumNanos, int members, int senders, boolean sending,
            double octetsPerSecond, double averageOctets) {
        double bandwidth = octetsPerSecond;
        int sharing = members;
        if (senders <= members * SENDER_SHARE) {
            bandwidth *= sending ? SENDER_SHARE : 1 - SENDER_SHARE;
            sharing = sending ? senders : members - senders;
        }
        return Math.max(minimumNanos, (long) (averageOctets * sharing / bandwidth * NANOS_PER_SECOND));
    }

    /**
     * T: the interval with chance, from half of Td to one and a half, compensated.
     *
     * @param chance from 0 to 1, uniformly
     */
    public static long randomNanos(long deterministicNanos, double chance) {
        return (long) (deterministicNanos * (chance + 0.5) / COMPENSATION);
    }
}
