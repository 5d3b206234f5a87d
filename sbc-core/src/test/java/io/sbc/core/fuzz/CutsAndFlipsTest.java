package io.sbc.core.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.sbc.core.sip.transport.Framing;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The corpus cut at every octet and with one bit flipped in every octet, through each reader of the network: nothing is
 * thrown but the typed failure, and nothing takes long. Long is 100 ms of this thread's processor time, not of the clock,
 * so a busy machine does not matter; what the compiler or the collector may have taken is ruled out by asking again.
 */
class CutsAndFlipsTest {

    private static final long LONG_NANOS = 100_000_000;
    private static final int TRIES = 5;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    static Stream<Arguments> readers() {
        return Stream.of(
                Arguments.of("messages", Corpus.messages(), (Consumer<byte[]>) Surfaces::message),
                Arguments.of("messages in a stream", Corpus.messages(), (Consumer<byte[]>) Framing::frames),
                Arguments.of("descriptions", Corpus.descriptions(), (Consumer<byte[]>) Surfaces::sdp),
                Arguments.of("crypto lines", Corpus.octets("a=crypto:"), read(Surfaces::crypto)),
                Arguments.of("Via", Corpus.octets("Via:", "v:"), read(Surfaces::via)),
                Arguments.of("addresses", Corpus.octets("From:", "To:", "Contact:", "f:", "t:", "m:", "Route:"),
                        read(Surfaces::address)),
                Arguments.of("URIs", Corpus.octets("INVITE ", "OPTIONS ", "REGISTER "), read(Surfaces::uri)),
                Arguments.of("digest", Corpus.octets("Authorization:", "WWW-Authenticate:",
                        "Proxy-Authenticate:", "Proxy-Authorization:"), read(Surfaces::digest)),
                Arguments.of("RTP", MediaSurfaces.rtpSeeds(), (Consumer<byte[]>) MediaSurfaces::rtp),
                Arguments.of("RTCP", MediaSurfaces.rtcpSeeds(), (Consumer<byte[]>) MediaSurfaces::rtcp),
                Arguments.of("bodies of several parts", Corpus.multiparts(),
                        (Consumer<byte[]>) CutsAndFlipsTest::multipart));
    }

    private static Consumer<byte[]> read(Consumer<String> reader) {
        return octets -> reader.accept(Surfaces.text(octets));
    }

    /** The type stands in the first line. */
    static void multipart(byte[] octets) {
        int end = 0;
        while (end < octets.length && octets[end] != '\n') {
            end++;
        }
        Surfaces.multipart(Surfaces.text(Arrays.copyOf(octets, end)),
                Arrays.copyOfRange(octets, Math.min(end + 1, octets.length), octets.length));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readers")
    void shouldSurviveEveryCut(String what, List<byte[]> corpus, Consumer<byte[]> reader) {
        assertTrue(!corpus.isEmpty(), what);
        for (byte[] seed : corpus) {
            for (int length = 0; length <= seed.length; length++) {
                check(reader, Arrays.copyOf(seed, length));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readers")
    void shouldSurviveEveryFlippedBit(String what, List<byte[]> corpus, Consumer<byte[]> reader) {
        for (byte[] seed : corpus) {
            for (int at = 0; at < seed.length; at++) {
                byte[] flipped = seed.clone();
                flipped[at] ^= (byte) (1 << at % Byte.SIZE);
                check(reader, flipped);
            }
        }
    }

    /** The largest message that the limits let in, full of one thing: work grows with length, not with its square. */
    @Test
    void shouldNotTakeLongForRepetitions() {
        int room = 60_000;
        List<String> values = new ArrayList<>();
        for (String piece : List.of(";a=b", ",<sip:a@b>", ",", "\"", "\\\"", "<", ">", "%41", " ", "\t", ";", "=",
                "&a=b",
                "@", ":", "[", "::", "a", "0", "\"\"", "<>;", ";\"")) {
            values.add(piece.repeat(room / piece.length()));
            values.add("sip:a@b" + piece.repeat(room / piece.length()));
            values.add("SIP/2.0/UDP a" + piece.repeat(room / piece.length()));
            values.add("Digest a=\"" + piece.repeat(room / piece.length()));
            values.add("1 AES_CM_128_HMAC_SHA1_80 inline:" + piece.repeat(room / piece.length()));
        }
        for (String value : values) {
            check(read(Surfaces::uri), bytes(value));
            check(read(Surfaces::address), bytes(value));
            check(read(Surfaces::via), bytes(value));
            check(read(Surfaces::digest), bytes(value));
            check(read(Surfaces::crypto), bytes(value));
            check(Surfaces::sdp, bytes("v=0\r\no=- 1 1 IN IP4 a\r\ns=-\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\na=" + value));
        }
        for (String line : List.of("Via: SIP/2.0/UDP a", "X:", "Contact: <sip:a>", "A:b\r\n c", "m=audio 1 RTP/AVP 0",
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:a", "--a", "--a\r\n", "a=sendonly")) {
            String lines = (line + "\r\n").repeat(room / (line.length() + 2));
            check(Surfaces::message, bytes("INVITE sip:a@b SIP/2.0\r\n" + lines + "\r\n"));
            check(Framing::frames, bytes("INVITE sip:a@b SIP/2.0\r\n" + lines + "\r\n"));
            check(Surfaces::sdp, bytes("v=0\r\no=- 1 1 IN IP4 a\r\ns=-\r\nt=0 0\r\n" + lines));
            check(CutsAndFlipsTest::multipart, bytes("multipart/mixed;boundary=a\n" + lines));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void check(Consumer<byte[]> reader, byte[] input) {
        for (int i = 0; i < TRIES; i++) {
            long before = THREADS.getCurrentThreadCpuTime();
            try {
                reader.accept(input);
            } catch (RuntimeException | Error broken) {
                fail("threw at " + input.length + " octets " + shown(input), broken);
            }
            if (THREADS.getCurrentThreadCpuTime() - before < LONG_NANOS) {
                return;
            }
        }
        fail("takes long at " + input.length + " octets " + shown(input));
    }

    private static String shown(byte[] input) {
        return HexFormat.of().formatHex(input, 0, Math.min(input.length, 2_000));
    }
}
