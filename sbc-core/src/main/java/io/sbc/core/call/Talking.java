package io.sbc.core.call;

import static io.sbc.core.call.CallSteps.BOTH;
import static io.sbc.core.call.CallSteps.BOTH_WITHOUT_MEDIA;
import static io.sbc.core.call.CallSteps.NOTHING;
import static io.sbc.core.call.CallSteps.answered;
import static io.sbc.core.call.CallSteps.byeTo;
import static io.sbc.core.call.CallSteps.crossed;
import static io.sbc.core.call.CallSteps.end;
import static io.sbc.core.call.CallSteps.impossible;
import static io.sbc.core.call.CallSteps.to;
import static io.sbc.core.call.CallSteps.with;

import io.sbc.core.call.CallEffect.AbandonOffer;
import io.sbc.core.call.CallEffect.Acknowledge;
import io.sbc.core.call.CallEffect.ApplyMedia;
import io.sbc.core.call.CallEffect.ArmAnswerTimer;
import io.sbc.core.call.CallEffect.CancelOutbound;
import io.sbc.core.call.CallEffect.ConfirmBye;
import io.sbc.core.call.CallEffect.PrepareOffer;
import io.sbc.core.call.CallEffect.RejectOffer;
import io.sbc.core.call.CallEffect.RejectRequest;
import io.sbc.core.call.CallEffect.RelayOffer;
import io.sbc.core.call.CallEffect.RelayRequest;
import io.sbc.core.call.CallEffect.SendRefresh;
import io.sbc.core.call.CallEffect.StopAnswerTimer;
import io.sbc.core.call.CallEffect.StopRepeating;
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
import io.sbc.core.call.CallState.Ending.Invite;
import io.sbc.core.call.CallState.Ending;
import io.sbc.core.call.CallState.Established;
import io.sbc.core.call.CallState.Preparing;
import io.sbc.core.call.CallState.Refreshing;
import io.sbc.core.call.CallState.Renegotiating;

/**
 * The steps of a call that was answered, and of offers inside it: Answered, Established, Preparing, Renegotiating, Refreshing
 * (RFC 3261 §14, RFC 4028). Part of {@link CallMachine}.
 */
final class Talking {

    private Talking() {}

    static Step onAnswered(Answered answered, CallEvent event) {
        CallEffect[] settle = answered.late()
                ? new CallEffect[]{new StopRepeating(), new Acknowledge(NOTHING)}
                : new CallEffect[]{new StopRepeating()};
        return switch (event) {
            case Ack ack -> ack.from() == answered.asker()
                    ? to(new Established(), acknowledged(ack, answered.late()))
                    : to(answered);
            case AckRefused refused -> refused.from() == answered.asker()
                    ? end(refused.rejection().code(), BOTH, settle)
                    : to(answered);
            case AckTimeout timeout -> timeout.from() == answered.asker() ? end("no-ack", BOTH, settle) : to(answered);
            case Bye bye -> end(cause(bye), byeTo(bye.from().opposite(), Invite.NONE), with(bye, settle));
            case Reoffer reoffer -> to(answered,
                    new RejectRequest(reoffer.transaction(), new Rejection.RequestPending()));
            case Request request -> to(answered, new RelayRequest(request.from(), request.transaction()));
            case MediaTimedOut _ -> end("media-timeout", BOTH, settle);
            case MediaClosed _ -> end("media-closed", BOTH_WITHOUT_MEDIA, settle);
            case Abort abort -> end(abort.rejection().code(), BOTH, settle);
            case Cancel _,AnswerTimeout _,Progress _,RefreshDue _ -> to(answered);
            case OfferReady _,OfferRefused _,Answer _,AnswerRefused _,Refusal _,ByeDone _ ->
                throw impossible(answered, event);
        };
    }

    static Step onEstablished(Established established, CallEvent event) {
        return switch (event) {
            case Reoffer reoffer -> to(new Preparing(reoffer.from()),
                    new PrepareOffer(reoffer.from(), reoffer.transaction()), new ArmAnswerTimer());
            case Request request -> to(established, new RelayRequest(request.from(), request.transaction()));
            case Bye bye -> end(cause(bye), byeTo(bye.from().opposite(), Invite.NONE),
                    new ConfirmBye(bye.transaction()));
            case RefreshDue due -> to(new Refreshing(due.with()), new ArmAnswerTimer(), new SendRefresh(due.with()));
            case MediaTimedOut _ -> end("media-timeout", BOTH);
            case MediaClosed _ -> end("media-closed", BOTH_WITHOUT_MEDIA);
            case Abort abort -> end(abort.rejection().code(), BOTH);
            case Ack _,AckRefused _,AckTimeout _,Cancel _,AnswerTimeout _,Progress _ -> to(established);
            case OfferReady _,OfferRefused _,Answer _,AnswerRefused _,Refusal _,ByeDone _ ->
                throw impossible(established, event);
        };
    }

