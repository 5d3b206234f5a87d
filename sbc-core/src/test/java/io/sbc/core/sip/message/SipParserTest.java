package io.sbc.core.sip.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SipParserTest {

    private static final String INVITE = """
            INVITE sip:1006@sbc.example.com SIP/2.0
            Via: SIP/2.0/TLS 192.0.2.1:50000;branch=z9hG4bK1;rport
            Max-Forwards: 70
            From: "Alice" <sip:1*005@sbc.example.com>;tag=a1
            To: <sip:1006@sbc.example.com>
            Call-ID: c1@192.0.2.1
            CSeq: 1 INVITE
            """;

    private static String with(String more) {
        return INVITE + more + "\n";
    }

    @Test
    void shouldReadRequest() {
        SipRequest request = Messages.request(with("""
                Contact: <sip:1*005@192.0.2.1:50000;transport=tls>;+sip.instance="<urn:uuid:f81d>"
                Expires: 3600
                Supported: outbound, path
                Supported: 100rel
                Content-Type: Application/SDP;charset=utf-8
                Content-Length: 0
                """));

        assertEquals(SipMethod.INVITE, request.method());
        assertEquals("sip:1006@sbc.example.com", request.requestUri());
        assertEquals("INVITE sip:1006@sbc.example.com SIP/2.0", request.startLine());
        assertEquals("Alice", request.from().displayName());
        assertEquals("1*005", request.from().sipUri().orElseThrow().user());
        assertTrue(request.to().tag().isEmpty());
        assertEquals("c1@192.0.2.1", request.callId());
        assertEquals(OptionalInt.of(70), request.maxForwards());
        assertEquals(OptionalLong.of(3600), request.expires());
        assertEquals(Optional.of("application/sdp"), request.contentType());
        assertTrue(request.lists(HeaderName.SUPPORTED, "PATH"));
        assertTrue(request.lists(HeaderName.SUPPORTED, "100rel"));
        assertFalse(request.lists(HeaderName.SUPPORTED, "100"));
        assertEquals(List.of("outbound", "path", "100rel"), request.headers(HeaderName.SUPPORTED));
        assertEquals(List.of(), request.headers(HeaderName.ROUTE));
        assertEquals(12, request.allHeaders().size());
        assertEquals(new HeaderField(HeaderName.MAX_FORWARDS, "70"), request.allHeaders().get(1));
        assertEquals(0, request.body().length);
    }

    @Test
    void shouldReadResponse() {
        SipResponse response = Messages.response("""
                SIP/2.0 183 Session  Progress
                v: SIP/2.0/TLS 192.0.2.1
                f: sip:a@h;tag=1
                t: sip:b@h;tag=2
                i: x
                CSeq: 1 INVITE
                l: 3

                abc""");

        assertEquals(183, response.status());
        assertEquals("Session  Progress", response.reasonPhrase());
        assertTrue(response.isProvisional());
        assertFalse(response.isFinal());
        assertFalse(response.isSuccess());
        assertArrayEquals("abc".getBytes(StandardCharsets.UTF_8), response.body());
        assertEquals("2", response.to().tag().orElseThrow());
    }

    @Test
    void shouldReadPartOfAnArray() {
        byte[] wire = Messages.wire(with("Content-Length: 0\n"));
        byte[] padded = new byte[wire.length + 20];
        Arrays.fill(padded, (byte) 'x');
        System.arraycopy(wire, 0, padded, 10, wire.length);

        ParseResult result = SipParser.parse(padded, 10, wire.length, ParseLimits.DEFAULT);

        SipMessage message = assertInstanceOf(ParseResult.Parsed.class, result).message();
        assertArrayEquals(wire, message.toBytes());
        assertEquals(wire.length, message.length());
    }

    @Test
    void shouldIgnoreEmptyLinesBefore() {
        assertEquals(SipMethod.INVITE, Messages.request("\n\n" + with("Content-Length: 0\n")).method());
    }

    @Test
    void shouldJoinFoldedLines() {
        SipRequest request = Messages.request(with("""
                Subject: I know \s
                 \t you're there,
                    pick up
                Empty:
                X :  y\t
                """));

        assertEquals(Optional.of("I know you're there, pick up"), request.header(new HeaderName("Subject")));
        assertEquals(Optional.of(""), request.header(new HeaderName("Empty")));
        assertEquals(Optional.of("y"), request.header(new HeaderName("x")));
    }

    @Test
    void shouldSplitOnlyWhatIsAListByGrammar() {
        String challenge = "Digest realm=\"a,b\", nonce=\"n\", qop=\"auth,auth-int\"";
        SipRequest request = Messages.request(with("Date: Sat, 13 Nov 2010 23:29:00 GMT\nWWW-Authenticate: " + challenge
                + "\nAuthorization: " + challenge
                + "\nX-Own: a, b\nRoute: <sip:a;lr>,<sip:b;lr>\nRoute: \"x, y\" <sip:c>\n"));

        assertEquals(List.of("Sat, 13 Nov 2010 23:29:00 GMT"), request.headers(HeaderName.DATE));
        assertEquals(List.of(challenge), request.headers(HeaderName.WWW_AUTHENTICATE));
        assertEquals(List.of(challenge), request.headers(HeaderName.AUTHORIZATION));
        assertEquals(List.of("a, b"), request.headers(new HeaderName("X-Own")));
        assertEquals(List.of("sip:a;lr", "sip:b;lr", "sip:c"),
                request.addresses(HeaderName.ROUTE).stream().map(NameAddr::uri).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Via", "From", "To", "Call-ID", "CSeq"})
    void shouldNeedEveryMandatoryHeader(String name) {
        String without = INVITE.lines().filter(line -> !line.startsWith(name + ":")).reduce("", (a, b) -> a + b + "\n");

        ParseResult.Malformed refused = Messages.malformed(without + "\n");

        assertEquals(400, refused.status());
        assertTrue(refused.reason().contains(name), refused.reason());
        assertEquals(!name.equals("Via"), refused.answerable().isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"From: <sip:x@h>;tag=2", "f: <sip:x@h>;tag=2", "To: <sip:x@h>", "Call-ID: c1@192.0.2.1",
        "CSeq: 1 INVITE", "Max-Forwards: 70", "Content-Length: 0\nContent-Length: 0", "l: 0\nContent-Length: 5",
        "Content-Length: -1", "Content-Length: x", "Content-Length: 1", "Content-Length: 99999999999999999999",
        "Content-Length:", "no colon here", ": no name", "na me: x", "X: a\u0001b", "X: \u0000", "X: a\u007fb",
        "nüme: x"})
    void shouldRefuseHeaders(String more) {
        ParseResult.Malformed refused = Messages.malformed(with(more + "\n"));

        assertEquals(400, refused.status());
        SipResponse answer = refused.answerable().orElseThrow();
        assertEquals("SIP/2.0 400 Bad Request", answer.startLine());
        assertEquals("c1@192.0.2.1", answer.callId());
        assertEquals("z9hG4bK1", answer.topmostVia().branch().orElseThrow());
        assertTrue(answer.to().tag().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: a\rb", "X: a\nb", "X: a\n b"})
    void shouldRefuseBareLineEnds(String line) {
        byte[] wire = concat(Messages.wire(INVITE), (line + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));

        assertEquals(400, assertInstanceOf(ParseResult.Malformed.class, Messages.parse(wire)).status());
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            INVITE sip:a@h SIP/3.0          | 505
            INVITE sip:a@h SIP/2.1          | 505
            SIP/3.0 200 OK                  | 505
            INVITE sip:a@h SIP/2            | 400
            INVITE sip:a@h HTTP/1.1         | 400
            INVITE sip:a@h                  | 400
            INVITE                          | 400
            GET / HTTP/1.1                  | 400
            INV(TE sip:a@h SIP/2.0          | 400
            INVITE  sip:a@h SIP/2.0         | 400
            INVITE sip:a@h  SIP/2.0         | 400
            INVITE <sip:a@h> SIP/2.0        | 400
            INVITE sip:a@h?x=y SIP/2.0      | 400
            INVITE nothing SIP/2.0          | 400
            SIP/2.0 99 x                    | 400
            SIP/2.0 700 x                   | 400
            SIP/2.0 20 x                    | 400
            SIP/2.0 2000 x                  | 400
            SIP/2.0 2x0 x                   | 400
            """)
    void shouldRefuseStartLines(String line, int status) {
        assertEquals(status, Messages.malformed(line + INVITE.substring(INVITE.indexOf('\n')) + "\n").status());
    }

    @Test
    void shouldTakeVersionWithoutCaseAndOtherSchemes() {
        String rest = INVITE.substring(INVITE.indexOf('\n')) + "\n";

        assertEquals("tel:+15551234;phone-context=x",
                Messages.request("INVITE tel:+15551234;phone-context=x sip/2.0" + rest).requestUri());
        assertEquals(200, Messages.response("SIP/2.0 200" + rest).status());
    }

    @Test
    void shouldNeverAnswerAckOrResponse() {
        String ack = INVITE.replace("INVITE", "ACK").replace("Call-ID: c1@192.0.2.1\n", "") + "\n";

        assertEquals(Optional.empty(), Messages.malformed(ack).answerable());
        assertEquals(Optional.empty(), Messages.malformed(ack.replaceFirst(".*", "SIP/2.0 200 OK")).answerable());
    }

    @Test
    void shouldCompareMethodOfCSeqExactly() {
        assertEquals(400, Messages.malformed(INVITE.replace("1 INVITE", "1 invite") + "\n").status());
        assertEquals(400, Messages.malformed(INVITE.replace("1 INVITE", "1 ACK") + "\n").status());
    }

    @Test
    void shouldKeepLimits() {
        byte[] wire = Messages.wire(with("Content-Length: 0\n"));
        ParseLimits small = new ParseLimits(wire.length - 1, 128, 8192);
        ParseLimits few = new ParseLimits(65536, 6, 8192);
        ParseLimits shortLines = new ParseLimits(65536, 128, 50);

        assertEquals(513, malformed(wire, small).status());
        assertTrue(malformed(wire, small).answerable().isPresent());
        assertEquals(400, malformed(wire, few).status());
        assertEquals(400, malformed(wire, shortLines).status());
        assertEquals(414, malformed(Messages.wire("INVITE sip:" + "a".repeat(60)
                + "@h SIP/2.0" + INVITE.substring(INVITE.indexOf('\n')) + "\n"), new ParseLimits(65536, 128, 60))
                .status());
        assertInstanceOf(ParseResult.Parsed.class,
                SipParser.parse(wire, 0, wire.length, new ParseLimits(wire.length, 7, 64)));
    }

    private static ParseResult.Malformed malformed(byte[] wire, ParseLimits limits) {
        return assertInstanceOf(ParseResult.Malformed.class, SipParser.parse(wire, 0, wire.length, limits));
    }

    @Test
    void shouldThrowOnReadsThatAreMalformed() {
        SipRequest request = Messages.request(with("""
                Contact: <sip:a@h
                Expires: soon
                Content-Type: nothing
                Route: <sip:a>,,<sip:b>
                """));

        assertThrows(MalformedHeaderException.class, request::contacts);
        assertThrows(MalformedHeaderException.class, request::expires);
        assertThrows(MalformedHeaderException.class, request::contentType);
        assertThrows(MalformedHeaderException.class, () -> request.addresses(HeaderName.ROUTE));
        MalformedHeaderException e = assertThrows(MalformedHeaderException.class,
                Messages.request(INVITE.replace("70", "256") + "\n")::maxForwards);
        assertEquals(HeaderName.MAX_FORWARDS, e.header());
        assertEquals(0, e.getStackTrace().length);
    }

    @Test
    void shouldTakeBodyOfDatagramWithoutLength() {
        SipRequest request = Messages.request(with("Content-Type: text/plain\n") + "hello");

        assertEquals(5, request.bodyLength());
        String wire = new String(request.toBytes(), StandardCharsets.UTF_8);
        assertTrue(wire.contains("Content-Length: 5\r\n"), "what goes out has one");
        assertEquals(wire.length(), request.length());
    }

    @Test
    void shouldReplaceWhatIsNoUtf8InText() {
        byte[] wire = Messages.wire(with("Subject: M?ller\nContent-Length: 0\n"));
        for (int i = 0; i < wire.length; i++) {
            wire[i] = wire[i] == '?' ? (byte) 0xfc : wire[i];
        }

        SipMessage message = Messages.parsed(wire);

        assertEquals(Optional.of("M\ufffdller"), message.header(new HeaderName("Subject")));
        assertArrayEquals(wire, message.toBytes(), "the octets stay");
        assertTrue(message.toString().contains("M\ufffdller"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "\r\n\r\n\r\n\r\n", "x", "\u0000\u0000\u0000", "INVITE sip:a@h SIP/2.0\r\n",
        "INVITE sip:a@h SIP/2.0\r\n\r\n", "\n\n", "SIP/2.0 200 OK\r\n\r\n"})
    void shouldRefuseGarbage(String text) {
        ParseResult.Malformed refused = assertInstanceOf(ParseResult.Malformed.class, Messages.parse(text));

        assertEquals(400, refused.status());
        assertEquals(Optional.empty(), refused.answerable());
    }

    @Test
    void shouldMaskKeysInText() {
        SipRequest request = Messages.request(with("Content-Type: application/sdp\n")
                + "v=0\nk=clear:secret0\na=crypto:1 X inline:secret1|2^20|1:4;inline:secret2 -hint\na=key-mgmt:mikey secret3\n"
                + "a=crypto:2 X inline:secret4");

        String text = request.toString();

        assertFalse(text.contains("secret"), text);
        assertTrue(text.contains("a=crypto:1 X inline:***;inline:***"), text);
        assertTrue(new String(request.toBytes(), StandardCharsets.UTF_8).contains("secret2"));
    }
}
