package io.sbc.core.directory.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.core.directory.DeviceId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallEndingsTest {

    private static final DeviceId ADA = new DeviceId(1);
    private static final DeviceId BOB = new DeviceId(2);

    @TempDir
    Path directory;

    @Test
    void shouldEndCallsHereAtOnceAndAtTheOtherNodeOnce() {
        List<DeviceId> here = new ArrayList<>();
        List<DeviceId> there = new ArrayList<>();
        TestDatabase database = TestDatabase.sqlite(directory);
        try (SqlStore a = database.open(); SqlStore b = database.open()) {
            new CallEndings(a, _ -> {}).end(List.of(BOB)); // before the other node was started
            CallEndings ours = new CallEndings(a, here::add);
            StoreWatch watch = new StoreWatch(b.session());
            new CallEndings(b, there::add).follow(watch);

            ours.end(List.of(ADA, BOB));
            assertEquals(List.of(ADA, BOB), here);
            watch.poll();
            assertEquals(List.of(ADA, BOB), there);

            ours.end(List.of());
            watch.poll();
            assertEquals(2, there.size());
            ours.end(List.of(ADA));
            ours.end(List.of(BOB));
            watch.poll();
            assertEquals(List.of(ADA, BOB, ADA, BOB), there);
        }
    }

    @Test
    void shouldKeepTheLastOnesOnly() {
        TestDatabase database = TestDatabase.sqlite(directory);
        try (SqlStore store = database.open()) {
            CallEndings endings = new CallEndings(store, _ -> {});
            for (int i = 0; i < 110; i++) {
                endings.end(List.of(ADA));
            }

            int kept = store.session()
                    .<Integer>read(open -> open.select("SELECT COUNT(*) FROM call_endings").mapTo(Integer.class).one());
            assertEquals(100, kept);
        }
    }
}
