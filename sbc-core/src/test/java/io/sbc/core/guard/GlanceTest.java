package io.sbc.core.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlanceTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "REGISTER sip:x SIP/2.0~To: <sip:1@x>~Call-ID: tag=1~~ | true",
        "INVITE sip:1@x SIP/2.0~From: <sip:1@x>;tag=5~t: <sip:1@x>~~ | true",
        "INVITE sip:1@x SIP/2.0~To: <sip:1@x>;tag=5~~ | false", "INVITE sip:1@x SIP/2.0~t:<sip:1@x> ; tag=5~~ | false",
        "REGISTER sip:x SIP/2.0~To: <sip:1@x>~Authorization: Digest x~~ | false",
        "INVITE sip:1@x SIP/2.0~Proxy-Authorization: Digest x~To: <sip:1@x>~~ | false",
        "BYE sip:1@x SIP/2.0~To: <sip:1@x>~~ | false", "ACK sip:1@x SIP/2.0~To: <sip:1@x>~~ | false",
        "CANCEL sip:1@x SIP/2.0~To: <sip:1@x>~~ | false", "SIP/2.0 200 OK~To: <sip:1@x>~~ | false",
        "OPTIONS sip:x SIP/2.0~To: <sip:x>~~To: <sip:x>;tag=in-the-body | true", "'' | false"})
    void shouldTakeForNewWorkOnlyWhatSurelyIs(String message, boolean isNew) {
        assertEquals(isNew,
                Glance.isNewWork(message.replace("~", "\r\n").getBytes(StandardCharsets.UTF_8)), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ACK sip:1@x SIP/2.0~From: <sip:1@x>;tag=5~To: <sip:1@x>;tag=refused-1f~~ | true",
        "ACK sip:1@x SIP/2.0~t: <sip:1@x>;tag=refused-1f~~ | true",
        "ACK sip:1@x SIP/2.0~To: <sip:1@x>;tag=1-x~~ | false",
        "BYE sip:1@x SIP/2.0~To: <sip:1@x>;tag=refused-1f~~ | false", "'' | false"})
    void shouldKnowTheAckOfARefusal(String message, boolean isOne) {
        assertEquals(isOne,
                Glance.isAckOfRefusal(message.replace("~", "\r\n").getBytes(StandardCharsets.UTF_8)), message);
    }
}
