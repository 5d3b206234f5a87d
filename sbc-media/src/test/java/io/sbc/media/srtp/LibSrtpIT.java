package io.sbc.media.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Packet for packet against libsrtp 2.5: the same octets when protecting, the same verdict and the same octets when
 * unprotecting, over losses, reorderings, replays, forgeries and rollovers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LibSrtpIT {

    private static final int PACKETS = 30_000;
    private static final int REPORTS = 2_000;
    private static final int[] SSRCS = {0x1111_1111, 0x7fff_ffff, 0xdead_beef};

    private LibSrtpOracle libsrtp;

    @BeforeAll
    void startLibSrtp(@TempDir Path directory) throws IOException, InterruptedException {
        libsrtp = LibSrtpOracle.start(directory);
    }

    @AfterAll
    void stopLibSrtp() throws IOException {
        libsrtp.close();
    }

    @ParameterizedTest
    @EnumSource(SrtpSuite.class)
    void shouldProtectAndJudgeRtpAsLibSrtpDoes(SrtpSuite suite) {
        long seed = 2_026_112_200L + suite.ordinal();
        Random random = new Random(seed);
        SrtpKey key = Packets.key(suite, seed);
        SrtpSendContext sender = new SrtpSendContext(key);
        SrtpReceiveContext receiver = new SrtpReceiveContext(key);
        libsrtp.key(key);
        int[] sequenceNumbers = {random.nextInt(0x8000), random.nextInt(0x8000), random.nextInt(0x8000)};
        List<byte[]> wire = new ArrayList<>();
        for (int i = 0; i < PACKETS; i++) {
            int source = random.nextInt(SSRCS.length);
            int step = random.nextInt(100) == 0 ? random.nextInt(5_000) : 1;
            sequenceNumbers[source] = (sequenceNumbers[source] + step) & 0xffff;
            byte[] plain = Packets.anyRtp(random, SSRCS[source], sequenceNumbers[source],
                    random.nextInt(10) == 0 ? 1400 : 200);

            byte[] ours = Hex.roomy(plain);
            int length = sender.protectRtp(ours, plain.length);
            Optional<byte[]> theirs = libsrtp.protectRtp(plain);

            String where = "seed " + seed + " packet " + i;
            assertEquals(theirs.isPresent(), length >= 0, where);
            if (length >= 0) {
                assertArrayEquals(theirs.orElseThrow(), Arrays.copyOf(ours, length), where);
                wire.add(Arrays.copyOf(ours, length));
            }
            while (wire.size() > 30) {
                deliver(receiver, wire, random, where);
            }
        }
    }

    /** Delivers one of those on the way: mostly the oldest, at times another, twice, or forged. */
    private void deliver(SrtpReceiveContext receiver, List<byte[]> wire, Random random, String where) {
        int chosen = random.nextInt(4) == 0 ? random.nextInt(wire.size()) : 0;
        byte[] packet = wire.get(chosen).clone();
        int fate = random.nextInt(20);
        if (fate > 1) {
            wire.remove(chosen);
        }
        if (fate == 1) {
            packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
        }
        byte[] ours = Hex.roomy(packet);

        int length = receiver.unprotectRtp(ours, packet.length);
        Optional<byte[]> theirs = libsrtp.unprotectRtp(packet, packet.length);

        assertEquals(theirs.isPresent(), length >= 0, where);
        theirs.ifPresent(plain -> assertArrayEquals(plain, Arrays.copyOf(ours, length), where));
    }

    @ParameterizedTest
    @EnumSource(SrtpSuite.class)
    void shouldUnderstandReportsBothWays(SrtpSuite suite) {
        SrtpKey key = Packets.key(suite, 77);
        SrtpSendContext sender = new SrtpSendContext(key);
        SrtpReceiveContext receiver = new SrtpReceiveContext(key);
        libsrtp.key(key);
        Random random = new Random(5);
        for (int i = 0; i < REPORTS; i++) {
            byte[] plain = Packets.senderReport(SSRCS[0], i);

            byte[] ours = Hex.roomy(plain);
            int length = sender.protectRtcp(ours, plain.length);
            byte[] theirs = libsrtp.protectRtcp(plain).orElseThrow();
            assertArrayEquals(theirs, Arrays.copyOf(ours, length));

            boolean forged = random.nextInt(10) == 0;
            if (forged) {
                ours[random.nextInt(length)] ^= 4;
            }
            Optional<byte[]> verdict = libsrtp.unprotectRtcp(ours, length);
            assertEquals(!forged, verdict.isPresent());
            int plainLength = receiver.unprotectRtcp(ours, length);
            assertEquals(!forged, plainLength >= 0);
            verdict.ifPresent(report -> assertArrayEquals(report, Arrays.copyOf(ours, plainLength)));
        }
    }
}
