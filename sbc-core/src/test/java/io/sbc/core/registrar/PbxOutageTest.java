package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.directory.Device;
import io.sbc.core.registrar.fake.FakeDirectory;
import io.sbc.core.registrar.fake.FakeServerTransaction;
import io.sbc.core.registrar.fake.FakeTransactions;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.transaction.TransactionFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The PBX is gone for a while, and comes back. */
class PbxOutageTest {

    @RegisterExtension
    private final RegistrarFixture fixture = new RegistrarFixture(RegistrarFixture.settings(4, 20_000));
    private final RegistrarFixture.Phone phone = fixture.phone(fixture.desktop, 1);

    private static int retryAfter(FakeServerTransaction transaction) {
        return Integer.parseInt(transaction.response().header(HeaderName.RETRY_AFTER).orElseThrow());
    }

    @Test
    void shouldAnswerFromTheBindingWhileThePbxsRegistrationHasNotRunOut() {
        phone.registered(fixture.desktop);
        fixture.registrar.onPbxUnreachable("pbx");
        int sent = fixture.transactions.count();

        for (int i = 0; i < 10; i++) {
            fixture.advance(150);
            assertEquals(200, phone.register().response().status());
        }

        assertEquals(sent, fixture.transactions.count());
    }

    @Test
    void shouldSendAwayWhomThePbxDoesNotHoldAtOnceAndWithoutAskingIt() {
        fixture.registrar.onPbxUnreachable("pbx");
        FakeServerTransaction probe = phone.register();
        FakeServerTransaction other = fixture.phone(fixture.mobile, 2).register();

        assertEquals(1, fixture.transactions.count(), "one goes through, to see whether the PBX is really gone");
        assertEquals(503, other.response().status());
        assertTrue(retryAfter(other) >= 10 && retryAfter(other) <= 40);
        fixture.advance(20);
        assertEquals(503, probe.response().status());
    }

    @Test
    void shouldAnswerThoseThatWaitAsSoonAsThePbxIsFoundOut() {
        List<FakeServerTransaction> waiting = new ArrayList<>();
        for (int i = 0; i < 1000; i++) { // 200 on their way, the others in line
            Device device = FakeDirectory.device(100 + i, "u" + i);
            fixture.directory.put(device);
            waiting.add(fixture.phone(device, 100 + i).register());
        }
        fixture.advance(2);
        assertEquals(0, waiting.stream().filter(FakeServerTransaction::isAnswered).count());

        fixture.registrar.onPbxUnreachable("pbx");

        waiting.forEach(each -> assertEquals(503, each.response().status()));
        waiting.forEach(each -> assertTrue(retryAfter(each) >= 10 && retryAfter(each) <= 40));
        assertEquals(0, fixture.gauge("sbc_upstream_registers_waiting"));
        assertEquals(503, fixture.phone(fixture.directory.bySetUser("u0").orElseThrow(), 5000).register().response()
                .status(), "not behind its first one, which is still on its way");
    }

    @Test
    void shouldBelieveAnAnswerMoreThanTheHealthCheck() {
        fixture.registrar.onPbxUnreachable("pbx");
        FakeServerTransaction probe = phone.register();
        fixture.pbxAccepts(fixture.desktop, 3600);
        assertEquals(200, probe.response().status());

        FakeServerTransaction next = fixture.phone(fixture.mobile, 2).register();
        fixture.pbxAccepts(fixture.mobile, 3600);
        assertEquals(200, next.response().status());
    }

    @Test
    void shouldKeepPhonesOverTheEndOfThePbxsRegistrationAndRegisterThemWhenItIsBack() {
        phone.register();
        fixture.grant(fixture.atPbx(), 200);
        fixture.registrar.onPbxUnreachable("pbx");
        fixture.advance(90);
        FakeTransactions.Sent probe = null;
        phone.register();
        for (int i = 0; i < 120; i++) {
            fixture.advance(1);
            while (fixture.transactions.pending() > 0) {
                probe = fixture.transactions.next();
                probe.fail(TransactionFailure.TIMEOUT);
            }
        }

        assertEquals(1, fixture.table.size(), "still bound, and to be called as soon as the PBX can");
        assertEquals(0, fixture.gauge("sbc_upstream_registrations"));
        assertEquals(1, fixture.gauge("sbc_upstream_registrations_suspended"));
        assertEquals(503, phone.register().response().status());

        fixture.registrar.onPbxReachable("pbx");
        fixture.pbxAccepts(fixture.desktop, 3600);
        assertEquals(1, fixture.gauge("sbc_upstream_registrations"));
        assertEquals(0, fixture.gauge("sbc_upstream_registrations_suspended"));
        assertEquals(200, phone.register().response().status());
    }

    @Test
    void shouldForgetASuspendedDeviceWhosePhonesAreGone() {
        phone.register();
        fixture.grant(fixture.atPbx(), 100);
        fixture.registrar.onPbxUnreachable("pbx");
        phone.loseFlow();
        fixture.advance(400);
        fixture.transactions.next().fail(TransactionFailure.TIMEOUT);
        fixture.shard.run();
        fixture.advance(400);

        assertEquals(0, fixture.registrar.registrations());
        assertEquals(0, fixture.shard.armedTimers());
    }

