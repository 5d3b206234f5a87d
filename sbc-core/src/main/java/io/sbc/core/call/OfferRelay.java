package io.sbc.core.call;

import io.sbc.core.call.MediaExchange.Prepared;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sip.dialog.ReliableResponse;
import io.sbc.core.sip.message.CSeq;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.transaction.ServerTransaction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries offers from one leg to the other, the first INVITE and those of a call that stands: the one that is under way, as it
 * came in and as it went out. On the shard.
 */
final class OfferRelay {

    /** The call whose offers they are. */
    interface Carrying {

        void post(CallEvent event);

        /** This request has no final response yet: a CANCEL is to find it. */
        void onWaiting(ServerTransaction offer);

        /** It has one. */
        void onWaited(ServerTransaction offer);

        /** Until the call is answered. */
        Optional<CallSetup> settingUp();
    }

    private final CallEnvironment env;
    private final CallPlan plan;
    private final CallLegs legs;
    private final MediaExchange media;
    private final CallTransfers transfers;
    private final CallJournal journal;
    private final Renegotiation renegotiation;
    private final Carrying call;

    private InboundOffer inbound;
    private @Nullable OutboundOffer outbound;

    /** What the other party is to be offered; empty: it is asked for an offer. */
    private Optional<SdpSession> prepared = Optional.empty();
    private boolean refreshing;
    private int attempts;

    /** @param invite that begins the call */
    OfferRelay(CallEnvironment env, CallPlan plan, CallLegs legs, MediaExchange media, CallTransfers transfers,
            CallJournal journal, Renegotiation renegotiation, Carrying call, ServerTransaction invite) {
        this(env, plan, legs, media, transfers, journal, renegotiation, call);
        this.inbound = inbound(legs.caller(), invite);
    }

    /** Of a call that stands. */
    OfferRelay(CallEnvironment env, CallPlan plan, CallLegs legs, MediaExchange media, CallTransfers transfers,
            CallJournal journal, Renegotiation renegotiation, Carrying call) {
        this.env = env;
        this.plan = plan;
        this.legs = legs;
        this.media = media;
        this.transfers = transfers;
        this.journal = journal;
        this.renegotiation = renegotiation;
        this.call = call;
        this.inbound = InboundOffer.over(env, legs.caller());
    }

    private InboundOffer inbound(CallLeg from, ServerTransaction transaction) {
        return new InboundOffer(env, from, transaction, () -> call.post(new CallEvent.AckTimeout(from.role())), () -> {
            env.counters().increment(CallCounter.PRACK_MISSING);
            call.post(new CallEvent.Abort(new Rejection.NotAcknowledged()));
        });
    }

    /** What is offered to us now, or was last. */
    InboundOffer inbound() {
        return inbound;
    }

    /** What the other party was asked, if it still matters. */
    Optional<OutboundOffer> outbound() {
        return Optional.ofNullable(outbound);
    }

    /** What the other party was asked. */
    OutboundOffer asked() {
        if (outbound == null) {
            throw new IllegalStateException("nobody was asked");
        }
        return outbound;
    }

    /** Whether the other party is asked for an offer, rather than offered something. */
    boolean isLate() {
        return prepared.isEmpty();
    }

    /** Whether what was sent last refreshes a session, so that nothing new is agreed on. */
    boolean isRefresh() {
        return refreshing;
    }

    /** Looks at the description of the INVITE that begins the call; the outcome is posted. */
    void prepare() {
        switch (Description.of(inbound.request())) {
            case Description.Malformed _ ->
                onPrepared(new Prepared.Refused(new Rejection.BadRequest("Malformed session description")));
            case Description.Absent _ -> media.prepare(inbound.leg().side(), Optional.empty(), this::onPrepared);
            case Description.Present(SdpSession sdp) ->
                media.prepare(inbound.leg().side(), Optional.of(sdp), this::onPrepared);
        }
    }

