package io.sbc.kit.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of RFC 7616 §3.9.1 and RFC 2617 §3.5. */
class DigestRfcTest {

    @ParameterizedTest
    @CsvSource({
        "MD5,http-auth@example.org,Circle of Life,7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v,"
                + "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ,8ca523f5e9506fed4657c9700eebdbec",
        "SHA-256,http-auth@example.org,Circle of Life,7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v,"
                + "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ,"
                + "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        "MD5,testrealm@host.com,Circle Of Life,dcd98b7102dd2f0e8b11d0f600bfb0c093,0a4f113b,"
                + "6629fae49393a05397450978507c4ef1"})
    void shouldAnswerAsTheRfc(String algorithm, String realm, String password, String nonce, String cnonce,
            String response) {
        Map<String, String> challenge = Map.of("realm", realm, "nonce", nonce, "algorithm", algorithm, "qop",
                "auth, auth-int");

        String answer = Digest.answer(challenge, "Mufasa", password, "GET", "/dir/index.html", cnonce, 1);

        assertEquals(response, Digest.parse(answer).get("response"));
        assertTrue(Digest.proves(Digest.parse(answer), password, "GET"));
        assertFalse(Digest.proves(Digest.parse(answer), "guess", "GET"));
        assertFalse(Digest.proves(Digest.parse(answer), password, "POST"));
    }

    @Test
    void shouldReadWhatItWrote() {
        Map<String, String> fields = Digest
                .parse("Digest realm=\"a, b\",nonce=\"n=1\", algorithm=SHA-256 , stale=true");

        assertEquals(Map.of("realm", "a, b", "nonce", "n=1", "algorithm", "SHA-256", "stale", "true"), fields);
        assertEquals(fields, Digest.parse(Digest.write(fields)));
    }

    @Test
    void shouldAnswerWithoutQopAsRfc2069() {
        Map<String, String> challenge = Map.of("realm", "r", "nonce", "n");

        Map<String, String> answer = Digest.parse(Digest.answer(challenge, "u", "p", "REGISTER", "sip:r", "c", 1));

        assertFalse(answer.containsKey("qop"));
        assertTrue(Digest.proves(answer, "p", "REGISTER"));
    }
}
