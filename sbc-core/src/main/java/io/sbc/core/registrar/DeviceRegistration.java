package io.sbc.core.registrar;

import io.sbc.base.Timers.Timer;
import io.sbc.core.directory.Device;
import io.sbc.core.registrar.UpstreamRegistration.Event;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transport.Flow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one device has: the bindings of its phones, REGISTERs that wait for the PBX, and its registration there. All methods
 * are called on the device's shard.
 */
final class DeviceRegistration implements PbxRegistration.Listener {

    /** REGISTERs that may wait for the PBX at once: each of a device's phones and one repetition of it. */
    static final int WAITING_MAX = 8;

    /** A phone's transaction lasts 64*T1 = 32 s; it hears of us before it gives up. */
    static final Duration WAIT = Duration.ofSeconds(20);

    /** A phone whose connection broke has this long to come back before the PBX hears of it. */
    static final Duration FLOW_GRACE = Duration.ofSeconds(32);

    private static final Logger LOG = LoggerFactory.getLogger(DeviceRegistration.class);

    private final RegistrarContext context;
    private final PbxAccount account;
    private final PbxRegistration upstream;
    private final Consumer<DeviceRegistration> onReleased;
    private final List<Waiting> waiting = new ArrayList<>();
    private Device device;
    private List<ClientBinding> bindings = List.of();
    private @Nullable Timer expiryTimer;
    private @Nullable Timer graceTimer;

    /** A REGISTER that waits for the PBX. */
    private static final class Waiting {
        final ServerTransaction transaction;
        final RegisterRequest request;
        @Nullable
        Timer timer;

        Waiting(ServerTransaction transaction, RegisterRequest request) {
            this.transaction = transaction;
            this.request = request;
        }
    }

    /** @param onReleased told when nothing is left to remember */
    DeviceRegistration(RegistrarContext context, Device device, PbxAccount account,
            Consumer<DeviceRegistration> onReleased) {
        this.context = context;
        this.device = device;
        this.account = account;
        this.upstream = new PbxRegistration(context, account, this);
        this.onReleased = onReleased;
    }

    Device device() {
        return device;
    }

    boolean isAt(Device other) {
        return account.isOf(other);
    }

    /** Whether nothing would be lost with it. */
    boolean isUnused() {
        return bindings.isEmpty() && waiting.isEmpty() && upstream.isIdle();
    }

    /** An authenticated REGISTER of the device. It is answered now or when the PBX has answered. */
    void onRegister(ServerTransaction transaction, RegisterRequest request) {
        if (request.isQuery()) {
            accept(transaction, request);
            return;
        }
        if (BindingUpdate.check(bindings, request, context.settings()) instanceof BindingUpdate.Result.Rejected no) {
            reject(transaction, no);
            return;
        }
        if (request.onlyRemoves()) {
            bind(transaction, request, 0);
            if (bindings.isEmpty() && waiting.isEmpty()) {
                unwanted();
            }
            return;
        }
        OptionalLong held = upstream.held();
        if (held.isPresent()) {
            context.metrics().count(RegistrarCounter.ANSWERED_LOCALLY);
            bind(transaction, request, held.getAsLong());
            wantedIfBound();
        } else {
            await(transaction, request);
        }
    }

    private void await(ServerTransaction transaction, RegisterRequest request) {
        boolean full = bindings.isEmpty() && context.table().size() >= context.settings().bindings();
        if (full || waiting.size() >= WAITING_MAX) {
            overloaded(transaction);
            return;
        }
        Waiting waits = new Waiting(transaction, request);
        waits.timer = context.shard().schedule(WAIT.toNanos(), () -> onWaitedTooLong(waits));
        waiting.add(waits);
        cancelGrace();
        upstream.on(new Event.Wanted());
    }

    private void onWaitedTooLong(Waiting waits) {
        waiting.remove(waits);
        context.metrics().count(RegistrarCounter.UNANSWERED);
        waits.transaction.respond(context.answers().unanswered(waits.transaction.request()));
        armGraceIfUnused(); // the phone will ask again: a late success is worth keeping until then
    }

    /** Bindings of that flow are gone at once; the PBX hears of it only if no phone comes back. */
    void onFlowClosed(Flow flow) {
        dropBindings(bound -> bound.binding().flow().id() == flow.id(), RegistrarCounter.BINDINGS_LOST);
        armGraceIfUnused();
    }

    /** The device is not to be registered any more: disabled, removed, or somebody else now. */
    void withdraw(String why) {
        if (!bindings.isEmpty()) {
            LOG.info("registration withdrawn deviceId={} why={}", device.id().value(), why);
        }
        publish(List.of());
        for (Waiting waits : takeWaiting()) {
            waits.transaction.respond(context.answers().status(waits.transaction.request(), 403, "Forbidden"));
        }
        unwanted();
    }

    /** The directory has other particulars of the same device at the same PBX. */
    void adopt(Device changed) {
        device = changed;
        if (!bindings.isEmpty()) {
            publish(bindings.stream().map(bound -> bound.with(withDevice(bound.binding(), changed))).toList());
        }
        if (account.adopt(changed)) {
            upstream.on(new Event.CredentialsChanged());
        }
    }

