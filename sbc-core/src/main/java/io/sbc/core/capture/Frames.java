package io.sbc.core.capture;

import io.sbc.core.sip.transport.TransportProtocol;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * How captured octets become packets of a file. SIP, whose TCP and TLS are gone, as Wireshark's exported PDU: the dissector's name, addresses
 * and ports as tags. Media as IP and UDP with headers of our making. Pure functions.
 */
final class Frames {

    /** LINKTYPE_WIRESHARK_UPPER_PDU. */
    static final int EXPORTED_PDU = 252;
    /** LINKTYPE_RAW: an IP packet, whose first octet tells the version. */
    static final int RAW_IP = 101;
    /** Octets before media: an IPv6 header and UDP's. */
    static final int HEADERS_MAX = 48;

    private static final short TAG_DISSECTOR_NAME = 12;
    private static final short TAG_IPV4_SOURCE = 20;
    private static final short TAG_IPV4_DESTINATION = 21;
    private static final short TAG_IPV6_SOURCE = 22;
    private static final short TAG_IPV6_DESTINATION = 23;
    private static final short TAG_PORT_TYPE = 24;
    private static final short TAG_SOURCE_PORT = 25;
    private static final short TAG_DESTINATION_PORT = 26;
    private static final int PORT_TYPE_TCP = 2;
    private static final int PORT_TYPE_UDP = 3;
    private static final int TAGS_MAX = 128;
    private static final int UDP = 17;
    private static final int UDP_HEADER = 8;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int HOP_LIMIT = 64;

    private Frames() {}

    /** A SIP message with its tags. */
    static byte[] sip(SipCopy copy) {
        ByteBuffer frame = ByteBuffer.allocate(TAGS_MAX + copy.octets().length);
        tag(frame, TAG_DISSECTOR_NAME, "sip".getBytes(StandardCharsets.US_ASCII));
        address(frame, TAG_IPV4_SOURCE, TAG_IPV6_SOURCE, copy.source().getAddress());
        address(frame, TAG_IPV4_DESTINATION, TAG_IPV6_DESTINATION, copy.destination().getAddress());
        number(frame, TAG_PORT_TYPE, copy.protocol() == TransportProtocol.UDP ? PORT_TYPE_UDP : PORT_TYPE_TCP);
        number(frame, TAG_SOURCE_PORT, copy.source().getPort());
        number(frame, TAG_DESTINATION_PORT, copy.destination().getPort());
        frame.putInt(0).put(copy.octets());
        byte[] octets = new byte[frame.position()];
        frame.get(0, octets);
        return octets;
    }

    private static void address(ByteBuffer frame, short ipv4, short ipv6, InetAddress address) {
        tag(frame, address instanceof Inet4Address ? ipv4 : ipv6, address.getAddress());
    }

    private static void number(ByteBuffer frame, short tag, int value) {
        frame.putShort(tag).putShort((short) 4).putInt(value);
    }

    /** Tag and value in network order, the value padded to 32 bits, which its length includes. */
    private static void tag(ByteBuffer frame, short tag, byte[] value) {
        int padded = (value.length + 3) & ~3;
        frame.putShort(tag).putShort((short) padded).put(value).position(frame.position() + padded - value.length);
    }

    /**
     * Puts IP and UDP headers before {@code length} octets at {@link #HEADERS_MAX} of {@code room}.
     *
     * @param originalLength octets of the payload before it was cut
     * @return where the packet begins
     */
    static int udp(byte[] room, int length, int originalLength, InetSocketAddress source,
            InetSocketAddress destination) {
        boolean ipv4 = source.getAddress() instanceof Inet4Address && destination.getAddress() instanceof Inet4Address;
        int start = HEADERS_MAX - UDP_HEADER - (ipv4 ? IPV4_HEADER : IPV6_HEADER);
        ByteBuffer header = ByteBuffer.wrap(room, start, HEADERS_MAX - start).slice();
        int datagram = UDP_HEADER + originalLength;
        if (ipv4) {
            header.putShort((short) 0x4500).putShort((short) (IPV4_HEADER + datagram)).putInt(0)
                    .put((byte) HOP_LIMIT).put((byte) UDP).putShort((short) 0).put(source.getAddress().getAddress())
                    .put(destination.getAddress().getAddress());
            header.putShort(10, (short) ~sum(room, start, IPV4_HEADER, 0));
        } else {
            header.putInt(0x6000_0000).putShort((short) datagram).put((byte) UDP).put((byte) HOP_LIMIT)
                    .put(sixteen(source.getAddress())).put(sixteen(destination.getAddress()));
        }
        header.putShort((short) source.getPort()).putShort((short) destination.getPort()).putShort((short) datagram)
                .putShort((short) 0);
        if (length == originalLength) { // of what was cut nobody can tell the sum; 0 is none
            int addresses = ipv4 ? 8 : 32;
            int pseudo = sum(room, HEADERS_MAX - UDP_HEADER - addresses, addresses, UDP + datagram);
            int checksum = ~sum(room, HEADERS_MAX - UDP_HEADER, datagram, pseudo) & 0xffff;
            header.putShort(header.limit() - 2, (short) (checksum == 0 ? 0xffff : checksum));
        }
        return start;
    }

    /** An IPv4 address as the mapped one. */
    private static byte[] sixteen(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length == 16) {
            return octets;
        }
        return ByteBuffer.allocate(16).putLong(0).putInt(0xffff).put(octets).array();
    }

    /** RFC 1071: the sum of 16 bit words with carries added, not complemented. */
    private static int sum(byte[] octets, int offset, int length, int begin) {
        long sum = begin;
        for (int i = 0; i < length; i++) {
            sum += (octets[offset + i] & 0xff) << ((i & 1) == 0 ? 8 : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) sum;
    }
}
