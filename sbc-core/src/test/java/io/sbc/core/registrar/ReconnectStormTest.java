package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.directory.Device;
import io.sbc.core.registrar.fake.FakeDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** 10,000 phones that come back within 10 s of a restart: the PBX sees none of it (lesson 9). */
class ReconnectStormTest {

    private static final int PHONES = 10_000;
    private static final int SECONDS = 10;

    @RegisterExtension
    private final RegistrarFixture fixture = new RegistrarFixture(RegistrarFixture.settings(4, 20_000));
    private final List<RegistrarFixture.Phone> phones = new ArrayList<>();

    private void registerAll() {
        for (int i = 0; i < PHONES; i++) {
            Device device = FakeDirectory.device(100 + i, "u" + i);
            fixture.directory.put(device);
            phones.add(fixture.phone(device, 100 + i));
            phones.getLast().register();
            fixture.grant(fixture.atPbx(), 3600);
            fixture.shard.advance(Duration.ofMillis(5)); // 200 a second
        }
        assertEquals(PHONES, fixture.table.size());
    }

    @Test
    void shouldAnswerAllOfThemInOneRoundTripWithoutThePbx() {
        registerAll();
        assertTrue(fixture.journal.flush());
        fixture.restart();
        fixture.advance(3);

        for (int second = 0; second < SECONDS; second++) {
            for (int i = second; i < PHONES; i += SECONDS) {
                RegistrarFixture.Phone phone = phones.get(i);
                phone.reconnect(100 + i);
                assertEquals(200, phone.send(phone.signed()).response().status(), "at once, without a challenge");
            }
            fixture.advance(1);
        }

        assertEquals(0, fixture.transactions.count(), "REGISTERs that the PBX saw");
        assertEquals(PHONES, fixture.table.size());
        assertEquals(PHONES, fixture.gauge("sbc_upstream_registrations"));
        assertEquals(PHONES, fixture.count(RegistrarCounter.RESTORED));
        assertEquals(PHONES, fixture.count(RegistrarCounter.ANSWERED_LOCALLY));
    }
}
