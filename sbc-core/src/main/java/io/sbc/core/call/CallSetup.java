package io.sbc.core.call;

import io.sbc.core.Side;
import io.sbc.core.call.MediaExchange.Prepared;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sip.dialog.ReliableResponse;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ServerTransaction;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call until it is answered: finds the callee, and negotiates what early dialogs say (RFC 3261 §13, RFC 3262, RFC 3311).
 * The caller sees one early dialog, whoever of several forks speaks; media follows the fork that answered last, until one
 * of them wins. On the shard.
 */
final class CallSetup implements CalleeSearch.Searcher {

    /** The call that is set up. */
    interface Setting {

        void post(CallEvent event);

        CallState state();

        /** The INVITE for this leg. */
        SipRequest invite(CallLeg leg, Target target);

        CallLeg newLeg();

        void onLegLost(CallLeg leg);

        /** From now on this is the callee's leg. */
        void onCallee(CallLeg leg);

        /** The caller acknowledged another answer than the one that counts, and cannot be told in the 2xx. */
        void onCallerMisled();

        /** This INVITE has its 2xx. */
        void onAnswered(OutboundOffer offer, SipResponse answer);

        void fault(RuntimeException fault);
    }

    private record Answer(OutboundOffer offer, SipResponse response) {}

    /**
     * The answer that the caller has acknowledged, or will.
     *
     * @param description empty when it has agreed on another one since, with that fork
     */
    private record Told(String fork, Optional<SdpSession> description) {}

    private final CallEnvironment env;
    private final CallPlan plan;
    private final Setting call;
    private final MediaExchange media;
    private final InboundOffer inbound;
    private final CalleeSearch search;

    private @Nullable PrackOrigin agreedWith;
    private @Nullable Told told;
    private boolean exchanging;
    private @Nullable Answer held;

    /** @param callee the leg of the first target */
    CallSetup(CallEnvironment env, CallPlan plan, Setting call, MediaExchange media, InboundOffer inbound,
            CallLeg callee) {
        this.env = env;
        this.plan = plan;
        this.call = call;
        this.media = media;
        this.inbound = inbound;
        this.search = new CalleeSearch(env, plan, callee, this);
    }

    // Before anybody is asked

    /** What was found; the caller's offer is made ready for it. */
    void aimAt(List<Target> found, Runnable then) {
        search.aimAt(found);
        if (search.hasTargets()) {
            then.run();
        } else {
            call.post(new CallEvent.OfferRefused(plan.callerSide() == Side.SET
                    ? new Rejection.Overloaded("no PBX in reach")
                    : new Rejection.Unavailable()));
        }
    }

    int attempts() {
        return search.attempts();
    }

    void inviteNext(boolean withoutOffer) {
        search.inviteNext(withoutOffer);
    }

    /** A 2xx that came before, but not through its negotiation, is the end of what the call waits for. */
    void cancel(Optional<OutboundOffer> answered, Optional<String> reason) {
        Optional<SipResponse> accepted = answered.flatMap(OutboundOffer::accepted);
        if (accepted.isEmpty()) {
            search.cancel(reason);
        } else if (call.state() instanceof CallState.Ending) {
            call.post(new CallEvent.AnswerRefused(accepted.get(), new Rejection.Cancelled()));
        }
    }

    @Override
    public SipRequest invite(CallLeg leg, Target target) {
        return call.invite(leg, target);
    }

    @Override
    public CallLeg newLeg() {
        return call.newLeg();
    }

    @Override
    public void onLegLost(CallLeg leg) {
        call.onLegLost(leg);
    }

    @Override
    public void onAllRefused(CallEvent.Refusal best) {
        call.post(best);
    }

    // Provisional responses

    @Override
    public void onProgress(OutboundOffer offer, EarlyResponse early) {
        if (!(call.state() instanceof CallState.Calling)) {
            return;
        }
        SipResponse response = early.response();
        Description description = Description.of(response);
        if (offer.isLate() && early.reliable().isPresent() && !media.isSettled()
                && description instanceof Description.Present(SdpSession sdp)) {
            lateOffer(offer, early, sdp);
            return;
        }
        follow(offer.leg());
        Optional<SdpSession> answer = Optional.empty();
        if (!offer.isLate() && description instanceof Description.Present(SdpSession sdp)
                && media.earlyAnswer(fork(offer, early.response()), offer.leg().side(), sdp,
                        early.reliable().isPresent()) instanceof Prepared.Ready ready) {
            answer = ready.description();
        }
        Optional<PrackOrigin> origin = early.reliable().map(reliable -> new PrackOrigin(offer.leg(),
                early.dialog().orElseThrow(), reliable, false));
        if (answer.isPresent() && origin.isPresent()) {
            agreedWith = origin.get();
        }
        if (origin.isPresent() && !inbound.takesReliable()) {
            acknowledge(origin.get());
            origin = Optional.empty();
        }
        if (answer.isPresent() && inbound.isReliable(origin)) {
            answer = told(fork(offer, response), answer);
        }
        call.post(new CallEvent.Progress(new Provisional(response, answer, true, origin)));
    }

