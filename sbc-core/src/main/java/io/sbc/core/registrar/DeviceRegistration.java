package io.sbc.core.registrar;

import io.sbc.base.Timers.Timer;
import io.sbc.core.Side;
import io.sbc.core.directory.Device;
import io.sbc.core.registrar.UpstreamRegistration.Event;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transaction.Witness;
import io.sbc.core.sip.transport.Flow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
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

    private static final Logger LOG = LoggerFactory.getLogger(DeviceRegistration.class);

    private final RegistrarContext context;
    private final PbxAccount account;
    private final PbxRegistration upstream;
    private final Listener listener;
    private final List<Waiting> waiting = new ArrayList<>();
    private Device device;
    private List<ClientBinding> bindings = List.of();
    private List<AbsentPhone> absent = List.of();
    private @Nullable Timer expiryTimer;
    private long expiryTimerAtNanos;
    private @Nullable Timer graceTimer;
    private @Nullable Consumer<SavedRegistration> heir;
    private Optional<UpstreamRegistration.State.Registered> saved = Optional.empty();
    private long savedAtNanos;
    private boolean retired;

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

    /** The shard's registrar. */
    interface Listener {

        /** Nothing is left to remember of it. */
        void onReleased(DeviceRegistration registration);

        void onPbxAnswered(String pbx);
    }

    DeviceRegistration(RegistrarContext context, Device device, PbxAccount account, Listener listener) {
        this.context = context;
        this.device = device;
        this.account = account;
        this.upstream = new PbxRegistration(context, account, this);
        this.listener = listener;
    }

    Device device() {
        return device;
    }

    boolean isAtPbx(String pbx) {
        return account.pbx().id().equals(pbx);
    }

    boolean isAt(Device other) {
        return account.isOf(other);
    }

    /** Whether nothing would be lost with it. */
    boolean isUnused() {
        return bindings.isEmpty() && waiting.isEmpty() && upstream.isIdle();
    }

    /**
     * Goes on with what an earlier process, or another shard, left: the PBX's registration counts, and is kept for the
     * phones until they should have refreshed, at least for the grace time.
     */
    void restore(SavedRegistration left) {
        long nowMillis = context.shard().clock().epochMillis();
        long leftMillis = Math.min(left.expiresAtMillis() - nowMillis, left.grantedSeconds() * 1000);
        absent = left.phones().stream().flatMap(phone -> AbsentPhone.of(phone, nowMillis, now()).stream()).toList();
        UpstreamRegistration.State.Registered held = new UpstreamRegistration.State.Registered(
                now() + Duration.ofMillis(leftMillis).toNanos(), left.grantedSeconds(), 0);
        noteSaved(Optional.of(held));
        upstream.restore(held);
        long phonesLeft = absent.stream().mapToLong(phone -> phone.expiresAtNanos() - now() + saveInterval()).max()
                .orElse(0);
        long wait = Math.max(context.settings().grace().toNanos(), phonesLeft);
        graceTimer = context.shard().schedule(wait, this::unwanted);
    }

    /** An authenticated REGISTER of the device. It is answered now or when the PBX has answered. */
    void onRegister(ServerTransaction transaction, RegisterRequest request) {
        if (request.isQuery()) {
            accept(transaction, request);
            return;
        }
        if (BindingUpdate.check(bindings, absent, request,
                context.settings()) instanceof BindingUpdate.Result.Rejected no) {
            reject(transaction, no);
            return;
        }
        if (request.onlyRemoves()) {
            bindChecked(transaction, request, 0);
            if (bindings.isEmpty() && waiting.isEmpty()) {
                unwanted();
            }
            return;
        }
        Witness witness = context.transactions().witness();
        witness.onUpstream(transaction.request().callId(), account.callId());
        OptionalLong held = upstream.held();
        if (held.isPresent()) {
            context.metrics().count(RegistrarCounter.ANSWERED_LOCALLY);
            witness.onDecision(transaction.request().callId(), "answered-locally",
                    "the PBX's registration is good for " + held.getAsLong() + " s more");
            bindChecked(transaction, request, held.getAsLong());
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
        if (upstream.isUndecided() && context.reach().isLost(account.pbx().id())) {
            refuse(transaction, new UpstreamRefusal.Unreachable()); // what is on its way may have a time-out ahead of it
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
        context.transactions().witness().onDecision(waits.transaction.request().callId(), "pbx-silent",
                "PBX " + account.pbx().id() + " has not answered in " + WAIT.toSeconds() + " s");
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
        dismissPhones(why);
        unwanted();
    }

    /** As {@link #withdraw}, where another registration of the device takes this one's place here and in the journal. */
    void retire(String why) {
        context.journal().forget(device.id());
        retired = true;
        withdraw(why);
    }

    /**
     * The device has another name now, and with it perhaps another shard: its phones have to register anew, and {@code
     * heir} gets what the PBX holds, which hears nothing of it. Nothing more comes of this registration.
     *
     * @param heir told at once, or when a first REGISTER that is on its way has succeeded
     */
    void handOver(Consumer<SavedRegistration> heir) {
        dismissPhones("set-side user renamed");
        cancelGrace();
        if (upstream.isUndecided()) {
            this.heir = heir;
        } else {
            leaveTo(heir);
        }
    }

    private void leaveTo(Consumer<SavedRegistration> next) {
        Optional<SavedRegistration> last = snapshot();
        retired = true;
        upstream.abandon();
        onReleased();
        last.ifPresent(next);
    }

    private void dismissPhones(String why) {
        if (!bindings.isEmpty()) {
            LOG.info("registration withdrawn deviceId={} why={}", device.id().value(), why);
        }
        absent = List.of();
        publish(List.of());
        for (Waiting waits : takeWaiting()) {
            waits.transaction.respond(context.answers().status(waits.transaction.request(), 403, "Forbidden"));
        }
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
        return new Binding(device, binding.contact(), binding.flow(), binding.icpContact(), binding.expiresAtNanos(),
                binding.path());
    }

    // What phones get

    private void bind(ServerTransaction transaction, RegisterRequest request, long grantedByPbx) {
        if (BindingUpdate.check(bindings, List.of(), request,
                context.settings()) instanceof BindingUpdate.Result.Rejected no) {
            reject(transaction, no);
        } else {
            bindChecked(transaction, request, grantedByPbx);
        }
    }

    private void bindChecked(ServerTransaction transaction, RegisterRequest request, long grantedByPbx) {
        BindingUpdate.Terms terms = new BindingUpdate.Terms(device, transaction.flow(), account.contact(),
                grantedByPbx, now());
        List<ClientBinding> updated = BindingUpdate.applyChecked(bindings, request, terms, context.settings());
        int growth = updated.size() - bindings.size();
        if (growth > 0 && context.table().size() + growth > context.settings().bindings()) {
            overloaded(transaction);
            return;
        }
        if (growth != 0) {
            LOG.info("bindings changed deviceId={} setUser={} bindings={}", device.id().value(), device.setUser(),
                    updated.size());
        }
        boolean refresh = isRefresh(bindings, updated);
        if (!absent.isEmpty()) {
            absent = request.removesAll()
                    ? List.of()
                    : absent.stream().filter(phone -> !phone.isMeantByOneOf(request.contacts())).toList();
        }
        publish(updated);
        accept(transaction, request);
        noteWell(transaction);
        if (!refresh || now() - savedAtNanos >= saveInterval()) {
            save();
        }
    }

    private void noteWell(ServerTransaction transaction) {
        long flow = transaction.flow().id();
        if (!bindings.isEmpty() && !context.board().knowsPhone(flow)) {
            context.board().appeared(flow, transaction.request().header(HeaderName.USER_AGENT).orElse(""),
                    context.shard().clock().epochMillis());
        }
        context.board().went(device.id(), Side.SET);
    }

    private void accept(ServerTransaction transaction, RegisterRequest request) {
        context.metrics().count(RegistrarCounter.REGISTERS_ACCEPTED);
        transaction.respond(context.answers().ok(transaction.request(), bindings, request));
    }

    private void reject(ServerTransaction transaction, BindingUpdate.Result.Rejected no) {
        context.metrics().count(RegistrarCounter.REJECTED);
        transaction.respond(context.answers().rejected(transaction.request(), no));
    }

    private void refuse(ServerTransaction transaction, UpstreamRefusal refusal) {
        boolean unreachable = refusal instanceof UpstreamRefusal.Unreachable;
        context.transactions().witness().onDecision(transaction.request().callId(),
                unreachable && !context.icps().isLocated(account.pbx()) ? "no-dns-answer" : refusal.code(),
                unreachable ? context.icps().trouble(account.pbx()) : refusal.words());
        if (refusal instanceof UpstreamRefusal.Busy) {
            context.metrics().count(RegistrarCounter.OVERLOADED);
        }
        transaction.respond(context.answers().refused(transaction.request(), refusal));
    }

    private void overloaded(ServerTransaction transaction) {
        context.metrics().count(RegistrarCounter.OVERLOADED);
        context.transactions().witness().onDecision(transaction.request().callId(), "registrar-full",
                "registration.bindings, or too many REGISTERs of the device wait for the PBX");
        transaction.respond(context.answers().overloaded(transaction.request()));
    }

    private void publish(List<ClientBinding> updated) {
        bindings = updated;
        List<Binding> published = new ArrayList<>(updated.size());
        for (ClientBinding bound : updated) {
            published.add(bound.binding());
        }
        context.table().replace(device.id(), this, published);
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

    /** One timer, for the first binding to expire. That of one which was refreshed since looks again when it fires. */
    private void armExpiry() {
        if (bindings.isEmpty()) {
            cancel(expiryTimer);
            expiryTimer = null;
            return;
        }
        long now = now();
        long first = Long.MAX_VALUE;
        for (ClientBinding bound : bindings) {
            first = Math.min(first, bound.binding().expiresAtNanos() - now);
        }
        if (expiryTimer == null || expiryTimerAtNanos - now > first) {
            cancel(expiryTimer);
            expiryTimer = context.shard().schedule(first, this::onExpiry);
            expiryTimerAtNanos = now + first;
        }
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
            graceTimer = context.shard().schedule(context.settings().grace().toNanos(), this::unwanted);
        }
    }

    private void cancelGrace() {
        cancel(graceTimer);
        graceTimer = null;
    }

    /** The PBX is out of reach: phones do not wait for what is on its way there. */
    void onPbxLost() {
        if (!waiting.isEmpty()) {
            onAnswer(Optional.of(new UpstreamRefusal.Unreachable()));
        }
    }

    /** The PBX is back after an outage, in which it may have forgotten everything. */
    void onPbxBack() {
        upstream.on(new Event.PbxBack());
    }

    @Override
    public boolean isAwaited() {
        return !waiting.isEmpty();
    }

    @Override
    public void onPbxAnswered() {
        listener.onPbxAnswered(account.pbx().id());
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
    public void onRegisteredChanged() {
        if (heir != null && upstream.registered().isPresent()) {
            leaveTo(heir);
        } else if (!upstream.registered().equals(saved)) { // else its phone came with it
            save();
        }
    }

    @Override
    public void onReleased() {
        context.table().forget(account.contact().user(), this);
        cancel(expiryTimer);
        cancelGrace();
        listener.onReleased(this);
    }

    // What outlives the process

    /** The expiry of a phone that only refreshes is written once in this time: what is read back is as much too old. */
    private long saveInterval() {
        return context.settings().clientExpires().toNanos();
    }

    private static boolean isRefresh(List<ClientBinding> before, List<ClientBinding> after) {
        if (before.size() != after.size()) {
            return false;
        }
        for (ClientBinding now : after) {
            if (!refreshesOneOf(before, now)) {
                return false;
            }
        }
        return true;
    }

    private static boolean refreshesOneOf(List<ClientBinding> before, ClientBinding now) {
        for (ClientBinding one : before) {
            if (now.isRefreshOf(one)) {
                return true;
            }
        }
        return false;
    }

    private void save() {
        if (retired) {
            return;
        }
        snapshot().ifPresentOrElse(context.journal()::save, () -> context.journal().forget(device.id()));
        noteSaved(upstream.registered());
    }

    private void noteSaved(Optional<UpstreamRegistration.State.Registered> held) {
        saved = held;
        savedAtNanos = now();
        if (held.isPresent()) {
            context.table().expect(account.contact().user(), device.id(), this, account.serviceRoute());
        } else {
            context.table().forget(account.contact().user(), this);
        }
    }

    private Optional<SavedRegistration> snapshot() {
        long skew = context.shard().clock().epochMillis() - Duration.ofNanos(now()).toMillis();
        return upstream.registered().map(held -> new SavedRegistration(device.id(), device.icp(), device.icpUser(),
                account.contact().toString(), account.callId(), account.cseq(), held.grantedSeconds(),
                skew + Duration.ofNanos(held.untilNanos()).toMillis(), ServiceRoute.write(account.serviceRoute()),
                Stream.concat(
                        bindings.stream().map(bound -> toSave(bound, bound.binding().contact().toString(),
                                skew + Duration.ofNanos(bound.binding().expiresAtNanos()).toMillis())),
                        absent.stream().map(phone -> toSave(phone, phone.contact(),
                                skew + Duration.ofNanos(phone.expiresAtNanos()).toMillis())))
                        .toList()));
    }

    private static SavedRegistration.Phone toSave(RegisteredContact known, String contact, long expiresAtMillis) {
        return new SavedRegistration.Phone(contact, known.callId(), known.cseq(), known.regId(), expiresAtMillis);
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
