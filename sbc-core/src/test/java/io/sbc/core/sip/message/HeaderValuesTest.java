package io.sbc.core.sip.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Header names, addresses, Via, parameters and comma lists. */
class HeaderValuesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <sip:a@h>                               | ''                | sip:a@h               | ''
            sip:a@h                                 | ''                | sip:a@h               | ''
            sip:a@h;tag=1                           | ''                | sip:a@h               | ;tag=1
            <sip:a@h;lr>;tag=1                      | ''                | sip:a@h;lr            | ;tag=1
            "A. G. Bell" <sip:a@h> ;tag = x         | A. G. Bell        | sip:a@h               | ;tag=x
            "a \\"b\\" \\\\ <c>"<sip:a@h>           | a "b" \\ <c>      | sip:a@h               | ''
            Anonymous <sip:c8@h>;tag=h              | Anonymous         | sip:c8@h              | ;tag=h
            caller<sip:a@h>                         | caller            | sip:a@h               | ''
            Müller <sip:a@h>                        | Müller            | sip:a@h               | ''
            <tel:+1-201-555-0123;phone-context=x>   | ''                | tel:+1-201-555-0123;phone-context=x | ''
            tel:+12015550123;tag=z                  | ''                | tel:+12015550123      | ;tag=z
            <urn:service:sos>                       | ''                | urn:service:sos       | ''
            *                                       | ''                | *                     | ''
            <sip:a@h>;+sip.instance="<urn:uuid:1>"  | ''                | sip:a@h               | ;+sip.instance="<urn:uuid:1>"
            <sip:a@h>;q=0.5;expires=60;flag         | ''                | sip:a@h               | ;q=0.5;expires=60;flag
            <sip:a@h>;x="a;b,c\\"d"                 | ''                | sip:a@h               | ;x="a;b,c\\"d"
            """)
    void shouldReadAddress(String text, String displayName, String uri, String parameters) {
        NameAddr address = NameAddr.parse(text).orElseThrow();

        assertEquals(displayName, address.displayName());
        assertEquals(uri, address.uri());
        assertEquals(parameters, address.parameters().toString());
        assertEquals(Optional.of(address), NameAddr.parse(address.toString()), "written and read again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "<>", "<sip:a@h", "sip:a@h>", "\"a <sip:a@h>", "\"a\" sip:a@h", "a, b <sip:a@h>",
        "< sip:a@h>", "<sip:a@h >", "sip:a@h?x=y", "sip:a@h,sip:b@h", "<sip:a@h>,<sip:b@h>", "<sip:a@h>;", "<sip:a@h>x",
        "<sip:a@h>;;tag=1", "<sip:a@h>;tag=1;Tag=2", "<sip:a@h>;tag=a b", "<sip:a@h>;x=\"a", "<nothing>", "<:x>",
        "<1:x>",
        "*;x=1", "a@b <sip:a@h>", "<sip:a@@h>", "hello"})
    void shouldRefuseAddress(String text) {
        assertEquals(Optional.empty(), NameAddr.parse(text));
    }

    @Test
    void shouldChangeAddress() {
        NameAddr address = NameAddr.parse("\"A\" <sip:a@h>;tag=1;x").orElseThrow();

        assertEquals(Optional.of("1"), address.tag());
        assertEquals("\"A\" <sip:a@h>;tag=2;x", address.withTag("2").toString());
        assertEquals("\"A\" <sip:a@h>;x", address.withoutParameter("TAG").toString());
        assertEquals("\"A\" <sip:b@i>;tag=1;x", address.withUri(SipUri.of("b", "i")).toString());
        assertEquals("<sip:b@i>", NameAddr.of(SipUri.of("b", "i")).toString());
        assertEquals("<sip:b@i>;expires=60",
                NameAddr.of(SipUri.of("b", "i")).withParameter("expires", "60").toString());
        assertTrue(NameAddr.parse("*").orElseThrow().isWildcard());
        assertEquals(Optional.empty(), NameAddr.parse("<tel:+1>").orElseThrow().sipUri());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa                      | UDP | 192.0.2.1   | 0
            SIP/2.0/TLS host.example.com:5061;branch=z9hG4bKa;rport    | TLS | host.example.com | 5061
            SIP / 2.0 / TCP [2001:db8::1] : 5060 ; rport ; branch = x  | TCP | [2001:db8::1] | 5060
            sip/2.0/udp h                                              | udp | h           | 0
            """)
    void shouldReadVia(String text, String transport, String host, int port) {
        Via via = Via.parse(text).orElseThrow();

        assertEquals(transport, via.transport());
        assertEquals(host, via.host());
        assertEquals(port, via.port());
        assertEquals(Optional.of(via), Via.parse(via.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SIP/2.0", "SIP/2.0/UDP", "SIP/2.0/UDP ", "SIP/2.0/UDP;branch=x", "HTTP/2.0/UDP h",
        "SIP/2.0 UDP h", "SIP/2.0/UDP h:", "SIP/2.0/UDP h:0", "SIP/2.0/UDP h:70000", "SIP/2.0/UDP h;;",
        "SIP/2.0/UDP h;",
        "SIP/2.0/UDP h i", "SIP/2.0/UDP [::1", "SIP/2.0/UDP h;branch=a;branch=b", "SIP/2.0/UDP h, SIP/2.0/UDP i",
        "SIP//UDP h", "SIP/2.0/U P h"})
    void shouldRefuseVia(String text) {
        assertEquals(Optional.empty(), Via.parse(text));
    }

    @Test
    void shouldAnswerRport() {
        Via via = Via.parse("SIP/2.0/UDP h:5070;rport;branch=z9hG4bK1").orElseThrow();

        assertEquals("SIP/2.0/UDP h:5070;rport=1024;branch=z9hG4bK1;received=192.0.2.1",
                via.withParameter("rport", "1024").withParameter("received", "192.0.2.1").toString());
        assertEquals(Optional.of(""), via.parameters().get("rport"));
    }

    @Test
    void shouldReadParametersWithoutCase() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("Tag", "1");
        values.put("x", "\"a \\\"b\"");
        Parameters parameters = new Parameters(values);

        assertEquals(Optional.of("1"), parameters.get("tAG"));
        assertEquals(Optional.of("a \"b"), parameters.get("X"));
        assertEquals("\"a \\\"b\"", parameters.values().get("x"));
        assertFalse(parameters.has("y"));
        assertEquals(List.of("Tag", "x"), List.copyOf(parameters.values().keySet()));
        assertEquals(";Tag=2;x=\"a \\\"b\"", parameters.with("TAG", "2").toString());
        assertEquals(parameters, new Parameters(Map.of("TAG", "1", "X", "\"a \\\"b\"")));
        assertEquals(parameters.hashCode(), new Parameters(Map.of("TAG", "1", "X", "\"a \\\"b\"")).hashCode());
        assertThrows(UnsupportedOperationException.class, () -> parameters.values().put("z", ""));
        assertThrows(IllegalArgumentException.class, () -> new Parameters(Map.of("a", "", "A", "")));
    }

    @Test
    void shouldCompareHeaderNamesWithoutCaseAndForm() {
        assertEquals(HeaderName.VIA, new HeaderName("via"));
        assertEquals(HeaderName.VIA, new HeaderName("V"));
        assertEquals(HeaderName.VIA.hashCode(), new HeaderName("vIA").hashCode());
        assertSame(HeaderName.CONTACT, HeaderName.of("m"));
        assertEquals("Call-ID", HeaderName.of("i").canonical());
        assertEquals(new HeaderName("X-Zoom"), new HeaderName("x-zoom"));
        assertEquals(new HeaderName("X-Zoom").hashCode(), new HeaderName("x-ZOOM").hashCode());
        assertNotEquals(new HeaderName("X-Zoom"), new HeaderName("X-Zoon"));
        assertNotEquals(HeaderName.TO, HeaderName.FROM);
        assertEquals("X-Zoom", new HeaderName("X-Zoom").toString());
        for (String wrong : List.of("", "a b", "a:", "a\r\n", "ü")) {
            assertThrows(IllegalArgumentException.class, () -> new HeaderName(wrong));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a                                   | [a]
            a, b ,c                             | [a, b, c]
            "a,b", c                            | ["a,b", c]
            <sip:a@h;x=1,2>, <sip:b@h>          | [<sip:a@h;x=1,2>, <sip:b@h>]
            "x" <sip:a@h>;p="q,r", y            | ["x" <sip:a@h>;p="q,r", y]
            "a \\", b" <c>, d                   | ["a \\", b" <c>, d]
            "unclosed, x                        | ["unclosed, x]
            a,,b                                | [a, , b]
            """)
    void shouldSplitAtCommas(String text, String parts) {
        assertEquals(parts, Grammar.splitAtCommas(text).toString());
    }

    @Test
    void shouldReadCSeq() {
        assertEquals(new CSeq(0, SipMethod.INVITE), CSeq.read("0 INVITE"));
        assertEquals(new CSeq(4294967295L, SipMethod.of("x")), CSeq.read("4294967295 \t x"));
        for (String wrong : List.of("", "1", "INVITE", "1INVITE", "-1 INVITE", "4294967296 INVITE", "1 IN VITE",
                "1 ")) {
            assertEquals(null, CSeq.read(wrong), wrong);
        }
    }
}