    private static Binding withDevice(Binding binding, Device device) {
        return new Binding(device, binding.contact(), binding.flow(), binding.icpContact(), binding.expiresAtNanos());
    }

    // What phones get

    private void bind(ServerTransaction transaction, RegisterRequest request, long grantedByPbx) {
        BindingUpdate.Terms terms = new BindingUpdate.Terms(device, transaction.flow(), account.contact(),
                grantedByPbx, now());
        switch (BindingUpdate.apply(bindings, request, terms, context.settings())) {
            case BindingUpdate.Result.Rejected no -> reject(transaction, no);
            case BindingUpdate.Result.Updated(List<ClientBinding> updated) -> {
                int growth = updated.size() - bindings.size();
                if (growth > 0 && context.table().size() + growth > context.settings().bindings()) {
                    overloaded(transaction);
                    return;
                }
                if (growth != 0) {
                    LOG.info("bindings changed deviceId={} setUser={} bindings={}", device.id().value(),
                            device.setUser(), updated.size());
                }
                publish(updated);
                accept(transaction, request);
            }
        }
    }

    private void accept(ServerTransaction transaction, RegisterRequest request) {
        context.metrics().count(RegistrarCounter.REGISTERS_ACCEPTED);
        transaction.respond(context.answers().ok(transaction.request(), bindings, request.outbound()));
    }

    private void reject(ServerTransaction transaction, BindingUpdate.Result.Rejected no) {
        context.metrics().count(RegistrarCounter.REJECTED);
        transaction.respond(context.answers().rejected(transaction.request(), no));
    }

    private void refuse(ServerTransaction transaction, UpstreamRefusal refusal) {
        if (refusal instanceof UpstreamRefusal.Busy) {
            context.metrics().count(RegistrarCounter.OVERLOADED);
        }
        transaction.respond(context.answers().refused(transaction.request(), refusal));
    }

    private void overloaded(ServerTransaction transaction) {
        context.metrics().count(RegistrarCounter.OVERLOADED);
        transaction.respond(context.answers().overloaded(transaction.request()));
    }

    private void publish(List<ClientBinding> updated) {
        bindings = updated;
        context.table().replace(device.id(), updated.stream().map(ClientBinding::binding).toList());
        armExpiry();
    }

    private void dropBindings(Predicate<ClientBinding> which, RegistrarCounter why) {
        List<ClientBinding> kept = bindings.stream().filter(which.negate()).toList();
        int dropped = bindings.size() - kept.size();
        if (dropped > 0) {
            context.metrics().counters().add(why, dropped);
            LOG.info("bindings removed deviceId={} setUser={} removed={} why={}", device.id().value(),
                    device.setUser(), dropped, why);
            publish(kept);
        }
    }

    private void armExpiry() {
        cancel(expiryTimer);
        expiryTimer = bindings.stream().mapToLong(bound -> bound.binding().expiresAtNanos() - now()).min().stream()
                .mapToObj(delay -> context.shard().schedule(delay, this::onExpiry)).findFirst().orElse(null);
    }

    private void onExpiry() {
        expiryTimer = null;
        dropBindings(bound -> bound.binding().expiresAtNanos() - now() <= 0, RegistrarCounter.BINDINGS_EXPIRED);
        if (!bindings.isEmpty()) {
            armExpiry();
        } else if (waiting.isEmpty()) {
            unwanted();
        }
    }

    // What the PBX gets

    private void unwanted() {
        cancelGrace();
        upstream.on(new Event.Unwanted());
    }

    private void wantedIfBound() {
        if (bindings.isEmpty()) {
            armGraceIfUnused();
        } else {
            cancelGrace();
            upstream.on(new Event.Wanted());
        }
    }

    private void armGraceIfUnused() {
        if (bindings.isEmpty() && waiting.isEmpty() && graceTimer == null) {
            graceTimer = context.shard().schedule(FLOW_GRACE.toNanos(), this::unwanted);
        }
    }

    private void cancelGrace() {
        cancel(graceTimer);
        graceTimer = null;
    }

    @Override
    public void onAnswer(Optional<UpstreamRefusal> refusal) {
        for (Waiting waits : takeWaiting()) {
            if (!waits.transaction.flow().isOpen()) {
                continue; // nobody hears it, and no call could reach it
            }
            if (refusal.isPresent()) {
                refuse(waits.transaction, refusal.get());
            } else {
                bind(waits.transaction, waits.request, upstream.held().orElse(0));
            }
        }
        armGraceIfUnused();
    }

    @Override
    public void onLost() {
        dropBindings(_ -> true, RegistrarCounter.BINDINGS_LOST);
    }

    @Override
    public void onReleased() {
        cancel(expiryTimer);
        cancelGrace();
        onReleased.accept(this);
    }

    private List<Waiting> takeWaiting() {
        List<Waiting> taken = List.copyOf(waiting);
        waiting.clear();
        taken.forEach(waits -> cancel(waits.timer));
        return taken;
    }

    private long now() {
        return context.shard().clock().nanoTime();
    }

    private static void cancel(@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
