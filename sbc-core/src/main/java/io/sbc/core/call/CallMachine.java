package io.sbc.core.call;

import io.sbc.core.call.CallState.Answered;
import io.sbc.core.call.CallState.Calling;
import io.sbc.core.call.CallState.Ended;
import io.sbc.core.call.CallState.Ending;
import io.sbc.core.call.CallState.Established;
import io.sbc.core.call.CallState.Preparing;
import io.sbc.core.call.CallState.Refreshing;
import io.sbc.core.call.CallState.Renegotiating;
import io.sbc.core.call.CallState.Setup;
import java.util.List;

/**
 * The state machine of a call, as a pure step. What RFC 3261 says of one dialog is said here of two that are tied: §13
 * (setting up), §9 and §15 (CANCEL, BYE), §14 (re-INVITE), §12.2 (408 and 481 inside a dialog).
 *
 * <pre>
 *            OfferReady          Answer            Ack
 *   Setup ------------> Calling ---------> Answered ----> Established
 *     |                  |   ^ Refusal:       |  ^            | ^ ^
 *     | OfferRefused     |   | next target    |  |     Reoffer| | | OfferRefused, Cancel
 *     | Cancel, Bye      |---'                |  |            v | |
 *     |                  | Refusal, Cancel,   |  |       Preparing
 *     |                  | Bye, AnswerTimeout,|  |            | OfferReady
 *     |                  | AnswerRefused      |  | Answer     v |
 *     |                  |                    |  '---- Renegotiating --Refusal--> Established
 *     v                  v                    v
 *   Ending &lt;------------------ Bye, AckTimeout, MediaTimedOut, Abort from every state above
 *     | Answer: ACK (and BYE to a callee that was cancelled too late); Refusal, ByeDone, MediaClosed: one thing less
 *     v
 *   Ended
 *
 *   Established --RefreshDue--&gt; Refreshing --Answer, Refusal--&gt; Established: a re-INVITE of our own (RFC 4028)
 * </pre>
 *
 * {@link SettingUp}, {@link Talking} and {@link HangingUp} have the steps. The whole table, every state with every event, is the
 * resource {@code call-machine.txt} of {@code CallMachineTest}.
 * Events that cross a change of state on their way (a CANCEL that meets a 2xx, an ACK that comes twice, a timer that
 * fired already) are named and do nothing; pairs that only a fault of ours can make throw.
 */
final class CallMachine {

    /** The next state and what to do on the way, in order. */
    record Step(CallState next, List<CallEffect> effects) {

        Step {
            effects = List.copyOf(effects);
        }
    }

    private CallMachine() {}

    /**
     * What {@code event} makes of {@code state}.
     *
     * @throws IllegalStateException for a pair that cannot be
     */
    static Step on(CallState state, CallEvent event) {
        return switch (state) {
            case Setup setup -> SettingUp.onSetup(setup, event);
            case Calling calling -> SettingUp.onCalling(calling, event);
            case Answered answered -> Talking.onAnswered(answered, event);
            case Established established -> Talking.onEstablished(established, event);
            case Preparing preparing -> Talking.onPreparing(preparing, event);
            case Renegotiating renegotiating -> Talking.onRenegotiating(renegotiating, event);
            case Refreshing refreshing -> Talking.onRefreshing(refreshing, event);
            case Ending ending -> HangingUp.onEnding(ending, event);
            case Ended ended -> HangingUp.onEnded(ended, event);
        };
    }
}
