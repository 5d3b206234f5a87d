package io.sbc.core.call;

import io.sbc.core.Side;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.medialink.SavedMedia;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sdp.negotiate.MediaNegotiation;
import io.sbc.core.sip.dialog.Dialog;
import io.sbc.core.sip.dialog.ReliableResponse;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transaction.TransactionFailure;
import io.sbc.core.medialink.MediaNews;
import io.sbc.core.survival.CallVault;
import io.sbc.core.survival.SurvivalCounter;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaStats;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A call: two legs, their media, and where it stands. What happens is turned into a {@link CallEvent}, by {@link CallRequests}
 * where a party asks for it; {@link CallTurns} has the machine decide, and the effects are carried out here. On the shard.
 */
final class Call
        implements
            CallSetup.Setting,
            CallRequests.Asked,
            CallTurns.Actor,
            OfferRelay.Carrying,
            MediaExchange.Watcher,
            SessionTimer.Watcher {

    /** What the call needs of its owner. */
    interface Owner {

        /** A peer's INVITE is to be found by its transaction, for CANCEL. */
        void onPending(ServerTransaction invite, Call call);

        /** It has its final response. */
        void onAnswered(ServerTransaction invite);

        /** Requests to this leg are for the call. */
        void onLeg(CallLeg leg, Call call);

        /** No more. */
        void onLegGone(CallLeg leg);

        /** Nothing is left of the call, but maybe transfers whose outcome is to be told. */
        void onEnded(Call call);

        /** Nor of these. */
        void onTransfersDone(Call call);

        /** Whether there is no transport yet. */
        boolean isHeldBack();
    }

    /** From a restart on: a phone tries again after a second or two, then ever slower (RFC 5626 §4.5). */
    private static final long PHONE_RETURNS_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long PHONE_RETURNS_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final CallEnvironment env;
    private final Owner owner;
    private final CallPlan plan;
    private final String callerCallId;
    private final CallJournal journal;
    private final MediaExchange media;
    private final CallLegs legs;
    private final Renegotiation renegotiation;
    private final CallTransfers transfers;
    private final AnswerTimer answerTimer;
    private final CallRequests requests;
    private final OfferRelay offers;
    private final CallTurns turns;
    private final CallKeeper keeper;

    /** Whether a process before this one had it. */
    private boolean resumed;
    private long phoneReturnsUntilNanos;

    private @Nullable CallSetup setup;

    /** What of the set-up a PRACK may still be on its way for, behind the ACK. */
    private @Nullable ReliableResponse unacknowledged;
    private @Nullable SipRequest bye;

    private Call(CallEnvironment env, Owner owner, CallPlan plan, ServerTransaction invite) {
        this.env = env;
        this.owner = owner;
        this.plan = plan;
        this.callerCallId = invite.request().callId();
        this.journal = new CallJournal(env.shard().clock(), env.counters(), env.records(),
                env.transactions().witness(), plan,
                invite.request());
        CallLeg caller = new CallLeg(env, LegRole.CALLER, plan.callerSide(), plan.callerDomain(), plan.device(),
                invite.request().callId(), this);
        this.legs = new CallLegs(caller, this::leg, leg -> owner.onLeg(leg, this), owner::onLegGone);
        this.media = new MediaExchange(env.media(), env.shard(), MediaNegotiation.start(
                env.parameters().setRtpSecurity(), env.parameters().icpRtpSecurity(), env.parameters().agent()), this);
        this.requests = new CallRequests(env, legs, media, this);
        this.transfers = new CallTransfers(env, plan, this::onReferDone);
        this.renegotiation = new Renegotiation(env, this, media);
        this.answerTimer = new AnswerTimer(env, () -> post(new CallEvent.AnswerTimeout()));
        this.offers = new OfferRelay(env, plan, legs, media, transfers, journal, renegotiation, this, invite);
        this.setup = new CallSetup(env, plan, this, media, offers.inbound(), legs.callee());
        this.turns = new CallTurns(this, new CallState.Setup());
        this.keeper = new CallKeeper(env.keeping(), this::saved, null);
    }

    /** One that goes on. */
    private Call(CallEnvironment env, Owner owner, CallPlan plan, SavedCall saved, LegPath calleePath,
            CallVault.Slot slot) {
        this.env = env;
        this.owner = owner;
        this.plan = plan;
        this.callerCallId = saved.caller().dialog().callId();
        this.journal = new CallJournal(env.shard().clock(), env.counters(), env.records(),
                env.transactions().witness(), plan, saved.facts());
        CallLeg caller = CallLeg.restored(env, LegRole.CALLER, plan.callerSide(), plan.callerDomain(), plan.device(),
                saved.caller(), plan.callerPath(), this);
        CallLeg callee = CallLeg.restored(env, LegRole.CALLEE, plan.callerSide().opposite(), plan.calleeDomain(),
                plan.device(), saved.callee(), calleePath, this);
        this.legs = new CallLegs(caller, callee, this::leg, leg -> owner.onLeg(leg, this), owner::onLegGone);
        this.media = new MediaExchange(env.media(), env.shard(), saved.agreed(), this);
        this.requests = new CallRequests(env, legs, media, this);
        this.transfers = new CallTransfers(env, plan, this::onReferDone);
        this.renegotiation = new Renegotiation(env, this, media);
        this.answerTimer = new AnswerTimer(env, () -> post(new CallEvent.AnswerTimeout()));
        this.offers = new OfferRelay(env, plan, legs, media, transfers, journal, renegotiation, this);
        this.turns = new CallTurns(this, new CallState.Established());
        this.keeper = new CallKeeper(env.keeping(), this::saved, slot);
    }

    /** A leg towards the callee. */
    private CallLeg leg() {
        String callId = env.shard().newCallId();
        env.records().linked(callerCallId, callId);
        return new CallLeg(env, LegRole.CALLEE, plan.callerSide().opposite(), plan.calleeDomain(), plan.device(),
                callId, this);
    }

    /**
     * Makes a call of an INVITE that was accepted for routing; {@link #start} sets it going.
     *
     * @return empty when the INVITE has no usable Contact
     */
    static Optional<Call> of(CallEnvironment env, Owner owner, CallPlan plan, ServerTransaction invite) {
        Call call = new Call(env, owner, plan, invite);
        CallLeg caller = call.legs.caller();
        Optional<Dialog> dialog = Dialog.ofServer(invite.request(), caller.localTag());
        dialog.ifPresent(server -> {
            caller.aim(plan.callerPath(), plan.callerContact());
            caller.begin(server, invite.request());
        });
        return dialog.map(server -> call);
    }

    /** Goes on with a call of a process before this one, which has its record in {@code slot}; {@link #resume} sets it going. */
    static Call restored(CallEnvironment env, Owner owner, CallPlan plan, SavedCall saved, LegPath calleePath,
            CallVault.Slot slot) {
        return new Call(env, owner, plan, saved, calleePath, slot);
    }

    /** The two legs that the call has now. */
    List<CallLeg> parties() {
        return legs.both();
    }

    private CallLeg leg(LegRole role) {
        return legs.of(role);
    }

    // What happens

    void start() {
        journal.received();
        legs.start();
        owner.onPending(offers.inbound().transaction(), this);
        answerTimer.arm();
        plan.targets().find(this::onTargets);
    }

    /** Takes its place again: requests find it, media flows, timers run. */
    void resume(SavedCall saved) {
        resumed = true;
        phoneReturnsUntilNanos = env.shard().clock().nanoTime() + PHONE_RETURNS_NANOS;
        legs.start();
        transfers.know(legs.caller(), legs.callee());
        journal.resumed(saved.savedMillis());
        media.resume(saved.media());
        keeper.write(); // what is taken from its numbers is taken for good
    }

    /**
     * Takes its place again only to be hung up: both parties are told, as far as they can be reached, instead of being left in a call
     * that one of them alone believes in.
     *
     * @param why for its record
     */
    void resumeToEnd(String why) {
        resumed = true;
        phoneReturnsUntilNanos = env.shard().clock().nanoTime() + PHONE_RETURNS_NANOS;
        legs.start();
        journal.lostInRestart(why);
        abort(new Rejection.Failed());
    }

    /** What another process has to know; empty while there is nothing to go on with. */
    private Optional<SavedCall> saved() {
        Optional<SavedLeg> caller = legs.caller().saved();
        Optional<SavedLeg> callee = legs.callee().saved();
        Optional<MediaNegotiation> agreed = media.agreed();
        Optional<SavedMedia> state = media.state();
        return caller.isEmpty() || callee.isEmpty() || agreed.isEmpty() || state.isEmpty()
                ? Optional.empty()
                : Optional.of(new SavedCall(env.shard().clock().epochMillis(), setup == null, env.keeping().urgent(),
                        plan.device().id(), plan.callerSide(), plan.callerDomain(), plan.calleeDomain(),
                        journal.facts(), caller.get(), callee.get(), agreed.get(), state.get()));
    }

    private void onTargets(List<Target> found) {
        if (state() instanceof CallState.Setup && setup != null) {
            setup.aimAt(found, offers::prepare);
        }
    }

    /** A request inside the dialog of {@code leg}: its flow and its tags were checked. */
    void onRequest(CallLeg leg, ServerTransaction transaction) {
        requests.on(leg, transaction);
    }

    void onAck(CallLeg leg, SipRequest ack) {
        requests.onAck(leg, ack);
    }

    /** The INVITE was cancelled, or its response cannot be delivered any more. */
    void onCancel(ServerTransaction invite) {
        Optional<CallEvent.Reoffer> waiting = turns.withdraw(invite);
        InboundOffer inbound = offers.inbound();
        if (waiting.isPresent()) {
            leg(waiting.get().from()).reject(invite, new Rejection.Cancelled());
        } else if (invite.equals(inbound.transaction()) && !inbound.isAnswered()) {
            post(new CallEvent.Cancel(inbound.leg().role()));
        }
    }

    boolean isOf(DeviceId device) {
        return plan.device().id().equals(device);
    }

    void abort(Rejection rejection) {
        post(new CallEvent.Abort(rejection));
    }

    @Override
    public void fault(RuntimeException fault) {
        onFault(state(), fault);
        post(new CallEvent.Abort(new Rejection.Failed()));
    }

    @Override
    public void onRefreshDue(CallLeg leg) {
        renegotiation.refreshDue(leg);
    }

    @Override
    public void onExpired(CallLeg leg) {
        env.counters().increment(CallCounter.SESSION_EXPIRED);
        post(new CallEvent.Abort(new Rejection.SessionExpired()));
    }

    @Override
    public void onMediaTimedOut() {
        post(new CallEvent.MediaTimedOut());
    }

    @Override
    public void onMediaNoted(MediaNews news) {
        journal.noted(news);
    }

    @Override
    public Optional<InetAddress> phoneSignalsFrom() {
        return parties().stream().filter(leg -> leg.side() == Side.SET).flatMap(leg -> leg.flowAddress().stream())
                .findFirst();
    }

    @Override
    public void onKeyRunsOut(Side side) {
        parties().stream().filter(leg -> leg.side() == side).forEach(renegotiation::rekey);
    }

    @Override
    public void onMediaSampled(MediaStats stats, MediaQuality quality) {
        journal.sampled(stats, quality);
        if (state() instanceof CallState.Established) {
            keeper.keep();
        }
    }

    @Override
    public void onMediaLost(String reason) {
        env.keeping().counters().increment(SurvivalCounter.LOST);
        journal.cause("media-lost-in-restart");
    }

    @Override
    public void onMediaClosed(Optional<MediaStats> stats) {
        journal.media(stats);
        post(new CallEvent.MediaClosed());
    }

    // What is done

    @Override
    public void post(CallEvent event) {
        turns.post(event);
    }

    @Override
    public void onTurn(CallEvent event) {
        journal.count(event);
        if (event instanceof CallEvent.Bye heard) {
            bye = heard.transaction().request();
        }
    }

    @Override
    public void onWaiting(ServerTransaction offer) {
        owner.onPending(offer, this);
    }

    @Override
    public void onWaited(ServerTransaction offer) {
        owner.onAnswered(offer);
    }

    @Override
    public void onFault(CallState state, RuntimeException fault) {
        journal.fault(state, fault);
    }

    @Override
    public void collapse() {
        media.close();
        release();
    }

    /** What only an earlier part of the call needs is let go. */
    @Override
    public void onSettled(CallState state) {
        if (state instanceof CallState.Established) {
            if (setup != null) {
                setup = null;
                unacknowledged = offers.inbound().unacknowledged().orElse(null);
                media.endSetup();
                renegotiation.established();
            }
            offers.settled();
            keeper.keep();
        } else if (state instanceof CallState.Answered) {
            keeper.keep(); // both parties may be in the call, or in another one than before, by now
        } else if (state instanceof CallState.Ending || state instanceof CallState.Ended) {
            legs.stopTimers();
            keeper.end();
        }
    }

    @Override
    public void perform(CallEffect effect) {
        switch (effect) {
            case CallEffect.InviteCallee _ -> setup().inviteNext(offers.isLate());
            case CallEffect.PrepareOffer offer -> offers.prepare(leg(offer.asker()), offer.transaction());
            case CallEffect.RelayOffer relay -> offers.relay(leg(relay.to()));
            case CallEffect.SendRefresh refresh -> offers.refresh(leg(refresh.to()));
            case CallEffect.RelayProgress progress -> {
                journal.progressed(progress.provisional().response().status());
                offers.inbound().progress(progress.provisional());
            }
            case CallEffect.AnswerOffer answer -> offers.answer(answer);
            case CallEffect.RejectOffer reject -> offers.reject(reject.rejection());
            case CallEffect.StopRepeating _ -> offers.inbound().settle();
            case CallEffect.Acknowledge ack -> offers.asked().acknowledge(ack.answer().map(SdpSession::toBytes));
            case CallEffect.CancelOutbound _ -> cancelOutbound();
            case CallEffect.ApplyMedia apply -> applyMedia(apply.settled());
            case CallEffect.AbandonOffer _ -> media.abandon();
            case CallEffect.CloseMedia _ -> media.close();
            case CallEffect.SendBye to -> sendBye(leg(to.to()));
            case CallEffect.ConfirmBye confirm -> legs.caller().confirm(confirm.transaction());
            case CallEffect.RelayRequest relay -> relay(leg(relay.from()), relay.transaction());
            case CallEffect.RejectRequest reject ->
                legs.caller().reject(reject.transaction(), reject.rejection());
            case CallEffect.ArmAnswerTimer _ -> answerTimer.arm();
            case CallEffect.StopAnswerTimer _ -> answerTimer.stop();
            case CallEffect.NoteCause note -> journal.cause(note.cause());
            case CallEffect.Release _ -> release();
        }
    }

    private CallSetup setup() {
        if (setup == null) {
            throw new IllegalStateException("the call is set up");
        }
        return setup;
    }

    private void cancelOutbound() {
        if (setup == null) {
            offers.asked().cancel(Optional.empty());
            return;
        }
        Optional<String> reason = offers.inbound().transaction().cancelledBy().flatMap(env.policy()::reason);
        setup.cancel(offers.outbound(), reason);
    }

    private void relay(CallLeg from, ServerTransaction transaction) {
        CallLeg to = leg(from.role().opposite());
        if (to.dialog().isPresent()) {
            RequestRelay.relay(env, transfers.refers(), from, to, transaction);
        } else {
            from.reject(transaction, new Rejection.TryLater());
        }
    }

    @Override
    public CallState state() {
        return turns.state();
    }

    @Override
    public InboundOffer inbound() {
        return offers.inbound();
    }

    @Override
    public Optional<CallSetup> settingUp() {
        return Optional.ofNullable(setup);
    }

    @Override
    public boolean takeLatePrack(SipRequest prack) {
        boolean awaited = unacknowledged != null
                && ReliableResponse.acknowledgedBy(prack).filter(unacknowledged::equals).isPresent();
        unacknowledged = awaited ? null : unacknowledged;
        return awaited;
    }

    @Override
    public SipRequest invite(CallLeg leg, Target target) {
        return offers.invite(leg, target);
    }

    @Override
    public CallLeg newLeg() {
        return legs.another();
    }

    @Override
    public void onLegLost(CallLeg leg) {
        legs.lose(leg);
    }

    @Override
    public void onCallee(CallLeg leg) {
        legs.follow(leg);
        if (!(state() instanceof CallState.Ending)) {
            transfers.know(legs.caller(), leg);
        }
    }

    @Override
    public void onCallerMisled() {
        renegotiation.misled();
    }

    @Override
    public void onAnswered(OutboundOffer offer, SipResponse answer) {
        offers.answered(offer);
        if (!(state() instanceof CallState.Ending)) {
            offer.leg().timer().answered(answer);
        }
    }

    private void applyMedia(boolean settled) {
        media.apply(settled);
        if (settled && !offers.isRefresh()) {
            journal.agreed(media.describe(Side.SET), media.describe(Side.ICP));
        }
    }

    private void sendBye(CallLeg to) {
        if (owner.isHeldBack() || isReturning(to)) {
            env.shard().schedule(PHONE_RETURNS_STEP_NANOS, () -> sendBye(to));
            return;
        }
        SipRequest.Builder request = to.request(SipMethod.BYE);
        SipRequest like = bye;
        if (like != null) {
            env.policy().pass(like, request);
        } else {
            journal.endReason().ifPresent(reason -> request.set(HeaderName.REASON, reason));
        }
        to.send(request.build(), new FinalResponse(failure -> {
            if (failure.filter(TransactionFailure.TRANSPORT::equals).isPresent() && isJustResumed()) {
                env.shard().schedule(PHONE_RETURNS_STEP_NANOS, () -> sendBye(to));
            } else {
                post(new CallEvent.ByeDone(to.role()));
            }
        }));
    }

    /** A phone whose connection went with the process before this one has a moment to come back for its BYE. */
    private boolean isReturning(CallLeg to) {
        return to.side() == Side.SET && to.destination().isEmpty() && isJustResumed();
    }

    /**
     * Whether this process has just started: a PBX may have to come back itself.
     */
    private boolean isJustResumed() {
        return resumed && env.shard().clock().nanoTime() - phoneReturnsUntilNanos < 0;
    }

    private void release() {
        keeper.end();
        answerTimer.stop();
        offers.end();
        env.records().add(journal.ended());
        legs.end();
        transfers.end();
        owner.onEnded(this);
    }

    // Transfers

    /** Whether the outcome of a transfer is still to be told to one of the parties, though the call may be over. */
    boolean hasPendingRefers() {
        return !transfers.refers().isEmpty();
    }

    private void onReferDone() {
        if (state() instanceof CallState.Ended) {
            owner.onTransfersDone(this);
        }
    }

    /** NOTIFY or SUBSCRIBE of a transfer after the call has ended (RFC 5057 §4.1: the dialog outlives its INVITE). */
    void onRequestAfterEnd(CallLeg leg, ServerTransaction transaction) {
        SipRequest request = transaction.request();
        boolean ofTransfer = request.method().equals(SipMethod.NOTIFY) || request.method().equals(SipMethod.SUBSCRIBE);
        Optional<Rejection> wrong = ofTransfer ? requests.check(leg, request) : Optional.of(new Rejection.NoDialog());
        if (wrong.isPresent()) {
            leg.reject(transaction, wrong.get());
            return;
        }
        leg.received(request, transaction.flow());
        RequestRelay.relay(env, transfers.refers(), leg, leg(leg.role().opposite()), transaction);
    }
}
