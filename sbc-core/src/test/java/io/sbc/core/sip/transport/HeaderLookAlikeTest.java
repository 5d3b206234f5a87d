package io.sbc.core.sip.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sbc.core.policy.TopologyPolicy;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.message.ParseResult;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipParser;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipUri;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What looks like a header that decides something is that header for everybody who reads it, or for nobody: framer, parser,
 * what transactions match by, and policy. Where they differed, one would check what the other does not use.
 */
@ExtendWith(LeakCheck.class)
class HeaderLookAlikeTest {

    private static final String EVIL = "evil.example.net";
    private static final String BODY = "SMUGGLED sip:x@example.com SIP/2.0\r\nContent-Length: 0\r\n\r\n";

    /** Headers that decide something, with a value that would be noticed, and whether there may be more than one. */
    enum Decisive {
        FROM("From", "f", "<sip:" + EVIL + ">;tag=evil", false),
        TO("To", "t", "<sip:" + EVIL + ">;tag=evil", false),
        CALL_ID("Call-ID", "i", "evil@" + EVIL, false),
        CSEQ("CSeq", "", "9 OPTIONS", false),
        MAX_FORWARDS("Max-Forwards", "", "0", false),
        CONTACT("Contact", "m", "<sip:evil@" + EVIL + ">", true),
        AUTHORIZATION("Authorization", "", "Digest username=\"evil\", realm=\"" + EVIL + "\"", true),
        ASSERTED("P-Asserted-Identity", "", "<sip:evil@" + EVIL + ">", true),
        VIA("Via", "v", "SIP/2.0/TLS " + EVIL + ";branch=z9hG4bKevil", true),
        ROUTE("Route", "", "<sip:" + EVIL + ";lr>", true);

        private final String name;
        private final String compact;
        private final String value;
        private final boolean several;

        Decisive(String name, String compact, String value, boolean several) {
            this.name = name;
            this.compact = compact;
            this.value = value;
            this.several = several;
        }

        HeaderName field() {
            return HeaderName.of(name);
        }
    }

    /** Ways to write a header that RFC 3261 §7.3.1 and §25.1 take for it: N stands for its name, C for its compact form. */
    private static final List<String> SAME = List.of("N: V", "N:V", "N : V", "N\t:V", "N \t : V", "N:\r\n V", "N:\t V",
            "lower: V", "UPPER: V", "C: V", "C : V");

    /** What some reader somewhere takes for it and the grammar does not. */
    private static final List<String> OTHER = List.of("N\0: V", "\0N: V", "N\u0001: V", "N\u000b: V", "N\u007f: V",
            "N\u00a0: V", "N\u200b: V", "\ufeffN: V", "HOMOGLYPH: V", "SPLIT: V", "ESCAPED: V", "\"N\": V", "N;x: V",
            "N=x: V", "X-N: V", "N-X: V", "<N>: V", "(c)N: V", "X-Any: a\r N: V", "X-Any: a\rN: V",
            "X-Any: a\u0085N: V",
            "X-Any: a\u2028N: V", "X-Any: a\r\n N: V", "X-Any: a\r\n\tN: V", "X-Any: \"\r\n N: V\"",
            "X-Any:\0\r\n N: V");

    static Stream<Arguments> sames() {
        return Arrays.stream(Decisive.values()).flatMap(header -> SAME.stream()
                .filter(form -> !header.compact.isEmpty() || !form.startsWith("C"))
                .map(form -> Arguments.of(header, form)));
    }

    static Stream<Arguments> others() {
        return Arrays.stream(Decisive.values())
                .flatMap(header -> OTHER.stream().map(form -> Arguments.of(header, form)));
    }

    @ParameterizedTest(name = "{0} as {1}")
    @MethodSource("sames")
    void shouldBeThatHeaderForEverybody(Decisive header, String form) {
        byte[] bytes = message(line(header, form));

        Optional<SipRequest> parsed = parsed(bytes);

        assertFramedWhole(bytes);
        if (header.several) {
            SipRequest request = parsed.orElseThrow();
            assertTrue(request.headers(header.field()).stream().anyMatch(value -> value.contains("vil")), form);
            assertEquals(matchedBy(parsed(message("")).orElseThrow()), matchedBy(request), "the first one counts");
            assertNothingPasses(request);
        } else {
            assertTrue(parsed.isEmpty(), "a second one is refused");
        }
    }

