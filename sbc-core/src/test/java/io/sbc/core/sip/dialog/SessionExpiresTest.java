package io.sbc.core.sip.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Session-Expires and Min-SE (RFC 4028 §4, §5). */
class SessionExpiresTest {

    private static SipMessage with(HeaderName name, String value) {
        return SipResponse.builder(200, "OK").set(name, value).build();
    }

    @ParameterizedTest
    @CsvSource({"1800,1800", "1800;refresher=uac,1800;refresher=uac", "90 ; Refresher = UAS ; x=1,90;refresher=uas",
        "4000;x=y,4000", "60;refresher=both,60"})
    void shouldReadIntervalAndRefresher(String value, String read) {
        assertEquals(read, SessionExpires.of(with(SessionExpires.SESSION_EXPIRES, value)).orElseThrow().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "18 00", "1800 seconds", "99999999999"})
    void shouldTakeNothingElse(String value) {
        assertTrue(SessionExpires.of(with(SessionExpires.SESSION_EXPIRES, value)).isEmpty());
        assertTrue(SessionExpires.minimum(with(SessionExpires.MIN_SE, value)).isEmpty());
    }

    @Test
    void shouldReadTheMinimumAndWhoDoesTimers() {
        assertEquals(120, SessionExpires.minimum(with(SessionExpires.MIN_SE, "120;lr")).orElseThrow());
        assertEquals(90, SessionExpires.SMALLEST);
        assertTrue(SessionExpires.supportedBy(with(HeaderName.SUPPORTED, "100rel, Timer")));
        assertTrue(SessionExpires.supportedBy(with(HeaderName.REQUIRE, "timer")));
    }
}
