package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.registrar.UpstreamPace.Urgency;
import io.sbc.core.registrar.fake.FakeShard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** REGISTERs go to a PBX at its pace, whoever asks and from how many shards (lessons 9 and 17). */
class UpstreamPaceTest {

    private final FakeShard shard = new FakeShard();
    private final RegistrarMetrics metrics = new RegistrarMetrics(new BindingTable());
    private final List<String> started = new ArrayList<>();

    private UpstreamPace pace(UpstreamBudget budget, int inFlightMax, int backgroundMax) {
        return new UpstreamPace(shard, budget, inFlightMax, backgroundMax, metrics);
    }

    private boolean start(UpstreamPace pace, Urgency urgency, String name) {
        return pace.start("pbx", urgency, turn(name));
    }

    private UpstreamPace.Turn turn(String name) {
        return new UpstreamPace.Turn() {

            @Override
            public void begin() {
                started.add(name);
            }

            @Override
            public void giveUp() {
                started.add("not " + name);
            }
        };
    }

    private long gauge(String metric) {
        return metrics.gauges().stream().filter(gauge -> gauge.metric().equals(metric)).findFirst().orElseThrow()
                .value().getAsLong();
    }

    @Test
    void shouldSpendABurstAndThenTheRate() {
        UpstreamPace pace = pace(new UpstreamBudget(100), 10_000, 10_000);
        for (int i = 0; i < 1000; i++) {
            assertTrue(start(pace, Urgency.BACKGROUND, "x"));
        }
        assertEquals(26, started.size(), "a quarter of a second's");

        for (int second = 1; second <= 5; second++) {
            shard.advance(Duration.ofSeconds(1));
            assertEquals(26 + 100 * second, started.size());
        }
        assertEquals(1000 - started.size(), gauge("sbc_upstream_registers_waiting"));
        assertTrue(metrics.counters().value(RegistrarCounter.PACE_WAITS) > 0);
        shard.advance(Duration.ofSeconds(10));
        assertEquals(1000, started.size());
        assertEquals(0, shard.armedTimers());
    }

    @Test
    void shouldGiveOnePbxNoMoreFromSeveralShards() {
        UpstreamBudget budget = new UpstreamBudget(100);
        UpstreamPace one = pace(budget, 10_000, 10_000);
        UpstreamPace other = pace(budget, 10_000, 10_000);
        for (int i = 0; i < 1000; i++) {
            start(one, Urgency.BACKGROUND, "one");
            start(other, Urgency.BACKGROUND, "other");
        }
        shard.advance(Duration.ofSeconds(5));

        assertEquals(26 + 500, started.size());
    }

    @Test
    void shouldPaceEachPbxByItself() {
        UpstreamPace pace = pace(new UpstreamBudget(1), 10, 10);
        pace.start("a", Urgency.PHONE, turn("a"));
        pace.start("a", Urgency.PHONE, turn("a"));
        pace.start("b", Urgency.PHONE, turn("b"));

        assertEquals(List.of("a", "a", "b"), started);
    }

    @Test
    void shouldLetPhonesGoFirst() {
        UpstreamPace pace = pace(new UpstreamBudget(1000), 1, 10);
        start(pace, Urgency.BACKGROUND, "first");
        start(pace, Urgency.BACKGROUND, "refresh");
        start(pace, Urgency.PHONE, "phone");
        pace.finished("pbx");
        pace.finished("pbx");

        assertEquals(List.of("first", "phone", "refresh"), started);
        assertEquals(1, gauge("sbc_upstream_registers_in_flight"));
    }

    @Test
    void shouldRefuseAPhoneWhoseTurnWouldComeTooLate() {
        UpstreamPace pace = pace(new UpstreamBudget(2), 1, 10);
        int taken = 0;
        for (int i = 0; i < 100; i++) {
            taken += start(pace, Urgency.PHONE, "phone") ? 1 : 0;
        }

        assertEquals(31, taken, "one on its way, and 15 s of 2 a second in line");
        assertEquals(30, gauge("sbc_upstream_registers_waiting"));
    }

    @Test
    void shouldTellAllThatWaitWhenThePbxIsOutOfReach() {
        UpstreamPace pace = pace(new UpstreamBudget(2), 1, 10);
        start(pace, Urgency.PHONE, "first");
        start(pace, Urgency.BACKGROUND, "refresh");
        start(pace, Urgency.PHONE, "phone");

        pace.giveUp("pbx");

        assertEquals(List.of("first", "not phone", "not refresh"), started);
        assertEquals(0, gauge("sbc_upstream_registers_waiting"));
        for (int i = 0; i < 30; i++) {
            assertTrue(start(pace, Urgency.PHONE, "again"), "nobody keeps a place in line");
        }
    }

    @Test
    void shouldBoundItsOwnRefreshesToo() {
        UpstreamPace pace = pace(new UpstreamBudget(1000), 1, 2);

        assertTrue(start(pace, Urgency.BACKGROUND, "a"));
        assertTrue(start(pace, Urgency.BACKGROUND, "b"));
        assertTrue(start(pace, Urgency.BACKGROUND, "c"));
        assertFalse(start(pace, Urgency.BACKGROUND, "d"));
    }
}
