package io.sbc.core.sip.transaction;

import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.NonInviteServerMachine.Event;
import io.sbc.core.sip.transaction.NonInviteServerMachine.State;
import io.sbc.core.sip.transport.Flow;

/** Runs {@link NonInviteServerMachine}. */
final class NonInviteServerTransaction extends RunningServer<State, Event> {

    NonInviteServerTransaction(TransactionTable table, TransactionKey key, TimerParams timers, SipRequest request,
            Flow flow, Flow responseFlow) {
        super(table, key, timers, State.TRYING, request, flow, responseFlow);
    }

    @Override
    Step<State> first() {
        return NonInviteServerMachine.begin();
    }

    @Override
    Step<State> step(State current, Event event) {
        return NonInviteServerMachine.on(current, event, timers);
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
        return response.isProvisional() ? Event.PROVISIONAL : Event.FINAL;
    }

    @Override
    Event repeated() {
        return Event.REQUEST;
    }
}
