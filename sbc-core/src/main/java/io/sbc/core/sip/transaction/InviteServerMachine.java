package io.sbc.core.sip.transaction;

import static io.sbc.core.sip.transaction.Effect.Action.DISCARD;
import static io.sbc.core.sip.transaction.Effect.Action.PASS_UP;
import static io.sbc.core.sip.transaction.Effect.Action.RETRANSMIT;
import static io.sbc.core.sip.transaction.Effect.Action.SEND;
import static io.sbc.core.sip.transaction.Effect.Action.SEND_TRYING;
import static io.sbc.core.sip.transaction.Effect.Action.TERMINATE;
import static io.sbc.core.sip.transaction.Effect.fail;
import static io.sbc.core.sip.transaction.Effect.start;
import static io.sbc.core.sip.transaction.Effect.stop;

/**
 * INVITE server transaction: RFC 3261 §17.2.1 with figure 7 of RFC 6026.
 *
 * <pre>
 *              INVITE again   ACK          from the user: 1xx   2xx         300-699     error        timer
 * Proceeding   send last      -                           send  Accepted    Completed   Fail [end]
 *                                                               send        send
 * Completed    send last      Confirmed                   -     -           -           Fail | end   G: send last
 *                                                                                                    H: Fail, end
 * Confirmed    -              -                           -     -           -           -            I: end
 * Accepted     -              up                          -     send        -           - | end      L: end
 * Terminated                                              -     -           -           -
 * </pre>
 *
 * Proceeding sends 100 (Trying) when the user did not answer in its turn (event {@code UNANSWERED}; §17.2.1 would allow
 * 200 ms). Timer G does not run on streams, and Confirmed is left at once (timer I is 0). An error leaves the state as
 * it is (RFC 6026 §7.1), except on a stream: a lost connection brings neither a repeated INVITE nor an ACK, so there
 * it ends the transaction. {@code SETTLED} says that the user will not give its 2xx again: on a stream, where the INVITE is
 * not repeated either, nothing is left to wait for, and Accepted ends without timer L.
 */
final class InviteServerMachine {

    private InviteServerMachine() {}

    /** What happens to the transaction. */
    enum Event {
        REQUEST,
        ACK,
        UNANSWERED,
        PROVISIONAL,
        SUCCESS,
        FAILURE,
        SETTLED,
        TRANSPORT_ERROR,
        TIMER_G,
        TIMER_H,
        TIMER_I,
        TIMER_L;

        static Event of(SipTimer timer) {
            return switch (timer) {
                case G -> TIMER_G;
                case H -> TIMER_H;
                case I -> TIMER_I;
                case L -> TIMER_L;
                case A, B, D, E, F, J, K, M, CANCELLED -> throw Step.impossible("INVITE server", timer);
            };
        }
    }

    /** Where it is. */
    sealed interface State {

        /** Not answered finally; {@code answered} once a provisional response was sent. */
        record Proceeding(boolean answered) implements State {}

        /** 300-699 sent; timer G runs on {@code intervalNanos} until the ACK comes. */
        record Completed(long intervalNanos) implements State {}

        /** Acknowledged; repeated ACKs are absorbed. */
        record Confirmed() implements State {}

        /** 2xx sent; repeated INVITEs are absorbed, the user repeats the 2xx. */
        record Accepted() implements State {}

        /** The end. */
        record Terminated() implements State {}
    }

    private static final State TERMINATED = new State.Terminated();

    /** The INVITE from the network; it is passed to the user. */
    static Step<State> begin() {
        return Step.to(new State.Proceeding(false), PASS_UP);
    }

