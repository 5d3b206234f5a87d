package io.sbc.core.registrar;

import io.sbc.base.Timers.Timer;
import io.sbc.core.directory.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bindings of one device's phones, as the shard's table shows them to others, the timer that ends them, and the phones
 * that an earlier process or another shard knew and that have not come yet. On the device's shard.
 */
final class PhoneBindings {

    private static final Logger LOG = LoggerFactory.getLogger(PhoneBindings.class);

    private final RegistrarContext context;
    private final Object owner;
    private final Runnable onAllExpired;
    private Device device;
    private List<ClientBinding> bindings = List.of();
    private List<AbsentPhone> absent = List.of();
    private @Nullable Timer expiryTimer;
    private long expiryTimerAtNanos;

    /**
     * @param owner who writes to the table
     * @param onAllExpired called when the last binding has expired, not when it was taken away
     */
    PhoneBindings(RegistrarContext context, Device device, Object owner, Runnable onAllExpired) {
        this.context = context;
        this.device = device;
        this.owner = owner;
        this.onAllExpired = onAllExpired;
    }

    Device device() {
        return device;
    }

    List<ClientBinding> all() {
        return bindings;
    }

    boolean isEmpty() {
        return bindings.isEmpty();
    }

    List<AbsentPhone> absent() {
        return absent;
    }

    void expect(List<AbsentPhone> phones) {
        absent = phones;
    }

    /** These are there now, and need not be expected any more. */
    void forgetAbsent(RegisterRequest request) {
        if (!absent.isEmpty()) {
            absent = request.removesAll()
                    ? List.of()
                    : absent.stream().filter(phone -> !phone.isMeantByOneOf(request.contacts())).toList();
        }
    }

    void publish(List<ClientBinding> updated) {
        bindings = updated;
        List<Binding> published = new ArrayList<>(updated.size());
        for (ClientBinding bound : updated) {
            published.add(bound.binding());
        }
        context.table().replace(device.id(), owner, published);
        armExpiry();
    }

    void drop(Predicate<ClientBinding> which, RegistrarCounter why) {
        List<ClientBinding> kept = bindings.stream().filter(which.negate()).toList();
        int dropped = bindings.size() - kept.size();
        if (dropped > 0) {
            context.metrics().counters().add(why, dropped);
            LOG.info("bindings removed deviceId={} setUser={} removed={} why={}", device.id().value(),
                    device.setUser(), dropped, why);
            publish(kept);
        }
    }

    /** No phone is there any more, and none is expected. */
    void dismiss() {
        absent = List.of();
        publish(List.of());
    }

    /** The directory has other particulars of the same device. */
    void adopt(Device changed) {
        device = changed;
        if (!bindings.isEmpty()) {
            publish(bindings.stream().map(bound -> bound.with(withDevice(bound.binding(), changed))).toList());
        }
    }

    private static Binding withDevice(Binding binding, Device device) {
        return new Binding(device, binding.contact(), binding.flow(), binding.icpContact(), binding.expiresAtNanos(),
                binding.path());
    }

    /** Nothing comes of it any more. */
    void stop() {
        if (expiryTimer != null) {
            expiryTimer.cancel();
            expiryTimer = null;
        }
    }

    /** One timer, for the first binding to expire. That of one which was refreshed since looks again when it fires. */
    private void armExpiry() {
        if (bindings.isEmpty()) {
            stop();
            return;
        }
        long now = now();
        long first = Long.MAX_VALUE;
        for (ClientBinding bound : bindings) {
            first = Math.min(first, bound.binding().expiresAtNanos() - now);
        }
        if (expiryTimer == null || expiryTimerAtNanos - now > first) {
            stop();
            expiryTimer = context.shard().schedule(first, this::onExpiry);
            expiryTimerAtNanos = now + first;
        }
    }

    private void onExpiry() {
        expiryTimer = null;
        drop(bound -> bound.binding().expiresAtNanos() - now() <= 0, RegistrarCounter.BINDINGS_EXPIRED);
        if (bindings.isEmpty()) {
            onAllExpired.run();
        } else {
            armExpiry();
        }
    }

    private long now() {
        return context.shard().clock().nanoTime();
    }
}
