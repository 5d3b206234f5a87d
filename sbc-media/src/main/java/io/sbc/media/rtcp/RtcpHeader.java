package io.sbc.media.rtcp;

import io.sbc.media.rtp.Octets;

/**
 * The first header of a compound RTCP packet (RFC 3550 §6.4), which starts at octet 0 of its array.
 *
 * <pre>
 *  0                   1                   2                   3
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|  count  |  packet type  |     length in words less 1    |
 * |                        SSRC of sender                         |
 * </pre>
 */
public final class RtcpHeader {

    /** Octets of header and sender's SSRC, which SRTCP leaves in the clear (RFC 3711 §3.4). */
    public static final int LENGTH = 8;

    private static final int LENGTH_OFFSET = 2;
    private static final int SSRC_OFFSET = 4;
    private static final int VERSION = 2;

    private RtcpHeader() {}

    /** The SSRC of who sent the compound packet. */
    public static int senderSsrc(byte[] packet) {
        return Octets.getInt(packet, SSRC_OFFSET);
    }

    /**
     * Whether plain RTCP packets of version 2 fill the datagram exactly (RFC 3550 A.2). Reduced-size packets
     * (RFC 5506) pass, so the first packet's type is not asked for.
     */
    public static boolean isCompound(byte[] packet, int length) {
        if (length < LENGTH) {
            return false;
        }
        int offset = 0;
        while (offset + 4 <= length) {
            if ((packet[offset] & 0xff) >>> 6 != VERSION) {
                return false;
            }
            offset += 4 + 4 * Octets.getUnsignedShort(packet, offset + LENGTH_OFFSET);
        }
        return offset == length;
    }
}