    /** The same for an offer inside the call. */
    void prepare(CallLeg from, ServerTransaction transaction) {
        inbound = inbound(from, transaction);
        call.onWaiting(transaction);
        prepare();
    }

    private void onPrepared(Prepared outcome) {
        call.post(switch (outcome) {
            case Prepared.Ready ready -> {
                prepared = ready.description();
                yield transfers.name(inbound).<CallEvent>map(CallEvent.OfferRefused::new).orElseGet(
                        () -> new CallEvent.OfferReady(call.settingUp().map(CallSetup::attempts).orElse(0)));
            }
            case Prepared.Refused refused -> new CallEvent.OfferRefused(refused.rejection());
        });
    }

    /** The INVITE for a callee's leg. */
    SipRequest invite(CallLeg leg, Target target) {
        attempts++;
        SipRequest.Builder invite = SipRequest.builder(SipMethod.INVITE, target.requestUri())
                .set(HeaderName.FROM, plan.from().withTag(leg.localTag())).set(HeaderName.TO, plan.to())
                .set(HeaderName.CALL_ID, leg.callId())
                .set(HeaderName.CSEQ, new CSeq(leg.nextSequence(), SipMethod.INVITE));
        target.route().forEach(hop -> invite.add(HeaderName.ROUTE, hop));
        if (inbound.takesReliable()) {
            invite.set(HeaderName.SUPPORTED, ReliableResponse.EXTENSION);
        }
        journal.sent(leg.callId(), attempts);
        return describe(leg, leg.withOurs(invite, SipMethod.INVITE), inbound.request());
    }

    /** Sends what was prepared to the other party of a call that stands. */
    void relay(CallLeg to) {
        boolean update = inbound.isUpdate() && to.peerTakesUpdate();
        SipRequest.Builder reoffer = to.request(update ? SipMethod.UPDATE : SipMethod.INVITE);
        refreshing = false;
        media.expectAnswer();
        outbound = renegotiation.send(to, describe(to, reoffer, inbound.request()), isLate());
    }

    /** Sends an offer of ours, which refreshes the session. */
    void refresh(CallLeg to) {
        renegotiation.refresh(to).ifPresent(offer -> {
            refreshing = true;
            outbound = offer;
        });
    }

    /** The request on the other side of {@code like}: what may pass of it, and our description. */
    private SipRequest describe(CallLeg to, SipRequest.Builder request, SipRequest like) {
        env.policy().pass(like, request);
        transfers.pass(inbound, inbound.leg(), to, request);
        request.set(HeaderName.MAX_FORWARDS, like.maxForwards().orElse(CallLeg.MAX_FORWARDS) - 1);
        Bodies.carry(like, prepared, request);
        return request.build();
    }

    /** This one of those that were asked has answered. */
    void answered(OutboundOffer offer) {
        outbound = offer;
    }

    /** The party that offered gets the other's answer. */
    void answer(CallEffect.AnswerOffer answer) {
        inbound.answer(answer.response(), answer.description());
        call.onWaited(inbound.transaction());
        if (inbound.isFirst()) {
            legs.caller().answered();
            journal.answered(answer.response().status());
        }
        if (inbound.isUpdate()) { // no ACK will come: its answer is the end of it
            call.post(new CallEvent.Ack(inbound.leg().role(), Optional.empty()));
        }
    }

    /** It gets a refusal, unless it has a final response. */
    void reject(Rejection rejection) {
        if (!inbound.isAnswered()) {
            inbound.reject(rejection);
            call.onWaited(inbound.transaction());
            if (inbound.isFirst()) {
                journal.refused(RejectionMapper.status(rejection));
            }
        }
    }

    /** The call stands: messages of the offer are let go. */
    void settled() {
        outbound = null;
        inbound = InboundOffer.over(env, inbound.leg());
    }

    /** The call is over. */
    void end() {
        call.onWaited(inbound.transaction());
        inbound.settle();
    }
}
