package io.sbc.core.call;

import io.sbc.core.call.CallEffect.AbandonOffer;
import io.sbc.core.call.CallEffect.Acknowledge;
import io.sbc.core.call.CallEffect.AnswerOffer;
import io.sbc.core.call.CallEffect.ApplyMedia;
import io.sbc.core.call.CallEffect.ArmAnswerTimer;
import io.sbc.core.call.CallEffect.CancelOutbound;
import io.sbc.core.call.CallEffect.CloseMedia;
import io.sbc.core.call.CallEffect.ConfirmBye;
import io.sbc.core.call.CallEffect.InviteCallee;
import io.sbc.core.call.CallEffect.NoteCause;
import io.sbc.core.call.CallEffect.PrepareOffer;
import io.sbc.core.call.CallEffect.RejectOffer;
import io.sbc.core.call.CallEffect.RejectRequest;
import io.sbc.core.call.CallEffect.RelayOffer;
import io.sbc.core.call.CallEffect.RelayProgress;
import io.sbc.core.call.CallEffect.RelayRequest;
import io.sbc.core.call.CallEffect.Release;
import io.sbc.core.call.CallEffect.SendBye;
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
import io.sbc.core.call.CallState.Answered;
import io.sbc.core.call.CallState.Calling;
import io.sbc.core.call.CallState.Ended;
import io.sbc.core.call.CallState.Ending.Invite;
import io.sbc.core.call.CallState.Ending;
import io.sbc.core.call.CallState.Established;
import io.sbc.core.call.CallState.Preparing;
import io.sbc.core.call.CallState.Refreshing;
import io.sbc.core.call.CallState.Renegotiating;
import io.sbc.core.call.CallState.Setup;
import io.sbc.core.sdp.SdpSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
 * The whole table, every state with every event, is the resource {@code call-machine.txt} of {@code CallMachineTest}.
 * Events that cross a change of state on their way (a CANCEL that meets a 2xx, an ACK that comes twice, a timer that
 * fired already) are named and do nothing; pairs that only a fault of ours can make throw.
 */
final class CallMachine {

