package io.sbc.core.sip.transaction;

import static io.sbc.core.sip.transaction.Effect.Action.ACKNOWLEDGE;
import static io.sbc.core.sip.transaction.Effect.Action.DISCARD;
import static io.sbc.core.sip.transaction.Effect.Action.PASS_UP;
import static io.sbc.core.sip.transaction.Effect.Action.PASS_UP_487;
import static io.sbc.core.sip.transaction.Effect.Action.RETRANSMIT;
import static io.sbc.core.sip.transaction.Effect.Action.SEND;
import static io.sbc.core.sip.transaction.Effect.Action.SEND_CANCEL;
import static io.sbc.core.sip.transaction.Effect.Action.TERMINATE;
import static io.sbc.core.sip.transaction.Effect.fail;
import static io.sbc.core.sip.transaction.Effect.start;
import static io.sbc.core.sip.transaction.Effect.stop;

/**
 * INVITE client transaction: RFC 3261 §17.1.1 with figure 5 of RFC 6026, and cancelling by RFC 3261 §9.1.
 *
 * <pre>
 *              1xx            2xx        300-699        cancel           error      timer
 * Calling      Proceeding     Accepted   Completed      (remember)       Fail, end  A: send again; B: Fail, end
 *              up [CANCEL]    up         ACK, up
 * Proceeding   up             Accepted   Completed      CANCEL once      Fail, end  CANCELLED: up 487, end
 *                             up         ACK, up
 * Completed    -              -          ACK            -                end        D: end
 * Accepted     -              up         -              -                -          M: end
 * Terminated                                            -                -
 * </pre>
 *
 * Abandoning is cancelling by one who heard nothing: in Calling it stops timer A too, elsewhere it is a cancel.
 *
 * <p>{@code [CANCEL]}: when the user asked for it before. On streams timer A does not run and Completed is left at once
 * (timer D is 0). Deviations from figure 5: an error in Completed is not told to the user, who has a final response; a
 * lost connection ends Proceeding too, since nothing of a connection outlives it (lesson: dead sockets).
 */
final class InviteClientMachine {

    private InviteClientMachine() {}

    /** What happens to the transaction. */
    enum Event {
        PROVISIONAL,
        SUCCESS,
        FAILURE,
        CANCEL,
        ABANDON,
        TRANSPORT_ERROR,
        TIMER_A,
        TIMER_B,
        TIMER_D,
        TIMER_M,
        TIMER_CANCELLED;

        static Event of(SipTimer timer) {
            return switch (timer) {
                case A -> TIMER_A;
                case B -> TIMER_B;
                case D -> TIMER_D;
                case M -> TIMER_M;
                case CANCELLED -> TIMER_CANCELLED;
                case E, F, G, H, I, J, K, L -> throw Step.impossible("INVITE client", timer);
            };
        }
    }

    /** Where it is. */
    sealed interface State {

        /**
         * Nothing heard yet.
         *
         * @param intervalNanos what timer A runs on
         * @param cancelWanted a CANCEL waits for the first provisional response
         */
        record Calling(long intervalNanos, boolean cancelWanted) implements State {}

        /** A provisional response was received; with {@code cancelled} a CANCEL was sent. */
        record Proceeding(boolean cancelled) implements State {}

        /** 300-699 received; its repetitions are acknowledged. */
        record Completed() implements State {}

        /** 2xx received; further ones go up. */
        record Accepted() implements State {}

        /** The end. */
        record Terminated() implements State {}
    }

    private static final State TERMINATED = new State.Terminated();

    /** The INVITE from the user. */
    static Step<State> begin(TimerParams timers) {
        State calling = new State.Calling(timers.t1Nanos(), false);
        Effect giveUp = start(SipTimer.B, timers.timeoutNanos());
        return timers.reliable()
                ? Step.to(calling, SEND, giveUp)
                : Step.to(calling, SEND, start(SipTimer.A, timers.t1Nanos()), giveUp);
    }

    static Step<State> on(State state, Event event, TimerParams timers) {
        return switch (state) {
            case State.Calling calling -> inCalling(calling, event, timers);
            case State.Proceeding proceeding -> inProceeding(proceeding, event, timers);
            case State.Completed completed -> inCompleted(completed, event);
            case State.Accepted accepted -> inAccepted(accepted, event);
            case State.Terminated terminated -> switch (event) {
                case CANCEL, ABANDON, TRANSPORT_ERROR -> Step.to(terminated);
                case PROVISIONAL, SUCCESS, FAILURE, TIMER_A, TIMER_B, TIMER_D, TIMER_M, TIMER_CANCELLED ->
                    throw Step.impossible(state, event);
            };
        };
    }

