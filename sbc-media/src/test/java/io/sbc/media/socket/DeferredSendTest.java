package io.sbc.media.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Packets of a batch arrive as if each had been sent by itself. With AUTO they go through a raw socket where that is allowed,
 * with checksums that the receiving kernel verifies.
 */
class DeferredSendTest {

    /** Even and odd ones, one that has to go the usual way, and what an Ethernet frame does not hold. */
    private static final int[] LENGTHS = {1, 2, 7, 8, 171, 172, 182, 1_200, 1_280, 1_281, 1_400, 20};

    @ParameterizedTest
    @CsvSource({"AUTO, 127.0.0.1", "NATIVE, 127.0.0.1", "NIO, 127.0.0.1", "AUTO, ::1"})
    void shouldArriveInOrderWithEveryOctetAndTheRightSource(IoKind kind, String host) throws IOException {
        MediaIo io = MediaIo.of(kind);
        InetAddress address = InetAddress.ofLiteral(host);
        var random = new Random(5);
        var batch = new Datagram[LENGTHS.length];
        try (Poller poller = io.newPoller();
                UdpChannel from = io.open(new InetSocketAddress(address, 0));
                UdpChannel to = io.open(new InetSocketAddress(address, 0));
                Datagram received = new Datagram()) {
            UdpAddress destination = UdpAddress.of(new InetSocketAddress(address, to.localPort()));
            for (int i = 0; i < batch.length; i++) {
                batch[i] = Datagram.ofBatch();
                random.nextBytes(batch[i].octets());
                batch[i].length(LENGTHS[i]);
                assertTrue(from.send(batch[i], destination));
            }

            poller.sendDeferred(batch, batch.length);
            poller.sendDeferred(batch, batch.length);

            for (Datagram sent : batch) {
                assertEquals(sent.length(), to.receive(received));
                assertArrayEquals(Arrays.copyOf(sent.octets(), sent.length()),
                        Arrays.copyOf(received.octets(), received.length()));
                assertTrue(received.isFrom(UdpAddress.of(new InetSocketAddress(address, from.localPort()))));
                sent.close();
            }
            assertEquals(UdpChannel.NOTHING, to.receive(received));
        }
    }

    @Test
    void shouldMakeTheChecksumOfRfc768() {
        // 10.0.0.1:1 to 10.0.0.2:2, data 0x00 0x01 0x02: words 0a00 0001 0a00 0002 0011 000b 0001 0002 000b 0001 0200.
        int sum = 0x0a00 + 0x0001 + 0x0a00 + 0x0002 + 0x0011 + 0x000b + 0x0001 + 0x0002 + 0x000b + 0x0001 + 0x0200;

        assertEquals(~sum & 0xffff,
                RawSender.checksum(new byte[]{0, 1, 2}, 3, 0x0a00_0001, 0x0a00_0002, 0x0001_0002, 11));
    }
}