    static Step<State> on(State state, Event event, TimerParams timers) {
        return switch (state) {
            case State.Proceeding proceeding -> inProceeding(proceeding, event, timers);
            case State.Completed completed -> inCompleted(completed, event, timers);
            case State.Confirmed confirmed -> switch (event) {
                case REQUEST, ACK, PROVISIONAL, SUCCESS, FAILURE -> Step.to(confirmed, DISCARD);
                case UNANSWERED, SETTLED, TRANSPORT_ERROR -> Step.to(confirmed);
                case TIMER_I -> Step.to(TERMINATED, TERMINATE);
                case TIMER_G, TIMER_H, TIMER_L -> throw Step.impossible(state, event);
            };
            case State.Accepted accepted -> switch (event) {
                case ACK -> Step.to(accepted, PASS_UP);
                case SUCCESS -> Step.to(accepted, SEND);
                case REQUEST, PROVISIONAL, FAILURE -> Step.to(accepted, DISCARD);
                case UNANSWERED -> Step.to(accepted);
                case SETTLED, TRANSPORT_ERROR ->
                    timers.reliable() ? Step.to(TERMINATED, TERMINATE) : Step.to(accepted);
                case TIMER_L -> Step.to(TERMINATED, TERMINATE);
                case TIMER_G, TIMER_H, TIMER_I -> throw Step.impossible(state, event);
            };
            case State.Terminated terminated -> switch (event) {
                case PROVISIONAL, SUCCESS, FAILURE -> Step.to(terminated, DISCARD);
                case UNANSWERED, SETTLED, TRANSPORT_ERROR -> Step.to(terminated);
                case REQUEST, ACK, TIMER_G, TIMER_H, TIMER_I, TIMER_L -> throw Step.impossible(state, event);
            };
        };
    }

    private static Step<State> inProceeding(State.Proceeding proceeding, Event event, TimerParams timers) {
        return switch (event) {
            case REQUEST -> proceeding.answered() ? Step.to(proceeding, RETRANSMIT) : Step.to(proceeding, DISCARD);
            case ACK -> Step.to(proceeding, DISCARD);
            case UNANSWERED -> proceeding.answered()
                    ? Step.to(proceeding)
                    : Step.to(new State.Proceeding(true), SEND_TRYING);
            case PROVISIONAL -> Step.to(new State.Proceeding(true), SEND);
            case SUCCESS -> Step.to(new State.Accepted(), SEND, start(SipTimer.L, timers.timeoutNanos()));
            case FAILURE -> {
                State completed = new State.Completed(timers.t1Nanos());
                Effect giveUp = start(SipTimer.H, timers.timeoutNanos());
                yield timers.reliable()
                        ? Step.to(completed, SEND, giveUp)
                        : Step.to(completed, SEND, start(SipTimer.G, timers.t1Nanos()), giveUp);
            }
            case SETTLED -> Step.to(proceeding);
            case TRANSPORT_ERROR -> timers.reliable()
                    ? Step.to(TERMINATED, fail(TransactionFailure.TRANSPORT), TERMINATE)
                    : Step.to(proceeding, fail(TransactionFailure.TRANSPORT));
            case TIMER_G, TIMER_H, TIMER_I, TIMER_L -> throw Step.impossible(proceeding, event);
        };
    }

    private static Step<State> inCompleted(State.Completed completed, Event event, TimerParams timers) {
        return switch (event) {
            case REQUEST -> Step.to(completed, RETRANSMIT);
            case ACK -> timers.lingerNanos() == 0
                    ? Step.to(TERMINATED, TERMINATE)
                    : Step.to(new State.Confirmed(), stop(SipTimer.G), stop(SipTimer.H),
                            start(SipTimer.I, timers.lingerNanos()));
            case PROVISIONAL, SUCCESS, FAILURE -> Step.to(completed, DISCARD);
            case UNANSWERED, SETTLED -> Step.to(completed);
            case TRANSPORT_ERROR -> timers.reliable()
                    ? Step.to(TERMINATED, TERMINATE)
                    : Step.to(completed, fail(TransactionFailure.TRANSPORT));
            case TIMER_G -> {
                long next = timers.backOff(completed.intervalNanos());
                yield Step.to(new State.Completed(next), RETRANSMIT, start(SipTimer.G, next));
            }
            case TIMER_H -> Step.to(TERMINATED, fail(TransactionFailure.TIMEOUT), TERMINATE);
            case TIMER_I, TIMER_L -> throw Step.impossible(completed, event);
        };
    }
}
