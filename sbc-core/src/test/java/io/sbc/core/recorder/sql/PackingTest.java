package io.sbc.core.recorder.sql;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackingTest {

    private static final long SEED = 41;

    private final Packing packing = new Packing();

    private void assertComesBack(byte[] octets) {
        byte[] packed = packing.packed(octets);
        assertArrayEquals(octets, Packing.unpacked(packed, octets.length).orElseThrow());
    }

    @Test
    void shouldGiveBackWhatItPacked() {
        Random random = new Random(SEED);
        for (int round = 0; round < 3_000; round++) {
            byte[] octets = new byte[random.nextInt(round < 200 ? 40 : 5_000)];
            int kinds = 1 + random.nextInt(255);
            for (int i = 0; i < octets.length; i++) {
                octets[i] = (byte) random.nextInt(kinds);
            }
            for (int copies = random.nextInt(20); copies > 0 && octets.length > 1; copies--) {
                int from = random.nextInt(octets.length);
                int to = random.nextInt(octets.length);
                System.arraycopy(octets, from, octets, to,
                        random.nextInt(1 + octets.length - Math.max(from, to)));
            }
            assertComesBack(octets);
        }
    }

    @Test
    void shouldCountRunsOfEveryLength() {
        for (int run = 0; run < 1_200; run++) {
            byte[] same = new byte[run];
            Arrays.fill(same, (byte) 'a');
            assertComesBack(same);
            byte[] different = new byte[run + 64];
            new Random(SEED + run).nextBytes(different);
            System.arraycopy(different, 0, different, run, 64);
            assertComesBack(different);
        }
    }

    @Test
    void shouldReachBackNoFurtherThanItsDistancesTell() {
        byte[] octets = new byte[200_000];
        new Random(SEED).nextBytes(octets);
        System.arraycopy(octets, 0, octets, 65_535, 1_000);
        System.arraycopy(octets, 5_000, octets, 5_000 + 65_536, 1_000);
        System.arraycopy(octets, 10_000, octets, 150_000, 1_000);

        assertComesBack(octets);
    }

    @Test
    void shouldMakeACallSmall() {
        StringBuilder call = new StringBuilder();
        for (int message = 0; message < 14; message++) {
            call.append("SIP/2.0 200 OK\r\nVia: SIP/2.0/TLS 192.0.2.1:5061;branch=z9hG4bK").append(message * 7919)
                    .append("\r\nFrom: <sip:1001@sbc.example.com>;tag=88sja8x\r\nTo: <sip:2002@sbc.example.com>;tag=99\r\n")
                    .append("Call-ID: 3848276298220188511@203.0.113.7\r\nCSeq: ").append(message)
                    .append(" INVITE\r\nContact: <sip:1001@192.0.2.1:5061;transport=tls>\r\nUser-Agent: Some phone 1.0\r\n")
                    .append("Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE, PRACK, REFER\r\n\r\n");
        }
        byte[] octets = call.toString().getBytes(StandardCharsets.UTF_8);

        int packed = packing.packed(octets).length;

        assertTrue(packed * 5 < octets.length, octets.length + " octets become " + packed);
        assertComesBack(octets);
    }

    @Test
    void shouldSayNothingOfWhatIsDamaged() {
        byte[] octets = "REGISTER sip:sbc SIP/2.0\r\n".repeat(40).getBytes(StandardCharsets.UTF_8);
        byte[] packed = packing.packed(octets);
        assertEquals(Optional.empty(), Packing.unpacked(new byte[0], 10));
        assertEquals(Optional.empty(), Packing.unpacked(packed, octets.length + 1));
        assertEquals(Optional.empty(), Packing.unpacked(packed, octets.length - 1));
        for (int length = 0; length < packed.length; length++) {
            assertEquals(Optional.empty(), Packing.unpacked(Arrays.copyOf(packed, length), octets.length));
        }
        Random random = new Random(SEED);
        for (int round = 0; round < 5_000; round++) {
            byte[] other = packed.clone();
            other[random.nextInt(other.length)] ^= (byte) (1 + random.nextInt(255));
            Packing.unpacked(other, octets.length).ifPresent(read -> assertEquals(octets.length, read.length));
        }
    }
}
