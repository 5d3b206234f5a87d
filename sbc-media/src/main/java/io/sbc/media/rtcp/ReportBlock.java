package io.sbc.media.rtcp;

import io.sbc.media.rtp.Octets;

/**
 * Sender information and report blocks of SR and RR packets (RFC 3550 §6.4.1, §6.4.2), read in place.
 *
 * <pre>
 * |                        SSRC of source                         |
 * | fraction lost |       cumulative number of packets lost       |
 * |           extended highest sequence number received           |
 * |                      interarrival jitter                      |
 * |                         last SR (LSR)                         |
 * |                   delay since last SR (DLSR)                  |
 * </pre>
 */
public final class ReportBlock {

    /** Octets of one. */
    public static final int LENGTH = 24;

    private static final int SENDER_INFORMATION = 20;
    private static final int NTP_OFFSET = 8;

    private ReportBlock() {}

    /** Where block {@code index} of the SR or RR at {@code packetOffset} begins. */
    public static int offset(byte[] packet, int index, int packetOffset) {
        int first = packetOffset + RtcpHeader.LENGTH
                + (RtcpHeader.type(packet, packetOffset) == RtcpHeader.SENDER_REPORT ? SENDER_INFORMATION : 0);
        return first + index * LENGTH;
    }

    /** The middle 32 bits of the NTP time in the SR at {@code packetOffset}: what LSR will say. */
    public static int ntpMiddle(byte[] packet, int packetOffset) {
        return Octets.getInt(packet, packetOffset + NTP_OFFSET + 2);
    }

    /** Whose packets the block at {@code offset} is about. */
    public static int ssrc(byte[] packet, int offset) {
        return Octets.getInt(packet, offset);
    }

    /** Share of packets lost since the report before, in 256ths. */
    public static int fractionLost(byte[] packet, int offset) {
        return packet[offset + 4] & 0xff;
    }

    /** Packets lost altogether; copies may make it negative. */
    public static int cumulativeLost(byte[] packet, int offset) {
        return (Octets.getInt(packet, offset + 4) << 8) >> 8;
    }

    /** Jitter in ticks of the RTP clock. */
    public static long jitter(byte[] packet, int offset) {
        return Octets.getInt(packet, offset + 12) & 0xffff_ffffL;
    }

    /** {@link #ntpMiddle} of the last SR that came; 0 for none. */
    public static int lastSenderReport(byte[] packet, int offset) {
        return Octets.getInt(packet, offset + 16);
    }

    /** How long ago that was, in 65536ths of a second. */
    public static long delaySinceLastSenderReport(byte[] packet, int offset) {
        return Octets.getInt(packet, offset + 20) & 0xffff_ffffL;
    }
}
