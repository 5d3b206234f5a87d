package io.sbc.core.call;

import io.sbc.core.call.MediaExchange.Prepared;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.TransactionFailure;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Offers of ours inside a confirmed dialog: those that carry on a re-INVITE or UPDATE of the other party (RFC 3261 §14),
 * and those that refresh a session (RFC 4028 §10). On the shard.
 */
final class Renegotiation implements OutboundOffer.Listener {

    private static final Duration REKEY_PACE = Duration.ofSeconds(5);

    private final CallEnvironment env;
    private final CallSetup.Setting call;
    private final MediaExchange media;

    private boolean callerMisled;

    /** Legs whose key has little left: their next refresh brings another. */
    private final Set<LegRole> rekeys = EnumSet.noneOf(LegRole.class);
    private Optional<Long> rekeyedNanos = Optional.empty();

    Renegotiation(CallEnvironment env, CallSetup.Setting call, MediaExchange media) {
        this.env = env;
        this.call = call;
        this.media = media;
    }

    /** @param late it carries no offer, but asks for one */
    OutboundOffer send(CallLeg to, SipRequest reoffer, boolean late) {
        OutboundOffer offer = new OutboundOffer(env, to, late, this);
        offer.send(reoffer);
        return offer;
    }

    /**
     * The caller has acknowledged what a fork answered that got no call: once the call stands it is offered what the other
     * one answered (ADR 0020).
     */
    void misled() {
        callerMisled = true;
    }

    /** The call stands for the first time. */
    void established() {
        if (callerMisled) {
            env.counters().increment(CallCounter.ANSWER_CORRECTED);
            call.post(new CallEvent.RefreshDue(LegRole.CALLER));
        }
    }

    private boolean isMisled(CallLeg leg) {
        return callerMisled && leg.role() == LegRole.CALLER;
    }

    /**
     * Our key towards this leg has little of its lifetime left: the next one goes out by re-INVITE (RFC 3711 §9.2). A source that
     * uses keys up by many SSRCs does not make more of them than one in {@link #REKEY_PACE}.
     */
    void rekey(CallLeg leg) {
        if (!rekeys.add(leg.role())) {
            return;
        }
        long now = env.shard().clock().nanoTime();
        Duration wait = rekeyedNanos.map(last -> REKEY_PACE.minusNanos(now - last)).orElse(Duration.ZERO);
        rekeyIn(wait, leg);
    }

    private void rekeyIn(Duration wait, CallLeg leg) {
        if (wait.isPositive()) {
            env.shard().schedule(wait.toNanos(), () -> rekeyDue(leg));
        } else {
            rekeyDue(leg);
        }
    }

    private void rekeyDue(CallLeg leg) {
        if (call.state() instanceof CallState.Ending || call.state() instanceof CallState.Ended) {
            rekeys.clear();
        } else if (rekeys.contains(leg.role()) && call.state() instanceof CallState.Established) {
            call.post(new CallEvent.RefreshDue(leg.role()));
        } else if (rekeys.contains(leg.role())) { // another offer is in the way
            rekeyIn(SessionRefresh.glare(LegRole.CALLEE, env.shard().random()), leg);
        }
    }

    /** By UPDATE, which disturbs nobody, else by re-INVITE once nothing else is negotiated. */
    void refreshDue(CallLeg leg) {
        if (!(call.state() instanceof CallState.Established)) {
            leg.timer().refreshIn(SessionRefresh.glare(leg.role(), env.shard().random()));
            return;
        }
        if (isMisled(leg) || rekeys.contains(leg.role())) { // the other party's offer was in the way before
            call.post(new CallEvent.RefreshDue(leg.role()));
            return;
        }
        env.counters().increment(CallCounter.REFRESHED);
        if (leg.peerTakesUpdate()) {
            new SessionRefresh(env, leg, () -> call.post(new CallEvent.Abort(new Rejection.SessionExpired()))).send();
        } else {
            call.post(new CallEvent.RefreshDue(leg.role()));
        }
    }

