package io.sbc.core.sip.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageBuilderTest {

    private static SipRequest.Builder options() {
        return SipRequest.builder(SipMethod.OPTIONS, SipUri.of("", "pbx.example.com", 5070))
                .set(HeaderName.VIA, new Via("UDP", "192.0.2.1", 5060, Parameters.NONE.with("branch", "z9hG4bK1")))
                .set(HeaderName.MAX_FORWARDS, 70)
                .set(HeaderName.FROM, NameAddr.of(SipUri.of("sbc", "h")).withTag("1"))
                .set(HeaderName.TO, NameAddr.of(SipUri.of("", "pbx.example.com")))
                .set(HeaderName.CALL_ID, "c1")
                .set(HeaderName.CSEQ, new CSeq(1, SipMethod.OPTIONS));
    }

    @Test
    void shouldWriteRequest() {
        SipRequest request = options().body("text/plain", "hi".getBytes(StandardCharsets.UTF_8)).build();

        String expected = """
                OPTIONS sip:pbx.example.com:5070 SIP/2.0
                Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1
                Max-Forwards: 70
                From: <sip:sbc@h>;tag=1
                To: <sip:pbx.example.com>
                Call-ID: c1
                CSeq: 1 OPTIONS
                Content-Type: text/plain
                Content-Length: 2

                hi""";
        assertArrayEquals(Messages.wire(expected), request.toBytes());
        assertEquals(request.length(), request.toBytes().length);
        assertSameReads(request, Messages.parsed(request.toBytes()));
    }

    @Test
    void shouldReadWhatItWroteWithoutParsing() {
        SipRequest request = options().add(HeaderName.SUPPORTED, "path").add(new HeaderName("X-Zoom"), "  Mün \t")
                .build();

        assertEquals("z9hG4bK1", request.topmostVia().branch().orElseThrow());
        assertEquals(Optional.of("Mün"), request.header(new HeaderName("x-zoom")));
        assertSameReads(request, Messages.parsed(request.toBytes()));
    }

    private static void assertSameReads(SipMessage one, SipMessage other) {
        assertEquals(one.allHeaders(), other.allHeaders());
        assertEquals(one.startLine(), other.startLine());
        assertArrayEquals(one.body(), other.body());
        assertEquals(one.toString(), other.toString());
    }

    @Test
    void shouldKeepUntouchedFieldsByteForByte() {
        String folded = """
                INVITE sip:a@h SIP/2.0
                v:SIP/2.0/TCP  h1 ;branch=1,
                  SIP/2.0/TCP h2
                FROM  :  "x\\"" <sip:a@h> ; tag = 1
                t: sip:b@h
                X-unknown:  a,,b
                i: c
                CSeq:   7   INVITE
                l:  5

                hello""";
        SipRequest request = Messages.request(folded);

        SipRequest edited = request.edit().set(HeaderName.MAX_FORWARDS, 69).build();

        assertArrayEquals(Messages.wire(folded.replace("l:  5\n", "Max-Forwards: 69\nContent-Length: 5\n")),
                edited.toBytes());
        assertEquals(2, edited.headers(HeaderName.VIA).size());
        assertEquals("h1", edited.topmostVia().host());
        assertArrayEquals(Messages.wire(folded), request.toBytes(), "the message before stays");
        assertSameReads(edited, Messages.parsed(edited.toBytes()));
    }

    @Test
    void shouldPutFieldsWhereTheyBelong() {
        SipRequest request = options().add(HeaderName.ROUTE, "<sip:a;lr>").add(HeaderName.SUPPORTED, "x")
                .add(HeaderName.ROUTE, "<sip:b;lr>").prepend(HeaderName.VIA, "SIP/2.0/TLS top")
                .prepend(HeaderName.RECORD_ROUTE, "<sip:sbc;lr>").build();

        assertEquals(List.of("<sip:a;lr>", "<sip:b;lr>"), request.headers(HeaderName.ROUTE));
        assertEquals("top", request.topmostVia().host());
        List<HeaderName> names = request.allHeaders().stream().map(HeaderField::name).toList();
        assertEquals(HeaderName.RECORD_ROUTE, names.get(0));
        assertEquals(HeaderName.VIA, names.get(1));
        assertEquals(names.indexOf(HeaderName.ROUTE) + 1, names.lastIndexOf(HeaderName.ROUTE));
    }

    @Test
    void shouldReplaceEveryFieldOfAName() {
        SipRequest request = options().add(HeaderName.ALLOW, "A").add(HeaderName.SUPPORTED, "x")
                .add(HeaderName.ALLOW, "B")
                .build();

        assertEquals(List.of("C"), request.edit().set(HeaderName.ALLOW, "C").build().headers(HeaderName.ALLOW));
        assertFalse(request.edit().remove(HeaderName.of("allow")).build().has(HeaderName.ALLOW));
    }

    @Test
    void shouldRemoveOnlyTheTopmostValue() {
        SipRequest joined = options().set(HeaderName.VIA, "SIP/2.0/UDP a , SIP/2.0/UDP b").add(HeaderName.VIA,
                "SIP/2.0/UDP c").build();

        SipRequest once = joined.edit().removeFirst(HeaderName.VIA).build();
        SipRequest twice = once.edit().removeFirst(HeaderName.VIA).build();
        SipRequest empty = twice.edit().removeFirst(HeaderName.VIA).removeFirst(HeaderName.VIA).build();

        assertEquals(List.of("SIP/2.0/UDP b", "SIP/2.0/UDP c"), once.headers(HeaderName.VIA));
        assertEquals(List.of("SIP/2.0/UDP c"), twice.headers(HeaderName.VIA));
        assertFalse(empty.has(HeaderName.VIA));
        assertThrows(MalformedHeaderException.class, empty::topmostVia);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\u0000b", "a\r\nInjected: yes"})
    void shouldRefuseLineEndsInValues(String value) {
        SipRequest.Builder builder = options();

        assertThrows(IllegalArgumentException.class, () -> builder.set(HeaderName.USER_AGENT, value));
        assertThrows(IllegalArgumentException.class, () -> builder.add(HeaderName.USER_AGENT, value));
        assertThrows(IllegalArgumentException.class, () -> builder.prepend(HeaderName.USER_AGENT, value));
        assertThrows(IllegalArgumentException.class, () -> builder.body(value, new byte[0]));
        assertThrows(IllegalArgumentException.class, () -> builder.requestUri(SipUri.of(value, "h")));
        assertThrows(IllegalArgumentException.class, () -> SipResponse.builder(200, value));
        assertFalse(builder.build().toString().contains("Injected"));
    }

    @Test
    void shouldRefuseSpacesInRequestUriAndStatusOutOfRange() {
        assertThrows(IllegalArgumentException.class,
                () -> SipRequest.builder(SipMethod.OPTIONS, SipUri.of("a b", "h")));
        assertThrows(IllegalArgumentException.class,
                () -> SipRequest.builder(SipMethod.of("A B"), SipUri.of("a", "h")));
        assertThrows(IllegalArgumentException.class, () -> SipResponse.builder(99, ""));
        assertThrows(IllegalArgumentException.class, () -> SipResponse.builder(700, ""));
        assertThrows(IllegalArgumentException.class, () -> options().set(HeaderName.CONTENT_LENGTH, 5));
    }

    @Test
    void shouldChangeBodyAndItsLength() {
        SipRequest request = options().body("application/sdp", new byte[300]).build();

        SipRequest without = request.edit().noBody().build();
        SipRequest other = without.edit().body("text/plain", new byte[]{0, 13, 10}).build();

        assertEquals(300, request.bodyLength());
        assertEquals(Optional.of("0"), without.header(HeaderName.CONTENT_LENGTH));
        assertFalse(without.has(HeaderName.CONTENT_TYPE));
        assertArrayEquals(new byte[]{0, 13, 10}, other.body());
        assertEquals(List.of("3"), other.headers(HeaderName.CONTENT_LENGTH));
    }

    @Test
    void shouldNotBeChangedThroughItsArrays() {
        byte[] body = {1, 2, 3};
        SipRequest request = options().body("x/y", body).build();

        body[0] = 9;
        request.body()[1] = 9;
        request.toBytes()[0] = 9;

        assertArrayEquals(new byte[]{1, 2, 3}, request.body());
        assertTrue(request.toString().startsWith("OPTIONS"));
    }

    @Test
    void shouldEchoWhatAResponseNeeds() {
        SipRequest request = options().add(HeaderName.VIA, "SIP/2.0/TCP second").add(HeaderName.SUPPORTED, "x")
                .body("text/plain", new byte[5]).build();

        SipResponse response = SipResponse.to(request, 486).toTag("t1").build();

        assertArrayEquals(Messages.wire("""
                SIP/2.0 486 Busy Here
                Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1
                Via: SIP/2.0/TCP second
                From: <sip:sbc@h>;tag=1
                To: <sip:pbx.example.com>;tag=t1
                Call-ID: c1
                CSeq: 1 OPTIONS
                Content-Length: 0

                """), response.toBytes());
        assertEquals("t1", response.edit().toTag("t2").build().to().tag().orElseThrow(), "the first tag stays");
        assertEquals("SIP/2.0 486 Gone Fishing", response.edit().reasonPhrase("Gone Fishing").build().startLine());
        assertEquals("SIP/2.0 499 Request Failure", SipResponse.to(request, 499).build().startLine());
    }

    @Test
    void shouldGiveTimestampBackInTrying() {
        SipRequest request = options().add(HeaderName.TIMESTAMP, "54").build();

        assertEquals(Optional.of("54"), SipResponse.to(request, 100).build().header(HeaderName.TIMESTAMP));
        assertFalse(SipResponse.to(request, 180).build().has(HeaderName.TIMESTAMP));
    }

    @Test
    void shouldPutTagBehindBareAddress() {
        SipRequest request = options().set(HeaderName.TO, "sip:a@h").build();

        assertEquals("t", SipResponse.to(request, 200).toTag("t").build().to().tag().orElseThrow());
    }

    @Test
    void shouldEditTheRequestUri() {
        SipRequest edited = options().build().edit().requestUri(SipUri.of("1*006", "10.0.0.1")).build();

        assertEquals("sip:1*006@10.0.0.1", edited.requestUri());
        assertEquals("tel:911", SipRequest.builder(SipMethod.INVITE, "tel:911").build().requestUri());
        assertInstanceOf(SipRequest.class, edited);
    }
}
