package io.sbc.admin.status;

import io.sbc.admin.status.Figure.Kind;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads every {@link Figure} once a second for all who want to see, and keeps the last {@link #KEPT}. {@link #tick} is called by one thread;
 * everything else by any.
 */
public final class Sampler {

    /** Five minutes. */
    public static final int KEPT = 300;

    private static final int MEAN_SECONDS = 60;
    private static final double MILLIS_PER_SECOND = 1_000;

    private final Function<String, OptionalDouble> metrics;
    private final InstantSource clock;
    private final List<Consumer<Reading>> listeners = new CopyOnWriteArrayList<>();
    private final Deque<Reading> kept = new ArrayDeque<>();
    private final Map<Figure, Double> before = new EnumMap<>(Figure.class);
    private final Map<Figure, Deque<Sum>> sums = new EnumMap<>(Figure.class);
    private long beforeMillis;

    private record Sum(double sum, double count) {}

    /** @param metrics what a metric shows now; empty where there is none of that name */
    public Sampler(Function<String, OptionalDouble> metrics, InstantSource clock) {
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Tells of each reading, on the thread that ticks: must not wait. */
    public void listen(Consumer<Reading> listener) {
        listeners.add(listener);
    }

    /** Reads. */
    public Reading tick() {
        long now = clock.millis();
        Map<Figure, Double> values = new EnumMap<>(Figure.class);
        for (Figure figure : Figure.values()) {
            value(figure, now).ifPresent(value -> values.put(figure, value));
        }
        beforeMillis = now;
        Reading reading = new Reading(now, values);
        synchronized (kept) {
            if (kept.size() == KEPT) {
                kept.removeFirst();
            }
            kept.addLast(reading);
        }
        listeners.forEach(listener -> listener.accept(reading));
        return reading;
    }

    private OptionalDouble value(Figure figure, long now) {
        if (figure.kind() == Kind.MEAN) {
            return mean(figure);
        }
        double sum = 0;
        boolean known = false;
        for (String metric : figure.metrics()) {
            OptionalDouble value = metrics.apply(metric);
            known |= value.isPresent();
            sum += value.orElse(0);
        }
        if (!known) {
            return OptionalDouble.empty();
        }
        if (figure.kind() == Kind.NOW) {
            return OptionalDouble.of(sum);
        }
        Double last = before.put(figure, sum);
        return last == null || now <= beforeMillis
                ? OptionalDouble.empty()
                : OptionalDouble.of(Math.max(0, (sum - last) * MILLIS_PER_SECOND / (now - beforeMillis)));
    }

    private OptionalDouble mean(Figure figure) {
        String metric = figure.metrics().getFirst();
        Sum now = new Sum(metrics.apply(metric + "_sum").orElse(0), metrics.apply(metric + "_count").orElse(0));
        Deque<Sum> minute = sums.computeIfAbsent(figure, _ -> new ArrayDeque<>());
        minute.addLast(now);
        if (minute.size() > MEAN_SECONDS) {
            minute.removeFirst();
        }
        Sum then = minute.getFirst();
        double count = now.count - then.count;
        return count > 0 ? OptionalDouble.of((now.sum - then.sum) / count) : OptionalDouble.empty();
    }

    /** The readings after that time, the oldest first. */
    public List<Reading> since(long millis) {
        synchronized (kept) {
            return kept.stream().filter(reading -> reading.atMillis() > millis).toList();
        }
    }
}
