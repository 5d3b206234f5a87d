package io.sbc.media.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.media.api.MediaSide;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketRingTest {

    private static final long MAPPED = 0xffff_0000_0000L;

    private final PacketRing ring = new PacketRing(8);

    private void write(int number) {
        byte[] packet = new byte[200];
        Arrays.fill(packet, (byte) number);
        ring.write(number, MediaSide.SET, false, 20_000, 0, MAPPED | 0x7f00_0001L, 4_000, packet, packet.length);
    }

    private List<Long> read() {
        List<Long> numbers = new ArrayList<>();
        ring.drain(packet -> {
            for (int i = 0; i < packet.length(); i++) {
                assertEquals((byte) packet.nanos(), packet.octets()[i]);
            }
            numbers.add(packet.nanos());
        });
        return numbers;
    }

    @Test
    void shouldHandOnWhatWasWrittenOnce() {
        write(1);
        write(2);

        assertEquals(List.of(1L, 2L), read());
        assertEquals(List.of(), read());
        write(3);
        assertEquals(List.of(3L), read());
        assertEquals(0, ring.lost());
    }

    @Test
    void shouldDropTheOldestAndCount() {
        for (int i = 0; i < 20; i++) {
            write(i);
        }

        assertEquals(List.of(12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L), read());
        assertEquals(12, ring.lost());
    }

    @Test
    void shouldTellWhereAPacketWentAndCutALongOne() {
        ring.write(7, MediaSide.ICP, true, 65_535, 0x2001_0db8_0000_0000L, 5, 65_534, new byte[2_000], 2_000);

        assertEquals(1, ring.drain(packet -> {
            assertEquals(MediaSide.ICP, packet.side());
            assertTrue(packet.sent());
            assertEquals(65_535, packet.localPort());
            assertEquals(65_534, packet.remotePort());
            assertEquals("2001:db8:0:0:0:0:0:5", packet.remote().getHostAddress());
            assertEquals(2_000, packet.originalLength());
            assertEquals(PacketRing.OCTETS_MAX, packet.length());
        }));
    }

    /** A writer that laps the reader all the time: what is read is whole and in order, and all is accounted for. */
    @Test
    void shouldNeverHandOnAPacketThatIsBeingOverwritten() throws InterruptedException {
        int packets = 300_000;
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < packets; i++) {
                write(i);
            }
        });
        long seen = 0;
        long last = -1;
        boolean ended;
        do {
            ended = !writer.isAlive();
            for (long number : read()) {
                assertTrue(number > last);
                last = number;
                seen++;
            }
        } while (!ended);
        writer.join();

        assertEquals(packets, seen + ring.lost());
        assertEquals(packets - 1, last);
    }
}
