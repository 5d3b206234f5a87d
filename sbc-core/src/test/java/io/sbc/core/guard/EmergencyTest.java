package io.sbc.core.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.transport.FakeFlow;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lesson 18: emergency calls are refused by nothing. */
class EmergencyTest {

    private static final String OFFICE = "198.51.100.7";

    @RegisterExtension
    private final GuardBench bench = GuardBench.with("");

    @Test
    void shouldLetAnEmergencyCallThroughWhenTheRateIsUsedUp() {
        FakeFlow phone = bench.registered(OFFICE, "1001");
        for (int i = 0; i < 1_500; i++) {
            bench.receive(phone, bench.invite("2000"));
        }
        int before = bench.served.size();

        bench.receive(phone, bench.invite("112"));

        assertEquals(before + 1, bench.served.size());
        assertEquals(1, bench.count(GuardCounter.EMERGENCY_CALLS));
    }

    @Test
    void shouldLetAnEmergencyCallThroughWhenTheAddressIsBlocked() {
        FakeFlow phone = bench.registered(OFFICE, "1001");
        bench.receive(bench.tls(OFFICE), bench.register("x", "User-Agent: friendly-scanner"));
        assertTrue(bench.isBlocked(OFFICE));

        bench.receive(phone, bench.invite("911", "User-Agent: friendly-scanner"));

        assertEquals(1, bench.served.size());
    }

    @Test
    void shouldLetAnEmergencyCallThroughWhenTheShardsAreFarBehind() {
        FakeFlow phone = bench.registered(OFFICE, "1001");
        FakeFlow stranger = bench.tls("192.0.2.9");
        fillQueues();
        bench.deliver(stranger, bench.register("sees").getBytes(StandardCharsets.UTF_8));
        bench.clock.advance(Duration.ofSeconds(10).toNanos());

        bench.deliver(phone, bench.invite("2000").getBytes(StandardCharsets.UTF_8));
        bench.deliver(phone, bench.invite("112").getBytes(StandardCharsets.UTF_8));
        bench.turn();

        assertEquals(1, bench.served.stream().filter(request -> request.requestUri().contains("112")).count());
        assertEquals(0, bench.served.stream().filter(request -> request.requestUri().contains("2000")).count());
        assertEquals(2, bench.count(GuardCounter.REQUESTS_OVERLOAD));
    }

    @Test
    void shouldReadNothingButEmergencyCallsOfPhonesThatTheEventLoopIsTooLateFor() {
        FakeFlow phone = bench.registered(OFFICE, "1001");
        phone.late(Duration.ofMillis(1_001).toNanos());
        bench.receive(phone, bench.register("1001"));
        bench.clock.advance(Duration.ofSeconds(2).toNanos());
        for (int i = 0; i < 2_100; i++) { // until no more refusals may be sent
            bench.receive(phone, bench.register("1001"));
        }
        int before = bench.served.size();
        long unread = bench.count(GuardCounter.UNPARSED_OVERLOAD);

        bench.receive(phone, bench.register("1001"));
        bench.receive(phone, bench.invite("112"));

        assertEquals(before + 1, bench.served.size());
        assertEquals(unread + 1, bench.count(GuardCounter.UNPARSED_OVERLOAD));
        assertTrue(unread > 0);
    }

    @Test
    void shouldLetAnEmergencyCallThroughWhenTransactionsAreUsedUp() {
        GuardBench small = GuardBench.withTransactions(20);
        FakeFlow phone = small.registered(OFFICE, "1001");
        for (int i = 0; i < 200; i++) {
            small.receive(phone, small.invite("2000"));
        }
        assertTrue(small.served.size() <= 20, "served: " + small.served.size());
        int before = small.served.size();

        for (int i = 0; i < 10; i++) {
            small.receive(phone, small.invite("112"));
        }

        assertEquals(before + 10, small.served.size());
    }

    @Test
    void shouldLetEverythingOfAnEmergencyCallThrough() {
        FakeFlow phone = bench.registered(OFFICE, "1001");
        String invite = bench.invite("112");
        bench.receive(phone, invite);
        bench.door.onFlowClosed(phone); // the network changes; the phone is back before it is registered again
        FakeFlow back = bench.registered("203.0.113.77", "1001");
        for (int i = 0; i < 1_500; i++) {
            bench.receive(back, bench.invite("2000"));
        }
        int before = bench.served.size();

        bench.receive(back, invite.replace("INVITE", "INFO").replace("z9hG4bK", "z9hG4bKi"));
        bench.receive(back, invite.replace("INVITE", "BYE").replace("z9hG4bK", "z9hG4bKb"));

        assertEquals(before + 2, bench.served.size());
        assertEquals(2, bench.count(GuardCounter.EMERGENCY_MESSAGES));
    }

    @Test
    void shouldAskThePbxForTheNumberThatAServiceUrnStandsFor() {
        bench.receive(bench.registered(OFFICE, "1001"), bench.request("INVITE", "urn:service:sos.fire", "1001"));

        assertEquals("sip:112@sbc.example.com", bench.served.getFirst().requestUri());
    }

    @Test
    void shouldForgetAnEmergencyCallAfterItsBye() {
        FakeFlow phone = bench.registered(OFFICE, "1001");
        String invite = bench.invite("112");
        bench.receive(phone, invite);
        bench.receive(phone, invite.replace("INVITE", "BYE").replace("z9hG4bK", "z9hG4bKb"));

        bench.advance(Duration.ofSeconds(65));
        bench.receive(phone, invite.replace("INVITE", "INFO").replace("z9hG4bK", "z9hG4bKi"));

        assertEquals(1, bench.count(GuardCounter.EMERGENCY_MESSAGES));
    }

    @Test
    void shouldNotLetStrangersPassAsEmergencies() {
        FakeFlow stranger = bench.tls(OFFICE);
        bench.receive(stranger, bench.invite("112", "User-Agent: friendly-scanner"));

        assertTrue(bench.served.isEmpty());
        assertEquals(1, bench.count(GuardCounter.EMERGENCY_REFUSED));
        assertEquals(1, bench.count(GuardCounter.BLOCKED_SCANNER));
    }

    @Test
    void shouldLetStrangersCallForHelpWhereThePolicySaysSo() {
        GuardBench open = GuardBench.with("emergency: {from-unregistered: true}");
        open.receive(open.tls(OFFICE), open.register("x", "User-Agent: friendly-scanner"));
        assertTrue(open.isBlocked(OFFICE));
        FakeFlow stranger = open.tls(OFFICE);

        open.receive(stranger, open.invite("112"));
        open.receive(stranger, open.invite("2000"));

        assertEquals(1, open.served.size());
        assertEquals("sip:112@sbc.example.com", open.served.getFirst().requestUri());
    }

    @Test
    void shouldNotLetAnybodyElseUseTheCallIdOfAnEmergencyCall() {
        String invite = bench.invite("112");
        bench.receive(bench.registered(OFFICE, "1001"), invite);

        bench.receive(bench.tls("203.0.113.5"), invite.replace("INVITE", "OPTIONS").replace("z9hG4bK", "z9hG4bKo"));

        assertEquals(0, bench.count(GuardCounter.EMERGENCY_MESSAGES));
    }

    private void fillQueues() {
        bench.engine.shards().forEach(shard -> {
            while (shard.offer(() -> {})) {
                // Until half of it is full: the rest is the reserve.
            }
        });
    }
}
