package io.sbc.core.sip.message;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Messages for the tests of this package. */
final class Messages {

    private Messages() {}

    static byte[] resource(String path) {
        try (InputStream in = Messages.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + path);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] torture(String name) {
        return resource("/sip/rfc4475/" + name + ".dat");
    }

    static ParseResult parse(byte[] bytes) {
        return SipParser.parse(bytes, 0, bytes.length, ParseLimits.DEFAULT);
    }

    static ParseResult parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    static SipMessage parsed(byte[] bytes) {
        return assertInstanceOf(ParseResult.Parsed.class, parse(bytes)).message();
    }

    /** Lines with {@code \n} become lines with CR LF. */
    static SipRequest request(String text) {
        return assertInstanceOf(SipRequest.class, parsed(wire(text)));
    }

    static SipResponse response(String text) {
        return assertInstanceOf(SipResponse.class, parsed(wire(text)));
    }

    static ParseResult.Malformed malformed(String text) {
        return assertInstanceOf(ParseResult.Malformed.class, parse(wire(text)));
    }

    static byte[] wire(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
