package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.config.FailoverSettings;
import io.sbc.core.directory.Device;
import io.sbc.core.icp.HealthChecks;
import io.sbc.core.icp.PbxHealthListener;
import io.sbc.core.registrar.fake.FakeDirectory;
import io.sbc.core.registrar.fake.FakeServerTransaction;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.FakeConnector;
import io.sbc.core.sip.transport.TransportProtocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All nodes of the PBX are dead, and every phone asks. */
class RegistrarOutageTest {

    private static final NextHop NODE = new NextHop(TransportProtocol.UDP, new InetSocketAddress("192.0.2.50", 5070),
            "192.0.2.50");

    private final RegistrarFixture fixture = new RegistrarFixture();

    @Test
    void shouldAnswer503AtOnceAndKeepNothingWhileNoNodeOfThePbxIsAlive() {
        FakeConnector connector = new FakeConnector();
        connector.opening(NODE).completeExceptionally(new IOException("dead"));
        fixture.icps.listen(new PbxHealthListener() {

            @Override
            public void onReachable(String pbxId) {
                fixture.registrar.onPbxReachable(pbxId);
            }

            @Override
            public void onUnreachable(String pbxId) {
                fixture.registrar.onPbxUnreachable(pbxId);
            }
        });
        new HealthChecks(fixture.shard, fixture.transactions, connector, fixture.icps, new FailoverSettings(
                Duration.ofSeconds(4), Duration.ofSeconds(12), true, Duration.ofSeconds(10), Duration.ofSeconds(3), 2,
                2, false), "SBC")
                .start();
        fixture.advance(5);
        long timers = fixture.shard.armedTimers();

        List<FakeServerTransaction> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) { // two seconds of 500 a second
            Device device = FakeDirectory.device(1_000 + i, "3" + i);
            fixture.directory.put(device);
            all.add(fixture.phone(device, 1_000 + i).register());
            fixture.shard.advance(Duration.ofMillis(2));
            assertTrue(all.stream().filter(register -> !register.isAnswered()).count() <= 1, "one at most is to see");
        }
        fixture.advance(1);

        for (FakeServerTransaction register : all) {
            assertEquals(503, register.response().status());
            assertTrue(register.response().has(HeaderName.RETRY_AFTER));
        }
        assertEquals(0, fixture.transactions.count(), "nothing was sent to anybody");
        fixture.advance(120);
        assertEquals(timers, fixture.shard.armedTimers());
        assertEquals(0, fixture.table.size());
        assertEquals(0, fixture.gauge("sbc_upstream_registers_in_flight"));
    }
}
