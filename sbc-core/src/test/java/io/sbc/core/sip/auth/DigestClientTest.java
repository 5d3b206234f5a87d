package io.sbc.core.sip.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.directory.Secret;
import io.sbc.core.sip.auth.DigestClient.Answer;
import io.sbc.core.sip.message.CSeq;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DigestClientTest {

    private final DigestClient client = new DigestClient("1006", new Secret("icp-secret"), new Random(3));
    private final SipRequest request = SipRequest.builder(SipMethod.REGISTER, SipUri.of("", "pbx.test"))
            .set(HeaderName.FROM, NameAddr.of(SipUri.of("1006", "pbx.test")).withTag("f"))
            .set(HeaderName.TO, NameAddr.of(SipUri.of("1006", "pbx.test"))).set(HeaderName.CALL_ID, "c")
            .set(HeaderName.CSEQ, new CSeq(7, SipMethod.REGISTER)).build();

    private static SipResponse response(SipRequest to, int status, String... challenges) {
        SipResponse.Builder response = SipResponse.builder(status, "Challenge").set(HeaderName.CSEQ, to.cseq());
        for (String challenge : challenges) {
            response.add(status == 407 ? HeaderName.PROXY_AUTHENTICATE : HeaderName.WWW_AUTHENTICATE, challenge);
        }
        return response.build();
    }

    private SipRequest retry(SipRequest sent, int status, String... challenges) {
        return assertInstanceOf(Answer.Retry.class, client.answer(sent, response(sent, status, challenges))).request();
    }

    private static String challenge(String realm, String nonce, String more) {
        return "Digest realm=\"" + realm + "\", nonce=\"" + nonce + "\"" + more;
    }

    private static DigestCredentials credentials(SipRequest request, HeaderName header) {
        List<String> fields = request.headers(header);
        assertEquals(1, fields.size());
        return DigestCredentials.parse(fields.get(0)).orElseThrow();
    }

    private static void assertAnswers(String password, SipRequest request, DigestCredentials credentials) {
        DigestAlgorithm algorithm = DigestAlgorithm.of(credentials.algorithm()).orElseThrow();
        String ha1 = Digest.ha1(algorithm, credentials.username(), credentials.realm(), password);
        assertEquals(Digest.response(algorithm, ha1, credentials, request.method().name(), request.body()),
                credentials.response());
    }

    @Test
    void shouldAnswer401WithTheNextCSeqAndNoVia() {
        SipRequest next = retry(request.edit().prepend(HeaderName.VIA, "SIP/2.0/UDP h;branch=z9hG4bKx").build(), 401,
                challenge("pbx", "n1", ", qop=\"auth\", opaque=\"o\""));

        assertEquals(new CSeq(8, SipMethod.REGISTER), next.cseq());
        assertFalse(next.has(HeaderName.VIA));
        DigestCredentials credentials = credentials(next, HeaderName.AUTHORIZATION);
        assertEquals("1006", credentials.username());
        assertEquals("sip:pbx.test", credentials.uri());
        assertEquals("00000001", credentials.nonceCount());
        assertEquals("o", credentials.opaque());
        assertAnswers("icp-secret", next, credentials);
    }

    @Test
    void shouldAnswer407InProxyAuthorization() {
        SipRequest next = retry(request, 407, challenge("pbx", "n1", ""));

        assertFalse(next.has(HeaderName.AUTHORIZATION));
        DigestCredentials credentials = credentials(next, HeaderName.PROXY_AUTHORIZATION);
        assertEquals("", credentials.qop());
        assertAnswers("icp-secret", next, credentials);
    }

    @Test
    void shouldPickTheStrongestAlgorithmItKnows() {
        SipRequest next = retry(request, 401, challenge("pbx", "m", ", algorithm=MD5, qop=\"auth\""),
                challenge("pbx", "s", ", algorithm=SHA-256, qop=\"auth\""),
                challenge("pbx", "c", ", algorithm=CHACHA123, qop=\"auth\""));

        assertEquals("s", credentials(next, HeaderName.AUTHORIZATION).nonce());
        assertAnswers("icp-secret", next, credentials(next, HeaderName.AUTHORIZATION));
    }

    @Test
    void shouldAnswerSessionAlgorithmsAndAuthIntAlone() {
        SipRequest next = retry(request, 401, challenge("pbx", "m", ", algorithm=MD5-sess, qop=\"auth-int\""));

        assertEquals("auth-int", credentials(next, HeaderName.AUTHORIZATION).qop());
        assertAnswers("icp-secret", next, credentials(next, HeaderName.AUTHORIZATION));
    }

    @Test
    void shouldRefuseWhatItCannotOrMustNotAnswer() {
        for (String challenge : List.of("Basic realm=\"pbx\"", challenge("pbx", "n", ", algorithm=CHACHA123"),
                challenge("pbx", "n", ", qop=\"auth-conf\""), challenge("pbx", "n", ", algorithm=MD5-sess"),
                "Digest nonsense")) {
            assertInstanceOf(Answer.Refused.class, client.answer(request, response(request, 401, challenge)),
                    challenge);
        }
        assertInstanceOf(Answer.Refused.class, client.answer(request, response(request, 401)));
    }

    @Test
    void shouldNotTryRefusedCredentialsAgain() {
        SipRequest next = retry(request, 401, challenge("pbx", "n1", ", qop=\"auth\""));

        assertInstanceOf(Answer.Refused.class,
                client.answer(next, response(next, 401, challenge("pbx", "n2", ", qop=\"auth\""))));
    }

    @Test
    void shouldNotTryRefusedLegacyCredentialsAgain() {
        SipRequest next = retry(request, 401, challenge("pbx", "n1", ""));

        assertInstanceOf(Answer.Refused.class, client.answer(next, response(next, 401, challenge("pbx", "n2", ""))));
    }

    @Test
    void shouldTryAgainWhenStaleButNotForEver() {
        SipRequest sent = retry(request, 401, challenge("pbx", "n0", ", qop=\"auth\""));
        for (int i = 1; i <= DigestClient.STALE_MAX; i++) {
            sent = retry(sent, 401, challenge("pbx", "n" + i, ", qop=\"auth\", stale=true"));
            assertEquals("n" + i, credentials(sent, HeaderName.AUTHORIZATION).nonce());
        }

        assertInstanceOf(Answer.Refused.class,
                client.answer(sent, response(sent, 401, challenge("pbx", "last", ", qop=\"auth\", stale=true"))));
    }

    @Test
    void shouldRefuseAStaleChallengeWithTheSameNonce() {
        SipRequest sent = retry(request, 401, challenge("pbx", "n0", ", qop=\"auth\""));

        assertInstanceOf(Answer.Refused.class,
                client.answer(sent, response(sent, 401, challenge("pbx", "n0", ", qop=\"auth\", stale=true"))));
    }

    @Test
    void shouldReuseTheNonceForLaterRequestsWithRisingCounts() {
        retry(request, 401, challenge("pbx", "n1", ", qop=\"auth\""));

        DigestCredentials second = credentials(client.begin(request), HeaderName.AUTHORIZATION);
        DigestCredentials third = credentials(client.begin(request), HeaderName.AUTHORIZATION);

        assertEquals("00000002", second.nonceCount());
        assertEquals("00000003", third.nonceCount());
        assertNotEquals(second.cnonce(), third.cnonce());
    }

    @Test
    void shouldAnswerAFreshChallengeToReusedCredentialsOnceEvenWithoutStale() {
        retry(request, 401, challenge("pbx", "n1", ", qop=\"auth\""));
        SipRequest reused = client.begin(request);

        SipRequest next = retry(reused, 401, challenge("pbx", "n2", ", qop=\"auth\""));

        assertEquals("n2", credentials(next, HeaderName.AUTHORIZATION).nonce());
        assertInstanceOf(Answer.Refused.class,
                client.answer(next, response(next, 401, challenge("pbx", "n3", ", qop=\"auth\""))));
    }

    @Test
    void shouldNotReuseANonceOfTheLegacyForm() {
        retry(request, 401, challenge("pbx", "n1", ""));

        assertFalse(client.begin(request).has(HeaderName.AUTHORIZATION));
    }

    @Test
    void shouldKeepRealmsApart() {
        SipRequest atProxy = retry(request, 407, challenge("edge", "e1", ", qop=\"auth\""));
        SipRequest atBoth = retry(atProxy, 401, challenge("pbx", "p1", ", qop=\"auth\""));

        DigestCredentials edge = credentials(atBoth, HeaderName.PROXY_AUTHORIZATION);
        DigestCredentials pbx = credentials(atBoth, HeaderName.AUTHORIZATION);
        assertEquals("edge", edge.realm());
        assertEquals("00000002", edge.nonceCount());
        assertEquals("pbx", pbx.realm());
        assertAnswers("icp-secret", atBoth, edge);
        assertAnswers("icp-secret", atBoth, pbx);
    }

    @Test
    void shouldAnswerTwoRealmsOfOneResponse() {
        SipRequest next = retry(request, 407, challenge("a", "1", ", qop=\"auth\""), challenge("b", "2", ""));

        assertEquals(2, next.headers(HeaderName.PROXY_AUTHORIZATION).size());
    }

    @Test
    void shouldRememberOnlySoManyRealms() {
        SipRequest sent = request;
        for (int i = 0; i < 10; i++) {
            sent = retry(sent, 407, challenge("r" + i, "n" + i, ", qop=\"auth\""));
        }

        assertEquals(DigestClient.REALMS_MAX, sent.headers(HeaderName.PROXY_AUTHORIZATION).size());
        assertTrue(sent.headers(HeaderName.PROXY_AUTHORIZATION).stream().anyMatch(field -> field.contains("\"r9\"")));
    }

    @Test
    void shouldNotPrintThePassword() {
        assertFalse(client.toString().contains("icp-secret"));
        assertFalse(client.answer(request, response(request, 401, challenge("pbx", "n1", ""))).toString()
                .contains("icp-secret"));
    }
}
