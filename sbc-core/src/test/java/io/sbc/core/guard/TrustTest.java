package io.sbc.core.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.transport.FakeFlow;
import java.nio.charset.StandardCharsets;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a registration earns, and how it is lost. */
class TrustTest {

    private static final String OFFICE = "198.51.100.7";

    @RegisterExtension
    private final GuardBench bench = GuardBench.with("");

    @Test
    void shouldServe500RegisteredPhonesBehindOneAddressWhileOneOfThemIsBlocked() {
        List<FakeFlow> phones = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            phones.add(bench.registered(OFFICE, "u" + i));
        }
        bench.receive(bench.tls(OFFICE), bench.register("x", "User-Agent: friendly-scanner"));
        assertTrue(bench.isBlocked(OFFICE));

        for (int second = 0; second < 10; second++) {
            for (FakeFlow phone : phones) {
                bench.receive(phone, bench.register("u1"));
                bench.receive(phone, bench.invite("2000"));
            }
            bench.advance(Duration.ofSeconds(1));
        }

        assertEquals(10_000, bench.served.size());
        assertEquals(0, bench.count(GuardCounter.REQUESTS_RATE_SOURCE));
    }

    @Test
    void shouldServe10000ClientsOfFewKnownAddressesThatReconnectWithin10Seconds() {
        String[] offices = {"198.51.100.1", "198.51.100.2", "198.51.100.3", "198.51.100.4", "198.51.100.5"};
        for (String office : offices) {
            bench.registered(office, "someone");
        }
        for (int i = 0; i < 10_000; i++) {
            String office = offices[i % offices.length];
            assertTrue(bench.connects(office), "connection " + i);
            FakeFlow flow = bench.tls(office);
            bench.receive(flow, bench.register("u" + i));
            bench.receive(flow, bench.register("u" + i, "Authorization: Digest x"));
            bench.guard.bindings().onBound(flow, "u" + i);
            bench.advance(Duration.ofMillis(1));
        }

        assertEquals(20_000, bench.served.size());
    }

    @Test
    void shouldServe10000ClientsOfUnknownAddressesThatReconnectWithin10Seconds() {
        for (int i = 0; i < 10_000; i++) {
            String office = "198.51.100." + i % 10;
            assertTrue(bench.connects(office), "connection " + i);
            FakeFlow flow = bench.tls(office);
            bench.receive(flow, bench.register("u" + i));
            bench.receive(flow, bench.register("u" + i, "Authorization: Digest x"));
            bench.advance(Duration.ofMillis(1));
        }

        assertEquals(20_000, bench.served.size());
    }

    @Test
    void shouldKnowAnAddressForAWhileAfterItsLastPhoneHasGone() {
        FakeFlow phone = bench.registered(OFFICE, "u1");
        assertEquals("known", level());

        bench.guard.bindings().onUnbound(phone, "u1");
        bench.advance(Duration.ofHours(23));
        assertEquals("known", level());

        bench.advance(Duration.ofHours(2));
        assertEquals("untrusted", level());
    }

    @Test
    void shouldTrustAFlowUntilItsLastBindingOrItselfIsGone() {
        FakeFlow phone = bench.registered(OFFICE, "u1");
        bench.guard.bindings().onBound(phone, "u2");
        bench.guard.bindings().onUnbound(phone, "u1");
        assertEquals(1, registeredFlows());

        bench.door.onFlowClosed(phone);
        bench.guard.bindings().onUnbound(phone, "u2");

        assertEquals(0, registeredFlows());
        assertEquals(0, explained().registeredFlows());
    }

    @Test
    void shouldNotTrustAFlowThatClosedBeforeItsBindingWasMade() {
        FakeFlow phone = bench.tls(OFFICE);
        phone.close("gone");

        bench.guard.bindings().onBound(phone, "u1");

        assertEquals(0, registeredFlows());
    }

    @Test
    void shouldRefuseARegisteredPhoneThatFloodsAndTakeItsTrustWhenItGoesOn() {
        FakeFlow phone = bench.registered(OFFICE, "u1");
        FakeFlow neighbour = bench.registered(OFFICE, "u2");
        for (int i = 0; i < 3_000; i++) {
            bench.receive(phone, bench.invite("2000"));
        }
        assertEquals(1_000, bench.served.size());
        assertEquals(503, phone.lastStatus());
        assertEquals(2, registeredFlows());

        bench.receive(phone, bench.invite("2000"));

        assertEquals(1, bench.count(GuardCounter.TRUST_LOST));
        assertEquals(1, registeredFlows());
        bench.receive(neighbour, bench.invite("2000"));
        assertEquals(1_001, bench.served.size());
    }

    @Test
    void shouldNeverLimitTheRegisteredPhonesOfAnAllowedNetwork() {
        GuardBench open = GuardBench.with("guard: {allow: [198.51.100.0/24]}");
        FakeFlow phone = open.registered(OFFICE, "u1");
        for (int i = 0; i < 5_000; i++) {
            open.receive(phone, open.register("u1", "Authorization: Digest x"));
        }

        assertEquals(5_000, open.served.size());
        assertEquals(0, open.count(GuardCounter.REQUESTS_RATE_REGISTERED));
    }

    @Test
    void shouldGrantAFlowOfManyDevicesTheRateOfAll() {
        FakeFlow gateway = bench.registered(OFFICE, "u0");
        for (int i = 1; i < 100; i++) {
            bench.guard.bindings().onBound(gateway, "u" + i);
        }
        for (int i = 0; i < 20_000; i++) {
            bench.deliver(gateway, bench.invite("2000").getBytes(StandardCharsets.UTF_8));
            bench.turn();
            bench.clock.advance(Duration.ofNanos(200_000).toNanos());
        }

        assertEquals(20_000, bench.served.size(), "5000 a second");
    }

    @Test
    void shouldNotCountWhatBelongsToDialogs() {
        FakeFlow phone = bench.registered(OFFICE, "u1");
        String bye = bench.request("BYE", "sip:2000@sbc.example.com", "u1").replace("To: <sip:2000@sbc.example.com>",
                "To: <sip:2000@sbc.example.com>;tag=1-x");
        for (int i = 0; i < 5_000; i++) {
            bench.receive(phone, bye.replace("z9hG4bK", "z9hG4bK" + i + "x"));
        }

        assertEquals(5_000, bench.served.size());
    }

    private String level() {
        return explained().level();
    }

    private GuardView.Explanation explained() {
        return bench.guard.view().explain(InetAddress.ofLiteral(OFFICE));
    }

    private long registeredFlows() {
        return bench.guard.gauges().stream().filter(gauge -> gauge.metric().equals("sbc_guard_registered_flows"))
                .findFirst().orElseThrow().value().getAsLong();
    }

    @Test
    void shouldLoseWhatTheAddressEarnedWhenItIsBlocked() {
        FakeFlow phone = bench.registered(OFFICE, "u1");
        bench.door.onFlowClosed(phone);
        assertEquals("known", level());

        bench.receive(bench.tls(OFFICE), bench.register("x", "User-Agent: sipcli"));

        assertEquals("untrusted", level());
        assertFalse(bench.connects(OFFICE));
    }
}