    @Test
    void shouldRegisterEverybodyAnewAtAPaceWhenThePbxIsBack() {
        List<RegistrarFixture.Phone> phones = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            Device device = FakeDirectory.device(100 + i, "u" + i);
            fixture.directory.put(device);
            phones.add(fixture.phone(device, 100 + i));
            phones.getLast().register();
            fixture.grant(fixture.atPbx(), 3600);
            fixture.shard.advance(Duration.ofMillis(5));
        }
        fixture.registrar.onPbxUnreachable("pbx");
        fixture.advance(100);
        phones.forEach(each -> assertEquals(200, each.register().response().status()));
        int before = fixture.transactions.count();

        fixture.registrar.onPbxReachable("pbx");
        fixture.registrar.onPbxReachable("pbx");

        for (int second = 0; second < 10; second++) {
            int sent = fixture.transactions.count();
            for (int tick = 0; tick < 100; tick++) {
                fixture.shard.advance(Duration.ofMillis(10));
                while (fixture.transactions.pending() > 0) {
                    fixture.grant(fixture.transactions.next(), 3600);
                }
            }
            assertTrue(fixture.transactions.count() - sent <= 251, "in one second " + fixture.transactions.count());
        }
        assertEquals(before + 2000, fixture.transactions.count(), "each once");
        assertEquals(0, fixture.gauge("sbc_upstream_registers_waiting"));
        assertEquals(2000, fixture.gauge("sbc_upstream_registrations"));
    }

    @Test
    void shouldBearAStormOfRegistersWhileAllNodesAreDead() {
        Deque<FakeServerTransaction> waiting = new ArrayDeque<>();
        long statuses = 0;
        int longest = 0;
        fixture.registrar.onPbxUnreachable("pbx");
        for (int i = 0; i < 500 * 60; i++) { // 500 a second for a minute, 5000 phones that do not heed Retry-After
            int user = i % 5000;
            Device device = FakeDirectory.device(100 + user, "u" + user);
            if (i < 5000) {
                fixture.directory.put(device);
            }
            waiting.add(fixture.phone(device, 100 + user).register());
            if (i % 50 == 49) {
                fixture.shard.advance(Duration.ofMillis(100));
                longest = Math.max(longest, waiting.size());
                while (!waiting.isEmpty() && waiting.peek().isAnswered()) {
                    assertEquals(503, waiting.remove().response().status());
                    statuses++;
                }
            }
        }
        fixture.advance(30);
        statuses += waiting.stream().filter(FakeServerTransaction::isAnswered).count();

        assertEquals(500 * 60, statuses, "every one is answered");
        assertTrue(fixture.transactions.count() <= 60 / PbxReach.PROBE_INTERVAL.toSeconds() + 1,
                "and the dead PBX gets next to nothing");
        assertEquals(0, fixture.gauge("sbc_upstream_registers_waiting"));
        while (fixture.transactions.pending() > 0) {
            fixture.transactions.next().fail(TransactionFailure.TIMEOUT);
            fixture.shard.run();
        }
        fixture.advance(60);
        assertEquals(0, fixture.registrar.registrations());
        assertEquals(0, fixture.shard.armedTimers());
        assertEquals(0, fixture.table.size());
    }

    @Test
    void shouldAnswerEverybodyInTimeWhileASilentPbxIsNotYetFoundOut() {
        Deque<FakeServerTransaction> waiting = new ArrayDeque<>();
        Deque<Long> sentAt = new ArrayDeque<>();
        long answered = 0;
        for (int i = 0; i < 500 * 60; i++) {
            Device device = FakeDirectory.device(100 + i % 10_000, "u" + i % 10_000);
            if (i < 10_000) {
                fixture.directory.put(device);
            }
            waiting.add(fixture.phone(device, 100 + i % 10_000).register());
            if (i % 50 == 49) {
                fixture.shard.advance(Duration.ofMillis(100));
                long now = fixture.shard.clock().nanoTime();
                while (sentAt.size() < fixture.transactions.pending()) {
                    sentAt.add(now);
                }
                while (!sentAt.isEmpty() && now - sentAt.peek() > Duration.ofSeconds(32).toNanos()) {
                    sentAt.remove();
                    fixture.transactions.next().fail(TransactionFailure.TIMEOUT);
                    fixture.shard.run();
                }
                assertTrue(
                        fixture.gauge("sbc_upstream_registers_in_flight") <= RegistrarService.UPSTREAM_IN_FLIGHT_MAX);
                assertTrue(fixture.gauge("sbc_upstream_registers_waiting") <= 200 * 15);
                while (!waiting.isEmpty() && waiting.peek().isAnswered()) {
                    waiting.remove();
                    answered++;
                }
                assertTrue(waiting.size() <= 500 * 21, "those of the last 20 s");
            }
        }
        fixture.advance(21);
        answered += waiting.stream().filter(FakeServerTransaction::isAnswered).count();

        assertEquals(500 * 60, answered);
    }
}