    /** Sends the re-INVITE of a refresh; empty when there is nothing to say yet. */
    Optional<OutboundOffer> refresh(CallLeg to) {
        return switch (offerTo(to)) {
            case Prepared.Ready(Optional<SdpSession> same) -> {
                SipRequest.Builder reinvite = to.request(SipMethod.INVITE);
                same.ifPresent(sdp -> reinvite.body(RejectionMapper.SDP, sdp.toBytes()));
                yield Optional.of(send(to, reinvite.build(), false));
            }
            case Prepared.Refused(Rejection rejection) -> {
                call.post(new CallEvent.Refusal(rejection, false, false));
                yield Optional.empty();
            }
        };
    }

    private Prepared offerTo(CallLeg to) {
        if (rekeys.contains(to.role())) {
            if (media.rekey(to.side()) instanceof Prepared.Ready ready) {
                return ready;
            }
            rekeys.remove(to.role()); // it is plain RTP by now
        }
        return isMisled(to) ? media.offerAnew(to.side()) : media.refresh(to.side());
    }

    /** Its 2xx is what counts. */
    @Override
    public void onProgress(OutboundOffer offer, EarlyResponse response) {}

    @Override
    public void onAnswer(OutboundOffer offer, SipResponse response) {
        try {
            takeAnswer(offer, response);
        } catch (RuntimeException fault) { // the peer has accepted: it must not wait for ever
            call.fault(fault);
        }
    }

    private void takeAnswer(OutboundOffer offer, SipResponse response) {
        offer.leg().timer().answered(response);
        if (call.state() instanceof CallState.Refreshing && isMisled(offer.leg())) {
            callerMisled = false;
        }
        if (call.state() instanceof CallState.Refreshing && rekeys.remove(offer.leg().role())) {
            rekeyedNanos = Optional.of(env.shard().clock().nanoTime());
            env.counters().increment(CallCounter.REKEYED);
        }
        if (call.state() instanceof CallState.Ending) {
            call.post(new CallEvent.Answer(response, Optional.empty(), false));
            return;
        }
        switch (Description.of(response)) {
            case Description.Malformed _ -> call.post(new CallEvent.AnswerRefused(response, Description.MALFORMED));
            case Description.Absent _ when offer.isLate() ->
                call.post(new CallEvent.AnswerRefused(response, Description.NO_OFFER));
            case Description.Present(SdpSession sdp) when offer.isLate() -> media.prepare(offer.leg().side(),
                    Optional.of(sdp), outcome -> call.post(answered(response, outcome, true)));
            case Description.Absent _ ->
                call.post(answered(response, new Prepared.Refused(Description.NO_ANSWER), false));
            case Description.Present(SdpSession sdp) ->
                call.post(answered(response, media.answer(offer.leg().side(), sdp), false));
        }
    }

    private static CallEvent answered(SipResponse response, Prepared outcome, boolean late) {
        return switch (outcome) {
            case Prepared.Ready ready -> new CallEvent.Answer(response, ready.description(), late);
            case Prepared.Refused refused -> new CallEvent.AnswerRefused(response, refused.rejection());
        };
    }

    @Override
    public void onRefusal(OutboundOffer offer, SipResponse response) {
        CallEvent.Refusal refusal = Refusals.of(response);
        if (call.state() instanceof CallState.Refreshing && !refusal.dialogGone()) {
            SessionRefresh.refused(env, offer.leg(), response, () -> {});
            if (response.status() != 491 && response.status() < 500) { // it will not have it
                callerMisled = false;
                rekeys.remove(offer.leg().role());
            } else if (rekeys.contains(offer.leg().role())) {
                rekeyIn(REKEY_PACE, offer.leg());
            }
        }
        call.post(refusal);
    }

    @Override
    public void onFailure(OutboundOffer offer, TransactionFailure failure) {
        CallEvent.Refusal refusal = Refusals.of(offer.leg().side(), failure);
        if (call.state() instanceof CallState.Refreshing && !refusal.dialogGone()) {
            SessionRefresh.failed(offer.leg(), failure, () -> {});
        }
        call.post(refusal);
    }
}
