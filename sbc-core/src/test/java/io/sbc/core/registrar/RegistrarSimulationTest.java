package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.directory.Device;
import io.sbc.core.registrar.fake.FakeDirectory;
import io.sbc.core.registrar.fake.FakeServerTransaction;
import io.sbc.core.registrar.fake.FakeTransactions;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.transaction.TransactionFailure;
import io.sbc.core.sip.transport.FakeFlow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Phones that come, go and lose their connections, a directory that changes and a PBX in every mood, drawn from a seed.
 * Whatever happens, every REGISTER is answered in time, and nothing is left when all have gone.
 */
class RegistrarSimulationTest {

    private static final int STEPS = 1_500;

    private final RegistrarFixture fixture = new RegistrarFixture();
    private final List<RegistrarFixture.Phone> phones = new ArrayList<>();
    private final List<Asked> asked = new ArrayList<>();
    private final List<FakeTransactions.Sent> atPbx = new ArrayList<>();
    private Random random = new Random();
    private long flows = 1;

    /** A REGISTER and when it came. */
    private record Asked(FakeServerTransaction transaction, long atNanos) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldAnswerEverythingAndLeaveNothing(long seed) {
        random = new Random(seed);
        for (int i = 0; i < STEPS; i++) {
            step();
            check();
        }
        settle();
    }

    private void step() {
        switch (random.nextInt(13)) {
            case 0 -> arrive();
            case 1, 2, 3 -> register(3600);
            case 4 -> register(0);
            case 5 -> leave();
            case 6, 7, 8 -> answerAtPbx();
            case 9 -> changeDirectory();
            case 10 -> outage();
            default -> fixture.advance(random.nextInt(1, 200));
        }
        fixture.shard.run();
        List.copyOf(fixture.handedOver).forEach(fixture.registrar::restore);
        fixture.handedOver.clear();
        while (fixture.transactions.pending() > 0) {
            atPbx.add(fixture.transactions.next());
        }
    }

    private void arrive() {
        if (phones.size() < 8) {
            Device device = random.nextBoolean() ? fixture.desktop : fixture.mobile;
            phones.add(fixture.new Phone(device.setUser(), "set-" + device.setUser(), FakeFlow.tls(1 + flows++ % 200)));
        }
    }

    private void register(long expires) {
        if (!phones.isEmpty()) {
            RegistrarFixture.Phone phone = phones.get(random.nextInt(phones.size()));
            boolean all = expires == 0 && random.nextBoolean();
            FakeServerTransaction transaction = phone.register(builder -> builder.set(HeaderName.EXPIRES, expires)
                    .set(HeaderName.CONTACT, all ? "*" : phone.contact()));
            asked.add(new Asked(transaction, fixture.shard.clock().nanoTime()));
        }
    }

    private void leave() {
        if (!phones.isEmpty()) {
            phones.remove(random.nextInt(phones.size())).loseFlow();
        }
    }

    private void answerAtPbx() {
        if (atPbx.isEmpty()) {
            return;
        }
        FakeTransactions.Sent sent = atPbx.remove(random.nextInt(atPbx.size()));
        switch (random.nextInt(8)) {
            case 0 -> sent.fail(TransactionFailure.TIMEOUT);
            case 1 -> sent.fail(TransactionFailure.TRANSPORT);
            case 2 -> sent.respond(random.nextBoolean() ? 403 : 503);
            case 3 -> sent.respond(423, response -> response.set(HeaderName.MIN_EXPIRES, random.nextInt(9000)));
            case 4 -> sent.respond(401, response -> response.set(HeaderName.WWW_AUTHENTICATE,
                    "Digest realm=\"pbx\", nonce=\"" + random.nextInt(3) + "\", qop=\"auth\"" + (random.nextBoolean()
                            ? ", stale=true"
                            : "")));
            default -> sent.respond(200, response -> response.set(HeaderName.EXPIRES, random.nextInt(30, 7200)));
        }
    }

    private void outage() {
        if (random.nextBoolean()) {
            fixture.registrar.onPbxUnreachable("pbx");
        } else {
            fixture.registrar.onPbxReachable("pbx");
        }
    }

    private void changeDirectory() {
        Device device = random.nextBoolean() ? fixture.desktop : fixture.mobile;
        switch (random.nextInt(8)) {
            case 0 -> fixture.directory.put(FakeDirectory.disabled(device));
            case 1 -> fixture.directory.remove(device.id());
            case 4 -> fixture.directory.put(FakeDirectory.renamed(device, "new" + random.nextInt(2)));
            case 2 -> fixture.directory
                    .put(FakeDirectory.withIcp(device, "9" + random.nextInt(2), "a", "b", "pbx"));
            case 3 -> fixture.directory.put(FakeDirectory.withIcp(device, device.icpUser(), "a", "b", "pbx"));
            default -> fixture.directory.put(device);
        }
        if (random.nextInt(4) > 0) {
            fixture.registrar.onDeviceChanged(device.id());
        }
    }

    private void check() {
        long now = fixture.shard.clock().nanoTime();
        asked.removeIf(each -> each.transaction.isAnswered() || !each.transaction.flow().isOpen());
        for (Asked each : asked) {
            assertTrue(now - each.atNanos <= WaitingRegisters.WAIT.toNanos(), "a phone was forgotten");
        }
        assertEquals(fixture.gauge("sbc_upstream_registers_in_flight"), atPbx.size());
        for (Binding binding : fixture.table.all()) {
            assertTrue(binding.flow().isOpen());
            assertTrue(binding.expiresAtNanos() - now > 0);
            assertTrue(fixture.table.byIcpContactUser(binding.icpContact().user()).isPresent());
        }
        assertEquals(fixture.table.all().size(), fixture.table.size());
    }

    /** Everybody goes, the PBX answers all it is asked, and time passes. */
    private void settle() {
        while (!phones.isEmpty()) {
            leave();
        }
        fixture.registrar.onPbxReachable("pbx");
        for (int i = 0; i < 200; i++) {
            fixture.shard.run();
            while (fixture.transactions.pending() > 0) {
                atPbx.add(fixture.transactions.next());
            }
            atPbx.forEach(sent -> sent.respond(200));
            atPbx.clear();
            fixture.advance(60);
        }
        assertEquals(0, fixture.table.size());
        assertEquals(0, fixture.gauge("sbc_upstream_registrations"));
        assertEquals(0, fixture.gauge("sbc_upstream_registers_in_flight"));
        assertEquals(0, fixture.shard.armedTimers());
        assertEquals(0, fixture.registrar.registrations());
    }
}
