package io.sbc.core.call;

import io.sbc.core.call.MediaExchange.Prepared;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.transaction.ServerTransaction;
import java.util.Optional;

/**
 * What the parties ask inside a call: looked at (RFC 3261 §12.2.2), refused, or made a {@link CallEvent} of; descriptions are
 * negotiated on the way. On the shard.
 */
final class CallRequests {

    private final CallEnvironment env;
    private final CallLegs legs;
    private final MediaExchange media;
    private final Asked call;

    /** The call that is asked. */
    interface Asked {

        CallState state();

        void post(CallEvent event);

        /** What is offered to us now, or was last. */
        InboundOffer inbound();

        /** Until the call is answered. */
        Optional<CallSetup> settingUp();

        /** Whether a PRACK behind the ACK acknowledges what was sent before; once. */
        boolean takeLatePrack(SipRequest prack);
    }

    CallRequests(CallEnvironment env, CallLegs legs, MediaExchange media, Asked call) {
        this.env = env;
        this.legs = legs;
        this.media = media;
        this.call = call;
    }

    /** A request inside the dialog of {@code leg}: its flow and its tags were checked. */
    void on(CallLeg leg, ServerTransaction transaction) {
        SipRequest request = transaction.request();
        Optional<Rejection> wrong = check(leg, request);
        if (wrong.isPresent()) {
            leg.reject(transaction, wrong.get());
            return;
        }
        leg.received(request, transaction.flow());
        LegRole from = leg.role();
        switch (request.method().name()) {
            case "BYE" -> call.post(new CallEvent.Bye(from, transaction));
            case "INVITE" -> call.post(new CallEvent.Reoffer(from, transaction));
            case "UPDATE" -> onUpdate(leg, transaction);
            case "PRACK" -> onPrack(leg, transaction);
            case "INFO", "MESSAGE", "OPTIONS", "REFER", "NOTIFY", "SUBSCRIBE" ->
                call.post(new CallEvent.Request(from, transaction));
            default -> leg.reject(transaction, request.method().isKnown()
                    ? new Rejection.MethodNotAllowed()
                    : new Rejection.NotImplemented());
        }
    }

    private void onUpdate(CallLeg leg, ServerTransaction transaction) {
        if (transaction.request().bodyLength() == 0) { // a target refresh, which was all it wanted
            leg.confirm(transaction);
        } else if (call.settingUp().isPresent() && call.state() instanceof CallState.Calling) {
            call.settingUp().get().onUpdate(leg, legs.caller(), transaction);
        } else {
            call.post(new CallEvent.Reoffer(leg.role(), transaction));
        }
    }

    private void onPrack(CallLeg leg, ServerTransaction transaction) {
        if (call.settingUp().isPresent() && leg.role() == LegRole.CALLER) {
            call.settingUp().get().onPrack(leg, transaction);
        } else if (leg.role() == LegRole.CALLER && call.takeLatePrack(transaction.request())) {
            leg.confirm(transaction); // the callee has had its ACK and repeats nothing any more (RFC 3262 §3)
        } else {
            leg.reject(transaction, new Rejection.NoDialog());
        }
    }

    /** Why a request of this leg cannot be taken, if it cannot. */
    Optional<Rejection> check(CallLeg leg, SipRequest request) {
        boolean offer = request.method().equals(SipMethod.INVITE) || request.method().equals(SipMethod.UPDATE)
                || request.method().equals(SipMethod.PRACK);
        Optional<LegDialog> dialog = leg.dialogOf(request);
        if (dialog.isEmpty()) { // the callee was faster than its own 2xx
            return Optional.of(offer ? new Rejection.RequestPending() : new Rejection.NoDialog());
        }
        if (!dialog.get().dialog().inOrder(request)) {
            return Optional.of(new Rejection.OutOfOrder());
        }
        return request.method().equals(SipMethod.BYE)
                ? Optional.empty()
                : RequestChecks.acceptable(request, offer).or(() -> SessionTimer.check(env.parameters(), request));
    }

    /** The ACK of our 2xx, with the answer to what that offered where the offer came late. */
    void onAck(CallLeg leg, SipRequest ack) {
        InboundOffer inbound = call.inbound();
        if (!inbound.leg().equals(leg) || !inbound.awaits(ack)) {
            return; // it came twice, or belongs to an INVITE before
        }
        if (!(call.state() instanceof CallState.Answered answered) || !answered.late()) {
            call.post(new CallEvent.Ack(leg.role(), Optional.empty()));
            return;
        }
        call.post(switch (Description.of(ack)) {
            case Description.Present(SdpSession sdp) -> switch (media.answer(leg.side(), sdp)) {
                case Prepared.Ready ready -> new CallEvent.Ack(leg.role(), ready.description());
                case Prepared.Refused refused -> new CallEvent.AckRefused(leg.role(), refused.rejection());
            };
            case Description.Absent _ -> new CallEvent.AckRefused(leg.role(), Description.NO_ANSWER);
            case Description.Malformed _ -> new CallEvent.AckRefused(leg.role(), Description.MALFORMED);
        });
    }
}
