package io.sbc.core.sip.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The IPv6 torture messages of RFC 5118 §4: addresses in Request-URI, Via, Contact. */
class SipIpv6Rfc5118Test {

    private static final String REST = """
            To: sip:user@example.com
            From: sip:user@example.com;tag=81x2
            Call-ID: SSG9559905523997077@hlau_4100
            Max-Forwards: 70
            Contact: "Caller" <sip:caller@[2001:db8::1]>
            CSeq: 98176 REGISTER
            Content-Length: 0

            """;

    private static String register(String uri, String via) {
        return "REGISTER " + uri + " SIP/2.0\nVia: " + via + "\n" + REST;
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # section, Request-URI,                       host,                        port
            4.1,       sip:[2001:db8::10],                [2001:db8::10],              0
            4.3,       sip:[2001:db8::10:5070],           [2001:db8::10:5070],         0
            4.4,       sip:[2001:db8::10]:5070,           [2001:db8::10],              5070
            4.9,       sip:ted@[::ffff:192.0.2.2],        [::ffff:192.0.2.2],          0
            4.10,      sip:user@[2001:db8:::192.0.2.1],   [2001:db8:::192.0.2.1],      0
            4.10b,     sip:user@[2001:db8::192.0.2.1],    [2001:db8::192.0.2.1],       0
            """)
    void shouldReadRequestUri(String section, String uri, String host, int port) {
        SipRequest request = Messages.request(register(uri, "SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKas3-111"));

        assertEquals(host, request.sipRequestUri().orElseThrow().host(), section);
        assertEquals(port, request.sipRequestUri().orElseThrow().port(), section);
        assertEquals("[2001:db8::1]", request.contacts().getFirst().sipUri().orElseThrow().host());
    }

    @Test
    void shouldRefuseAddressWithoutBrackets() {
        String via = "SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKas3-111";

        ParseResult.Malformed refused = Messages.malformed(register("sip:2001:db8::10", via));

        assertEquals(400, refused.status());
        assertEquals("[2001:db8::9:1]", refused.answerable().orElseThrow().topmostVia().host());
        assertEquals(400, Messages.malformed(register("sip:[2001:db8::10", via)).status());
        assertEquals(400, Messages.malformed(register("sip:[2001:db8::zz]", via)).status());
        assertEquals(400, Messages.malformed(register("sip:h", "SIP/2.0/UDP 2001:db8::9:1;branch=z")).status());
    }

    @ParameterizedTest
    @CsvSource({"[2001:db8::9:255]", "2001:db8::9:255"})
    void shouldReadReceivedWithAndWithoutBrackets(String received) {
        SipRequest request = Messages.request(register("sip:[2001:db8::10]",
                "SIP/2.0/UDP [2001:db8::9:1];received=" + received + ";branch=z9hG4bKas3-111"));

        assertEquals(Optional.of(received), request.topmostVia().parameters().get("received"));
        assertEquals(Optional.of("z9hG4bKas3-111"), request.topmostVia().branch());
    }

    @Test
    void shouldReadMixedAddresses() {
        SipRequest request = Messages.request(register("sip:user@host.example.net",
                """
                        SIP/2.0/UDP [2001:db8::9:1]:6050;branch=z9hG4bKas3-111
                        Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKjhja8781hjuaij65144
                        Via: SIP/2.0/TCP [::ffff:192.0.2.2];branch=z9hG4bK451jj;received=192.0.2.200"""));

        List<Via> vias = request.headers(HeaderName.VIA).stream().map(via -> Via.parse(via).orElseThrow()).toList();
        assertEquals(List.of("[2001:db8::9:1]", "192.0.2.1", "[::ffff:192.0.2.2]"),
                vias.stream().map(Via::host).toList());
        assertEquals(List.of(6050, 0, 0), vias.stream().map(Via::port).toList());
    }
}
