package io.sbc.core.capture;

import io.sbc.core.sip.transport.TransportProtocol;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A HEP 3 packet (sipcapture, "Homer Encapsulation Protocol", revision 3): {@code HEP3}, its length, then chunks.
 *
 * <pre>
 *  vendor (2) | type (2) | length with this head (2) | value
 * </pre>
 */
final class HepPacket {

    private static final byte[] MAGIC = {'H', 'E', 'P', '3'};
    private static final int IP_FAMILY = 1;
    private static final int IP_PROTOCOL = 2;
    private static final int IPV4_SOURCE = 3;
    private static final int IPV4_DESTINATION = 4;
    private static final int IPV6_SOURCE = 5;
    private static final int IPV6_DESTINATION = 6;
    private static final int SOURCE_PORT = 7;
    private static final int DESTINATION_PORT = 8;
    private static final int SECONDS = 9;
    private static final int MICROSECONDS = 10;
    private static final int PROTOCOL_TYPE = 11;
    private static final int AGENT_ID = 12;
    private static final int PAYLOAD = 15;
    private static final int CORRELATION_ID = 17;
    private static final int SIP = 1;
    private static final int FAMILY_IPV4 = 2;
    private static final int FAMILY_IPV6 = 10;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int CHUNK_HEAD = 6;
    private static final int HEADS_MAX = 256;
    /** The length of a chunk and of the packet has 16 bits. */
    static final int PAYLOAD_MAX = 60_000;
    private static final int CORRELATION_MAX = 1_024;

    private HepPacket() {}

    /**
     * A message as HEP; what is longer than {@link #PAYLOAD_MAX} is cut.
     *
     * @param correlation what both legs of a call have in common
     */
    static byte[] of(SipCopy copy, byte[] payload, long epochNanos, int agentId, String correlation) {
        byte[] correlated = correlation.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(payload.length, PAYLOAD_MAX);
        ByteBuffer packet = ByteBuffer.allocate(HEADS_MAX + CORRELATION_MAX + length);
        packet.put(MAGIC).putShort((short) 0);
        InetAddress source = copy.source().getAddress();
        InetAddress destination = copy.destination().getAddress();
        boolean ipv4 = source instanceof Inet4Address && destination instanceof Inet4Address;
        octet(packet, IP_FAMILY, ipv4 ? FAMILY_IPV4 : FAMILY_IPV6);
        octet(packet, IP_PROTOCOL, copy.protocol() == TransportProtocol.UDP ? UDP : TCP);
        chunk(packet, ipv4 ? IPV4_SOURCE : IPV6_SOURCE, source.getAddress());
        chunk(packet, ipv4 ? IPV4_DESTINATION : IPV6_DESTINATION, destination.getAddress());
        head(packet, SOURCE_PORT, 2).putShort((short) copy.source().getPort());
        head(packet, DESTINATION_PORT, 2).putShort((short) copy.destination().getPort());
        head(packet, SECONDS, 4).putInt((int) (epochNanos / 1_000_000_000));
        head(packet, MICROSECONDS, 4).putInt((int) (epochNanos % 1_000_000_000 / 1_000));
        octet(packet, PROTOCOL_TYPE, SIP);
        head(packet, AGENT_ID, 4).putInt(agentId);
        if (correlated.length > 0 && correlated.length <= CORRELATION_MAX) {
            chunk(packet, CORRELATION_ID, correlated);
        }
        head(packet, PAYLOAD, length).put(payload, 0, length);
        packet.putShort(MAGIC.length, (short) packet.position());
        byte[] octets = new byte[packet.position()];
        packet.get(0, octets);
        return octets;
    }

    private static void octet(ByteBuffer packet, int type, int value) {
        head(packet, type, 1).put((byte) value);
    }

    private static void chunk(ByteBuffer packet, int type, byte[] value) {
        head(packet, type, value.length).put(value);
    }

    private static ByteBuffer head(ByteBuffer packet, int type, int length) {
        return packet.putShort((short) 0).putShort((short) type).putShort((short) (CHUNK_HEAD + length));
    }
}
