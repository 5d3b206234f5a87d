package io.sbc.core.sip.transaction;

import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.NonInviteClientMachine.Event;
import io.sbc.core.sip.transaction.NonInviteClientMachine.State;

/** Runs {@link NonInviteClientMachine}. */
final class NonInviteClientTransaction extends RunningClient<State, Event> {

    NonInviteClientTransaction(TransactionTable table, TransactionKey key, TimerParams timers, SipRequest request,
            ClientTransactionUser user) {
        super(table, key, timers, new State.Trying(timers.t1Nanos()), request, user);
    }

    @Override
    Step<State> first() {
        return NonInviteClientMachine.begin(timers);
    }

    @Override
    Step<State> step(State current, Event event) {
        return NonInviteClientMachine.on(current, event, timers);
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
        return response.isProvisional() ? Event.PROVISIONAL : Event.FINAL;
    }

    @Override
    Event abandoned() {
        return Event.ABANDON;
    }

    @Override
    boolean expectsMore(SipResponse answer) {
        return false;
    }

    /** Nothing: only an INVITE can be cancelled (RFC 3261 §9.1). */
    @Override
    public void cancel() {}
}
