package io.sbc.core.sip.transaction;

import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.EdgeCounter;
import io.sbc.core.sip.transport.Flow;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server transaction: what INVITE and the others share. */
abstract class RunningServer<S, E> extends RunningTransaction<S, E> implements ServerTransaction {

    /** Null once nobody may ask for it any more. */
    private @Nullable SipRequest request;
    private final Flow flow;
    private final Flow responseFlow;
    private @Nullable SipResponse last;
    private Optional<String> toTag = Optional.empty();
    private boolean failureTold;

    /** @param responseFlow where responses go: {@code flow}, except with UDP without rport */
    RunningServer(TransactionTable table, TransactionKey key, TimerParams timers, S initial, SipRequest request,
            Flow flow, Flow responseFlow) {
        super(table, key, timers, initial);
        this.request = request;
        this.flow = flow;
        this.responseFlow = responseFlow;
    }

    /** The machine's first step. */
    abstract Step<S> first();

    /** Its event for a response of the user. */
    abstract E given(SipResponse response);

    /** Its event for the request, received again. */
    abstract E repeated();

    @Override
    public final SipRequest request() {
        return Objects.requireNonNull(request, "it is settled");
    }

    @Override
    public final Flow flow() {
        return flow;
    }

    @Override
    final @Nullable Flow boundFlow() {
        return flow.protocol().isStream() ? flow : null;
    }

    /** Ours, once it was sent. */
    final Optional<String> toTag() {
        return last == null ? toTag : last.to().tag();
    }

    /** What only lingers to absorb repetitions keeps no messages. */
    final void letGo() {
        toTag = toTag();
        request = null;
        last = null;
    }

    /** Whether a final response was given: another one would be ignored. */
    final boolean isAnswered() {
        return last != null && last.isFinal();
    }

    @Override
    public final void respond(SipResponse response) {
        SipResponse ruled = table.rules().outbound(response, flow);
        on(given(ruled), ruled);
    }

    final void onRepeated() {
        on(repeated(), request);
    }

    final void transmit(SipResponse response, boolean repeated) {
        last = response;
        table.sending(response, responseFlow, repeated);
        if (!responseFlow.send(response)) {
            failLater();
        }
    }

    @Override
    void run(Effect.Action action, @Nullable SipMessage message) {
        switch (action) {
            case SEND -> transmit((SipResponse) Objects.requireNonNull(message), false);
            case RETRANSMIT -> {
                table.counters().increment(EdgeCounter.RESPONSES_RETRANSMITTED);
                transmit(Objects.requireNonNull(last), true);
            }
            case PASS_UP -> table.passUp(this);
            case DISCARD -> table.counters().increment(message instanceof SipResponse
                    ? EdgeCounter.RESPONSES_LATE
                    : EdgeCounter.REQUESTS_ABSORBED);
            case SEND_TRYING, ACKNOWLEDGE, SEND_CANCEL, PASS_UP_487, TERMINATE ->
                throw Step.impossible(getClass().getSimpleName(), action);
        }
    }

    @Override
    final void tellFailure(TransactionFailure failure) {
        if (!failureTold) {
            failureTold = true;
            table.passUp(this, failure);
        }
    }
}
