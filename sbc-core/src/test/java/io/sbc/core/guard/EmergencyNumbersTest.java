package io.sbc.core.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.core.config.EmergencySettings;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmergencyNumbersTest {

    private final EmergencyNumbers numbers = new EmergencyNumbers(
            new EmergencySettings(List.of("112", "911"), "112", List.of("0", "9"), false));

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "sip:112@sbc.example | true", "sips:911@sbc.example | true", "SIP:911@SBC.EXAMPLE | true",
        "sip:+112@sbc.example | true", "sip:0112@sbc.example | true", "sip:9911@sbc.example;user=phone | true",
        "sip:1-1-2@sbc.example | true", "sip:%31%31%32@sbc.example | true",
        "sip:911;phone-context=+1@sbc.example | true", "tel:112 | true", "tel:+911;x=y | true", "TEL:9-11 | true",
        "urn:service:sos | true", "URN:service:sos.police | true", "urn:service:sosage | false",
        "sip:1120@sbc.example | false", "sip:00112@sbc.example | false", "sip:12@sbc.example | false",
        "sip:sbc.example | false", "sip:112.example.com | false", "mailto:112@example.com | false",
        "tel:1129 | false", "sip:11+2@sbc.example | false",
        "sip:1111111111111111111111111111111111111112@sbc.example | false"})
    void shouldKnowEmergencyServicesByTheRequestUri(String uri, boolean emergency) {
        assertEquals(emergency, numbers.matches(uri));
    }
}