    private static final Optional<SdpSession> NOTHING = Optional.empty();

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
            case Setup setup -> onSetup(setup, event);
            case Calling calling -> onCalling(calling, event);
            case Answered answered -> onAnswered(answered, event);
            case Established established -> onEstablished(established, event);
            case Preparing preparing -> onPreparing(preparing, event);
            case Renegotiating renegotiating -> onRenegotiating(renegotiating, event);
            case Refreshing refreshing -> onRefreshing(refreshing, event);
            case Ending ending -> onEnding(ending, event);
            case Ended ended -> onEnded(ended, event);
        };
    }

    private static Step onSetup(Setup setup, CallEvent event) {
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

    private static Step onCalling(Calling calling, CallEvent event) {
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

    private static Step onAnswered(Answered answered, CallEvent event) {
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

    private static Step onEstablished(Established established, CallEvent event) {
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

    private static Step onPreparing(Preparing preparing, CallEvent event) {
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

    private static Step onRenegotiating(Renegotiating state, CallEvent event) {
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
    private static Step onRefreshing(Refreshing state, CallEvent event) {
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

    private static Step onEnding(Ending ending, CallEvent event) {
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

    private static Step onEnded(Ended ended, CallEvent event) {
        return switch (event) {
            case Bye bye -> to(ended, noDialog(bye));
            case Reoffer reoffer -> to(ended, new RejectRequest(reoffer.transaction(), new Rejection.NoDialog()));
            case Request request -> to(ended, new RejectRequest(request.transaction(), new Rejection.NoDialog()));
            case OfferReady _,OfferRefused _,Progress _,Answer _,AnswerRefused _,Refusal _,Cancel _,AnswerTimeout _,Ack _,AckRefused _,AckTimeout _,RefreshDue _,ByeDone _,MediaTimedOut _,MediaClosed _,Abort _ ->
                to(ended);
        };
    }

    private static final Ending NOTHING_LEFT = new Ending(Invite.NONE, false, false, false);
    private static final Ending MEDIA = new Ending(Invite.NONE, false, false, true);
    private static final Ending BOTH = new Ending(Invite.NONE, true, true, true);
    private static final Ending BOTH_WITHOUT_MEDIA = new Ending(Invite.NONE, true, true, false);

    private static Ending byeTo(LegRole to, Invite invite) {
        return new Ending(invite, to == LegRole.CALLER, to == LegRole.CALLEE, true);
    }

    private static Ending withoutInvite(Ending ending) {
        return new Ending(Invite.NONE, ending.callerBye(), ending.calleeBye(), ending.media());
    }

    private static String cause(Bye bye) {
        return bye.from() == LegRole.CALLER ? "bye-of-caller" : "bye-of-callee";
    }

    /** What a 2xx of the asked party brings about; with a late offer its ACK and the media wait for the asker's answer. */
    private static CallEffect[] answered(Answer answer) {
        AnswerOffer relay = new AnswerOffer(answer.response(), answer.description());
        return answer.late()
                ? new CallEffect[]{new StopAnswerTimer(), relay}
                : new CallEffect[]{new StopAnswerTimer(), new ApplyMedia(true), new Acknowledge(NOTHING), relay};
    }

    private static CallEffect[] acknowledged(Ack ack, boolean late) {
        return late
                ? new CallEffect[]{new StopRepeating(), new ApplyMedia(true), new Acknowledge(ack.answer())}
                : new CallEffect[]{new StopRepeating()};
    }

    private static CallEffect[] progressed(Progress progress) {
        RelayProgress relay = new RelayProgress(progress.provisional());
        return progress.provisional().answer() && progress.provisional().description().isPresent()
                ? new CallEffect[]{new ApplyMedia(false), relay}
                : new CallEffect[]{relay};
    }

    /** RFC 3261 §14.2: a second INVITE of the same peer is told to come later, one from the other side meets ours. */
    private static RejectRequest crossed(Reoffer reoffer, LegRole asker) {
        return new RejectRequest(reoffer.transaction(),
                reoffer.from() == asker ? new Rejection.TryLater() : new Rejection.RequestPending());
    }

    private static RejectRequest noDialog(Bye bye) {
        return new RejectRequest(bye.transaction(), new Rejection.NoDialog());
    }

    private static CallEffect[] with(Bye bye, CallEffect... further) {
        List<CallEffect> effects = new ArrayList<>(List.of(further));
        effects.addFirst(new ConfirmBye(bye.transaction()));
        return effects.toArray(CallEffect[]::new);
    }

    /** The last effects, then the BYEs and the end of the media that {@code ending} waits for. */
    private static Step end(String cause, Ending ending, CallEffect... last) {
        List<CallEffect> effects = new ArrayList<>(List.of(last));
        effects.addFirst(new NoteCause(cause));
        if (ending.callerBye()) {
            effects.add(new SendBye(LegRole.CALLER));
        }
        if (ending.calleeBye()) {
            effects.add(new SendBye(LegRole.CALLEE));
        }
        if (ending.media()) {
            effects.add(new CloseMedia());
        }
        return settle(ending, effects.toArray(CallEffect[]::new));
    }

    /** Ending until nothing is outstanding, then Ended. */
    private static Step settle(Ending ending, CallEffect... effects) {
        if (!ending.equals(NOTHING_LEFT)) {
            return to(ending, effects);
        }
        List<CallEffect> all = new ArrayList<>(List.of(effects));
        all.add(new Release());
        return new Step(new Ended(), all);
    }

    private static Step to(CallState next, CallEffect... effects) {
        return new Step(next, List.of(effects));
    }

    private static IllegalStateException impossible(CallState state, CallEvent event) {
        return new IllegalStateException(
                event.getClass().getSimpleName() + " cannot be in " + state.getClass().getSimpleName());
    }
}