    static Step onPreparing(Preparing preparing, CallEvent event) {
        RejectOffer cancelled = new RejectOffer(new Rejection.Cancelled());
        return switch (event) {
            case OfferReady _ -> to(new Renegotiating(preparing.asker()),
                    new RelayOffer(preparing.asker().opposite()), new ArmAnswerTimer());
            case OfferRefused refused -> to(new Established(), new StopAnswerTimer(),
                    new RejectOffer(refused.rejection()), new AbandonOffer());
            case Cancel cancel -> cancel.from() == preparing.asker()
                    ? to(new Established(), new StopAnswerTimer(), cancelled, new AbandonOffer())
                    : to(preparing);
            case AnswerTimeout _ -> to(new Established(), new RejectOffer(new Rejection.TimedOut()),
                    new AbandonOffer());
            case Reoffer reoffer -> to(preparing, crossed(reoffer, preparing.asker()));
            case Request request -> to(preparing, new RelayRequest(request.from(), request.transaction()));
            case Bye bye -> end(cause(bye), byeTo(bye.from().opposite(), Invite.NONE), with(bye, cancelled));
            case MediaTimedOut _ -> end("media-timeout", BOTH, cancelled);
            case MediaClosed _ -> end("media-closed", BOTH_WITHOUT_MEDIA, cancelled);
            case Abort abort -> end(abort.rejection().code(), BOTH, new RejectOffer(abort.rejection()));
            case Ack _,AckRefused _,AckTimeout _,Progress _,RefreshDue _ -> to(preparing);
            case Answer _,AnswerRefused _,Refusal _,ByeDone _ -> throw impossible(preparing, event);
        };
    }

    static Step onRenegotiating(Renegotiating state, CallEvent event) {
        CallEffect[] withdraw = {new StopAnswerTimer(), new RejectOffer(new Rejection.Cancelled()),
            new CancelOutbound()};
        return switch (event) {
            case Answer answer -> to(new Answered(state.asker(), answer.late()), answered(answer));
            case AnswerRefused refused -> end(refused.rejection().code(), BOTH, new StopAnswerTimer(),
                    new Acknowledge(NOTHING), new RejectOffer(refused.rejection()));
            case Refusal refusal -> refusal.dialogGone()
                    ? end(refusal.rejection().code(), BOTH, new StopAnswerTimer(),
                            new RejectOffer(refusal.rejection()))
                    : to(new Established(), new StopAnswerTimer(), new RejectOffer(refusal.rejection()),
                            new AbandonOffer());
            case Cancel cancel -> cancel.from() == state.asker() ? to(state, new CancelOutbound()) : to(state);
            case AnswerTimeout _ -> to(state, new CancelOutbound());
            case Reoffer reoffer -> to(state, crossed(reoffer, state.asker()));
            case Request request -> to(state, new RelayRequest(request.from(), request.transaction()));
            case Bye bye -> end(cause(bye), byeTo(bye.from().opposite(), Invite.AGAIN), with(bye, withdraw));
            case MediaTimedOut _ -> end("media-timeout", new Ending(Invite.AGAIN, true, true, true), withdraw);
            case MediaClosed _ -> end("media-closed", new Ending(Invite.AGAIN, true, true, false), withdraw);
            case Abort abort -> end(abort.rejection().code(), new Ending(Invite.AGAIN, true, true, true), withdraw);
            case Ack _,AckRefused _,AckTimeout _,Progress _,RefreshDue _ -> to(state);
            case OfferReady _,OfferRefused _,ByeDone _ -> throw impossible(state, event);
        };
    }

    /** RFC 3261 §14.1: whoever offers while our own offer is out meets it. */
    static Step onRefreshing(Refreshing state, CallEvent event) {
        CallEffect[] withdraw = {new StopAnswerTimer(), new CancelOutbound()};
        return switch (event) {
            case Answer _ -> to(new Established(), new StopAnswerTimer(), new ApplyMedia(true),
                    new Acknowledge(NOTHING));
            case AnswerRefused refused -> end(refused.rejection().code(), BOTH, new StopAnswerTimer(),
                    new Acknowledge(NOTHING));
            case Refusal refusal -> refusal.dialogGone()
                    ? end(refusal.rejection().code(), BOTH, new StopAnswerTimer())
                    : to(new Established(), new StopAnswerTimer(), new AbandonOffer());
            case AnswerTimeout _ -> to(state, new CancelOutbound());
            case Reoffer reoffer -> to(state, new RejectRequest(reoffer.transaction(), new Rejection.RequestPending()));
            case Request request -> to(state, new RelayRequest(request.from(), request.transaction()));
            case Bye bye -> end(cause(bye), byeTo(bye.from().opposite(), Invite.AGAIN), with(bye, withdraw));
            case MediaTimedOut _ -> end("media-timeout", new Ending(Invite.AGAIN, true, true, true), withdraw);
            case MediaClosed _ -> end("media-closed", new Ending(Invite.AGAIN, true, true, false), withdraw);
            case Abort abort -> end(abort.rejection().code(), new Ending(Invite.AGAIN, true, true, true), withdraw);
            case Ack _,AckRefused _,AckTimeout _,Cancel _,Progress _,RefreshDue _ -> to(state);
            case OfferReady _,OfferRefused _,ByeDone _ -> throw impossible(state, event);
        };
    }

    private static String cause(Bye bye) {
        return bye.from() == LegRole.CALLER ? "bye-of-caller" : "bye-of-callee";
    }

    private static CallEffect[] acknowledged(Ack ack, boolean late) {
        return late
                ? new CallEffect[]{new StopRepeating(), new ApplyMedia(true), new Acknowledge(ack.answer())}
                : new CallEffect[]{new StopRepeating()};
    }
}
