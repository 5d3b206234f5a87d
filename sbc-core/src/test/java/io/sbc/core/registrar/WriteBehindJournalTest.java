package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.directory.DeviceId;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteBehindJournalTest {

    private final MemoryStore store = new MemoryStore();
    private final RegistrarMetrics metrics = new RegistrarMetrics(new BindingTable());
    private final WriteBehindJournal journal = new WriteBehindJournal(store, 3, metrics);

    private static SavedRegistration saved(long device, long cseq) {
        return new SavedRegistration(new DeviceId(device), "pbx", "1006", "sip:x@h", "call", cseq, 3600, 1, "",
                List.of());
    }

    private long gauge() {
        return metrics.gauges().stream().filter(gauge -> gauge.metric().equals("sbc_registrations_unsaved"))
                .findFirst().orElseThrow().value().getAsLong();
    }

    @Test
    void shouldWriteTheLatestOfEachDevice() {
        journal.save(saved(1, 1));
        journal.save(saved(1, 2));
        journal.save(saved(2, 1));
        journal.forget(new DeviceId(2));
        assertEquals(2, gauge());

        assertTrue(journal.flush());

        assertEquals(List.of(saved(1, 2)), store.load());
        assertEquals(1, store.writes, "one transaction");
        assertEquals(0, gauge());
        assertEquals(2, metrics.counters().value(RegistrarCounter.SAVED));
    }

    @Test
    void shouldKeepWhatTheStoreDidNotTakeUnlessItIsOld() {
        journal.save(saved(1, 1));
        store.failing = true;
        assertFalse(journal.flush());
        journal.save(saved(1, 2));
        store.failing = false;

        assertTrue(journal.flush());

        assertEquals(List.of(saved(1, 2)), store.load());
        assertEquals(1, metrics.counters().value(RegistrarCounter.SAVES_FAILED));
    }

    @Test
    void shouldBoundAndCountWhatWaits() {
        for (int device = 1; device <= 5; device++) {
            journal.save(saved(device, 1));
        }
        journal.save(saved(1, 9));

        journal.flush();

        assertEquals(3, store.load().size());
        assertTrue(store.load().contains(saved(1, 9)));
        assertEquals(2, metrics.counters().value(RegistrarCounter.SAVES_LOST));
    }

    @Test
    void shouldWriteWhatIsLeftWhenItCloses() {
        journal.start();
        journal.save(saved(1, 1));
        journal.close();

        assertEquals(List.of(saved(1, 1)), store.load());
    }
}
