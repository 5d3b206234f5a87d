package io.sbc.admin.alarm.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.AlarmNews;
import io.sbc.base.Counters;
import io.sbc.base.VirtualClock;
import io.sbc.core.alarm.Severity;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CourierTest {

    private final VirtualClock clock = new VirtualClock(1_790_000_000_000L);
    private final Counters<DeliveryCounter> counters = new Counters<>(DeliveryCounter.class);
    private final Wire wire = new Wire();
    private final Courier courier = new Courier(wire, clock, counters);

    /** Takes what it gets unless it is cut. */
    private static final class Wire implements Channel {

        private final List<List<String>> batches = new ArrayList<>();
        private Duration gather = Duration.ZERO;
        private int tries;
        private boolean cut;

        @Override
        public String name() {
            return "syslog";
        }

        @Override
        public String target() {
            return "192.0.2.5:514";
        }

        @Override
        public Severity severity() {
            return Severity.MAJOR;
        }

        @Override
        public int batchMax() {
            return 3;
        }

        @Override
        public Duration gather() {
            return gather;
        }

        @Override
        public void send(List<AlarmNews> batch) throws IOException {
            tries++;
            if (cut) {
                throw new IOException("Connection refused");
            }
            batches.add(batch.stream().map(news -> news.alarm().subject()).toList());
        }
    }

    private void offer(String... subjects) {
        for (String subject : subjects) {
            courier.offer(News.raised(AlarmKind.PBX_UNREACHABLE, subject));
        }
    }

    private void pass(Duration time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plusMillis(500)) {
            clock.advance(Duration.ofMillis(500).toNanos());
            courier.work();
        }
    }

    @Test
    void shouldSendInOrderAndSeveralAtATime() {
        offer("a", "b", "c", "d");
        courier.work();
        courier.work();
        courier.work();

        assertEquals(List.of(List.of("a", "b", "c"), List.of("d")), wire.batches);
        assertEquals(4, counters.value(DeliveryCounter.SYSLOG_SENT));
    }

    @Test
    void shouldWaitForMoreThatGoInTheSameMessage() {
        wire.gather = Duration.ofSeconds(30);
        offer("a");
        pass(Duration.ofSeconds(20));
        offer("b");
        assertEquals(List.of(), wire.batches);
        pass(Duration.ofSeconds(11));
        assertEquals(List.of(List.of("a", "b")), wire.batches);
    }

    @Test
    void shouldTryAgainWithGrowingPausesAndGoOnInOrder() {
        wire.cut = true;
        offer("a", "b");
        pass(Duration.ofSeconds(8));
        assertEquals(4, wire.tries, "at once, after 1, 2 and 4 seconds");
        wire.cut = false;
        pass(Duration.ofSeconds(8));
        assertEquals(List.of(List.of("a", "b")), wire.batches);
        assertTrue(courier.trouble().isEmpty());
    }

    @Test
    void shouldSayThatItFailsAfterAMinuteAndGiveUpInTheEnd() {
        wire.cut = true;
        offer("a");
        pass(Duration.ofSeconds(30));
        assertTrue(courier.trouble().isEmpty());
        pass(Duration.ofSeconds(40));
        assertEquals("syslog to 192.0.2.5:514: Connection refused", courier.trouble().orElseThrow());

        pass(Duration.ofMinutes(10));
        assertEquals(Courier.TRIES_MAX, wire.tries);
        assertEquals(0, courier.queued());
        assertEquals(1, counters.value(DeliveryCounter.SYSLOG_LOST));
        assertTrue(courier.trouble().isPresent(), "until one arrives");
        wire.cut = false;
        offer("b");
        pass(Duration.ofMinutes(2));
        assertTrue(courier.trouble().isEmpty());
    }

    @Test
    void shouldDropTheOldestWhenTooManyWait() {
        wire.cut = true;
        for (int i = 0; i < Courier.QUEUE_MAX + 5; i++) {
            offer("s" + i);
        }
        assertEquals(Courier.QUEUE_MAX, courier.queued());
        assertEquals(5, counters.value(DeliveryCounter.SYSLOG_LOST));
        wire.cut = false;
        courier.work();
        assertEquals(List.of("s5", "s6", "s7"), wire.batches.getFirst());
    }

    @Test
    void shouldCarryOnlyWhatIsBadEnoughAndNothingAboutItself() {
        courier.offer(News.raised(AlarmKind.SOURCE_BLOCKED, ""));
        courier.offer(News.raised(AlarmKind.DELIVERY_FAILING, "syslog"));
        courier.offer(News.raised(AlarmKind.DELIVERY_FAILING, "mail"));
        courier.work();
        assertEquals(List.of(List.of("mail")), wire.batches);
    }
}