    /** One dialog has one answer (RFC 3261 §13.2.1): the caller is told the first, and of another one after the 2xx. */
    private Optional<SdpSession> told(String fork, Optional<SdpSession> answer) {
        if (told != null) {
            return Optional.empty();
        }
        told = new Told(fork, answer);
        return answer;
    }

    /**
     * RFC 3262 §5: to an INVITE without offer the first reliable response brings one, and the caller's PRACK the answer. A
     * caller without PRACK, and a second fork, could not answer: their response is left unacknowledged.
     */
    private void lateOffer(OutboundOffer offer, EarlyResponse early, SdpSession sdp) {
        if (!inbound.takesReliable() || media.isOffering()) {
            return;
        }
        follow(offer.leg());
        PrackOrigin origin = new PrackOrigin(offer.leg(), early.dialog().orElseThrow(), early.reliable().orElseThrow(),
                true);
        media.prepare(offer.leg().side(), Optional.of(sdp), outcome -> {
            if (outcome instanceof Prepared.Ready ready) {
                call.post(new CallEvent.Progress(
                        new Provisional(early.response(), ready.description(), false, Optional.of(origin))));
            }
        });
    }

    private void follow(CallLeg leg) {
        call.onCallee(leg);
    }

    /** What tells the forks of all INVITEs of this call apart. */
    private static String fork(OutboundOffer offer, SipResponse response) {
        return offer.leg().localTag() + ' ' + response.to().tag().orElse("");
    }

    /** RFC 3262 §4, for a caller that has no part in it. */
    private static void acknowledge(PrackOrigin origin) {
        SipRequest prack = origin.leg().request(origin.dialog(), SipMethod.PRACK)
                .set(ReliableResponse.RACK, origin.response().toRAck()).build();
        origin.leg().send(origin.dialog(), prack, new FinalResponse(() -> {}));
    }

    // Requests in early dialogs

    /** The PRACK of the caller. */
    void onPrack(CallLeg caller, ServerTransaction transaction) {
        Optional<ReliableProgress.Acknowledged> acknowledged = inbound.acknowledge(transaction.request());
        if (acknowledged.isEmpty()) {
            caller.reject(transaction, new Rejection.NoDialog());
            return;
        }
        Optional<PrackOrigin> origin = acknowledged.get().origin();
        if (origin.isEmpty()) { // we made it reliable; the callee knows nothing of it
            caller.confirm(transaction);
            flush();
            return;
        }
        PrackOrigin to = origin.get();
        boolean described = Description.of(transaction.request()) instanceof Description.Present;
        if (described && exchanging) {
            caller.reject(transaction, new Rejection.RequestPending());
            acknowledge(to);
            return;
        }
        exchanging |= described;
        new EarlyExchange(env, media, caller, transaction, to.leg(), to.dialog(), () -> {
            if (described) {
                if (to.offer()) {
                    agreedWith = to;
                    media.settle(to.leg().localTag() + ' ' + to.dialog().remoteTag());
                } else {
                    negotiatedAgain();
                }
                exchanging = false;
            }
            flush();
        }).prack(to, unusable -> onUnusable(to, unusable));
        flush();
    }

    /**
     * The caller's PRACK did not go on. Without the answer to its offer the callee has no session, and the call is over (RFC
     * 6337 §2.2); a new offer of the caller may fail, but its PRACK counts, or the callee repeats itself until it gives up.
     */
    private void onUnusable(PrackOrigin origin, Rejection rejection) {
        if (origin.offer()) {
            call.post(new CallEvent.Abort(rejection));
        } else {
            acknowledge(origin);
        }
    }

