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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The torture messages of RFC 4475: what the parser alone can decide of each. */
class SipTortureRfc4475Test {

    static Stream<Arguments> verdicts() {
        return new String(Messages.resource("/sip/rfc4475/verdicts.tsv"), StandardCharsets.UTF_8).lines()
                .map(line -> line.split("\t", -1))
                .map(columns -> Arguments.of(columns[0], columns[2]));
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void shouldJudgeEveryMessage(String name, String verdict) {
        ParseResult result = Messages.parse(Messages.torture(name));

        String got = switch (result) {
            case ParseResult.Parsed ignored -> "ok";
            case ParseResult.Malformed malformed -> String.valueOf(malformed.status());
        };
        assertEquals(verdict, got, result::toString);
    }

    @Test
    void shouldHaveAllMessages() {
        assertEquals(49, verdicts().count());
    }

    @Test
    void shouldReadShortTortuousInvite() {
        SipRequest invite = request("wsinv");

        assertEquals(SipMethod.INVITE, invite.method());
        assertEquals("sip:vivekg@chair-dnrc.example.com;unknownparam", invite.requestUri());
        assertEquals(Optional.of("1918181833n"), invite.to().tag());
        assertEquals("J Rosenberg \\\"", invite.from().displayName());
        assertEquals(OptionalInt.of(68), invite.maxForwards());
        assertEquals("98asjd8", invite.from().tag().orElseThrow());
        assertEquals(new CSeq(9, SipMethod.INVITE), invite.cseq());
        assertEquals("192.0.2.2", invite.topmostVia().host());
        assertEquals(List.of("192.0.2.2", "spindle.example.com", "192.168.255.111"),
                invite.headers(HeaderName.VIA).stream().map(via -> Via.parse(via).orElseThrow().host()).toList());
        assertEquals("newfangled value continued newfangled value",
                invite.header(new HeaderName("newfangledheader")).orElseThrow());
        assertEquals(List.of("sip:services.example.com;lr;unknownwith=value;unknown-no-value"),
                invite.addresses(HeaderName.ROUTE).stream().map(NameAddr::uri).toList());
        NameAddr contact = invite.contacts().getFirst();
        assertEquals("Quoted string \"\"", contact.displayName());
        assertEquals(Optional.of("newvalue"), contact.parameters().get("newparam"));
        assertEquals(Optional.of("0.33"), contact.parameters().get("q"));
        assertTrue(contact.parameters().has("secondparam"));
        assertEquals(150, invite.bodyLength());
    }

    @Test
    void shouldReadWideRangeOfCharacters() {
        SipRequest request = request("intmeth");

        assertEquals("!interesting-Method0123456789_*+`.%indeed'~", request.method().name());
        assertFalse(request.method().isKnown());
        assertEquals("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*",
                request.sipRequestUri().orElseThrow().user());
        assertEquals("BEL:\u0007 NUL:  DEL:\u007f", request.to().displayName(), "the NUL reads as a space");
        assertEquals("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*",
                request.to().sipUri().orElseThrow().user());
        assertEquals("token1~` token2'+_ token3*%!.-", request.from().displayName());
        assertArrayEquals(Messages.torture("intmeth"), request.toBytes());
    }

    @Test
    void shouldUndoEscapesOnce() {
        SipRequest request = request("esc01");

        SipUri uri = request.sipRequestUri().orElseThrow();
        assertEquals("sips%3Auser%40example.com", uri.user());
        assertEquals("sips:user@example.com", uri.userDecoded());
        assertEquals("example.net", uri.host());
        assertEquals("I%20have%20spaces", request.from().uri().substring(4, 21));
        assertEquals("%41", new SipUri(false, "%2541", "h", 0, Parameters.NONE, "").userDecoded());
        NameAddr contact = request.contacts().getFirst();
        Parameters parameters = contact.sipUri().orElseThrow().parameters();
        assertTrue(parameters.has("lr"));
        assertEquals(Optional.of("v%61lue%25%34%31"), parameters.get("name"));
    }

    @Test
    void shouldKeepEscapedNulsApart() {
        SipRequest request = request("escnull");

        assertEquals(List.of("%00", "%00%00"),
                request.contacts().stream().map(c -> c.sipUri().orElseThrow().user()).toList());
        assertFalse(request.contacts().get(0).sipUri().orElseThrow()
                .equivalent(request.contacts().get(1).sipUri().orElseThrow()));
        assertEquals("null-%00-null", request.to().sipUri().orElseThrow().user());
        assertEquals("null-\u0000-null", request.to().sipUri().orElseThrow().userDecoded());
    }

    @Test
    void shouldTakePercentInMethodAndHeaderNameAsItStands() {
        SipRequest request = request("esc02");

        assertEquals("RE%47IST%45R", request.method().name());
        assertEquals(2, request.contacts().size());
        assertTrue(request.has(new HeaderName("C%6Fntact")));
        assertEquals("%Z%45", request.to().displayName());
    }

    @Test
    void shouldNotNeedSpaceBeforeBracket() {
        assertEquals("caller", request("lwsdisp").from().displayName());
    }

    @Test
    void shouldReadLongValues() {
        SipRequest request = request("longreq");

        assertEquals(34, request.headers(HeaderName.VIA).size());
        assertTrue(request.callId().length() > 80);
    }

    @Test
    void shouldIgnoreOctetsBehindTheBody() {
        SipRequest request = request("dblreq");

        assertEquals(SipMethod.REGISTER, request.method());
        assertEquals(0, request.bodyLength());
        assertFalse(new String(request.toBytes(), StandardCharsets.UTF_8).contains("INVITE"));
    }

    @Test
    void shouldKeepSemicolonInTheUserPart() {
        SipUri uri = request("semiuri").sipRequestUri().orElseThrow();

        assertEquals("user;par=u%40example.net", uri.user());
        assertEquals("user;par=u@example.net", uri.userDecoded());
        assertEquals(Parameters.NONE, uri.parameters());
    }

    @Test
    void shouldReadEveryTransport() {
        assertEquals(List.of("UDP", "SCTP", "TLS", "UNKNOWN", "TCP"), request("transports").headers(HeaderName.VIA)
                .stream().map(via -> Via.parse(via).orElseThrow().transport()).toList());
    }

    @Test
    void shouldKeepBinaryBody() {
        byte[] wire = Messages.torture("mpart01");
        SipRequest request = request("mpart01");

        assertEquals(Optional.of("multipart/mixed"), request.contentType());
        assertEquals(553, request.bodyLength());
        assertArrayEquals(Arrays.copyOfRange(wire, wire.length - 553, wire.length), request.body());
        assertArrayEquals(wire, request.toBytes());
    }

    @Test
    void shouldReadReasonPhrases() {
        assertTrue(response("unreason").reasonPhrase().startsWith("= 2**3 * 5**2 но сто девяносто девять"));
        assertEquals("", response("noreason").reasonPhrase());
        assertEquals(100, response("noreason").status());
    }

    @Test
    void shouldRefuseContactWithHeadersOutsideBrackets() {
        SipRequest request = request("regbadct");

        MalformedHeaderException e = assertThrows(MalformedHeaderException.class, request::contacts);
        assertEquals(HeaderName.CONTACT, e.header());
    }

    @Test
    void shouldKeepUnknownSchemes() {
        assertEquals("nobodyKnowsThisScheme:totallyopaquecontent", request("unkscm").requestUri());
        assertTrue(request("unkscm").sipRequestUri().isEmpty());
        assertTrue(request("novelsc").requestUri().startsWith("soap.beep:"));
        assertTrue(request("unksm2").to().sipUri().isEmpty());
        assertTrue(request("unksm2").contacts().getFirst().uri().startsWith("name:"));
    }

    @Test
    void shouldListRequiredExtensions() {
        SipRequest request = request("bext01");

        assertEquals(List.of("nothingSupportsThis", "nothingSupportsThisEither"), request.headers(HeaderName.REQUIRE));
        assertEquals(List.of("noProxiesSupportThis", "norDoAnyProxiesSupportThis"),
                request.headers(HeaderName.PROXY_REQUIRE));
    }

    @Test
    void shouldTellContactParameterFromUriParameter() {
        NameAddr ofHeader = request("cparam01").contacts().getFirst();
        NameAddr ofUri = request("cparam02").contacts().getFirst();

        assertTrue(ofHeader.parameters().has("unknownparam"));
        assertFalse(ofHeader.sipUri().orElseThrow().parameters().has("unknownparam"));
        assertFalse(ofUri.parameters().has("unknownparam"));
        assertTrue(ofUri.sipUri().orElseThrow().parameters().has("unknownparam"));
    }

    @Test
    void shouldKeepHeadersOfContactUri() {
        NameAddr contact = request("regescrt").contacts().getFirst();

        assertEquals("Route=%3Csip:sip.example.com%3E", contact.sipUri().orElseThrow().headers());
        assertTrue(request("regescrt").addresses(HeaderName.ROUTE).isEmpty());
    }

    @Test
    void shouldReadOtherWellFormedMessages() {
        assertEquals(2, response("bcast").headers(HeaderName.VIA).size());
        assertEquals(OptionalInt.of(0), request("zeromf").maxForwards());
        assertEquals(Optional.of("application/unknownformat"), request("invut").contentType());
        assertTrue(
                request("regaut01").header(HeaderName.AUTHORIZATION).orElseThrow().startsWith("NoOneKnowsThisScheme"));
        assertEquals(List.of("text/nobodyKnowsThis"), request("sdp01").headers(HeaderName.ACCEPT));
        assertTrue(request("inv2543").topmostVia().branch().isEmpty());
        assertEquals("z9hG4bK", request("badbranch").topmostVia().branch().orElseThrow());
    }

    @Test
    void shouldMakeAnswersWithoutWhatIsMissing() {
        SipResponse answer = assertInstanceOf(ParseResult.Malformed.class, Messages.parse(Messages.torture("insuf")))
                .answerable().orElseThrow();

        assertEquals(400, answer.status());
        assertFalse(answer.has(HeaderName.CALL_ID));
        assertFalse(answer.has(HeaderName.FROM));
        assertEquals("z9hG4bKkdj.insuf", answer.topmostVia().branch().orElseThrow());
        assertTrue(answer.edit().toTag("t").build().toString().endsWith("\r\n\r\n"));
    }

    @Test
    void shouldAnswerOtherVersionWith505() {
        SipResponse answer = assertInstanceOf(ParseResult.Malformed.class, Messages.parse(Messages.torture("badvers")))
                .answerable().orElseThrow();

        assertEquals("SIP/2.0 505 Version Not Supported", answer.startLine());
        assertEquals("badvers.31417@c.example.com", answer.callId());
        assertEquals(Optional.of("x"), answer.edit().toTag("x").build().to().tag());
    }

    private static SipRequest request(String name) {
        return assertInstanceOf(SipRequest.class, Messages.parsed(Messages.torture(name)));
    }

    private static SipResponse response(String name) {
        return assertInstanceOf(SipResponse.class, Messages.parsed(Messages.torture(name)));
    }
}
