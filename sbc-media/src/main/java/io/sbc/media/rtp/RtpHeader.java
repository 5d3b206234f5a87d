package io.sbc.media.rtp;

/**
 * The RTP header (RFC 3550 §5.1), read in a packet that starts at octet 0 of its array.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * |                           timestamp                           |
 * |                             SSRC                              |
 * |                     CSRC list (CC words)                      |
 * |   defined by profile (X)      |  extension length in words    |
 * </pre>
 */
public final class RtpHeader {

    /** Octets of the fixed header. */
    public static final int FIXED_LENGTH = 12;
    /** What {@link #length} says of a packet whose header does not fit into it. */
    public static final int MALFORMED = -1;

    private static final int PAYLOAD_TYPE_OFFSET = 1;
    private static final int SEQUENCE_NUMBER_OFFSET = 2;
    private static final int TIMESTAMP_OFFSET = 4;
    private static final int SSRC_OFFSET = 8;
    private static final int EXTENSION_BIT = 0x10;
    private static final int CSRC_COUNT_MASK = 0x0f;
    private static final int VERSION = 2;

    private RtpHeader() {}

    /**
     * Octets of the header with its CSRC list and extension.
     *
     * @param packetLength octets of the whole packet
     * @return {@link #MALFORMED} for another version than 2 or a header that is longer than the packet
     */
    public static int length(byte[] packet, int packetLength) {
        if (packetLength < FIXED_LENGTH || (packet[0] & 0xff) >>> 6 != VERSION) {
            return MALFORMED;
        }
        int length = FIXED_LENGTH + 4 * (packet[0] & CSRC_COUNT_MASK);
        if ((packet[0] & EXTENSION_BIT) != 0) {
            if (length + 4 > packetLength) {
                return MALFORMED;
            }
            length += 4 + 4 * Octets.getUnsignedShort(packet, length + 2);
        }
        return length <= packetLength ? length : MALFORMED;
    }

    /** The payload type, 0 to 127. */
    public static int payloadType(byte[] packet) {
        return packet[PAYLOAD_TYPE_OFFSET] & 0x7f;
    }

    /** The sequence number, 0 to 65535. */
    public static int sequenceNumber(byte[] packet) {
        return Octets.getUnsignedShort(packet, SEQUENCE_NUMBER_OFFSET);
    }

    /** The timestamp in units of the payload's clock; wraps. */
    public static int timestamp(byte[] packet) {
        return Octets.getInt(packet, TIMESTAMP_OFFSET);
    }

    /** The synchronization source. */
    public static int ssrc(byte[] packet) {
        return Octets.getInt(packet, SSRC_OFFSET);
    }
}
