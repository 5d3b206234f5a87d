package io.sbc.media.rtcp;

import io.sbc.media.rtp.Octets;

/**
 * The header that each packet of a compound RTCP packet begins with (RFC 3550 §6.4); the first one starts at octet 0 of its
 * array.
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
    /** Packet type of a sender report. */
    public static final int SENDER_REPORT = 200;
    /** Packet type of a receiver report. */
    public static final int RECEIVER_REPORT = 201;
    /** Packet type of source descriptions. */
    public static final int SOURCE_DESCRIPTION = 202;
    /** Packet type of a farewell. */
    public static final int BYE = 203;

    private static final int LENGTH_OFFSET = 2;
    private static final int SSRC_OFFSET = 4;
    private static final int VERSION = 2;
    private static final int PADDING_BIT = 0x20;
    private static final int COUNT_MASK = 0x1f;
    /** RFC 5761 §4: what packet types may be told from RTP. */
    private static final int TYPE_MIN = 192;
    private static final int TYPE_MAX = 223;

    private RtcpHeader() {}

    /** The SSRC of who sent the compound packet. */
    public static int senderSsrc(byte[] packet) {
        return ssrc(packet, 0);
    }

    /** The SSRC of who sent the packet at {@code offset}. */
    public static int ssrc(byte[] packet, int offset) {
        return Octets.getInt(packet, offset + SSRC_OFFSET);
    }

    /** The type of the packet at {@code offset}. */
    public static int type(byte[] packet, int offset) {
        return packet[offset + 1] & 0xff;
    }

    /** Report blocks, chunks or the like of the packet at {@code offset}. */
    public static int count(byte[] packet, int offset) {
        return packet[offset] & COUNT_MASK;
    }

    /** Octets of the packet at {@code offset}, header and padding included. */
    public static int length(byte[] packet, int offset) {
        return 4 + 4 * Octets.getUnsignedShort(packet, offset + LENGTH_OFFSET);
    }

    /**
     * Whether plain RTCP packets of version 2 fill the datagram exactly, with padding in the last one only, and reports have
     * room for their blocks (RFC 3550 A.2). Reduced-size packets (RFC 5506) pass, so the first packet may be of any type.
     */
    public static boolean isCompound(byte[] packet, int length) {
        if (length < LENGTH) {
            return false;
        }
        int offset = 0;
        while (offset + 4 <= length) {
            int end = offset + length(packet, offset);
            if (end > length || !isPacket(packet, offset, end, end == length)) {
                return false;
            }
            offset = end;
        }
        return offset == length;
    }

    private static boolean isPacket(byte[] packet, int offset, int end, boolean last) {
        int type = type(packet, offset);
        if ((packet[offset] & 0xff) >>> 6 != VERSION || type < TYPE_MIN || type > TYPE_MAX) {
            return false;
        }
        int room = end - offset;
        if ((packet[offset] & PADDING_BIT) != 0) {
            int padding = packet[end - 1] & 0xff;
            if (!last || padding == 0 || (padding & 3) != 0 || padding > room - 4) {
                return false;
            }
            room -= padding;
        }
        return switch (type) {
            case SENDER_REPORT, RECEIVER_REPORT -> ReportBlock.offset(packet, 0, offset)
                    + ReportBlock.LENGTH * count(packet, offset) <= offset + room;
            case BYE -> 4 + 4 * count(packet, offset) <= room;
            default -> true;
        };
    }
}
