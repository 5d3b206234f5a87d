package io.sbc.core.sip.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.directory.Device;
import io.sbc.core.directory.Secret;
import io.sbc.core.registrar.fake.FakeDirectory;
import io.sbc.core.registrar.fake.FakeShard;
import io.sbc.core.sip.auth.AuthVerdict.Challenged;
import io.sbc.core.sip.message.CSeq;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.FakeFlow;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A user that does not exist cannot be told from one that does: the same octets come back, after the same hash operations
 * over as many octets and the same draws of randomness.
 */
class EqualAnswersTest {

    private static final String KNOWN = "1006";
    private static final String UNKNOWN = "9999";
    private static final String COUNTING = "counting";

    /** What the hashes of this thread did. */
    private static final ThreadLocal<long[]> WORK = ThreadLocal.withInitial(() -> new long[3]);

    /** How somebody tries. */
    enum Attempt {
        WITHOUT_CREDENTIALS,
        WRONG_PASSWORD,
        FOREIGN_NONCE,
        NAME_OF_ANOTHER
    }

    /** A message digest of the JDK that is counted. Public for the provider. */
    public static class CountingMd5 extends MessageDigestSpi {

        private final MessageDigest real;

        public CountingMd5() throws NoSuchAlgorithmException {
            this("MD5");
        }

        CountingMd5(String algorithm) throws NoSuchAlgorithmException {
            real = MessageDigest.getInstance(algorithm, Security.getProvider("SUN"));
        }

        @Override
        protected void engineUpdate(byte input) {
            WORK.get()[1]++;
            real.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            WORK.get()[1] += length;
            real.update(input, offset, length);
        }

        @Override
        protected byte[] engineDigest() {
            WORK.get()[0]++;
            return real.digest();
        }

        @Override
        protected void engineReset() {
            real.reset();
        }
    }

    private static final class CountingProvider extends Provider {

        private static final long serialVersionUID = 1L;

        CountingProvider() {
            super(COUNTING, "1", "counts hashes");
            put("MessageDigest.MD5", CountingMd5.class.getName());
        }
    }

    /** The same numbers for everybody who begins anew. */
    private static final class CountingRandom extends Random {

        private static final long serialVersionUID = 1L;

        CountingRandom() {
            super(7);
        }

        @Override
        protected int next(int bits) {
            WORK.get()[2]++;
            return super.next(bits);
        }
    }

    private final FakeShard shard = new FakeShard();
    private final Device device = FakeDirectory.device(1, KNOWN);

    @BeforeEach
    void count() {
        Security.insertProviderAt(new CountingProvider(), 1);
    }

    @AfterEach
    void countNoMore() {
        Security.removeProvider(COUNTING);
    }

    /** What somebody learns who tries: the response, and how much work it was. */
    private record Learned(String response, List<Long> work) {}

    @ParameterizedTest
    @EnumSource
    void shouldAnswerRegisterAlikeWithTheSameWork(Attempt attempt) {
        Learned known = attempt(SipMethod.REGISTER, attempt, KNOWN, Optional.of(device));
        Learned unknown = attempt(SipMethod.REGISTER, attempt, UNKNOWN, Optional.empty());

        assertEquals(known, unknown);
        assertTrue(known.response().startsWith("SIP/2.0 401"));
    }

    @ParameterizedTest
    @EnumSource
    void shouldAnswerInviteAlikeWithTheSameWork(Attempt attempt) {
        Learned known = attempt(SipMethod.INVITE, attempt, KNOWN, Optional.of(device));
        Learned unknown = attempt(SipMethod.INVITE, attempt, UNKNOWN, Optional.empty());

        assertEquals(known, unknown);
        assertTrue(known.response().startsWith("SIP/2.0 407"));
    }

    private Learned attempt(SipMethod method, Attempt attempt, String user, Optional<Device> claimed) {
        DigestAuthenticator authenticator = new DigestAuthenticator(FakeDirectory.REALM,
                List.of(DigestAlgorithm.MD5), new NonceSigner(new byte[32], Duration.ofMinutes(5), shard.clock()),
                new NonceCounts(100, 0), new CountingRandom());
        SipRequest bare = request(method, user);
        SipRequest sent = switch (attempt) {
            case WITHOUT_CREDENTIALS -> bare;
            case WRONG_PASSWORD -> answered(bare, authenticator.challenge(bare, FakeFlow.tls(1)), user);
            case NAME_OF_ANOTHER -> answered(bare, authenticator.challenge(bare, FakeFlow.tls(1)), "5555");
            case FOREIGN_NONCE -> {
                SipRequest right = answered(bare, authenticator.challenge(bare, FakeFlow.tls(1)), user);
                HeaderName header = method.equals(SipMethod.REGISTER)
                        ? HeaderName.AUTHORIZATION
                        : HeaderName.PROXY_AUTHORIZATION;
                yield right.edit().set(header,
                        right.header(header).orElseThrow().replaceFirst("nonce=\"[^\"]+\"", "nonce=\"x\"")).build();
            }
        };
        WORK.set(new long[3]);
        Challenged challenged = assertInstanceOf(Challenged.class,
                authenticator.check(sent, FakeFlow.tls(1), claimed));
        long[] work = WORK.get();
        assertEquals(attempt == Attempt.WITHOUT_CREDENTIALS, work[0] == 0, "hashes are counted");
        String response = new String(challenged.respondTo(sent).toTag("t").build().toBytes(), StandardCharsets.UTF_8);
        return new Learned(response.replace(user, "USER"), List.of(work[0], work[1], work[2]));
    }

    private static SipRequest request(SipMethod method, String user) {
        NameAddr self = NameAddr.of(SipUri.of(user, "sbc.example.test"));
        return SipRequest.builder(method, SipUri.of("", "sbc.example.test"))
                .set(HeaderName.VIA, "SIP/2.0/TLS 10.0.0.1;branch=z9hG4bK1").set(HeaderName.FROM, self.withTag("a"))
                .set(HeaderName.TO, self).set(HeaderName.CALL_ID, "c").set(HeaderName.CSEQ, new CSeq(1, method))
                .build();
    }

    private static SipRequest answered(SipRequest request, Challenged challenge, String user) {
        SipResponse response = challenge.respondTo(request).toTag("t").build();
        return assertInstanceOf(DigestClient.Answer.Retry.class,
                new DigestClient(user, new Secret("a guess"), new Random(3)).answer(request, response)).request();
    }
}
