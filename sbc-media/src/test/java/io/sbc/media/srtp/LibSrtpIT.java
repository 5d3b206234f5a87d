package io.sbc.media.srtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.media.api.MasterKeyIdentifier;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import java.io.IOException;
import java.math.BigInteger;
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
 * Packet for packet against libsrtp 2.5, a million and more: the same octets when protecting, the same verdict and the same
 * octets when unprotecting, for every suite with and without a master key identifier, over sizes, CSRCs, extensions,
 * SSRCs, losses, reorderings, replays, forgeries, jumps and rollovers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LibSrtpIT {

    /** Of each suite: together with the others 1,008,000. */
    private static final int PACKETS = 168_000;
    /** Packets asked about at a time. */
    private static final int BATCH = 64;
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
        Traffic packets = new Traffic(suite);

        packets.exchange(Optional.empty(), PACKETS * 3 / 4);
        packets.exchange(Optional.of(MasterKeyIdentifier.of(BigInteger.valueOf(suite.ordinal() + 1L), 4)), PACKETS / 8);
        packets.exchange(Optional.of(MasterKeyIdentifier.of(BigInteger.ONE, 1 + 8 * suite.ordinal())), PACKETS / 8);

        assertEquals(PACKETS, packets.protectedByBoth + packets.refusedByBoth);
        assertTrue(packets.rollovers > 3, packets.rollovers + " rollovers");
        assertTrue(packets.refused > PACKETS / 50, packets.refused + " refused");
    }

    /** Packets of one suite, on their way through both. */
    private final class Traffic {

        private final SrtpSuite suite;
        private final Random random;
        private final List<byte[]> wire = new ArrayList<>();
        private int protectedByBoth;
        private int refusedByBoth;
        private int refused;
        private int rollovers;
        private String where = "";

        Traffic(SrtpSuite suite) {
            this.suite = suite;
            this.random = new Random(2_026_112_200L + suite.ordinal());
        }

        void exchange(Optional<MasterKeyIdentifier> identifier, int count) {
            SrtpKey key = Packets.key(suite, random.nextLong()).withIdentifier(identifier);
            SrtpSendContext sender = new SrtpSendContext(key);
            SrtpReceiveContext receiver = new SrtpReceiveContext(key);
            int[] sequenceNumbers = {random.nextInt(0x8000), random.nextInt(0x8000), random.nextInt(0x8000)};
            libsrtp.key(key);
            wire.clear();
            for (int done = 0; done < count; done += BATCH) {
                where = suite + " " + identifier + " packet " + done;
                protect(sender, sequenceNumbers, Math.min(BATCH, count - done));
                unprotect(receiver);
            }
        }

        private void protect(SrtpSendContext sender, int[] sequenceNumbers, int count) {
            List<byte[]> plain = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                int source = random.nextInt(SSRCS.length);
                int step = random.nextInt(100) == 0 ? random.nextInt(5_000) : 1;
                int next = (sequenceNumbers[source] + step) & 0xffff;
                rollovers += next < sequenceNumbers[source] ? 1 : 0;
                sequenceNumbers[source] = next;
                plain.add(Packets.anyRtp(random, SSRCS[source], next,
                        i == 0 ? 1400 : 200));
            }
            List<Optional<byte[]>> theirs = libsrtp.protectRtp(plain);
            for (int i = 0; i < count; i++) {
                byte[] ours = Arrays.copyOf(plain.get(i), plain.get(i).length + 160);
                int length = sender.protectRtp(ours, plain.get(i).length);
                if (theirs.get(i).isPresent()) {
                    assertEquals(theirs.get(i).get().length, length, where);
                    assertArrayEquals(theirs.get(i).get(), Arrays.copyOf(ours, length), where);
                    wire.add(Arrays.copyOf(ours, length));
                    protectedByBoth++;
                } else {
                    assertTrue(length < 0, where);
                    refusedByBoth++;
                }
            }
        }

        /** Delivers most of those on the way: in order or not, at times twice, or forged. */
        private void unprotect(SrtpReceiveContext receiver) {
            List<byte[]> arriving = new ArrayList<>();
            while (wire.size() > 30) {
                int chosen = random.nextInt(4) == 0 ? random.nextInt(wire.size()) : 0;
                byte[] packet = wire.get(chosen).clone();
                int fate = random.nextInt(20);
                if (fate > 1) {
                    wire.remove(chosen);
                }
                if (fate == 1) {
                    packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
                }
                arriving.add(packet);
            }
            List<Optional<byte[]>> theirs = libsrtp.unprotectRtp(arriving);
            for (int i = 0; i < arriving.size(); i++) {
                byte[] ours = arriving.get(i);
                int length = receiver.unprotectRtp(ours, ours.length);
                assertEquals(theirs.get(i).isPresent(), length >= 0, where);
                if (length >= 0) {
                    assertArrayEquals(theirs.get(i).get(), Arrays.copyOf(ours, length), where);
                } else {
                    refused++;
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SrtpSuite.class)
    void shouldUnderstandReportsBothWays(SrtpSuite suite) {
        SrtpKey key = Packets.key(suite, 77).withIdentifier(identifierInReports(suite));
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

    /** libsrtp 2.5 looks for the identifier of a report where the tag of a packet would end: not at all with _32. */
    private static Optional<MasterKeyIdentifier> identifierInReports(SrtpSuite suite) {
        return suite.srtpTagLength() == suite.srtcpTagLength()
                ? Optional.of(MasterKeyIdentifier.of(BigInteger.TEN, 3))
                : Optional.empty();
    }
}
