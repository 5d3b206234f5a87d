package io.sbc.core.guard;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What is remembered of one source. Any thread. */
final class Source implements BoundedTable.Entry {

    private static final long NEVER = 0;

    private final long key;
    private final long bornNanos;
    private final Meters meters;
    private final AtomicInteger registeredFlows = new AtomicInteger();

    /** Nanoseconds after birth until which it counts as known. */
    private final AtomicLong knownFor = new AtomicLong(NEVER);
    private volatile @Nullable StrangeUsers strangeUsers;

    Source(long key, long nowNanos) {
        this.key = key;
        this.bornNanos = nowNanos;
        this.meters = new Meters(SourceMeter.values().length, nowNanos);
    }

    @Override
    public long key() {
        return key;
    }

    Meters meters() {
        return meters;
    }

    boolean take(SourceMeter meter, Rate rate, int factor, long nowNanos) {
        return meters.take(meter.ordinal(), rate, factor, nowNanos);
    }

    TrustLevel level(long nowNanos) {
        return registeredFlows.get() > 0 || knownFor.get() > nowNanos - bornNanos
                ? TrustLevel.KNOWN
                : TrustLevel.UNTRUSTED;
    }

    int registeredFlows() {
        return registeredFlows.get();
    }

    /** Nanoseconds for which it still counts as known without any flow. */
    long knownNanos(long nowNanos) {
        return Math.max(0, knownFor.get() - (nowNanos - bornNanos));
    }

    void onFlowRegistered() {
        registeredFlows.incrementAndGet();
    }

    void onFlowGone(long nowNanos, long memoryNanos) {
        if (registeredFlows.decrementAndGet() == 0) {
            knownFor.set(nowNanos - bornNanos + memoryNanos);
        }
    }

    /** What it earned is lost; flows that are registered keep what is theirs. */
    void distrust() {
        knownFor.set(NEVER);
    }

    /** The users that it asked for in vain. */
    synchronized StrangeUsers strangeUsers() {
        StrangeUsers known = strangeUsers;
        if (known == null) {
            known = new StrangeUsers();
            strangeUsers = known;
        }
        return known;
    }

    /** How many users it asked for in vain. */
    int strangeUserCount(long nowNanos, long windowNanos) {
        StrangeUsers known = strangeUsers;
        return known == null ? 0 : known.count(nowNanos, windowNanos);
    }

    @Override
    public boolean isIdle(long nowNanos) {
        StrangeUsers users = strangeUsers;
        return registeredFlows.get() == 0 && level(nowNanos) == TrustLevel.UNTRUSTED && meters.areFull(nowNanos)
                && (users == null || users.isOver(nowNanos));
    }
}
