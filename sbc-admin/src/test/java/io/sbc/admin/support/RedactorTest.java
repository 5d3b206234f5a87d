package io.sbc.admin.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RedactorTest {

    private static final String MARK = "mArk3r-0f-a-s3cret-123456789";

    private static String clean(KnownSecrets secrets, String text) {
        return new Redactor(secrets).clean(text).text();
    }

    /** Texts in which the mark is a secret, by what stands around it. */
    static Stream<String> secretsInContext() {
        String pem = "-----BEGIN PRIVATE KEY-----\n" + MARK + "\n-----END PRIVATE KEY-----";
        return Stream.of(
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:bWFyazNyMGZhczNjcmV0" + MARK.replace("-", "+") + "|2^20",
                "k=base64:" + MARK, "a=key-mgmt:mikey " + MARK.replace("-", "+"),
                "Authorization: Digest username=\"1001\", response=\"" + MARK + "\", cnonce=\"" + MARK + "\"",
                "Proxy-Authorization: Digest response = \"" + MARK + "\"",
                "{\"header\":\"response=\\\"" + MARK + "\\\"\"}",
                "Authorization: Bearer " + MARK, "authorization=Basic " + MARK,
                "Authorization: OAuth oauth_signature=\"" + MARK + "\"", "oauth_token_secret=" + MARK + "&x=1",
                "oauth_verifier=" + MARK, "Cookie: __Host-sbc-session=" + MARK,
                "__Host-sbc-session=" + MARK + "; Secure",
                "Set-Cookie: a=b; c=" + MARK, "X-CSRF-Token: " + MARK, pem, pem.replace("\n", "\\n"),
                "-----BEGIN EC PRIVATE KEY-----\n" + MARK + " and nothing behind it", "password: " + MARK,
                "  set-password: '" + MARK + " with blanks'", "{\"setPassword\":\"" + MARK + "\",\"a\":1}",
                "{\\\"icpPassword\\\":\\\"" + MARK + "\\\"}", "jdbc:postgresql://host/sbc?user=sbc&password=" + MARK,
                "postgresql://sbc:" + MARK + "@host/sbc", "smtp://u:" + MARK + "@mail",
                "sip:1001:" + MARK + "@example.com",
                "client_secret=" + MARK, "passphrase = " + MARK, "apiKey: " + MARK,
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0." + MARK);
    }

    @ParameterizedTest
    @MethodSource("secretsInContext")
    void shouldTakeOutWhatIsASecretByItsContext(String text) {
        String cleaned = clean(new KnownSecrets(), text);

        assertFalse(cleaned.contains(MARK) || cleaned.contains(MARK.replace("-", "+")), cleaned);
        assertTrue(cleaned.contains("***"), cleaned);
    }

    @Test
    void shouldFindAKnownSecretInEveryUsualEncoding() {
        KnownSecrets secrets = new KnownSecrets().add("pass \"word\"-of-ada");
        String said = "pass \"word\"-of-ada | cGFzcyAid29yZCItb2YtYWRh | 706173732022776f7264222d6f662d616461"
                + " | pass+%22word%22-of-ada | pass \\\"word\\\"-of-ada";

        assertEquals("*** | *** | *** | *** | ***", clean(secrets, said));
    }

    @Test
    void shouldFindATokenOfWhichOnlyTheDigestIsKept() throws Exception {
        String token = "abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNO_";
        String digest = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII)));

        assertEquals("GET /?t=*** from 192.0.2.1",
                clean(new KnownSecrets().addDigests(List.of(digest)), "GET /?t=" + token + " from 192.0.2.1"));
    }

    @Test
    void shouldTakeAShortCodeOnlyWhereItStandsAlone() {
        KnownSecrets secrets = new KnownSecrets().add("123456");

        assertEquals("code *** at 1123456789 ms", clean(secrets, "code 123456 at 1123456789 ms"));
    }

    @Test
    void shouldLeaveWhatIsNoSecret() {
        String text = "INVITE sip:1006@pbx.example.com:5060;transport=tls SIP/2.0\r\nCSeq: 1 INVITE\r\n"
                + "generatePassword: true\nicp-password-file: /etc/sbc/pw\nstore.key-file: data/secret.key\n"
                + "# HELP sbc_guard_logins_failed_total Wrong passwords\nsbc_guard_logins_failed_total 3.0\n"
                + "Contact: <sip:1001@192.0.2.7:5061>;expires=60\nnonce=\"abc\", realm=\"sbc\", uri=\"sip:sbc\"\n"
                + "Bearer tokens of applications are revoked\n"
                + "! wrong-set-password: 1001 sent credentials that are wrong\n"
                + "rejected: wrong-credentials: the digest does not fit the set-side password";

        assertEquals(text, clean(new KnownSecrets().add("no such secret here"), text));
    }

    @Test
    void shouldCountWhatItTakesOut() {
        assertEquals(2,
                new Redactor(new KnownSecrets()).clean("password: one1\npassword: two2").removed().get("password"));
    }
}
