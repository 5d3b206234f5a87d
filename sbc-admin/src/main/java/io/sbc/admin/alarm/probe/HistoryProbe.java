package io.sbc.admin.alarm.probe;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.Findings;
import io.sbc.admin.alarm.Probe;
import io.sbc.core.directory.StoreException;
import io.sbc.core.history.ChainVerdict;
import io.sbc.core.history.HistoryStore;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Executor;

/** Walks the chain of the event history once a day, elsewhere: a long one takes seconds. */
public final class HistoryProbe implements Probe {

    private static final Duration EVERY = Duration.ofDays(1);
    private static final long NEVER = Long.MIN_VALUE;

    private final HistoryStore history;
    private final Executor elsewhere;
    private final io.sbc.base.Clock clock;
    private long lastNanos = NEVER;
    private volatile String broken = "";

    /** @param elsewhere may wait: a virtual thread each */
    public HistoryProbe(HistoryStore history, Executor elsewhere, io.sbc.base.Clock clock) {
        this.history = history;
        this.elsewhere = elsewhere;
        this.clock = clock;
    }

    @Override
    public Set<AlarmKind> kinds() {
        return EnumSet.of(AlarmKind.HISTORY_BROKEN);
    }

    @Override
    public void look(Findings findings) {
        long now = clock.nanoTime();
        if (lastNanos == NEVER || now - lastNanos >= EVERY.toNanos()) {
            lastNanos = now;
            elsewhere.execute(this::walk);
        }
        if (!broken.isEmpty()) {
            findings.bad(AlarmKind.HISTORY_BROKEN, "", broken);
        }
    }

    private void walk() {
        try {
            broken = switch (history.verify()) {
                case ChainVerdict.Intact _ -> "";
                case ChainVerdict.Broken(long sequence, String sentence) -> "Entry " + sequence + ": " + sentence + ".";
            };
        } catch (StoreException unreadable) {
            return; // another alarm says so; what was found last holds
        }
    }
}
