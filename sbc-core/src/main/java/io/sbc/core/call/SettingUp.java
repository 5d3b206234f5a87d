package io.sbc.core.call;

import static io.sbc.core.call.CallSteps.MEDIA;
import static io.sbc.core.call.CallSteps.NOTHING;
import static io.sbc.core.call.CallSteps.NOTHING_LEFT;
import static io.sbc.core.call.CallSteps.answered;
import static io.sbc.core.call.CallSteps.crossed;
import static io.sbc.core.call.CallSteps.end;
import static io.sbc.core.call.CallSteps.impossible;
import static io.sbc.core.call.CallSteps.noDialog;
import static io.sbc.core.call.CallSteps.to;

import io.sbc.core.call.CallEffect.Acknowledge;
import io.sbc.core.call.CallEffect.ApplyMedia;
import io.sbc.core.call.CallEffect.ArmAnswerTimer;
import io.sbc.core.call.CallEffect.CancelOutbound;
import io.sbc.core.call.CallEffect.ConfirmBye;
import io.sbc.core.call.CallEffect.InviteCallee;
import io.sbc.core.call.CallEffect.RejectOffer;
import io.sbc.core.call.CallEffect.RejectRequest;
import io.sbc.core.call.CallEffect.RelayProgress;
import io.sbc.core.call.CallEffect.RelayRequest;
import io.sbc.core.call.CallEffect.StopAnswerTimer;
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
import io.sbc.core.call.CallState.Answered;
import io.sbc.core.call.CallState.Calling;
import io.sbc.core.call.CallState.Ending.Invite;
import io.sbc.core.call.CallState.Ending;
import io.sbc.core.call.CallState.Setup;

/**
 * The steps of a call that nobody has answered yet: Setup, Calling (RFC 3261 §13, §9). Part of {@link CallMachine}.
 */
final class SettingUp {

    private SettingUp() {}

    static Step onSetup(Setup setup, CallEvent event) {
        return switch (event) {
            case OfferReady ready -> to(new Calling(ready.targets() - 1, false), new InviteCallee(),
                    new ArmAnswerTimer());
            case OfferRefused refused -> end(refused.rejection().code(), MEDIA, new RejectOffer(refused.rejection()));
            case Cancel _ -> end("cancelled", MEDIA, new RejectOffer(new Rejection.Cancelled()));
            case AnswerTimeout _ -> end("no-answer", MEDIA, new RejectOffer(new Rejection.TimedOut()));
            case Bye bye -> bye.from() == LegRole.CALLEE
                    ? to(setup, noDialog(bye))
                    : end("cancelled", MEDIA, new ConfirmBye(bye.transaction()),
                            new RejectOffer(new Rejection.Cancelled()));
            case Reoffer reoffer -> to(setup, crossed(reoffer, LegRole.CALLER));
            case Request request -> to(setup, new RejectRequest(request.transaction(), new Rejection.TryLater()));
            case MediaClosed _ -> end("media-closed", NOTHING_LEFT, new RejectOffer(new Rejection.Failed()));
            case Abort abort -> end(abort.rejection().code(), MEDIA, new RejectOffer(abort.rejection()));
            case Ack _,AckRefused _,AckTimeout _,MediaTimedOut _,RefreshDue _ -> to(setup);
            case Progress _,Answer _,AnswerRefused _,Refusal _,ByeDone _ ->
                throw impossible(setup, event);
        };
    }

    static Step onCalling(Calling calling, CallEvent event) {
        Ending cancelling = new Ending(Invite.FIRST, false, false, true);
        return switch (event) {
            case Progress progress -> to(new Calling(calling.targetsLeft(), true), progressed(progress));
            case Answer answer -> to(new Answered(LegRole.CALLER, answer.late()), answered(answer));
            case AnswerRefused refused -> end(refused.rejection().code(), new Ending(Invite.NONE, false, true, true),
                    new StopAnswerTimer(), new Acknowledge(NOTHING), new RejectOffer(refused.rejection()));
            case Refusal refusal -> refusal.tryNext() && calling.targetsLeft() > 0 && !calling.progressed()
                    ? to(new Calling(calling.targetsLeft() - 1, false), new InviteCallee())
                    : end(refusal.rejection().code(), MEDIA, new StopAnswerTimer(),
                            new RejectOffer(refusal.rejection()));
            case Cancel _ -> end("cancelled", cancelling, new StopAnswerTimer(),
                    new RejectOffer(new Rejection.Cancelled()), new CancelOutbound());
            case AnswerTimeout _ -> end("no-answer", cancelling, new RejectOffer(new Rejection.TimedOut()),
                    new CancelOutbound());
            case Bye bye -> bye.from() == LegRole.CALLEE
                    ? to(calling, noDialog(bye))
                    : end("cancelled", cancelling, new ConfirmBye(bye.transaction()), new StopAnswerTimer(),
                            new RejectOffer(new Rejection.Cancelled()), new CancelOutbound());
            case Reoffer reoffer -> to(calling, crossed(reoffer, LegRole.CALLER));
            case Request request -> to(calling, new RelayRequest(request.from(), request.transaction()));
            case MediaClosed _ -> end("media-closed", new Ending(Invite.FIRST, false, false, false),
                    new StopAnswerTimer(), new RejectOffer(new Rejection.Failed()), new CancelOutbound());
            case Abort abort -> end(abort.rejection().code(), cancelling, new StopAnswerTimer(),
                    new RejectOffer(abort.rejection()), new CancelOutbound());
            case Ack _,AckRefused _,AckTimeout _,MediaTimedOut _,RefreshDue _ -> to(calling);
            case OfferReady _,OfferRefused _,ByeDone _ -> throw impossible(calling, event);
        };
    }

    private static CallEffect[] progressed(Progress progress) {
        RelayProgress relay = new RelayProgress(progress.provisional());
        return progress.provisional().answer() && progress.provisional().description().isPresent()
                ? new CallEffect[]{new ApplyMedia(false), relay}
                : new CallEffect[]{relay};
    }
}
