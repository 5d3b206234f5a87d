package io.sbc.core.sip.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartBodyTest {

    private static final String TYPE = "multipart/mixed;boundary=edge";
    private static final String BODY = """
            --edge
            Content-Type: application/sdp
            Content-Disposition: session;
             handling=required

            v=0
            s=-

            --edge
            content-type: application/pidf+xml
            Content-ID: <alice123@atlanta.example.com>

            <presence/>
            --edge--
            """.replace("\n", "\r\n");

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static MultipartBody parsed(String body) {
        return MultipartBody.parse(TYPE, bytes(body)).orElseThrow();
    }

    @Test
    @DisplayName("RFC 5621 §3.1, RFC 6442 §5.1: a description and a location")
    void shouldReadPartsWithTheirFields() {
        MultipartBody body = parsed(BODY);

        assertEquals(2, body.parts().size());
        BodyPart sdp = body.first("application/sdp").orElseThrow();
        assertEquals("v=0\r\ns=-\r\n", new String(sdp.content(), StandardCharsets.UTF_8));
        assertEquals(Optional.of("session; handling=required"), sdp.header(HeaderName.of("Content-Disposition")));
        assertEquals(Optional.of("<alice123@atlanta.example.com>"),
                body.parts().getLast().header(HeaderName.of("Content-ID")));
        assertEquals(Optional.empty(), body.first("text/plain"));
    }

    @Test
    void shouldWriteWhatItRead() {
        assertEquals(BODY, new String(parsed(BODY).toBytes(), StandardCharsets.UTF_8));
    }

    @Test
    void shouldDropWhatStandsAroundTheParts() {
        assertEquals(parsed(BODY).parts(), parsed("preamble\r\n" + BODY + "epilogue").parts());
    }

    @Test
    void shouldKeepTheOtherPartsOctetsWhenOneIsReplaced() {
        MultipartBody body = parsed(BODY);
        BodyPart sdp = body.first("application/sdp").orElseThrow();

        MultipartBody replaced = body.with(sdp, sdp.withContent(bytes("v=0\r\n")));

        assertEquals(BODY.replace("v=0\r\ns=-\r\n", "v=0\r\n"),
                new String(replaced.toBytes(), StandardCharsets.UTF_8));
        assertEquals(TYPE, replaced.contentType());
    }

    @Test
    void shouldTakeAnotherBoundaryWhenANewPartContainsOurs() {
        MultipartBody body = parsed(BODY);
        BodyPart hostile = BodyPart.of("text/plain", bytes("a\r\n--edge\r\n\r\nb"));

        MultipartBody replaced = body.with(body.parts().getFirst(), hostile);

        MultipartBody again = MultipartBody.parse(replaced.contentType(), replaced.toBytes()).orElseThrow();
        assertEquals(replaced.parts(), again.parts());
        assertArrayEquals(hostile.content(), again.parts().getFirst().content());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--edge\r\n", "--edge--\r\n", "--edge\r\n\r\na", "--edge\r\n\r\na\r\n--edgeless--\r\n",
        "--edge\r\nno field\r\n\r\na\r\n--edge--\r\n", "--edge\r\nBad\u0001: x\r\n\r\na\r\n--edge--\r\n"})
    void shouldRefuseWhatIsMalformed(String body) {
        assertEquals(Optional.empty(), MultipartBody.parse(TYPE, bytes(body)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/mixed", "multipart/mixed;boundary=\"\"", "multipart/;boundary=a",
        "application/sdp;boundary=edge", "multipart/mixed;boundary=a;boundary=b", "multipart/mixed;boundary=\"a \""})
    void shouldRefuseTypesThatNameNoBoundary(String type) {
        assertEquals(Optional.empty(), MultipartBody.parse(type, bytes(BODY)));
    }

    @Test
    void shouldTakePartsThatAreAllHead() {
        List<BodyPart> parts = parsed("--edge\r\nA: b\r\n--edge\r\n--edge\r\n\r\n--edge--").parts();

        assertEquals(3, parts.size());
        assertEquals(Optional.of("b"), parts.getFirst().header(HeaderName.of("A")));
        assertTrue(parts.stream().allMatch(part -> part.content().length == 0));
    }

    @Test
    void shouldRefuseMorePartsThanItsLimit() {
        String part = "--edge\r\n\r\na\r\n";

        assertTrue(MultipartBody.parse(TYPE, bytes(part.repeat(MultipartBody.PARTS_MAX) + "--edge--")).isPresent());
        assertFalse(MultipartBody.parse(TYPE, bytes(part.repeat(MultipartBody.PARTS_MAX + 1) + "--edge--"))
                .isPresent());
    }

    @Test
    @DisplayName("RFC 4475 §3.1.1.11: a signed message with binary parts")
    void shouldKeepBinaryParts() {
        SipMessage message = Messages.parsed(Messages.torture("mpart01"));

        MultipartBody body = MultipartBody.of(message).orElseThrow();

        assertEquals(2, body.parts().size());
        assertArrayEquals(message.body(), body.toBytes());
    }
}
