package io.sbc.media.rtp;

/** What a datagram on a media port is, told from its first two octets. */
public enum PacketKind {
    /** RTP or SRTP. */
    RTP,
    /** RTCP or SRTCP. */
    RTCP,
    /** Neither: too short, another version (STUN, DTLS, ZRTP, garbage). */
    OTHER;

    private static final int SHORTEST = 8;
    private static final int VERSION = 2;
    /** RFC 5761 §4: RTCP packet types; seen as RTP these are payload types 64 to 95, which RTP then must not use. */
    private static final int RTCP_TYPE_MIN = 192;
    private static final int RTCP_TYPE_MAX = 223;

    /** Tells the kind of the packet of {@code length} octets that starts at octet 0. */
    public static PacketKind of(byte[] packet, int length) {
        if (length < SHORTEST || (packet[0] & 0xff) >>> 6 != VERSION) {
            return OTHER;
        }
        int type = packet[1] & 0xff;
        if (type >= RTCP_TYPE_MIN && type <= RTCP_TYPE_MAX) {
            return RTCP;
        }
        return length < RtpHeader.FIXED_LENGTH ? OTHER : RTP;
    }
}
