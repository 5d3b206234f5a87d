package io.sbc.admin.logging;

import io.sbc.core.history.Authorship;
import io.sbc.core.history.Changes;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.HistoryStore;
import io.sbc.core.history.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Other levels for parts of the SBC, each until a moment at which it goes back by itself, and at a restart. Only loggers of our own can be
 * changed: some libraries write at debug what nobody may read. Each change leaves an entry in the event history. Thread-safe.
 */
public final class LogLevels implements AutoCloseable {

    /** Longest time that a level may be changed for. */
    public static final Duration LIFE_MAX = Duration.ofDays(1);

    static final int OVERRIDES_MAX = 50;
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Pattern LOGGER = Pattern.compile("io\\.sbc(\\.[A-Za-z0-9_]{1,64}){0,8}");

    private final Backend backend;
    private final HistoryStore history;
    private final InstantSource clock;
    /** Guarded by {@code this}. */
    private final Map<String, LevelOverride> overrides = new TreeMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** The log itself. */
    public interface Backend {

        /** What holds for everything that nothing else is said of. */
        String base();

        /** Empty: as its parent. */
        void set(String logger, Optional<Level> level);
    }

    /** From the fewest lines to the most. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** A level that is changed for a while. */
    public record LevelOverride(String logger, Level level, Instant until) {}

    /** What came of a wish. */
    public sealed interface Outcome {

        /** It holds from now on. */
        record Done(LevelOverride override) implements Outcome {}

        /** Why not, in a sentence. */
        record Refused(String why) implements Outcome {}
    }

    public LogLevels(Backend backend, HistoryStore history, InstantSource clock) {
        this.backend = backend;
        this.history = history;
        this.clock = clock;
    }

    /** Begins to take levels back when their time is over. */
    public LogLevels start() {
        Thread.ofVirtual().name("log-levels").start(this::runUntilClosed);
        return this;
    }

    private void runUntilClosed() {
        try {
            while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                expire();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes back what is over. Called by its thread and by tests only. */
    synchronized void expire() {
        Instant now = clock.instant();
        for (Iterator<LevelOverride> each = overrides.values().iterator(); each.hasNext();) {
            LevelOverride override = each.next();
            if (!now.isBefore(override.until())) {
                each.remove();
                backend.set(override.logger(), Optional.empty());
            }
        }
    }

    /** The level of everything else, as configured. */
    public String base() {
        return backend.base();
    }

    /** Those that are changed, by name. */
    public synchronized List<LevelOverride> overrides() {
        return List.copyOf(overrides.values());
    }

    /**
     * Sets a level for a while.
     *
     * @param logger {@code io.sbc} or something below it
     * @param life positive, at most {@link #LIFE_MAX}
     */
    public synchronized Outcome set(String logger, Level level, Duration life, Authorship author) {
        if (!LOGGER.matcher(logger).matches()) {
            return new Outcome.Refused(logger + " is no logger of the SBC: io.sbc or something below it, as in"
                    + " io.sbc.core.registrar");
        }
        if (!life.isPositive() || life.compareTo(LIFE_MAX) > 0) {
            return new Outcome.Refused("a level may be changed for 1 s to 24 h");
        }
        if (overrides.size() >= OVERRIDES_MAX && !overrides.containsKey(logger)) {
            return new Outcome.Refused(OVERRIDES_MAX + " levels are changed already");
        }
        LevelOverride override = new LevelOverride(logger, level, clock.instant().plus(life));
        record(author, logger, overrides.get(logger), override);
        overrides.put(logger, override);
        backend.set(logger, Optional.of(level));
        return new Outcome.Done(override);
    }

    /** Takes one back before its time; false when it was not changed. */
    public synchronized boolean reset(String logger, Authorship author) {
        LevelOverride before = overrides.get(logger);
        if (before == null) {
            return false;
        }
        record(author, logger, before, null);
        overrides.remove(logger);
        backend.set(logger, Optional.empty());
        return true;
    }

    private void record(Authorship author, String logger, @Nullable LevelOverride before,
            @Nullable LevelOverride after) {
        history.record(EventDraft.of(author, "logging.changed", new Subject("logger", logger),
                new Changes().text("level", Optional.ofNullable(before).map(LevelOverride::level),
                        Optional.ofNullable(after).map(LevelOverride::level))
                        .text("until", Optional.ofNullable(before).map(LevelOverride::until),
                                Optional.ofNullable(after).map(LevelOverride::until))
                        .list(),
                "settings"));
    }

    /** Takes all back: tests share the log with others. */
    @Override
    public void close() {
        closed.countDown();
        List<String> left;
        synchronized (this) {
            left = new ArrayList<>(overrides.keySet());
            overrides.clear();
        }
        left.forEach(logger -> backend.set(logger, Optional.empty()));
    }
}
