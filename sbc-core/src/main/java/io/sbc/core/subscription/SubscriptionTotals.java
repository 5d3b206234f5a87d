package io.sbc.core.subscription;

import io.sbc.base.Gauge;
import io.sbc.core.directory.DeviceId;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Subscriptions of the whole SBC, and the limits on them. Shared by the shards; thread-safe. */
public final class SubscriptionTotals {

    private final int maximum;
    private final int perDevice;
    private final AtomicInteger all = new AtomicInteger();
    private final ConcurrentHashMap<DeviceId, Integer> byDevice = new ConcurrentHashMap<>();

    /**
     * @param maximum at a time
     * @param perDevice of one device at a time
     */
    public SubscriptionTotals(int maximum, int perDevice) {
        this.maximum = maximum;
        this.perDevice = perDevice;
    }

    /** Room for one more, taken at once; false when there is none. */
    boolean tryStart(DeviceId device) {
        if (all.incrementAndGet() > maximum) {
            all.decrementAndGet();
            return false;
        }
        if (byDevice.merge(device, 1, Integer::sum) > perDevice) {
            ended(device);
            return false;
        }
        return true;
    }

    void ended(DeviceId device) {
        byDevice.computeIfPresent(device, (_, count) -> count > 1 ? count - 1 : null);
        all.decrementAndGet();
    }

    /** Subscriptions that live now. */
    public int size() {
        return all.get();
    }

    /** For the metrics. */
    public List<Gauge> gauges() {
        return List.of(new Gauge("sbc_subscriptions", "Subscriptions, and REFERs outside calls, that live now",
                all::get));
    }
}