    @ParameterizedTest(name = "{0} as {1}")
    @MethodSource("others")
    void shouldBeThatHeaderForNobody(Decisive header, String form) {
        byte[] bytes = message(line(header, form));

        assertFramedWhole(bytes);
        parsed(bytes).ifPresent(request -> {
            SipRequest plain = parsed(message("")).orElseThrow();
            assertEquals(plain.headers(header.field()), request.headers(header.field()),
                    "read as if it were not there");
            assertEquals(matchedBy(plain), matchedBy(request), "transactions and dialogs");
            assertEquals(plain.maxForwards(), request.maxForwards());
            assertNothingPasses(request);
        });
    }

    /** Ways to say a length: what comes of them has to be one length for framer and parser, or the end of the connection. */
    static Stream<String> lengths() {
        int length = BODY.length();
        String bad = "Content-Length: 0\r\n";
        List<String> lines = new ArrayList<>(List.of("l: " + length, "L:" + length, "Content-Length : " + length,
                "content-LENGTH\t:\t" + length, "Content-Length:\r\n " + length, "Content-Length: " + length + " \t",
                "Content-Length: 000" + length, bad + "l: 0", bad + "l: " + length, bad + "Content-Length : " + length,
                "Content-Length: " + length + "\r\nContent-Length: 0", bad + "Content-Length\0: " + length,
                bad + "Content-Length\u00a0: " + length, bad + "Content_Length: " + length,
                bad + "\u0421ontent-Length: " + length, bad + "Content-Length;x: " + length,
                bad + "X-Any: a\r\n Content-Length: " + length, bad + "X-Any: a\rContent-Length: " + length,
                bad + "X-Any: a\nContent-Length: " + length, bad + "X-Any: a\n\nContent-Length: " + length,
                bad + "X-Any: a\r\r\n", bad + "\r\n", "Content-Length: +" + length, "Content-Length: -0",
                "Content-Length: 0x" + Integer.toHexString(length), "Content-Length: " + length + ", " + length,
                "Content-Length: " + length + ";x", "Content-Length: " + length + "\0", "Content-Length: \"" + length
                        + "\"",
                "Content-Length: 0\r\n " + length, "Content-Length: 1\r\n 0", "Content-Length:", "Content-Length: ",
                "Content-Length: 4294967296", "Content-Length: 18446744073709551616", "Content-Length: 1e2",
                "Content-Length: \u0661", "Transfer-Encoding: chunked", bad + "Transfer-Encoding: chunked"));
        return lines.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lengths")
    void shouldSeeOneLengthInWhateverSaysIt(String line) {
        byte[] stream = (head() + line + "\r\n\r\n" + BODY).getBytes(StandardCharsets.UTF_8);

        List<Frame> frames = frames(stream, stream.length);

        assertEquals(described(frames), described(frames(stream, 1)), "however it is cut");
        byte[] rest = stream;
        for (Frame frame : frames) {
            if (frame instanceof Frame.Message message) {
                byte[] bytes = message.bytes();
                rest = withoutLineEnds(rest);
                assertEquals(new String(rest, 0, bytes.length, StandardCharsets.ISO_8859_1),
                        new String(bytes, StandardCharsets.ISO_8859_1));
                rest = Arrays.copyOfRange(rest, bytes.length, rest.length);
                int afterHead = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
                parsed(bytes).ifPresent(request -> {
                    assertEquals(bytes.length - afterHead, request.bodyLength(), "the parser's body is the framer's");
                    request.header(HeaderName.CONTENT_LENGTH)
                            .ifPresent(said -> assertEquals(request.bodyLength(), Integer.parseInt(said.strip())));
                });
            }
        }
    }

    /** The datagram's parser, told no length by a framer, must not find a second message either. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("lengths")
    void shouldNeverTakeABodyForARequest(String line) {
        byte[] datagram = (head() + line + "\r\n\r\n" + BODY).getBytes(StandardCharsets.UTF_8);

        parsed(datagram).ifPresent(request -> {
            assertEquals(SipMethod.OPTIONS, request.method());
            assertTrue(request.bodyLength() == 0 || request.bodyLength() == BODY.length(),
                    "none of it, or all: " + request.bodyLength());
        });
    }

    /** Line ends between messages belong to none (RFC 3261 §7.5). */
    private static byte[] withoutLineEnds(byte[] bytes) {
        int from = 0;
        while (from < bytes.length && (bytes[from] == '\r' || bytes[from] == '\n')) {
            from++;
        }
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private static String line(Decisive header, String form) {
        String name = header.name;
        String homoglyph = name.replace('o', '\u043e').replace('a', '\u0430').replace('V', '\u0474')
                .replace('e', '\u0435')
                .replace('T', '\u0422');
        String split = name.substring(0, 1) + " " + name.substring(1);
        String escaped = name.substring(0, name.length() - 1) + "%"
                + Integer.toHexString(name.charAt(name.length() - 1));
        String written = form.replace("HOMOGLYPH", homoglyph).replace("SPLIT", split).replace("ESCAPED", escaped)
                .replace("lower", name.toLowerCase(Locale.ROOT))
                .replace("UPPER", name.toUpperCase(Locale.ROOT));
        if (written.startsWith("C") && form.startsWith("C")) {
            written = header.compact + written.substring(1);
        } else if (written.equals(form)) {
            written = form.replace("X-Any", "\u0000").replace("N", name).replace("\u0000:", "X-Any:");
        }
        return replaceLast(written, "V", header.value) + "\r\n";
    }

    private static String replaceLast(String text, String what, String with) {
        int at = text.lastIndexOf(what);
        return text.substring(0, at) + with + text.substring(at + what.length());
    }

    private static String head() {
        return String.join("\r\n", "OPTIONS sip:sbc.example.com SIP/2.0",
                "Via: SIP/2.0/TLS 10.1.1.1:5061;branch=z9hG4bKgood", "Max-Forwards: 70",
                "From: <sip:1001@sbc.example.com>;tag=good", "To: <sip:sbc.example.com>", "Call-ID: good",
                "CSeq: 1 OPTIONS", "");
    }

    private static byte[] message(String extra) {
        return (head() + extra + "Content-Length: 0\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    }

    /** What transactions and dialogs are found by (RFC 3261 §17.2.3, §12). */
    private static List<String> matchedBy(SipRequest request) {
        List<String> keys = new ArrayList<>();
        keys.add(request.topmostVia().branch().orElseThrow());
        keys.add(request.topmostVia().host());
        keys.add(request.cseq().toString());
        keys.add(request.callId());
        keys.add(request.from().toString());
        keys.add(request.to().toString());
        return keys;
    }

    private static Optional<SipRequest> parsed(byte[] bytes) {
        return SipParser.parse(bytes, 0, bytes.length,
                ParseLimits.DEFAULT) instanceof ParseResult.Parsed(SipMessage message)
                        ? Optional.of((SipRequest) message)
                        : Optional.empty();
    }

    /** One message of exactly these octets, or one that cannot be followed. */
    private static void assertFramedWhole(byte[] bytes) {
        List<Frame> frames = frames(bytes, bytes.length);
        assertEquals(1, frames.size());
        if (frames.getFirst() instanceof Frame.Message(byte[] framed)) {
            assertEquals(new String(bytes, StandardCharsets.ISO_8859_1),
                    new String(framed, StandardCharsets.ISO_8859_1));
        } else {
            assertTrue(parsed(bytes).isEmpty(), "the parser would take what the framer refuses");
        }
    }

    private static void assertNothingPasses(SipRequest request) {
        SipRequest.Builder out = SipRequest.builder(SipMethod.OPTIONS, SipUri.of("x", "example.com"));
        new TopologyPolicy("SBC").pass(request, out);
        assertFalse(out.build().toString().contains("vil"), out.build().toString());
    }

    private static List<Frame> frames(byte[] stream, int piece) {
        EmbeddedChannel channel = new EmbeddedChannel(new SipFramer(ParseLimits.DEFAULT));
        for (int from = 0; from < stream.length; from += piece) {
            channel.writeInbound(Unpooled.copiedBuffer(stream, from, Math.min(piece, stream.length - from)));
        }
        List<Frame> frames = new ArrayList<>();
        for (Frame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            frames.add(frame);
        }
        channel.finishAndReleaseAll();
        return frames;
    }

    private static List<String> described(List<Frame> frames) {
        return frames.stream().map(frame -> switch (frame) {
            case Frame.Message message -> new String(message.bytes(), StandardCharsets.ISO_8859_1);
            case Frame.Ping ping -> "ping";
            case Frame.Broken broken -> "broken " + broken.reason();
        }).toList();
    }
}
