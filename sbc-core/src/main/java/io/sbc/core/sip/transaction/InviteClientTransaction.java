package io.sbc.core.sip.transaction;

import io.sbc.core.sip.message.CSeq;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transaction.InviteClientMachine.Event;
import io.sbc.core.sip.transaction.InviteClientMachine.State;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs {@link InviteClientMachine}. */
final class InviteClientTransaction extends RunningClient<State, Event> {

    private @Nullable String reason;

    /** For a refusal; kept in the place of the INVITE, since the refusal may be repeated. */
    private @Nullable SipRequest ack;

    InviteClientTransaction(TransactionTable table, TransactionKey key, TimerParams timers, SipRequest invite,
            ClientTransactionUser user) {
        super(table, key, timers, new State.Calling(timers.t1Nanos(), false), invite, user);
    }

    @Override
    Step<State> first() {
        return InviteClientMachine.begin(timers);
    }

    @Override
    Step<State> step(State current, Event event) {
        return InviteClientMachine.on(current, event, timers);
    }

    @Override
    Event fired(SipTimer timer) {
        return Event.of(timer);
    }

    @Override
    Event transportError() {
        return Event.TRANSPORT_ERROR;
    }

    @Override
    Event received(SipResponse response) {
        if (response.isProvisional()) {
            return Event.PROVISIONAL;
        }
        return response.isSuccess() ? Event.SUCCESS : Event.FAILURE;
    }

    /** Repeated, or of another fork (RFC 6026 §7.2). */
    @Override
    boolean expectsMore(SipResponse answer) {
        return answer.isSuccess();
    }

    @Override
    public void cancel(String why) {
        reason = why;
        cancel();
    }

    @Override
    public void cancel() {
        on(Event.CANCEL, null);
    }

    @Override
    Event abandoned() {
        return Event.ABANDON;
    }

    @Override
    void run(Effect.Action action, @Nullable SipMessage message) {
        switch (action) {
            case ACKNOWLEDGE -> transmit(ackFor((SipResponse) Objects.requireNonNull(message)), false);
            case SEND_CANCEL -> table.sendCancel(cancelRequest(), flow());
            case PASS_UP_487 -> table.users.passUp(this,
                    SipResponse.to(request(), 487).toTag(table.shard().newTag()).build());
            case SEND, RETRANSMIT, PASS_UP, DISCARD, SEND_TRYING, TERMINATE -> super.run(action, message);
        }
    }

    /** RFC 3261 §17.1.1.3: as the INVITE, with the To of the response. */
    private SipRequest ackFor(SipResponse response) {
        SipRequest known = ack;
        if (known == null) {
            known = companion(SipMethod.ACK).set(HeaderName.TO, response.to()).build();
            ack = known;
        }
        return known;
    }

    /** RFC 3261 §9.1: as the INVITE, its To included; the branch ties it to the INVITE. */
    private SipRequest cancelRequest() {
        SipRequest.Builder cancel = companion(SipMethod.CANCEL);
        if (reason != null) {
            cancel.set(HeaderName.REASON, reason);
        }
        return cancel.build();
    }

    private SipRequest.Builder companion(SipMethod method) {
        SipRequest invite = request();
        SipUri uri = invite.sipRequestUri()
                .orElseThrow(() -> new IllegalStateException("an INVITE of ours has no SIP URI"));
        SipRequest.Builder builder = SipRequest.builder(method, uri)
                .add(HeaderName.VIA, invite.topmostVia())
                .add(HeaderName.FROM, invite.from())
                .add(HeaderName.TO, invite.to())
                .add(HeaderName.CALL_ID, invite.callId())
                .add(HeaderName.CSEQ, new CSeq(invite.cseq().number(), method))
                .add(HeaderName.MAX_FORWARDS, 70);
        invite.headers(HeaderName.ROUTE).forEach(route -> builder.add(HeaderName.ROUTE, route));
        return builder;
    }
}
