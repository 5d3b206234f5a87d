package io.sbc.core.sip.transaction;

import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.InviteServerMachine.Event;
import io.sbc.core.sip.transaction.InviteServerMachine.State;
import io.sbc.core.sip.transport.Flow;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs {@link InviteServerMachine}. */
final class InviteServerTransaction extends RunningServer<State, Event> {

    private @Nullable SipRequest cancel;

    InviteServerTransaction(TransactionTable table, TransactionKey key, TimerParams timers, SipRequest invite,
            Flow flow, Flow responseFlow) {
        super(table, key, timers, new State.Proceeding(false), invite, flow, responseFlow);
    }

    @Override
    Step<State> first() {
        return InviteServerMachine.begin();
    }

    @Override
    Step<State> step(State current, Event event) {
        return InviteServerMachine.on(current, event, timers);
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
    Event given(SipResponse response) {
        if (response.isProvisional()) {
            return Event.PROVISIONAL;
        }
        return response.isSuccess() ? Event.SUCCESS : Event.FAILURE;
    }

    @Override
    Event repeated() {
        return Event.REQUEST;
    }

    void onAck(SipRequest ack) {
        on(Event.ACK, ack);
    }

    /** The user's turn is over. */
    void onTurnOver() {
        if (!isTerminated()) {
            on(Event.UNANSWERED, null);
        }
    }

    /** The peer's CANCEL; true when the user has to hear of it, which is once and while no final response is out. */
    boolean onCancel(SipRequest request) {
        boolean first = cancel == null && state() instanceof State.Proceeding;
        cancel = request;
        return first;
    }

    @Override
    public void settled() {
        if (state() instanceof State.Accepted) {
            letGo();
            on(Event.SETTLED, null);
        }
    }

    @Override
    public Optional<SipRequest> cancelledBy() {
        return Optional.ofNullable(cancel);
    }

    @Override
    void run(Effect.Action action, @Nullable SipMessage message) {
        switch (action) {
            case SEND_TRYING -> transmit(SipResponse.to(request(), 100).build(), false);
            case PASS_UP -> {
                if (message instanceof SipRequest ack && ack.method().equals(SipMethod.ACK)) {
                    table.users.passUpAck(ack, flow());
                } else {
                    super.run(action, message);
                }
            }
            case SEND, RETRANSMIT, DISCARD, ACKNOWLEDGE, SEND_CANCEL, PASS_UP_487, TERMINATE ->
                super.run(action, message);
        }
    }
}
