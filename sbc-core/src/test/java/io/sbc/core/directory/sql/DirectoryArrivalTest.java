package io.sbc.core.directory.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceDraft;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.DigestHa1;
import io.sbc.core.directory.Secret;
import io.sbc.core.history.Authorship;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryArrivalTest {

    private static final Authorship ADA = Authorship.commandLine("test");

    @TempDir
    Path directory;

    private final List<DeviceId> told = new CopyOnWriteArrayList<>();
    private SqlStore store;
    private StoreWatch watch;
    private SqlDirectory view;

    @BeforeEach
    void open() {
        store = SqlStore.open(new StoreSettings(directory.resolve("sbc.db"), directory.resolve("sbc.key")),
                new SecureRandom());
        watch = new StoreWatch(store.session());
        view = new SqlDirectory(store).follow(watch);
        view.onChange(told::add);
        watch.start();
    }

    @AfterEach
    void close() {
        watch.close();
        store.close();
    }

    private void write(boolean enabled) {
        store.apply(List.of(new DeviceDraft("ada@example.com", DeviceKind.DESKTOP, "1001",
                DigestHa1.of("1001", "sbc", new Secret("password")), "1001", "1001", new Secret("code"), "pbx",
                enabled)), ADA);
    }

    @Test
    void shouldReturnWhenTheViewHasTheChangeAndTheSignallingWasTold() {
        DirectoryArrival arrival = new DirectoryArrival(store, view, watch, _ -> true);
        for (int i = 0; i < 100; i++) {
            write(i % 2 == 0);

            arrival.await();

            Device device = view.bySetUser("1001").orElseThrow();
            assertEquals(i % 2 == 0, device.enabled());
            assertEquals(i, told.size(), "each change of the one that is there, and of a new one nobody");
        }
        assertEquals(0, arrival.counters().value(ArrivalCounter.LATE));
    }

    @Test
    void shouldCountWhatASlowShardMakesLate() {
        DirectoryArrival arrival = new DirectoryArrival(store, view, watch, _ -> false);
        write(true);

        arrival.await();

        assertTrue(view.bySetUser("1001").isPresent());
        assertEquals(1, arrival.counters().value(ArrivalCounter.LATE));
    }

    @Test
    void shouldNotWaitWhereNothingIsNew() {
        DirectoryArrival arrival = new DirectoryArrival(store, view, watch, _ -> true);

        arrival.await();

        assertEquals(0, arrival.counters().value(ArrivalCounter.LATE));
    }
}
