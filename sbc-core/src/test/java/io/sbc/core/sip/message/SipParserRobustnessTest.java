package io.sbc.core.sip.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.api.Test;

/**
 * Damaged messages: whatever the octets, parsing gives a result, reads give a value or a {@link
 * MalformedHeaderException}, and what was parsed can be written and parsed again.
 */
class SipParserRobustnessTest {

    private static final List<Function<SipMessage, Object>> READS = List.of(SipMessage::topmostVia, SipMessage::from,
            SipMessage::to, SipMessage::callId, SipMessage::cseq, SipMessage::contacts, SipMessage::maxForwards,
            SipMessage::expires, SipMessage::contentType, message -> message.addresses(HeaderName.ROUTE),
            message -> message.addresses(HeaderName.RECORD_ROUTE), message -> message.headers(HeaderName.VIA),
            message -> message.lists(HeaderName.SUPPORTED, "path"), SipMessage::allHeaders, SipMessage::toString,
            message -> message.contacts().stream().map(contact -> contact.sipUri().map(SipUri::userDecoded)).toList(),
            message -> message.headers(HeaderName.VIA).stream().map(Via::parse).toList());

    static Stream<String> corpus() {
        return SipTortureRfc4475Test.verdicts().map(arguments -> (String) arguments.get()[0]);
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void shouldSurviveCuts(String name) {
        byte[] wire = Messages.torture(name);
        for (int length = 0; length < wire.length; length++) {
            check(Arrays.copyOf(wire, length));
            check(Arrays.copyOfRange(wire, wire.length - length, wire.length));
        }
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void shouldSurviveFlippedBits(String name) {
        byte[] wire = Messages.torture(name);
        for (int at = 0; at < wire.length; at++) {
            byte[] flipped = wire.clone();
            flipped[at] ^= (byte) (1 << at % 8);
            check(flipped);
        }
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void shouldSurviveShuffledPieces(String name) {
        byte[] wire = Messages.torture(name);
        for (long seed = 1; seed <= 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] mixed = wire.clone();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                int length = random.nextInt(Math.min(30, wire.length));
                System.arraycopy(wire, random.nextInt(wire.length - length), mixed,
                        random.nextInt(wire.length - length), length);
            }
            check(mixed);
        }
    }

    @Test
    void shouldSurviveNoise() {
        byte[] letters = "SIP/2.0 INVITE sip:a@h;<>\"\\,=:\r\n\r\n\r\n \tVia: From: To: i: CSeq: 1\u0000\u007f\u0080"
                .getBytes(StandardCharsets.ISO_8859_1);
        for (long seed = 1; seed <= 20_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] noise = new byte[random.nextInt(200)];
            for (int i = 0; i < noise.length; i++) {
                noise[i] = letters[random.nextInt(letters.length)];
            }
            check(noise);
        }
    }

    private static void check(byte[] wire) {
        byte[] before = wire.clone();
        switch (Messages.parse(wire)) {
            case ParseResult.Parsed parsed -> {
                read(parsed.message());
                SipMessage rewritten = parsed.message().rewritten();
                SipMessage again = Messages.parsed(rewritten.toBytes());
                assertEquals(parsed.message().startLine().strip(), again.startLine().strip());
                assertEquals(withoutLength(parsed.message()), withoutLength(again));
            }
            case ParseResult.Malformed malformed -> malformed.answerable().ifPresent(answer -> {
                read(answer);
                String text = new String(answer.edit().toTag("t").build().toBytes(), StandardCharsets.ISO_8859_1);
                assertFalse(text.replace("\r\n", "").contains("\n"), "no bare LF goes out");
                assertTrue(answer.has(HeaderName.VIA));
            });
        }
        assertEquals(Arrays.hashCode(before), Arrays.hashCode(wire), "the octets were not touched");
    }

    private static void read(SipMessage message) {
        for (Function<SipMessage, Object> each : READS) {
            try {
                assertNotNull(each.apply(message));
            } catch (MalformedHeaderException expected) {
                assertFalse(expected.header().canonical().isEmpty());
            }
        }
        for (HeaderField field : message.allHeaders()) {
            assertFalse(field.value().chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0), "clean text");
        }
    }

    private static List<HeaderField> withoutLength(SipMessage message) {
        return message.allHeaders().stream().filter(field -> !field.name().equals(HeaderName.CONTENT_LENGTH)).toList();
    }
}
