package io.sbc.core.sip.transaction;

import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.EdgeCounter;
import io.sbc.core.sip.transport.Flow;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A client transaction: what INVITE and the others share. Its flow may still be opening; the request is sent once it is
 * open, while the machine's timers run already.
 */
abstract class RunningClient<S, E> extends RunningTransaction<S, E> implements ClientTransaction {

    /** Whose transaction only lingers: it hears nothing more. */
    private static final ClientTransactionUser GONE = new ClientTransactionUser() {

        @Override
        public void onResponse(SipResponse response) {}

        @Override
        public void onFailure(TransactionFailure failure) {}
    };

    /** Null once it can neither be repeated nor cancelled: what lingers for half a minute keeps no messages. */
    private @Nullable SipRequest request;
    private ClientTransactionUser user;
    private @Nullable Flow flow;
    private boolean sendWhenOpen;

    RunningClient(TransactionTable table, TransactionKey key, TimerParams timers, S initial, SipRequest request,
            ClientTransactionUser user) {
        super(table, key, timers, initial);
        this.request = request;
        this.user = user;
    }

    /** The machine's first step. */
    abstract Step<S> first();

    /** Its event for a response. */
    abstract E received(SipResponse response);

    /** Its event for a user that gives up. */
    abstract E abandoned();

    @Override
    public final void abandon(ClientTransactionUser heir) {
        user = heir;
        sendWhenOpen = false;
        on(abandoned(), null);
    }

    @Override
    public final void leaveTo(ClientTransactionUser heir) {
        user = heir;
    }

    @Override
    public final SipRequest request() {
        return Objects.requireNonNull(request, "it is answered");
    }

    final ClientTransactionUser user() {
        return user;
    }

    final @Nullable Flow flow() {
        return flow;
    }

    @Override
    final @Nullable Flow boundFlow() {
        return flow != null && flow.protocol().isStream() ? flow : null;
    }

    /** The way is open: what waited for it is sent. */
    final void useFlow(Flow opened) {
        flow = opened;
        table.bind(this);
        if (sendWhenOpen) {
            sendWhenOpen = false;
            transmit(request(), false);
        }
    }

    final void onResponse(SipResponse response) {
        on(received(response), response);
    }

    final void transmit(SipMessage message, boolean repeated) {
        if (flow == null) {
            sendWhenOpen = true;
            return;
        }
        table.sending(message, flow, repeated);
        if (!flow.send(message)) {
            failLater();
        }
    }

    @Override
    void run(Effect.Action action, @Nullable SipMessage message) {
        switch (action) {
            case SEND -> transmit(request(), false);
            case RETRANSMIT -> {
                table.counters().increment(EdgeCounter.REQUESTS_RETRANSMITTED);
                transmit(request(), true);
            }
            case PASS_UP -> passUp((SipResponse) Objects.requireNonNull(message));
            case DISCARD -> table.counters().increment(EdgeCounter.RESPONSES_LATE);
            case ACKNOWLEDGE, SEND_CANCEL, PASS_UP_487, SEND_TRYING, TERMINATE ->
                throw Step.impossible(getClass().getSimpleName(), action);
        }
    }

    /** A final response is the last that the user hears; but of an INVITE's 2xx there may be more. */
    private void passUp(SipResponse response) {
        table.users.passUp(this, response);
        if (response.isFinal()) {
            request = null;
            if (!expectsMore(response)) {
                user = GONE;
            }
        }
    }

    /** Whether more responses may be for the user after this final one. */
    abstract boolean expectsMore(SipResponse answer);

    @Override
    final void tellFailure(TransactionFailure failure) {
        table.users.passUp(this, failure);
    }
}
