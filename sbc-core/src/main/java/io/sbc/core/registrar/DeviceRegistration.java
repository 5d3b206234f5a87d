package io.sbc.core.registrar;

import io.sbc.base.Timers.Timer;
import io.sbc.core.Side;
import io.sbc.core.directory.Device;
import io.sbc.core.record.PbxName;
import io.sbc.core.registrar.UpstreamRegistration.Event;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transaction.Witness;
import io.sbc.core.sip.transport.Flow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one device has: the bindings of its phones, REGISTERs that wait for the PBX, and its registration there. All methods
 * are called on the device's shard.
 */
final class DeviceRegistration implements PbxRegistration.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceRegistration.class);

    private final RegistrarContext context;
    private final PbxAccount account;
    private final PbxRegistration upstream;
    private final Listener listener;
    private final WaitingRegisters waiting;
    private final PhoneBindings phones;
    private final RegistrationRecord record;
    private @Nullable Timer graceTimer;
    private @Nullable Consumer<SavedRegistration> heir;

    /** The shard's registrar. */
    interface Listener {

        /** Nothing is left to remember of it. */
        void onReleased(DeviceRegistration registration);

        void onPbxAnswered(String pbx);
    }

    DeviceRegistration(RegistrarContext context, Device device, PbxAccount account, Listener listener) {
        this.context = context;
        this.account = account;
        this.upstream = new PbxRegistration(context, account, this);
        this.listener = listener;
        this.waiting = new WaitingRegisters(context.shard(), this::onWaitedTooLong);
        this.phones = new PhoneBindings(context, device, this, this::onAllExpired);
        this.record = new RegistrationRecord(context, account, upstream, phones, this);
    }

    Device device() {
        return phones.device();
    }

    boolean isAtPbx(String pbx) {
        return account.pbx().id().equals(pbx);
    }

    boolean isAt(Device other) {
        return account.isOf(other);
    }

    /** Whether nothing would be lost with it. */
    boolean isUnused() {
        return phones.isEmpty() && waiting.isEmpty() && upstream.isIdle();
    }

    /**
     * Goes on with what an earlier process, or another shard, left: the PBX's registration counts, and is kept for the
     * phones until they should have refreshed, at least for the grace time.
     */
    void restore(SavedRegistration left) {
        long nowMillis = context.shard().clock().epochMillis();
        long leftMillis = Math.min(left.expiresAtMillis() - nowMillis, left.grantedSeconds() * 1000);
        phones.expect(left.phones().stream().flatMap(phone -> AbsentPhone.of(phone, nowMillis, now()).stream())
                .toList());
        UpstreamRegistration.State.Registered held = new UpstreamRegistration.State.Registered(
                now() + Duration.ofMillis(leftMillis).toNanos(), left.grantedSeconds(), 0);
        record.noteSaved(Optional.of(held));
        upstream.restore(held);
        long phonesLeft = phones.absent().stream()
                .mapToLong(phone -> phone.expiresAtNanos() - now() + record.intervalNanos()).max().orElse(0);
        long wait = Math.max(context.settings().grace().toNanos(), phonesLeft);
        graceTimer = context.shard().schedule(wait, this::unwanted);
    }

    /** An authenticated REGISTER of the device. It is answered now or when the PBX has answered. */
    void onRegister(ServerTransaction transaction, RegisterRequest request) {
        if (request.isQuery()) {
            accept(transaction, request);
            return;
        }
        Optional<BindingUpdate.Rejected> rejected = BindingUpdate.check(phones.all(), phones.absent(), request,
                context.settings());
        if (rejected.isPresent()) {
            reject(transaction, rejected.get());
            return;
        }
        if (request.onlyRemoves()) {
            bindChecked(transaction, request, 0);
            if (phones.isEmpty() && waiting.isEmpty()) {
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
        boolean full = phones.isEmpty() && context.table().size() >= context.settings().bindings();
        if (full || waiting.isFull()) {
            overloaded(transaction);
            return;
        }
        if (upstream.isUndecided() && context.reach().isLost(account.pbx().id())) {
            refuse(transaction, new UpstreamRefusal.Unreachable()); // what is on its way may have a time-out ahead of it
            return;
        }
        waiting.add(transaction, request);
        cancelGrace();
        upstream.on(new Event.Wanted());
    }

    private void onWaitedTooLong(ServerTransaction transaction) {
        context.metrics().count(RegistrarCounter.UNANSWERED);
        context.transactions().witness().onDecision(transaction.request().callId(), "pbx-silent",
                "PBX " + account.pbx().id() + " has not answered in " + WaitingRegisters.WAIT.toSeconds() + " s");
        transaction.respond(context.answers().unanswered(transaction.request()));
        armGraceIfUnused(); // the phone will ask again: a late success is worth keeping until then
    }

    /** Bindings of that flow are gone at once; the PBX hears of it only if no phone comes back. */
    void onFlowClosed(Flow flow) {
        phones.drop(bound -> bound.binding().flow().id() == flow.id(), RegistrarCounter.BINDINGS_LOST);
        armGraceIfUnused();
    }

    /** The device is not to be registered any more: disabled, removed, or somebody else now. */
    void withdraw(String why) {
        dismissPhones(why);
        unwanted();
    }

    /** As {@link #withdraw}, where another registration of the device takes this one's place here and in the journal. */
    void retire(String why) {
        context.journal().forget(device().id());
        record.retire();
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
        Optional<SavedRegistration> last = record.snapshot();
        record.retire();
        upstream.abandon();
        onReleased();
        last.ifPresent(next);
    }

    private void dismissPhones(String why) {
        if (!phones.isEmpty()) {
            LOG.info("registration withdrawn deviceId={} why={}", device().id().value(), why);
        }
        phones.dismiss();
        for (WaitingRegisters.Waiting waits : waiting.take()) {
            waits.transaction.respond(context.answers().status(waits.transaction.request(), 403, "Forbidden"));
        }
    }

    /** The directory has other particulars of the same device at the same PBX. */
    void adopt(Device changed) {
        phones.adopt(changed);
        if (account.adopt(changed)) {
            upstream.on(new Event.CredentialsChanged());
        }
    }

    // What phones get

    private void bind(ServerTransaction transaction, RegisterRequest request, long grantedByPbx) {
        BindingUpdate.check(phones.all(), List.of(), request, context.settings()).ifPresentOrElse(
                rejected -> reject(transaction, rejected), () -> bindChecked(transaction, request, grantedByPbx));
    }

    private void bindChecked(ServerTransaction transaction, RegisterRequest request, long grantedByPbx) {
        BindingUpdate.Terms terms = new BindingUpdate.Terms(device(), transaction.flow(), account.contact(),
                grantedByPbx, now());
        List<ClientBinding> before = phones.all();
        List<ClientBinding> updated = BindingUpdate.applyChecked(before, request, terms, context.settings());
        int growth = updated.size() - before.size();
        if (growth > 0 && context.table().size() + growth > context.settings().bindings()) {
            overloaded(transaction);
            return;
        }
        if (growth != 0) {
            LOG.info("bindings changed deviceId={} setUser={} bindings={}", device().id().value(),
                    device().setUser(), updated.size());
        }
        phones.forgetAbsent(request);
        phones.publish(updated);
        accept(transaction, request);
        noteWell(transaction);
        record.onBound(before, updated);
    }

    private void noteWell(ServerTransaction transaction) {
        long flow = transaction.flow().id();
        if (!phones.isEmpty() && !context.board().knowsPhone(flow)) {
            context.board().appeared(flow, transaction.request().header(HeaderName.USER_AGENT).orElse(""),
                    context.shard().clock().epochMillis());
        }
        context.board().went(device().id(), Side.SET);
    }

    private void accept(ServerTransaction transaction, RegisterRequest request) {
        context.metrics().count(RegistrarCounter.REGISTERS_ACCEPTED);
        transaction.respond(context.answers().ok(transaction.request(), phones.all(), request));
    }

    private void reject(ServerTransaction transaction, BindingUpdate.Rejected rejected) {
        context.metrics().count(RegistrarCounter.REJECTED);
        transaction.respond(context.answers().rejected(transaction.request(), rejected));
    }

    private void refuse(ServerTransaction transaction, UpstreamRefusal refusal) {
        boolean unreachable = refusal instanceof UpstreamRefusal.Unreachable;
        context.transactions().witness().onDecision(transaction.request().callId(),
                unreachable && !context.icps().isLocated(account.pbx()) ? "no-dns-answer" : refusal.code(),
                PbxName.in(unreachable ? context.icps().trouble(account.pbx()) : refusal.words(),
                        account.pbx().id()));
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

    private void onAllExpired() {
        if (waiting.isEmpty()) {
            unwanted();
        }
    }

    // What the PBX gets

    private void unwanted() {
        cancelGrace();
        upstream.on(new Event.Unwanted());
    }

    private void wantedIfBound() {
        if (phones.isEmpty()) {
            armGraceIfUnused();
        } else {
            cancelGrace();
            upstream.on(new Event.Wanted());
        }
    }

    private void armGraceIfUnused() {
        if (phones.isEmpty() && waiting.isEmpty() && graceTimer == null) {
            graceTimer = context.shard().schedule(context.settings().grace().toNanos(), this::unwanted);
        }
    }

    private void cancelGrace() {
        if (graceTimer != null) {
            graceTimer.cancel();
            graceTimer = null;
        }
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
        for (WaitingRegisters.Waiting waits : waiting.take()) {
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
        phones.drop(_ -> true, RegistrarCounter.BINDINGS_LOST);
    }

    @Override
    public void onRegisteredChanged() {
        if (heir != null && upstream.registered().isPresent()) {
            leaveTo(heir);
        } else {
            record.onRegisteredChanged();
        }
    }

    @Override
    public void onReleased() {
        context.table().forget(account.contact().user(), this);
        phones.stop();
        cancelGrace();
        listener.onReleased(this);
    }

    private long now() {
        return context.shard().clock().nanoTime();
    }
}
