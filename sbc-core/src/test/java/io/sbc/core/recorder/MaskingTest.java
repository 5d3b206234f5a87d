package io.sbc.core.recorder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MaskingTest {

    @Test
    void shouldHideSdesKeysAndLeaveLifetimeAndMki() {
        assertEquals("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:***|2^31|1:1\r\n",
                Masking.mask(
                        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^31|1:1\r\n"));
    }

    @Test
    void shouldHideEveryKeyOfALineWithSeveral() {
        assertFalse(
                Masking.mask("a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:SECRETA|2^20|1:4;inline:SECRETB|2^20|2:4\r\n")
                        .contains("SECRET"));
    }

    @Test
    void shouldHideMikeyAndPlainKeys() {
        String masked = Masking.mask("v=0\r\nk=base64:SECRET\r\na=key-mgmt:mikey SECRET\r\n");
        assertFalse(masked.contains("SECRET"), masked);
    }

    @Test
    void shouldHideWhatProvesCredentialsAndShowWhoWasMeant() {
        String masked = Masking.mask("REGISTER sip:x SIP/2.0\r\nAuthorization: Digest username=\"1001\", realm=\"r\", "
                + "nonce=\"n\", uri=\"sip:x\", response=\"0123abc\", cnonce=\"SECRET\"\r\nTo: <sip:a>\r\n");

        assertTrue(masked.contains("username=\"1001\""));
        assertFalse(masked.contains("0123abc"));
        assertFalse(masked.contains("SECRET"));
        assertTrue(masked.contains("To: <sip:a>"));
    }

    @Test
    void shouldHideFoldedAndProxyCredentialsAndOtherSchemesWhole() {
        String masked = Masking
                .mask("Proxy-Authorization : Digest username=\"1001\",\r\n response=SECRET,\r\n realm=\"r\"\r\n"
                        + "Authorization: Basic SECRET\r\nauthorization: Bearer SECRET\r\n");

        assertFalse(masked.contains("SECRET"), masked);
    }

    @Test
    void shouldLeaveResponsesElsewhereAlone() {
        String text = "Warning: 399 x \"response=1\"\r\nSubject: response=2\r\n";
        assertEquals(text, Masking.mask(text));
    }
}
