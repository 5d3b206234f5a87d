package io.sbc.core.sip.transaction;

import static io.sbc.core.sip.transaction.Effect.Action.DISCARD;
import static io.sbc.core.sip.transaction.Effect.Action.PASS_UP;
import static io.sbc.core.sip.transaction.Effect.Action.RETRANSMIT;
import static io.sbc.core.sip.transaction.Effect.Action.SEND;
import static io.sbc.core.sip.transaction.Effect.Action.TERMINATE;
import static io.sbc.core.sip.transaction.Effect.fail;
import static io.sbc.core.sip.transaction.Effect.start;

/**
 * Non-INVITE server transaction: RFC 3261 §17.2.2, figure 8.
 *
 * <pre>
 *              request again   from the user: 1xx      200-699     error      timer
 * Trying       -               Proceeding, send   Completed, send  Fail, end
 * Proceeding   send last       send               Completed, send  Fail, end
 * Completed    send last       -                  -                Fail, end  J: end
 * Terminated                   -                  -                -
 * </pre>
 *
 * On streams Completed is left at once (timer J is 0).
 */
final class NonInviteServerMachine {

    /** Those of every request that is answered over a stream. */
    private static final Step<State> BEGIN = Step.to(State.TRYING, PASS_UP);
    private static final Step<State> ANSWERED = Step.to(State.TERMINATED, SEND, TERMINATE);

    private NonInviteServerMachine() {}

    /** What happens to the transaction. */
    enum Event {
        REQUEST,
        PROVISIONAL,
        FINAL,
        TRANSPORT_ERROR,
        TIMER_J;

        static Event of(SipTimer timer) {
            if (timer != SipTimer.J) {
                throw Step.impossible("non-INVITE server", timer);
            }
            return TIMER_J;
        }
    }

    /** Where it is. */
    enum State {
        TRYING,
        PROCEEDING,
        COMPLETED,
        TERMINATED
    }

    /** The request from the network; it is passed to the user. */
    static Step<State> begin() {
        return BEGIN;
    }

    static Step<State> on(State state, Event event, TimerParams timers) {
        return switch (state) {
            case TRYING -> switch (event) {
                case REQUEST -> Step.to(state, DISCARD);
                case PROVISIONAL -> Step.to(State.PROCEEDING, SEND);
                case FINAL -> complete(timers);
                case TRANSPORT_ERROR -> lost();
                case TIMER_J -> throw Step.impossible(state, event);
            };
            case PROCEEDING -> switch (event) {
                case REQUEST -> Step.to(state, RETRANSMIT);
                case PROVISIONAL -> Step.to(state, SEND);
                case FINAL -> complete(timers);
                case TRANSPORT_ERROR -> lost();
                case TIMER_J -> throw Step.impossible(state, event);
            };
            case COMPLETED -> switch (event) {
                case REQUEST -> Step.to(state, RETRANSMIT);
                case PROVISIONAL, FINAL -> Step.to(state, DISCARD);
                case TRANSPORT_ERROR -> lost();
                case TIMER_J -> Step.to(State.TERMINATED, TERMINATE);
            };
            case TERMINATED -> switch (event) {
                case PROVISIONAL, FINAL -> Step.to(state, DISCARD);
                case TRANSPORT_ERROR -> Step.to(state);
                case REQUEST, TIMER_J -> throw Step.impossible(state, event);
            };
        };
    }

    private static Step<State> complete(TimerParams timers) {
        return timers.timerJNanos() == 0
                ? ANSWERED
                : Step.to(State.COMPLETED, SEND, start(SipTimer.J, timers.timerJNanos()));
    }

    private static Step<State> lost() {
        return Step.to(State.TERMINATED, fail(TransactionFailure.TRANSPORT), TERMINATE);
    }
}
