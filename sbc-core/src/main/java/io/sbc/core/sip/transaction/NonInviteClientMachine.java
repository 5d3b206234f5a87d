package io.sbc.core.sip.transaction;

import static io.sbc.core.sip.transaction.Effect.Action.DISCARD;
import static io.sbc.core.sip.transaction.Effect.Action.PASS_UP;
import static io.sbc.core.sip.transaction.Effect.Action.RETRANSMIT;
import static io.sbc.core.sip.transaction.Effect.Action.SEND;
import static io.sbc.core.sip.transaction.Effect.Action.TERMINATE;
import static io.sbc.core.sip.transaction.Effect.fail;
import static io.sbc.core.sip.transaction.Effect.start;
import static io.sbc.core.sip.transaction.Effect.stop;

/**
 * Non-INVITE client transaction: RFC 3261 §17.1.2, figure 6.
 *
 * <pre>
 *              1xx              200-699         error      timer
 * Trying       Proceeding, up   Completed, up   Fail, end  E: send again, doubling up to T2; F: Fail, end
 * Proceeding   up               Completed, up   Fail, end  E: send again each T2;            F: Fail, end
 * Completed    -                -               end        K: end
 * Terminated                                    -
 * </pre>
 *
 * Abandoning ends it without a word: what comes late is unmatched. On streams timer E does not run and Completed is left at once (timer K is 0).
 */
final class NonInviteClientMachine {

    private NonInviteClientMachine() {}

    /** What happens to the transaction. */
    enum Event {
        PROVISIONAL,
        FINAL,
        ABANDON,
        TRANSPORT_ERROR,
        TIMER_E,
        TIMER_F,
        TIMER_K;

        static Event of(SipTimer timer) {
            return switch (timer) {
                case E -> TIMER_E;
                case F -> TIMER_F;
                case K -> TIMER_K;
                case A, B, D, G, H, I, J, L, M, CANCELLED -> throw Step.impossible("non-INVITE client", timer);
            };
        }
    }

    /** Where it is. */
    sealed interface State {

        /** Nothing heard yet; timer E runs on {@code intervalNanos}. */
        record Trying(long intervalNanos) implements State {}

        /** A provisional response was received. */
        record Proceeding() implements State {}

        /** Answered; repetitions are absorbed. */
        record Completed() implements State {}

        /** The end. */
        record Terminated() implements State {}
    }

    private static final State TERMINATED = new State.Terminated();

    /** The request from the user. */
    static Step<State> begin(TimerParams timers) {
        State trying = new State.Trying(timers.t1Nanos());
        Effect giveUp = start(SipTimer.F, timers.timeoutNanos());
        return timers.reliable()
                ? Step.to(trying, SEND, giveUp)
                : Step.to(trying, SEND, start(SipTimer.E, timers.t1Nanos()), giveUp);
    }

    static Step<State> on(State state, Event event, TimerParams timers) {
        return switch (state) {
            case State.Trying trying -> switch (event) {
                case PROVISIONAL -> Step.to(new State.Proceeding(), PASS_UP);
                case FINAL -> complete(timers);
                case ABANDON -> Step.to(TERMINATED, TERMINATE);
                case TRANSPORT_ERROR -> Step.to(TERMINATED, fail(TransactionFailure.TRANSPORT), TERMINATE);
                case TIMER_E -> {
                    long next = timers.backOff(trying.intervalNanos());
                    yield Step.to(new State.Trying(next), RETRANSMIT, start(SipTimer.E, next));
                }
                case TIMER_F -> Step.to(TERMINATED, fail(TransactionFailure.TIMEOUT), TERMINATE);
                case TIMER_K -> throw Step.impossible(state, event);
            };
            case State.Proceeding proceeding -> switch (event) {
                case PROVISIONAL -> Step.to(proceeding, PASS_UP);
                case FINAL -> complete(timers);
                case ABANDON -> Step.to(TERMINATED, TERMINATE);
                case TRANSPORT_ERROR -> Step.to(TERMINATED, fail(TransactionFailure.TRANSPORT), TERMINATE);
                case TIMER_E -> Step.to(proceeding, RETRANSMIT, start(SipTimer.E, timers.t2Nanos()));
                case TIMER_F -> Step.to(TERMINATED, fail(TransactionFailure.TIMEOUT), TERMINATE);
                case TIMER_K -> throw Step.impossible(state, event);
            };
            case State.Completed completed -> switch (event) {
                case PROVISIONAL, FINAL -> Step.to(completed, DISCARD);
                case ABANDON, TRANSPORT_ERROR, TIMER_K -> Step.to(TERMINATED, TERMINATE);
                case TIMER_E, TIMER_F -> throw Step.impossible(state, event);
            };
            case State.Terminated terminated -> switch (event) {
                case ABANDON, TRANSPORT_ERROR -> Step.to(terminated);
                case PROVISIONAL, FINAL, TIMER_E, TIMER_F, TIMER_K -> throw Step.impossible(state, event);
            };
        };
    }

    private static Step<State> complete(TimerParams timers) {
        return timers.lingerNanos() == 0
                ? Step.to(TERMINATED, PASS_UP, TERMINATE)
                : Step.to(new State.Completed(), stop(SipTimer.E), stop(SipTimer.F), PASS_UP,
                        start(SipTimer.K, timers.lingerNanos()));
    }
}
