package io.sbc.core.call;

import static io.sbc.core.call.CallSteps.NOTHING;
import static io.sbc.core.call.CallSteps.noDialog;
import static io.sbc.core.call.CallSteps.settle;
import static io.sbc.core.call.CallSteps.to;

import io.sbc.core.call.CallEffect.Acknowledge;
import io.sbc.core.call.CallEffect.ConfirmBye;
import io.sbc.core.call.CallEffect.RejectRequest;
import io.sbc.core.call.CallEffect.SendBye;
import io.sbc.core.call.CallEvent.Abort;
import io.sbc.core.call.CallEvent.Ack;
import io.sbc.core.call.CallEvent.AckRefused;
import io.sbc.core.call.CallEvent.AckTimeout;
import io.sbc.core.call.CallEvent.Answer;
import io.sbc.core.call.CallEvent.AnswerRefused;
import io.sbc.core.call.CallEvent.AnswerTimeout;
import io.sbc.core.call.CallEvent.Bye;
import io.sbc.core.call.CallEvent.ByeDone;
import io.sbc.core.call.CallEvent.Cancel;
import io.sbc.core.call.CallEvent.MediaClosed;
import io.sbc.core.call.CallEvent.MediaTimedOut;
import io.sbc.core.call.CallEvent.OfferReady;
import io.sbc.core.call.CallEvent.OfferRefused;
import io.sbc.core.call.CallEvent.Progress;
import io.sbc.core.call.CallEvent.RefreshDue;
import io.sbc.core.call.CallEvent.Refusal;
import io.sbc.core.call.CallEvent.Reoffer;
import io.sbc.core.call.CallEvent.Request;
import io.sbc.core.call.CallMachine.Step;
import io.sbc.core.call.CallState.Ended;
import io.sbc.core.call.CallState.Ending.Invite;
import io.sbc.core.call.CallState.Ending;

/**
 * The steps of a call that ends or has ended: one thing less to wait for with each (RFC 3261 §15). Part of {@link CallMachine}.
 */
final class HangingUp {

    private HangingUp() {}

    static Step onEnding(Ending ending, CallEvent event) {
        return switch (event) {
            case Answer _,AnswerRefused _ -> switch (ending.invite()) {
                // CANCEL and 2xx crossed (RFC 3261 §9.1): the dialog exists and has to be ended.
                case FIRST -> to(new Ending(Invite.NONE, ending.callerBye(), true, ending.media()),
                        new Acknowledge(NOTHING), new SendBye(LegRole.CALLEE));
                case AGAIN -> settle(withoutInvite(ending), new Acknowledge(NOTHING));
                case NONE -> to(ending); // it was told already
            };
            case Refusal _ -> settle(withoutInvite(ending));
            case ByeDone done -> settle(done.to() == LegRole.CALLER
                    ? new Ending(ending.invite(), false, ending.calleeBye(), ending.media())
                    : new Ending(ending.invite(), ending.callerBye(), false, ending.media()));
            case MediaClosed _ ->
                settle(new Ending(ending.invite(), ending.callerBye(), ending.calleeBye(), false));
            case Bye bye -> to(ending, new ConfirmBye(bye.transaction()));
            case Reoffer reoffer -> to(ending, new RejectRequest(reoffer.transaction(), new Rejection.NoDialog()));
            case Request request -> to(ending, new RejectRequest(request.transaction(), new Rejection.NoDialog()));
            case OfferReady _,OfferRefused _,Progress _,Cancel _,AnswerTimeout _,Ack _,AckRefused _,AckTimeout _,RefreshDue _,MediaTimedOut _,Abort _ ->
                to(ending);
        };
    }

    static Step onEnded(Ended ended, CallEvent event) {
        return switch (event) {
            case Bye bye -> to(ended, noDialog(bye));
            case Reoffer reoffer -> to(ended, new RejectRequest(reoffer.transaction(), new Rejection.NoDialog()));
            case Request request -> to(ended, new RejectRequest(request.transaction(), new Rejection.NoDialog()));
            case OfferReady _,OfferRefused _,Progress _,Answer _,AnswerRefused _,Refusal _,Cancel _,AnswerTimeout _,Ack _,AckRefused _,AckTimeout _,RefreshDue _,ByeDone _,MediaTimedOut _,MediaClosed _,Abort _ ->
                to(ended);
        };
    }

    private static Ending withoutInvite(Ending ending) {
        return new Ending(Invite.NONE, ending.callerBye(), ending.calleeBye(), ending.media());
    }
}
