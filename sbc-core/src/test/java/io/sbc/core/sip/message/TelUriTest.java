package io.sbc.core.sip.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class TelUriTest {

    private static String in(String domain, String uri) {
        return TelUri.parse(uri).map(tel -> tel.in(domain).toString()).orElse("none");
    }

    @Test
    void shouldLeaveOutVisualSeparators() {
        assertEquals(Optional.of(new TelUri("+12015550123", "", "")), TelUri.parse("tel:+1-201-555-0123"));
        assertEquals(Optional.of(new TelUri("7042", "example.com", "12")),
                TelUri.parse("TEL:70.42;ext=1(2);phone-context=example.com"));
    }

    @Test
    void shouldPutTheContextIntoTheReadersDomain() {
        assertEquals("tel:7042;phone-context=set.example", in("set.example", "tel:7042;phone-context=10.9.8.7"));
        assertEquals("tel:7042;phone-context=+4930", in("set.example", "tel:7042;phone-context=+4930"));
        assertEquals("tel:+4930", in("set.example", "tel:+4930;phone-context=10.9.8.7;isub=10.9.8.7"));
    }

    @Test
    void shouldTakeOnlyNumbers() {
        assertEquals("none", in("set.example", "tel:ip:3%231@10.9.8.7"));
        assertEquals("none", in("set.example", "tel:"));
        assertEquals("none", in("set.example", "tel:" + "1".repeat(65)));
        assertEquals("none", in("set.example", "sip:1@example.com"));
    }
}
