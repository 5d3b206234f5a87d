package io.sbc.core.sip.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.directory.Device;
import io.sbc.core.directory.DigestHa1;
import io.sbc.core.directory.Secret;
import io.sbc.core.registrar.fake.FakeDirectory;
import io.sbc.core.registrar.fake.FakeShard;
import io.sbc.core.sip.auth.AuthVerdict.Authenticated;
import io.sbc.core.sip.auth.AuthVerdict.Challenged;
import io.sbc.core.sip.auth.AuthVerdict.Malformed;
import io.sbc.core.sip.auth.AuthVerdict.Reason;
import io.sbc.core.sip.message.CSeq;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class DigestAuthenticatorTest {

    private static final byte[] KEY = new byte[32];

    private final FakeShard shard = new FakeShard();
    private final Device device = FakeDirectory.device(1, "1*006");
    private final Flow flow = FakeFlow.tls(1);
    private final DigestAuthenticator authenticator = authenticator(DigestAlgorithm.MD5);

    private DigestAuthenticator authenticator(DigestAlgorithm... algorithms) {
        return new DigestAuthenticator(FakeDirectory.REALM, List.of(algorithms),
                new NonceSigner(KEY, Duration.ofMinutes(5), shard.clock()), new NonceCounts(100, 0), shard.random());
    }

    private static SipRequest request(SipMethod method) {
        SipUri uri = SipUri.of("", "sbc.example.test");
        NameAddr self = NameAddr.of(SipUri.of("1*006", "sbc.example.test"));
        return SipRequest.builder(method, uri).set(HeaderName.VIA, "SIP/2.0/TLS 10.0.0.1;branch=z9hG4bK1")
                .set(HeaderName.FROM, self.withTag("a")).set(HeaderName.TO, self).set(HeaderName.CALL_ID, "c")
                .set(HeaderName.CSEQ, new CSeq(1, method)).build();
    }

    private Challenged challenged(SipRequest request) {
        return assertInstanceOf(Challenged.class, authenticator.check(request, flow, Optional.of(device)));
    }

    private SipRequest answered(SipRequest request, Challenged challenge, String user, String password) {
        return answered(new DigestClient(user, new Secret(password), shard.random()), request, challenge);
    }

    private static SipRequest answered(DigestClient client, SipRequest request, Challenged challenge) {
        SipResponse response = challenge.respondTo(request).toTag("t").build();
        return assertInstanceOf(DigestClient.Answer.Retry.class, client.answer(request, response)).request();
    }

    private AuthVerdict checkEdited(UnaryOperator<String> edit) {
        SipRequest request = request(SipMethod.REGISTER);
        SipRequest right = answered(request, challenged(request), "1*006", "set-1*006");
        String credentials = right.header(HeaderName.AUTHORIZATION).orElseThrow();
        return authenticator.check(right.edit().set(HeaderName.AUTHORIZATION, edit.apply(credentials)).build(), flow,
                Optional.of(device));
    }

    @Test
    void shouldChallengeARegisterWith401AndOthersWith407() {
        Challenged register = challenged(request(SipMethod.REGISTER));
        Challenged invite = challenged(request(SipMethod.INVITE));

        assertEquals(401, register.status());
        assertEquals(HeaderName.WWW_AUTHENTICATE, register.header());
        assertEquals(407, invite.status());
        assertEquals(HeaderName.PROXY_AUTHENTICATE, invite.header());
        assertEquals(Reason.NO_CREDENTIALS, register.reason());
    }

    @Test
    void shouldWriteOneHeaderForEachAlgorithmInTheConfiguredOrder() {
        SipRequest request = request(SipMethod.REGISTER);
        Challenged both = assertInstanceOf(Challenged.class,
                authenticator(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5).check(request, flow, Optional.of(device)));

        List<String> fields = both.respondTo(request).toTag("t").build().headers(HeaderName.WWW_AUTHENTICATE);

        assertEquals(2, fields.size());
        assertTrue(fields.get(0).contains("algorithm=SHA-256"));
        assertTrue(fields.get(1).contains("algorithm=MD5"));
        assertTrue(fields.get(0).contains("qop=\"auth\""));
    }

    @Test
    void shouldAuthenticateWithEitherAlgorithm() {
        for (DigestAlgorithm algorithm : List.of(DigestAlgorithm.MD5, DigestAlgorithm.SHA_256)) {
            DigestAuthenticator only = authenticator(algorithm);
            for (SipMethod method : List.of(SipMethod.REGISTER, SipMethod.INVITE)) {
                SipRequest request = request(method);
                Challenged challenge = assertInstanceOf(Challenged.class,
                        only.check(request, flow, Optional.of(device)));

                AuthVerdict verdict = only.check(answered(request, challenge, "1*006", "set-1*006"), flow,
                        Optional.of(device));

                assertEquals(new Authenticated(device), verdict);
            }
        }
    }

    @Test
    void shouldAnswerAlikeForAWrongPasswordAnUnknownUserAndAnotherUsersName() {
        SipRequest request = request(SipMethod.REGISTER);

        AuthVerdict wrong = authenticator.check(answered(request, challenged(request), "1*006", "guess"), flow,
                Optional.of(device));
        AuthVerdict unknown = authenticator.check(answered(request, challenged(request), "1*006", "set-1*006"), flow,
                Optional.empty());
        AuthVerdict other = authenticator.check(answered(request, challenged(request), "1007", "set-1007"), flow,
                Optional.of(device));

        for (AuthVerdict verdict : List.of(wrong, unknown, other)) {
            Challenged again = assertInstanceOf(Challenged.class, verdict);
            assertEquals(401, again.status());
            assertEquals(Reason.WRONG_CREDENTIALS, again.reason());
            assertFalse(again.challenges().get(0).stale());
        }
    }

    @Test
    void shouldSayStaleOnlyWhenTheAnswerIsOtherwiseRight() {
        SipRequest request = request(SipMethod.REGISTER);
        SipRequest right = answered(request, challenged(request), "1*006", "set-1*006");
        SipRequest wrong = answered(request, challenged(request), "1*006", "guess");

        shard.clock().advance(Duration.ofMinutes(6).toNanos());

        assertTrue(assertInstanceOf(Challenged.class, authenticator.check(right, flow, Optional.of(device)))
                .challenges().get(0).stale());
        assertFalse(assertInstanceOf(Challenged.class, authenticator.check(wrong, flow, Optional.of(device)))
                .challenges().get(0).stale());
    }

    @Test
    void shouldSayStaleForARightAnswerToAForeignNonce() {
        SipRequest request = request(SipMethod.REGISTER);
        Challenged foreign = new Challenged(401, HeaderName.WWW_AUTHENTICATE,
                List.of(DigestChallenge.of(FakeDirectory.REALM, "made-up", DigestAlgorithm.MD5, false)),
                Reason.NO_CREDENTIALS);

        Challenged verdict = assertInstanceOf(Challenged.class, authenticator
                .check(answered(request, foreign, "1*006", "set-1*006"), flow, Optional.of(device)));

        assertEquals(Reason.STALE_NONCE, verdict.reason());
        assertTrue(verdict.challenges().get(0).stale());
    }

    @Test
    void shouldTakeARisingCountAndRefuseAReplay() {
        SipRequest request = request(SipMethod.REGISTER);
        DigestClient client = new DigestClient("1*006", new Secret("set-1*006"), shard.random());
        SipRequest first = answered(client, request, challenged(request));
        SipRequest second = client.begin(request);

        assertEquals(new Authenticated(device), authenticator.check(first, flow, Optional.of(device)));
        assertEquals(new Authenticated(device), authenticator.check(second, flow, Optional.of(device)));
        for (SipRequest replayed : List.of(first, second)) {
            Challenged verdict = assertInstanceOf(Challenged.class,
                    authenticator.check(replayed, flow, Optional.of(device)));
            assertEquals(Reason.STALE_NONCE, verdict.reason());
        }
    }

    @Test
    void shouldAcceptALegacyAnswerWithoutQopOnceForEachNonce() {
        SipRequest request = request(SipMethod.REGISTER);
        DigestChallenge ours = challenged(request).challenges().get(0);
        Challenged legacy = new Challenged(401, HeaderName.WWW_AUTHENTICATE,
                List.of(new DigestChallenge(ours.realm(), ours.nonce(), "MD5", "", false, List.of())),
                Reason.NO_CREDENTIALS);
        SipRequest answer = answered(request, legacy, "1*006", "set-1*006");
        assertFalse(answer.header(HeaderName.AUTHORIZATION).orElseThrow().contains("qop"));

        assertEquals(new Authenticated(device), authenticator.check(answer, flow, Optional.of(device)));
        assertInstanceOf(Challenged.class, authenticator.check(answer, flow, Optional.of(device)));
    }

    @Test
    void shouldBindNoncesToTheSourceWhereOthersCanReadThem() {
        SipRequest request = request(SipMethod.REGISTER);
        Flow here = FakeFlow.phone(2, TransportProtocol.UDP, "192.0.2.10");
        Flow there = FakeFlow.phone(3, TransportProtocol.UDP, "192.0.2.11");
        Challenged challenge = assertInstanceOf(Challenged.class,
                authenticator.check(request, here, Optional.of(device)));
        SipRequest answer = answered(request, challenge, "1*006", "set-1*006");

        Challenged elsewhere = assertInstanceOf(Challenged.class,
                authenticator.check(answer, there, Optional.of(device)));
        assertTrue(elsewhere.challenges().get(0).stale());
        assertEquals(new Authenticated(device), authenticator.check(answer, here, Optional.of(device)));
    }

    @Test
    void shouldAnswer400WhenTheUriIsAnotherResource() {
        assertInstanceOf(Malformed.class, checkEdited(text -> text.replace("sip:sbc.example.test", "sip:evil.test")));
        assertInstanceOf(Malformed.class, checkEdited(text -> text.replace("sip:sbc.example.test", "tel:1")));
    }

    @Test
    void shouldTakePortAndParametersOfTheUriLightly() {
        // The response covers the uri as written, so another spelling is wrong here, but not malformed.
        assertInstanceOf(Challenged.class, checkEdited(
                text -> text.replace("sip:sbc.example.test", "sip:SBC.example.test:5061;transport=tls")));
    }

    @Test
    void shouldRefuseResponsesOfAnotherLengthOrInUpperCase() {
        UnaryOperator<String> shorter = text -> text.replaceAll("response=\"(.)", "response=\"");
        UnaryOperator<String> longer = text -> text.replaceAll("response=\"", "response=\"0");
        UnaryOperator<String> doubled = text -> text.replaceAll("response=\"([0-9a-f]*)", "response=\"$1$1");
        for (UnaryOperator<String> edit : List.of(shorter, longer, doubled)) {
            assertEquals(Reason.WRONG_CREDENTIALS, assertInstanceOf(Challenged.class, checkEdited(edit)).reason());
        }
        UnaryOperator<String> upper = text -> text.replaceAll("algorithm=MD5", "algorithm=md5");
        assertInstanceOf(Authenticated.class, checkEdited(upper));
    }

    @Test
    void shouldNeverAcceptBasicOrAnAlgorithmThatIsNotOffered() {
        assertEquals(Reason.NO_CREDENTIALS,
                assertInstanceOf(Challenged.class, checkEdited(text -> "Basic MSowMDY6c2V0")).reason());
        assertEquals(Reason.NO_CREDENTIALS, assertInstanceOf(Challenged.class,
                checkEdited(text -> text.replace("algorithm=MD5", "algorithm=CHACHA123"))).reason());
        assertEquals(Reason.NO_CREDENTIALS, assertInstanceOf(Challenged.class,
                checkEdited(text -> text.replace("algorithm=MD5", "algorithm=SHA-256"))).reason());
        assertEquals(Reason.NO_CREDENTIALS, assertInstanceOf(Challenged.class,
                checkEdited(text -> text.replace("realm=\"sbc\"", "realm=\"other\""))).reason());
    }

    @Test
    void shouldAnswer400ForMalformedCredentials() {
        assertInstanceOf(Malformed.class, checkEdited(text -> "Digest uses: 60"));
        assertInstanceOf(Malformed.class, checkEdited(text -> "Digest a a=\"\",real"));
        assertInstanceOf(Malformed.class, checkEdited(text -> text.replace("nc=00000001", "nc=1")));
    }

    @Test
    void shouldUseTheCredentialsOfTheAlgorithmThatItOfferedAmongSeveral() {
        SipRequest request = request(SipMethod.REGISTER);
        SipRequest right = answered(request, challenged(request), "1*006", "set-1*006");
        String md5 = right.header(HeaderName.AUTHORIZATION).orElseThrow();
        SipRequest both = right.edit().prepend(HeaderName.AUTHORIZATION, md5.replace("algorithm=MD5",
                "algorithm=SHA-256")).build();

        assertEquals(new Authenticated(device), authenticator.check(both, flow, Optional.of(device)));
    }

    @Test
    void shouldNotAcceptAnEmptyStoredValueOrOneOfAnotherRealm() {
        Device empty = FakeDirectory.withHa1(device, new DigestHa1(FakeDirectory.REALM, "", ""));
        Device elsewhere = FakeDirectory.withHa1(device,
                new DigestHa1("other", device.ha1().md5(), device.ha1().sha256()));
        SipRequest request = request(SipMethod.REGISTER);
        SipRequest answer = answered(request, challenged(request), "1*006", "set-1*006");

        for (Device broken : List.of(empty, elsewhere)) {
            assertEquals(Reason.WRONG_CREDENTIALS, assertInstanceOf(Challenged.class,
                    authenticator.check(answer, flow, Optional.of(broken))).reason());
        }
    }

    @Test
    void shouldRefuseAnAlgorithmOfWhichNothingIsStored() {
        assertThrows(IllegalArgumentException.class, () -> authenticator(DigestAlgorithm.SHA_512_256));
    }
}
