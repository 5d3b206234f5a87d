package io.sbc.core.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SecretMaskTest {

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String masked(String text) {
        return new String(SecretMask.masked(octets(text)), StandardCharsets.ISO_8859_1);
    }

    @Test
    void shouldMaskEveryKeyOfACryptoLineAndKeepLengths() {
        assertEquals(
                "v=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:MAS=|2^20|1:4;inline:MA|2^20|2:4 KDR=1\r\na=x:inline:no\r\n",
                masked("v=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:abc=|2^20|1:4;inline:d/|2^20|2:4 KDR=1\r\na=x:inline:no\r\n"));
        assertEquals("A=Crypto:1 X INLINE:MAS\n", masked("A=Crypto:1 X INLINE:abc\n"));
    }

    @Test
    void shouldLeaveALineThatWiresharkReads() {
        assertEquals("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + "MASKED".repeat(6) + "MASK\r\n",
                masked("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\n"));
        assertEquals("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:MASKEDMA==\r\n",
                masked("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:ab=secre==\r\n"),
                "what is no Base64 is a secret, too");
        assertEquals("a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:" + "MASKED".repeat(10) + "MA==\r\n",
                masked("a=crypto:1 AES_256_CM_HMAC_SHA1_80 inline:" + "k0/+".repeat(15) + "kk==\r\n"));
    }

    @Test
    void shouldMaskDigestResponsesInEveryForm() {
        assertEquals(
                "REGISTER sip:a SIP/2.0\r\nAuthorization: Digest username=\"a\", nonce=\"n\", response=\"****\", qop=auth\r\n\r\n",
                masked("REGISTER sip:a SIP/2.0\r\nAuthorization: Digest username=\"a\", nonce=\"n\", response=\"0a1b\", qop=auth\r\n\r\n"));
        assertEquals("proxy-authorization : digest uri=\"x\",\r\n response = ****\r\nTo: response=\"kept\"\r\n",
                masked("proxy-authorization : digest uri=\"x\",\r\n response = 0a1b\r\nTo: response=\"kept\"\r\n"));
        assertEquals("Authorization: Basic ********\r\n", masked("Authorization: Basic dTpwYXNz\r\n"));
    }

    @Test
    void shouldLeaveOtherMessagesAlone() {
        byte[] message = octets("SIP/2.0 401 Unauthorized\r\nWWW-Authenticate: Digest nonce=\"n\"\r\n\r\n");

        assertSame(message, SecretMask.masked(message));
    }
}
