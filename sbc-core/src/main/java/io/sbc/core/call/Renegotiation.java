package io.sbc.core.call;

import io.sbc.core.call.MediaExchange.Prepared;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.TransactionFailure;
import java.util.Optional;

/**
 * Offers of ours inside a confirmed dialog: those that carry on a re-INVITE or UPDATE of the other party (RFC 3261 §14),
 * and those that refresh a session (RFC 4028 §10). On the shard.
 */
final class Renegotiation implements OutboundOffer.Listener {

    private final CallEnvironment env;
    private final CallSetup.Setting call;
    private final MediaExchange media;

    private boolean callerMisled;

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

    /** By UPDATE, which disturbs nobody, else by re-INVITE once nothing else is negotiated. */
    void refreshDue(CallLeg leg) {
        if (!(call.state() instanceof CallState.Established)) {
            leg.timer().refreshIn(SessionRefresh.glare(leg.role(), env.shard().random()));
            return;
        }
        if (isMisled(leg)) { // the other party's offer was in the way before
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
        return switch (isMisled(to) ? media.offerAnew(to.side()) : media.refresh(to.side())) {
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
            callerMisled &= response.status() == 491 || response.status() >= 500; // else it will not have it
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
