package io.sbc.core.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.core.Side;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FramesTest {

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    @Test
    void shouldTagAMessageWithAddressesAndPorts() {
        byte[] frame = Frames.sip(new SipCopy(0, Side.SET, TransportProtocol.TLS, at("192.0.2.1", 5061),
                at("2001:db8::7", 40_000), true, "", new byte[]{'X'}));

        assertArrayEquals(HexFormat.of().parseHex("000c000473697000" + "00140004c0000201"
                + "0017001020010db8000000000000000000000007" + "0018000400000002" + "00190004000013c5"
                + "001a000400009c40" + "00000000" + "58"), frame);
    }

    @Test
    void shouldFrameIpv4WithRightSums() {
        byte[] room = new byte[Frames.HEADERS_MAX + 3];
        room[Frames.HEADERS_MAX] = 1;

        int start = Frames.udp(room, 3, 3, at("192.0.2.1", 20_000), at("192.0.2.2", 4_000));

        byte[] packet = Arrays.copyOfRange(room, start, room.length);
        assertEquals(31, packet.length);
        assertEquals(0xffff, sum(Arrays.copyOf(packet, 20), 0));
        // Pseudo header: addresses, protocol, length of the datagram.
        assertEquals(0xffff, sum(Arrays.copyOfRange(packet, 12, packet.length), 17 + 11));
    }

    @Test
    void shouldFrameIpv6AndLeaveTheSumOfACutPacketOut() {
        byte[] room = new byte[Frames.HEADERS_MAX + 4];

        int start = Frames.udp(room, 4, 4, at("2001:db8::1", 20_000), at("2001:db8::2", 4_000));
        byte[] whole = Arrays.copyOfRange(room, start, room.length);
        Frames.udp(room, 4, 1_000, at("2001:db8::1", 20_000), at("2001:db8::2", 4_000));
        byte[] cut = Arrays.copyOfRange(room, start, room.length);

        assertEquals(0xffff, sum(Arrays.copyOfRange(whole, 8, whole.length), 17 + 12));
        assertEquals(1_008, (cut[4] & 0xff) << 8 | (cut[5] & 0xff));
        assertEquals(0, cut[46] | cut[47]);
    }

    private static int sum(byte[] octets, int begin) {
        long sum = begin;
        for (int i = 0; i < octets.length; i++) {
            sum += (octets[i] & 0xff) << ((i & 1) == 0 ? 8 : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) sum;
    }
}
