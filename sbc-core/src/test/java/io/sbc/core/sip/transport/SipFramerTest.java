package io.sbc.core.sip.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sbc.core.sip.message.ParseLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class SipFramerTest {

    private static final String START = "INVITE sip:1002@sbc.example.com SIP/2.0\r\n";
    private static final String FIRST = START + "Call-ID: one\r\nContent-Length: 5\r\n\r\nv=0\r\n";
    private static final String SECOND = "SIP/2.0 200 OK\r\nl:0\r\nCall-ID: two\r\n\r\n";
    private static final String THIRD = START + "content-length : 12\r\nSubject: a\r\n b\r\n\r\nhello\r\n\r\nSIP";

    private final EmbeddedChannel channel = new EmbeddedChannel(new SipFramer(ParseLimits.DEFAULT));

    @AfterEach
    void release() {
        channel.finishAndReleaseAll();
    }

    @Test
    void shouldFrameTheSameMessagesWhereverTheStreamIsSplit() {
        byte[] stream = bytes(FIRST + SECOND + THIRD);

        for (int split = 0; split <= stream.length; split++) {
            EmbeddedChannel fresh = new EmbeddedChannel(new SipFramer(ParseLimits.DEFAULT));
            List<String> frames = feed(fresh, Arrays.copyOfRange(stream, 0, split),
                    Arrays.copyOfRange(stream, split, stream.length));
            fresh.finishAndReleaseAll();

            assertEquals(List.of(FIRST, SECOND, THIRD), frames, "split at " + split);
        }
    }

    @Test
    void shouldFrameAStreamThatComesOctetByOctet() {
        List<String> frames = new ArrayList<>();
        for (byte b : bytes("\r\n\r\n" + FIRST + SECOND + "\r\n\r\n" + THIRD)) {
            frames.addAll(feed(channel, new byte[]{b}));
        }

        assertEquals(List.of("ping", FIRST, SECOND, "ping", THIRD), frames);
    }

    @Test
    void shouldFrameAStreamInPiecesOfAnyLength() {
        long seed = 20261122;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        byte[] stream = bytes((FIRST + "\r\n\r\n" + SECOND + THIRD).repeat(20));
        List<String> frames = new ArrayList<>();

        for (int at = 0; at < stream.length;) {
            int next = Math.min(stream.length, at + 1 + random.nextInt(200));
            frames.addAll(feed(channel, Arrays.copyOfRange(stream, at, next)));
            at = next;
        }

        assertEquals(80, frames.size(), "seed " + seed);
        assertEquals(List.of(FIRST, "ping", SECOND, THIRD), frames.subList(76, 80), "seed " + seed);
    }

    @Test
    void shouldSkipLineEndsBeforeAMessage() {
        assertEquals(List.of(SECOND), feed(channel, bytes("\r\n" + SECOND)));
    }

    @Test
    void shouldTakeADoubleLineEndForAPing() {
        assertEquals(List.of("ping", "ping"), feed(channel, bytes("\r\n\r"), bytes("\n\r\n\r\n")));
    }

    @Test
    void shouldReadAFoldedContentLength() {
        String folded = START + "Content-Length:\r\n\t 3 \r\n\r\nabc";

        assertEquals(List.of(folded), feed(channel, bytes(folded)));
    }

    @Test
    void shouldAcceptTheSameContentLengthTwice() {
        String twice = START + "Content-Length: 3\r\nl: 3\r\n\r\nabc";

        assertEquals(List.of(twice), feed(channel, bytes(twice)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Length:\r\n", "Content-Length: five\r\n", "Content-Length: -5\r\n",
        "Content-Length: 5 5\r\n", "Content-Length: 5\r\n 5\r\n", "Content-Length: 9999999999\r\n",
        "Content-Length: 5\r\nl: 6\r\n", "Content-Lengths: 5\r\n", "Content-Length 5\r\n"})
    void shouldBreakOffWithTheHeadWithoutAUsableContentLength(String field) {
        String head = START + "Call-ID: x\r\n" + field + "\r\n";

        assertEquals(List.of("LENGTH " + head), feed(channel, bytes(head + SECOND)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0\0\0\0", "\u0016\u0003\u0001\u0002", "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "\rINVITE", "hello\r\n", " INVITE sip:a@b SIP/2.0\r\n"})
    void shouldBreakOffForWhatIsNoSip(String garbage) {
        assertEquals(List.of("GARBAGE "), feed(channel, bytes(garbage)));
    }

    @Test
    void shouldBreakOffAHeaderOf1MiBWithoutBufferingIt() {
        byte[] piece = new byte[4096];
        Arrays.fill(piece, (byte) 'a');
        feed(channel, bytes(START + "Subject: "));
        List<String> frames = new ArrayList<>();
        int sent = 0;

        while (frames.isEmpty()) {
            frames.addAll(feed(channel, piece));
            sent += piece.length;
        }

        assertEquals(List.of("TOO_LARGE "), frames);
        assertTrue(sent <= ParseLimits.DEFAULT.lineOctets() + piece.length, "buffered " + sent);
    }

    @Test
    void shouldBreakOffWithTooManyFields() {
        String fields = "X: y\r\n".repeat(ParseLimits.DEFAULT.headerFields() + 1);

        assertEquals(List.of("TOO_LARGE "), feed(channel, bytes(START + fields)));
    }

    @Test
    void shouldBreakOffWhenTheHeadIsOverTheLimitOfAMessage() {
        String field = "X: " + "y".repeat(4000) + "\r\n";

        assertEquals(List.of("TOO_LARGE "), feed(channel, bytes(START + field.repeat(17))));
    }

    @Test
    void shouldBreakOffWithTheHeadWhenTheBodyWouldBeTooLong() {
        String head = START + "Content-Length: 65536\r\n\r\n";

        assertEquals(List.of("TOO_LARGE " + head), feed(channel, bytes(head)));
    }

    @Test
    void shouldTakeAMessageOfExactlyTheLimit() {
        String head = START + "Content-Length: 65000\r\nX: ";
        String message = head + "x".repeat(65536 - 65000 - head.length() - 4) + "\r\n\r\n" + "b".repeat(65000);

        assertEquals(65536, message.length());
        assertEquals(List.of(message), feed(channel, bytes(message)));
    }

    @Test
    void shouldSkipEverythingAfterItBrokeOff() {
        feed(channel, bytes("garbage\r\n"));

        assertEquals(List.of(), feed(channel, bytes(FIRST), bytes("\r\n\r\n")));
    }

    private static List<String> feed(EmbeddedChannel channel, byte[]... pieces) {
        List<String> frames = new ArrayList<>();
        for (byte[] piece : pieces) {
            channel.writeInbound(Unpooled.wrappedBuffer(piece));
            for (Frame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
                frames.add(switch (frame) {
                    case Frame.Message message -> text(message.bytes());
                    case Frame.Ping ping -> "ping";
                    case Frame.Broken broken -> broken.reason() + " " + text(broken.head());
                });
            }
        }
        return frames;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
