package io.sbc.core.call;

import io.sbc.core.call.CallEffect.Acknowledge;
import io.sbc.core.call.CallEffect.AnswerOffer;
import io.sbc.core.call.CallEffect.ApplyMedia;
import io.sbc.core.call.CallEffect.CloseMedia;
import io.sbc.core.call.CallEffect.ConfirmBye;
import io.sbc.core.call.CallEffect.NoteCause;
import io.sbc.core.call.CallEffect.RejectRequest;
import io.sbc.core.call.CallEffect.Release;
import io.sbc.core.call.CallEffect.SendBye;
import io.sbc.core.call.CallEffect.StopAnswerTimer;
import io.sbc.core.call.CallEvent.Answer;
import io.sbc.core.call.CallEvent.Bye;
import io.sbc.core.call.CallEvent.Reoffer;
import io.sbc.core.call.CallMachine.Step;
import io.sbc.core.call.CallState.Ended;
import io.sbc.core.call.CallState.Ending.Invite;
import io.sbc.core.call.CallState.Ending;
import io.sbc.core.sdp.SdpSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the steps of {@link CallMachine} are made of: pure. */
final class CallSteps {

    /** No description. */
    static final Optional<SdpSession> NOTHING = Optional.empty();

    // What is still waited for when a call ends: BYEs, the end of the media

    static final Ending NOTHING_LEFT = new Ending(Invite.NONE, false, false, false);
    static final Ending MEDIA = new Ending(Invite.NONE, false, false, true);
    static final Ending BOTH = new Ending(Invite.NONE, true, true, true);
    static final Ending BOTH_WITHOUT_MEDIA = new Ending(Invite.NONE, true, true, false);

    private CallSteps() {}

    static Step to(CallState next, CallEffect... effects) {
        return new Step(next, List.of(effects));
    }

    /** The last effects, then the BYEs and the end of the media that {@code ending} waits for. */
    static Step end(String cause, Ending ending, CallEffect... last) {
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
    static Step settle(Ending ending, CallEffect... effects) {
        if (!ending.equals(NOTHING_LEFT)) {
            return to(ending, effects);
        }
        List<CallEffect> all = new ArrayList<>(List.of(effects));
        all.add(new Release());
        return new Step(new Ended(), all);
    }

    static Ending byeTo(LegRole to, Invite invite) {
        return new Ending(invite, to == LegRole.CALLER, to == LegRole.CALLEE, true);
    }

    static CallEffect[] with(Bye bye, CallEffect... further) {
        List<CallEffect> effects = new ArrayList<>(List.of(further));
        effects.addFirst(new ConfirmBye(bye.transaction()));
        return effects.toArray(CallEffect[]::new);
    }

    /** What a 2xx of the asked party brings about; with a late offer its ACK and the media wait for the asker's answer. */
    static CallEffect[] answered(Answer answer) {
        AnswerOffer relay = new AnswerOffer(answer.response(), answer.description());
        return answer.late()
                ? new CallEffect[]{new StopAnswerTimer(), relay}
                : new CallEffect[]{new StopAnswerTimer(), new ApplyMedia(true),
                    new Acknowledge(answer.acknowledgement()), relay};
    }

    /** RFC 3261 §14.2: a second INVITE of the same peer is told to come later, one from the other side meets ours. */
    static RejectRequest crossed(Reoffer reoffer, LegRole asker) {
        return new RejectRequest(reoffer.transaction(),
                reoffer.from() == asker ? new Rejection.TryLater() : new Rejection.RequestPending());
    }

    static RejectRequest noDialog(Bye bye) {
        return new RejectRequest(bye.transaction(), new Rejection.NoDialog());
    }

    static IllegalStateException impossible(CallState state, CallEvent event) {
        return new IllegalStateException(
                event.getClass().getSimpleName() + " cannot be in " + state.getClass().getSimpleName());
    }
}
