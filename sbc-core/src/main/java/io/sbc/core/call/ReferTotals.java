package io.sbc.core.call;

import io.sbc.base.Gauge;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Transfers under way in the whole SBC, and the limits on them. Shared by the shards; thread-safe. */
public final class ReferTotals {

    private final int maximum;
    private final Duration lifetime;
    private final AtomicInteger pending = new AtomicInteger();

    /**
     * @param maximum REFERs at most whose outcome is not told yet
     * @param lifetime how long the outcome is waited for when no NOTIFY says otherwise
     */
    public ReferTotals(int maximum, Duration lifetime) {
        this.maximum = maximum;
        this.lifetime = lifetime;
    }

    Duration lifetime() {
        return lifetime;
    }

    boolean tryBegin() {
        if (pending.incrementAndGet() > maximum) {
            pending.decrementAndGet();
            return false;
        }
        return true;
    }

    void ended() {
        pending.decrementAndGet();
    }

    /** REFERs inside dialogs whose outcome is not told yet. */
    public int pending() {
        return pending.get();
    }

    /** For the metrics. */
    public List<Gauge> gauges() {
        return List.of(new Gauge("sbc_refers_pending", "Transfers whose outcome is not told yet", pending::get));
    }
}
