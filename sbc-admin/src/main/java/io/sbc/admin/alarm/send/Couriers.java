package io.sbc.admin.alarm.send;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.AlarmNews;
import io.sbc.admin.alarm.Findings;
import io.sbc.admin.alarm.Probe;
import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.alarm.AlarmRecord;
import io.sbc.core.alarm.Severity;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Every way out that is configured. Thread-safe. */
public final class Couriers implements Probe, AutoCloseable {

    private final List<Courier> couriers;
    private final Clock clock;
    private final Counters<DeliveryCounter> counters = new Counters<>(DeliveryCounter.class);

    /** @param channels those that are configured */
    public Couriers(List<Channel> channels, Clock clock) {
        this.clock = clock;
        couriers = channels.stream().map(channel -> new Courier(channel, clock, counters)).toList();
    }

    /** Begins to carry. */
    public Couriers start() {
        couriers.forEach(Courier::start);
        return this;
    }

    /** Something to be told. Never waits. */
    public void tell(AlarmNews news) {
        couriers.forEach(courier -> courier.offer(news));
    }

    /**
     * What came of a try.
     *
     * @param problem empty when it arrived, as far as that can be known
     */
    public record Trial(String channel, String target, Optional<String> problem) {}

    /** Sends a message that says that it is a test on every way, all at once; waits for the network. */
    public List<Trial> test(String by) throws InterruptedException {
        AlarmRecord about = AlarmRecord.raised(0, "test", Severity.MINOR, "",
                "This is a test: " + by + " asked whether messages arrive.",
                Instant.ofEpochMilli(clock.epochMillis()));
        AlarmNews news = new AlarmNews(AlarmNews.Change.TEST, about);
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Trial>> trials = couriers.stream().map(Courier::channel)
                    .map(channel -> each.submit(() -> trial(channel, news))).toList();
            return trials.stream().map(Couriers::result).toList();
        }
    }

    private static Trial trial(Channel channel, AlarmNews news) {
        try {
            channel.send(List.of(news));
            return new Trial(channel.name(), channel.target(), Optional.empty());
        } catch (IOException failure) {
            return new Trial(channel.name(), channel.target(), Optional.of(String.valueOf(failure.getMessage())));
        }
    }

    private static Trial result(Future<Trial> done) {
        try {
            return done.get();
        } catch (ExecutionException | InterruptedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public Set<AlarmKind> kinds() {
        return EnumSet.of(AlarmKind.DELIVERY_FAILING);
    }

    @Override
    public void look(Findings findings) {
        couriers.forEach(courier -> courier.trouble()
                .ifPresent(words -> findings.bad(AlarmKind.DELIVERY_FAILING, courier.channel().name(), words)));
    }

    /** What is counted of all of them. */
    public Counters<DeliveryCounter> counters() {
        return counters;
    }

    /** Messages that wait to be sent. */
    public int queued() {
        return couriers.stream().mapToInt(Courier::queued).sum();
    }

    @Override
    public void close() {
        couriers.forEach(Courier::close);
    }
}