    private static Step<State> inCalling(State.Calling calling, Event event, TimerParams timers) {
        return switch (event) {
            case PROVISIONAL -> calling.cancelWanted()
                    ? Step.to(new State.Proceeding(true), stop(SipTimer.A), stop(SipTimer.B), PASS_UP, SEND_CANCEL,
                            start(SipTimer.CANCELLED, timers.timeoutNanos()))
                    : Step.to(new State.Proceeding(false), stop(SipTimer.A), stop(SipTimer.B), PASS_UP);
            case SUCCESS -> Step.to(new State.Accepted(), stop(SipTimer.A), stop(SipTimer.B),
                    start(SipTimer.M, timers.timeoutNanos()), PASS_UP);
            case FAILURE -> timers.timerDNanos() == 0
                    ? Step.to(TERMINATED, ACKNOWLEDGE, PASS_UP, TERMINATE)
                    : Step.to(new State.Completed(), stop(SipTimer.A), stop(SipTimer.B), ACKNOWLEDGE, PASS_UP,
                            start(SipTimer.D, timers.timerDNanos()));
            case CANCEL -> Step.to(new State.Calling(calling.intervalNanos(), true));
            case ABANDON -> Step.to(new State.Calling(calling.intervalNanos(), true), stop(SipTimer.A));
            case TRANSPORT_ERROR -> Step.to(TERMINATED, fail(TransactionFailure.TRANSPORT), TERMINATE);
            case TIMER_A -> {
                long next = 2 * calling.intervalNanos();
                yield Step.to(new State.Calling(next, calling.cancelWanted()), RETRANSMIT, start(SipTimer.A, next));
            }
            case TIMER_B -> Step.to(TERMINATED, fail(TransactionFailure.TIMEOUT), TERMINATE);
            case TIMER_D, TIMER_M, TIMER_CANCELLED -> throw Step.impossible(calling, event);
        };
    }

    private static Step<State> inProceeding(State.Proceeding proceeding, Event event, TimerParams timers) {
        return switch (event) {
            case PROVISIONAL -> Step.to(proceeding, PASS_UP);
            case SUCCESS -> Step.to(new State.Accepted(), stop(SipTimer.CANCELLED),
                    start(SipTimer.M, timers.timeoutNanos()), PASS_UP);
            case FAILURE -> timers.timerDNanos() == 0
                    ? Step.to(TERMINATED, ACKNOWLEDGE, PASS_UP, TERMINATE)
                    : Step.to(new State.Completed(), stop(SipTimer.CANCELLED), ACKNOWLEDGE, PASS_UP,
                            start(SipTimer.D, timers.timerDNanos()));
            case CANCEL, ABANDON -> proceeding.cancelled()
                    ? Step.to(proceeding)
                    : Step.to(new State.Proceeding(true), SEND_CANCEL,
                            start(SipTimer.CANCELLED, timers.timeoutNanos()));
            case TRANSPORT_ERROR -> Step.to(TERMINATED, fail(TransactionFailure.TRANSPORT), TERMINATE);
            case TIMER_CANCELLED -> {
                if (!proceeding.cancelled()) {
                    throw Step.impossible(proceeding, event);
                }
                yield Step.to(TERMINATED, PASS_UP_487, TERMINATE);
            }
            case TIMER_A, TIMER_B, TIMER_D, TIMER_M -> throw Step.impossible(proceeding, event);
        };
    }

    private static Step<State> inCompleted(State.Completed completed, Event event) {
        return switch (event) {
            case FAILURE -> Step.to(completed, ACKNOWLEDGE);
            case PROVISIONAL, SUCCESS -> Step.to(completed, DISCARD);
            case CANCEL, ABANDON -> Step.to(completed);
            case TRANSPORT_ERROR, TIMER_D -> Step.to(TERMINATED, TERMINATE);
            case TIMER_A, TIMER_B, TIMER_M, TIMER_CANCELLED -> throw Step.impossible(completed, event);
        };
    }

    private static Step<State> inAccepted(State.Accepted accepted, Event event) {
        return switch (event) {
            case SUCCESS -> Step.to(accepted, PASS_UP);
            case PROVISIONAL, FAILURE -> Step.to(accepted, DISCARD);
            case CANCEL, ABANDON, TRANSPORT_ERROR -> Step.to(accepted);
            case TIMER_M -> Step.to(TERMINATED, TERMINATE);
            case TIMER_A, TIMER_B, TIMER_D, TIMER_CANCELLED -> throw Step.impossible(accepted, event);
        };
    }
}
