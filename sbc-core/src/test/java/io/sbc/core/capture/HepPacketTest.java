package io.sbc.core.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.core.Side;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** HEP 3, octet by octet. */
class HepPacketTest {

    private static SipCopy copy(String local, String remote, boolean sent) {
        return new SipCopy(0, Side.ICP, TransportProtocol.UDP,
                new InetSocketAddress(InetAddress.ofLiteral(local), 5080),
                new InetSocketAddress(InetAddress.ofLiteral(remote), 5060), sent, "", new byte[0]);
    }

    @Test
    void shouldWriteEveryChunk() {
        byte[] packet = HepPacket.of(copy("192.0.2.1", "192.0.2.2", false), new byte[]{'S', 'I', 'P'},
                1_500_000_000_123_456_789L, 2001, "ab");

        assertArrayEquals(HexFormat.of().parseHex("48455033" + "006e"
                + "00000001000702" + "00000002000711"
                + "00000003000ac0000202" + "00000004000ac0000201"
                + "00000007000813c4" + "00000008000813d8"
                + "00000009000a59682f00" + "0000000a000a0001e240"
                + "0000000b000701" + "0000000c000a000007d1"
                + "0000001100086162" + "0000000f0009534950"), packet);
    }

    @Test
    void shouldWriteIpv6AndCutWhatIsTooLong() {
        byte[] packet = HepPacket.of(copy("2001:db8::1", "192.0.2.2", true), new byte[100_000], 0, 1, "");

        assertEquals(10, packet[12]);
        assertEquals(packet.length, (packet[4] & 0xff) << 8 | (packet[5] & 0xff));
        assertEquals(HepPacket.PAYLOAD_MAX + 6 + 6 + 7 + 7 + 22 + 10 + 8 + 8 + 10 + 10 + 7 + 10, packet.length);
    }
}
