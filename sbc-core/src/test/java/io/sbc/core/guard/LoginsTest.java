package io.sbc.core.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.auth.AuthVerdict.Reason;
import io.sbc.core.sip.auth.AuthVerdict;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.message.ParseResult;
import io.sbc.core.sip.message.SipParser;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.sip.transport.Flow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Wrong passwords, by source and by user. */
class LoginsTest {

    private static final String GUESSER = "198.51.100.7";
    private static final String CREDENTIALS = "Authorization: Digest username=\"x\"";

    @RegisterExtension
    private final GuardBench bench = GuardBench.with("");

    @Test
    void shouldBlockASourceThatGuessesThePasswordsOfMany() {
        for (int i = 0; i < 21; i++) {
            fail(bench.tls(GUESSER), "u" + i % 3);
        }

        assertTrue(bench.isBlocked(GUESSER));
        assertEquals(1, bench.count(GuardCounter.BLOCKED_FAILED_LOGINS));
        assertEquals(21, bench.count(GuardCounter.FAILED_LOGINS));
    }

    @Test
    void shouldForgetFailuresThatAreLongAgo() {
        for (int i = 0; i < 100; i++) {
            fail(bench.tls(GUESSER), "u1");
            bench.advance(Duration.ofMinutes(1));
        }

        assertFalse(bench.isBlocked(GUESSER));
    }

    @Test
    void shouldMakeASourceThatFailsAsOneUserWaitAndNobodyElse() {
        for (int i = 0; i < 6; i++) {
            fail(bench.tls(GUESSER), "1001");
        }

        FakeFlow again = bench.tls(GUESSER);
        bench.receive(again, bench.register("1001", CREDENTIALS));
        assertEquals(503, again.lastStatus());
        assertEquals("11", ((SipResponse) again.sent().getLast()).header(HeaderName.RETRY_AFTER).orElseThrow());
        assertEquals(1, bench.count(GuardCounter.REQUESTS_WAITING));
        assertTrue(bench.served.isEmpty());

        bench.receive(bench.tls(GUESSER), bench.register("1002", CREDENTIALS));
        bench.receive(bench.tls("198.51.100.8"), bench.register("1001", CREDENTIALS));
        assertEquals(2, bench.served.size(), "another user from there, and the user from elsewhere");

        bench.advance(Duration.ofSeconds(11));
        bench.receive(bench.tls(GUESSER), bench.register("1001", CREDENTIALS));
        assertEquals(3, bench.served.size());
    }

    @Test
    void shouldMakeItWaitEverLonger() {
        for (int i = 0; i < 6; i++) {
            fail(bench.tls(GUESSER), "1001");
        }
        bench.advance(Duration.ofSeconds(10));
        fail(bench.tls(GUESSER), "1001");
        bench.advance(Duration.ofSeconds(15));

        FakeFlow again = bench.tls(GUESSER);
        bench.receive(again, bench.register("1001", CREDENTIALS));

        assertEquals(503, again.lastStatus());
    }

    @Test
    void shouldRaiseAnAlarmAndSlowStrangersWhenAUserIsTriedFromEverywhere() {
        FakeFlow office = bench.registered("192.0.2.1", "1001");
        for (int i = 0; i < 51; i++) {
            fail(bench.tls("198.51.100." + i), "1001");
        }
        assertEquals(1, bench.count(GuardCounter.DEVICE_ALARMS));
        assertEquals(1, attacked());

        bench.receive(office, bench.register("1001"));
        bench.receive(bench.tls("192.0.2.1"), bench.register("1001", CREDENTIALS));
        assertEquals(2, bench.served.size(), "the user's own phone, and another at the same known address");

        bench.receive(bench.tls("203.0.113.9"), bench.register("1002", CREDENTIALS));
        assertEquals(3, bench.served.size(), "another user");

        bench.receive(bench.tls("203.0.113.9"), bench.register("1001", CREDENTIALS));
        assertEquals(3, bench.served.size());
        assertEquals(1, bench.count(GuardCounter.CHALLENGES_SLOWED));
        bench.advance(Duration.ofMillis(1_001));
        assertEquals(4, bench.served.size(), "a stranger who has the password gets in, a second later");

        bench.advance(Duration.ofMinutes(11));
        assertEquals(0, attacked());
    }

    @Test
    void shouldBlockWhoLooksForUsersByRegisteringAsThem() {
        for (int i = 0; i < 31; i++) {
            verdict(bench.tls(GUESSER), "u" + i, false, Reason.NO_CREDENTIALS);
        }

        assertTrue(bench.isBlocked(GUESSER));
        assertEquals(1, bench.count(GuardCounter.BLOCKED_ENUMERATION));
    }

    @Test
    void shouldNotTakeThePhonesOfAnOfficeForASearch() {
        for (int i = 0; i < 2_000; i++) {
            verdict(bench.tls(GUESSER), "u" + i, true, Reason.NO_CREDENTIALS);
        }

        assertFalse(bench.isBlocked(GUESSER));
    }

    @Test
    void shouldBearMoreFromAnAddressWithRegisteredPhones() {
        bench.registered(GUESSER, "1");
        for (int i = 0; i < 150; i++) {
            fail(bench.tls(GUESSER), "wrong");
            verdict(bench.tls(GUESSER), "u" + i, false, Reason.NO_CREDENTIALS);
        }

        assertFalse(bench.isBlocked(GUESSER));
    }

    private void fail(Flow flow, String user) {
        verdict(flow, user, true, Reason.WRONG_CREDENTIALS);
    }

    /** As an authenticator tells it. */
    private void verdict(Flow flow, String user, boolean exists, Reason reason) {
        byte[] bytes = bench.register(user).getBytes(StandardCharsets.UTF_8);
        SipRequest request = (SipRequest) ((ParseResult.Parsed) SipParser.parse(bytes, 0, bytes.length,
                ParseLimits.DEFAULT)).message();
        bench.guard.logins().onVerdict(request, flow, exists,
                new AuthVerdict.Challenged(401, HeaderName.WWW_AUTHENTICATE, List.of(), reason));
    }

    private long attacked() {
        return bench.guard.gauges().stream().filter(gauge -> gauge.metric().equals("sbc_guard_users_attacked"))
                .findFirst().orElseThrow().value().getAsLong();
    }
}
