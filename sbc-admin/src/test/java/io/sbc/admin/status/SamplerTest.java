package io.sbc.admin.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class SamplerTest {

    private final Map<String, Double> metrics = new HashMap<>();
    private long millis = 1_000_000;
    private final Sampler sampler = new Sampler(
            name -> metrics.containsKey(name) ? OptionalDouble.of(metrics.get(name)) : OptionalDouble.empty(),
            () -> Instant.ofEpochMilli(millis));

    private Reading tick() {
        millis += 1_000;
        return sampler.tick();
    }

    @Test
    void shouldShowGaugesAsTheyStandAndCountersAsRates() {
        metrics.put("sbc_calls", 12.0);
        metrics.put("sbc_calls_started_total", 100.0);

        Reading first = tick();
        metrics.put("sbc_calls_started_total", 130.0);
        millis += 1_000; // a second that was missed
        Reading second = tick();

        assertEquals(12, first.value(Figure.CALLS).orElseThrow());
        assertTrue(first.value(Figure.CALLS_STARTED).isEmpty(), "nothing to compare with");
        assertEquals(15, second.value(Figure.CALLS_STARTED).orElseThrow());
        assertTrue(second.value(Figure.PHONES).isEmpty(), "no part has that metric");
    }

    @Test
    void shouldAverageWhatCameInTheLastMinute() {
        metrics.put("sbc_media_mos_sum", 400.0);
        metrics.put("sbc_media_mos_count", 100.0);
        assertTrue(tick().value(Figure.MOS_ENDED).isEmpty());
        metrics.put("sbc_media_mos_sum", 408.0);
        metrics.put("sbc_media_mos_count", 102.0);

        assertEquals(4.0, tick().value(Figure.MOS_ENDED).orElseThrow());

        Reading last = tick();
        for (int i = 0; i < 60; i++) {
            last = tick();
        }
        assertTrue(last.value(Figure.MOS_ENDED).isEmpty(), "a minute without any");
    }

    @Test
    void shouldKeepTheLastMinutesOnly() {
        for (int i = 0; i < Sampler.KEPT + 10; i++) {
            tick();
        }

        assertEquals(Sampler.KEPT, sampler.since(0).size());
        assertEquals(2, sampler.since(millis - 2_000).size());
    }

    @Test
    void shouldTellItsListeners() {
        List<Reading> told = new ArrayList<>();
        sampler.listen(told::add);

        Reading reading = tick();

        assertEquals(List.of(reading), told);
    }

    @Test
    void shouldDropWhoIsTooSlowAndNeverWait() throws Exception {
        try (Streams streams = new Streams()) {
            Streams.Stream slow = streams.open().orElseThrow();
            Streams.Stream quick = streams.open().orElseThrow();
            for (int i = 0; i < 20; i++) {
                streams.tell(new byte[]{(byte) i});
                assertEquals((byte) i, java.util.Objects.requireNonNull(quick.next(0))[0]);
            }

            assertTrue(slow.isOver());
            assertFalse(quick.isOver());
            assertEquals(1, streams.size());
            assertEquals(1, streams.counters().value(Streams.Counter.DROPPED));
        }
    }

    @Test
    void shouldRefuseMoreThanThereArePlaces() {
        try (Streams streams = new Streams()) {
            List<Streams.Stream> open = new ArrayList<>();
            for (int i = 0; i < Streams.MAX; i++) {
                open.add(streams.open().orElseThrow());
            }

            assertTrue(streams.open().isEmpty());
            open.getFirst().close();
            open.getFirst().close();
            assertTrue(streams.open().isPresent());
            assertTrue(streams.open().isEmpty());
        }
    }
}
