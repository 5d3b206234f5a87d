package io.sbc.core.guard;

import io.sbc.base.Clock;
import io.sbc.core.config.GuardSettings;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * Wrong credentials by user, and by user and source. A source that fails as one user too often has to wait before it may
 * try that user again, ever longer; the user's own phone, elsewhere, notices nothing. When a user is tried from everywhere,
 * an alarm is raised and strangers who want to be that user are served slowly: nobody is locked out. Users are counted as
 * they are written, whether they exist or not. Any thread.
 */
final class FailedLogins {

    private static final long FIRST_WAIT_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int DOUBLINGS_MAX = 10;

    private final Rate perPair;
    private final Rate perDevice;
    private final long windowNanos;
    private final Clock clock;
    private final long secret;
    private final BoundedTable<Attempts> pairs;
    private final BoundedTable<Attempts> devices;
    private volatile long lastAlarmEndNanos;

    FailedLogins(GuardSettings.Logins settings, int capacity, Clock clock, RandomGenerator random) {
        this.perPair = Rate.within(settings.perPair(), settings.window());
        this.perDevice = Rate.within(settings.perDevice(), settings.window());
        this.windowNanos = settings.window().toNanos();
        this.clock = clock;
        this.secret = random.nextLong();
        this.pairs = new BoundedTable<>(capacity, random.nextLong(), key -> new Attempts(key, clock.nanoTime()));
        this.devices = new BoundedTable<>(capacity, random.nextLong(), key -> new Attempts(key, clock.nanoTime()));
        this.lastAlarmEndNanos = clock.nanoTime();
    }

    /** Failures of one key, and until when it has to wait, or is in alarm. */
    private static final class Attempts implements BoundedTable.Entry {

        private final long key;
        private final Meters meters;
        private volatile long endNanos;
        private int times;

        Attempts(long key, long nowNanos) {
            this.key = key;
            this.meters = new Meters(1, nowNanos);
            this.endNanos = nowNanos;
        }

        @Override
        public long key() {
            return key;
        }

        @Override
        public boolean isIdle(long nowNanos) {
            return !isOn(nowNanos) && meters.areFull(nowNanos);
        }

        boolean isOn(long nowNanos) {
            return endNanos - nowNanos > 0;
        }

        /** One more; true when it is one too many. */
        boolean isOneTooMany(Rate rate, long nowNanos) {
            return !meters.take(0, rate, 1, nowNanos);
        }

        synchronized void waitLonger(long maxNanos, long nowNanos) {
            if (!isOn(nowNanos)) {
                endNanos = nowNanos + Math.min(maxNanos, FIRST_WAIT_NANOS << Math.min(times++, DOUBLINGS_MAX));
            }
        }

        /** True when it was not in alarm before. */
        synchronized boolean alarm(long lengthNanos, long nowNanos) {
            boolean begins = !isOn(nowNanos);
            endNanos = nowNanos + lengthNanos;
            return begins;
        }
    }

    /** One failure; true when with it an attack on this user begins. */
    boolean onFailure(long source, String user) {
        long now = clock.nanoTime();
        Attempts pair = pairs.get(pairKey(source, user), now);
        if (pair.isOneTooMany(perPair, now) && !pairs.isCommon(pair)) {
            pair.waitLonger(windowNanos, now);
        }
        Attempts device = devices.get(TextHash.of(user, secret), now);
        if (!device.isOneTooMany(perDevice, now) || devices.isCommon(device)) {
            return false;
        }
        lastAlarmEndNanos = now + windowNanos;
        return device.alarm(windowNanos, now);
    }

    /** How long this source has to wait before it may try this user again; empty when it may now. */
    OptionalLong waitNanos(long source, String user) {
        long now = clock.nanoTime();
        Attempts pair = pairs.find(pairKey(source, user));
        return pair != null && pair.isOn(now) ? OptionalLong.of(pair.endNanos - now) : OptionalLong.empty();
    }

    /** Whether any user is under attack; cheap. */
    boolean isAnyoneAttacked() {
        return lastAlarmEndNanos - clock.nanoTime() > 0;
    }

    boolean isAttacked(String user) {
        Attempts device = devices.find(TextHash.of(user, secret));
        return device != null && device.isOn(clock.nanoTime());
    }

    /** Users under attack now. */
    int attacked() {
        long now = clock.nanoTime();
        int[] count = {0};
        if (isAnyoneAttacked()) {
            devices.forEach(device -> count[0] += device.isOn(now) ? 1 : 0);
        }
        return count[0];
    }

    private long pairKey(long source, String user) {
        return TextHash.of(user, source, secret);
    }
}