    /** RFC 3311 §5.2: an offer before the answer to the INVITE, once the first exchange is over on both legs. */
    void onUpdate(CallLeg from, CallLeg caller, ServerTransaction transaction) {
        PrackOrigin fork = agreedWith;
        if (exchanging) {
            from.reject(transaction, new Rejection.RequestPending());
        } else if (fork == null || !media.isSettled() || !inbound.wasDescribed()) {
            from.reject(transaction, new Rejection.TryLater());
        } else if (from.role() == LegRole.CALLER) {
            update(from, transaction, fork.leg(), Optional.of(fork.dialog()));
        } else {
            boolean ofFork = from.dialogOf(transaction.request()).filter(fork.dialog()::equals).isPresent();
            update(from, transaction, caller, ofFork ? caller.current() : Optional.empty());
        }
    }

    private void negotiatedAgain() {
        Told before = told;
        if (before != null) {
            told = new Told(before.fork(), Optional.empty());
        }
    }

    private void update(CallLeg from, ServerTransaction transaction, CallLeg to, Optional<LegDialog> dialog) {
        Optional<LegDialog> able = dialog.filter(LegDialog::takesUpdate);
        if (able.isEmpty()) {
            from.reject(transaction, new Rejection.TryLater());
            return;
        }
        exchanging = true;
        new EarlyExchange(env, media, from, transaction, to, able.get(), () -> {
            exchanging = false;
            negotiatedAgain();
            flush();
        }).update();
    }

    // The 2xx

    @Override
    public void onAnswer(OutboundOffer offer, SipResponse response) {
        follow(offer.leg());
        call.onAnswered(offer, response);
        try {
            if (exchanging || inbound.holdsAnswer()) { // RFC 3262 §3: after the PRACK
                held = new Answer(offer, response);
            } else {
                takeAnswer(offer, response);
            }
        } catch (RuntimeException fault) { // the callee has accepted: it must not wait for ever
            call.fault(fault);
        }
    }

    private void flush() {
        Answer waiting = held;
        if (waiting != null && !exchanging && !inbound.holdsAnswer()) {
            held = null;
            takeAnswer(waiting.offer(), waiting.response());
        }
    }

    private void takeAnswer(OutboundOffer offer, SipResponse response) {
        if (call.state() instanceof CallState.Ending) {
            call.post(new CallEvent.Answer(response, Optional.empty(), false));
            return;
        }
        String fork = fork(offer, response);
        Side side = offer.leg().side();
        boolean late = offer.isLate() && !media.isSettled(fork);
        switch (Description.of(response)) {
            case Description.Malformed _ -> call.post(new CallEvent.AnswerRefused(response, Description.MALFORMED));
            case Description.Absent _ when late ->
                call.post(new CallEvent.AnswerRefused(response, Description.NO_OFFER));
            case Description.Present(SdpSession sdp) when late && media.isSettled() ->
                media.answerAsBefore(side, sdp, outcome -> call.post(answeredAsBefore(response, outcome)));
            case Description.Present(SdpSession sdp) when late -> media.prepare(side, Optional.of(sdp),
                    outcome -> call.post(answered(fork, response, outcome, true)));
            case Description.Absent _ ->
                call.post(answered(fork, response, media.finalAnswer(fork, side, Optional.empty()), false));
            case Description.Present(SdpSession sdp) ->
                call.post(answered(fork, response, media.finalAnswer(fork, side, Optional.of(sdp)), false));
        }
    }

    /** The fork is answered by what the caller told another one; the caller is offered afterwards what this one has. */
    private CallEvent answeredAsBefore(SipResponse response, Prepared outcome) {
        return switch (outcome) {
            case Prepared.Ready ready -> {
                call.onCallerMisled();
                yield new CallEvent.Answer(response, Optional.empty(), false, ready.description());
            }
            case Prepared.Refused refused -> new CallEvent.AnswerRefused(response, refused.rejection());
        };
    }

    /** A caller that acknowledged the answer already does not get it again. */
    private CallEvent answered(String fork, SipResponse response, Prepared outcome, boolean late) {
        return switch (outcome) {
            case Prepared.Ready ready -> {
                if (late || !inbound.wasDescribed()) {
                    yield new CallEvent.Answer(response, ready.description(), late);
                }
                if (isOther(fork, ready.description())) {
                    call.onCallerMisled();
                }
                yield new CallEvent.Answer(response, Optional.empty(), false);
            }
            case Prepared.Refused refused -> new CallEvent.AnswerRefused(response, refused.rejection());
        };
    }

    /** Whether this answer differs from what the caller has acknowledged. */
    private boolean isOther(String fork, Optional<SdpSession> description) {
        Told before = told;
        return before != null && !(before.fork().equals(fork) && media.isSettled(fork))
                && !before.description().equals(description);
    }
}
