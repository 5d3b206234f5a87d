package io.sbc.core.registrar;

import io.sbc.base.Timers.Timer;
import io.sbc.core.directory.Device;
import io.sbc.core.registrar.UpstreamRegistration.Effect;
import io.sbc.core.registrar.UpstreamRegistration.Event;
import io.sbc.core.registrar.UpstreamRegistration.State;
import io.sbc.core.registrar.UpstreamRegistration.Step;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transport.Flow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one device has: the bindings of its phones, REGISTERs that wait for the PBX, and its registration there. Runs the
 * effects of {@link UpstreamRegistration}. All methods are called on the device's shard.
 */
final class DeviceRegistration {

    /** REGISTERs that may wait for the PBX at once: each of a device's phones and one repetition of it. */
    static final int WAITING_MAX = 8;

    /** A phone's transaction lasts 64*T1 = 32 s; it hears of us before it gives up. */
    static final Duration WAIT = Duration.ofSeconds(20);

    /** A phone whose connection broke has this long to come back before the PBX hears of it. */
    static final Duration FLOW_GRACE = Duration.ofSeconds(32);

    private static final Logger LOG = LoggerFactory.getLogger(DeviceRegistration.class);

    private final RegistrarContext context;
    private final PbxAccount account;
    private final Consumer<DeviceRegistration> onReleased;
    private final List<Waiting> waiting = new ArrayList<>();
    private Device device;
    private State upstream = new State.Idle();
    private List<ClientBinding> bindings = List.of();
    private @Nullable Timer upstreamTimer;
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
        this.onReleased = onReleased;
    }

    Device device() {
        return device;
    }

    boolean isAt(Device other) {
        return account.isOf(other);
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
        Optional<State.Registered> held = UpstreamRegistration.fresh(upstream, now());
        if (held.isPresent()) {
            context.metrics().count(RegistrarCounter.ANSWERED_LOCALLY);
            bind(transaction, request, held.get().grantedSeconds());
            wantedWhileBound();
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
        step(new Event.Wanted());
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
            step(new Event.CredentialsChanged());
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
        step(new Event.Unwanted());
    }

    private void wantedWhileBound() {
        cancelGrace();
        if (!bindings.isEmpty()) {
            step(new Event.Wanted());
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

    private void step(Event event) {
        boolean before = UpstreamRegistration.holds(upstream);
        UpstreamRegistration.Params params = new UpstreamRegistration.Params(now(),
                context.settings().pbxExpires().toSeconds(), context.shard().random().nextDouble());
        Step step = UpstreamRegistration.on(upstream, event, params);
        upstream = step.next();
        boolean after = UpstreamRegistration.holds(upstream);
        context.metrics().upstreamRegistrations((after ? 1 : 0) - (before ? 1 : 0));
        step.effects().forEach(this::run);
    }

    private void run(Effect effect) {
        switch (effect) {
            case Effect.SendRegister(long seconds) -> exchange(seconds, this::step);
            case Effect.SendRemoval() -> exchange(0, _ -> step(new Event.Removed()));
            case Effect.ArmTimer(long delayNanos) -> {
                cancel(upstreamTimer);
                upstreamTimer = context.shard().schedule(delayNanos, () -> step(new Event.TimerFired()));
            }
            case Effect.CancelTimer() -> cancel(upstreamTimer);
            case Effect.AnswerWaiting(Optional<UpstreamRefusal> refusal) -> answerWaiting(refusal);
            case Effect.DropBindings() -> dropBindings(_ -> true, RegistrarCounter.BINDINGS_LOST);
            case Effect.Release() -> {
                cancel(expiryTimer);
                cancelGrace();
                onReleased.accept(this);
            }
        }
    }

    private void exchange(long seconds, Consumer<Event> end) {
        UpstreamExchange exchange = new UpstreamExchange(context, account, seconds, event -> {
            context.pace().finished();
            end.accept(event);
        });
        if (!context.pace().start(exchange::start)) {
            end.accept(new Event.Refused(new UpstreamRefusal.Busy()));
        }
    }

    private void answerWaiting(Optional<UpstreamRefusal> refusal) {
        refusal.ifPresent(why -> LOG.warn("registration refused deviceId={} pbx={} refusal={}", device.id().value(),
                account.pbx().id(), why));
        for (Waiting waits : takeWaiting()) {
            if (!waits.transaction.flow().isOpen()) {
                continue; // nobody hears it, and no call could reach it
            }
            if (refusal.isPresent()) {
                SipResponse answer = context.answers().refused(waits.transaction.request(), refusal.get());
                waits.transaction.respond(answer);
            } else {
                bind(waits.transaction, waits.request, UpstreamRegistration.fresh(upstream, now())
                        .map(State.Registered::grantedSeconds).orElse(0L));
            }
        }
        armGraceIfUnused();
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
