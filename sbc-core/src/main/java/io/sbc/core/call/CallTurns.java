package io.sbc.core.call;

import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.transaction.ServerTransaction;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The events of a call, each in its turn: {@link CallMachine} decides, the effects are carried out, what comes up meanwhile waits.
 * Holds where the call stands. On the shard.
 */
final class CallTurns {

    private final Actor actor;
    private final Queue<CallEvent> events = new ArrayDeque<>();
    private CallState state;
    private boolean running;

    /** Came before the other party's ACK for our 2xx, which is still on its way: it waits for it. */
    private CallEvent.@Nullable Reoffer early;

    /** Carries out what was decided. */
    interface Actor {

        /** An event has its turn. */
        void onTurn(CallEvent event);

        void perform(CallEffect effect);

        /** Everything is carried out, and the call stands here now. */
        void onSettled(CallState state);

        /** An offer waits for its turn: a CANCEL is to find it. */
        void onWaiting(ServerTransaction offer);

        /** It waits no more. */
        void onWaited(ServerTransaction offer);

        /** A fault of ours, in a step or what it wanted done. */
        void onFault(CallState state, RuntimeException fault);

        /** Nothing can be carried out any more: lets everything go. */
        void collapse();
    }

    CallTurns(Actor actor, CallState start) {
        this.actor = actor;
        this.state = start;
    }

    CallState state() {
        return state;
    }

    void post(CallEvent event) {
        events.add(event);
        if (running) {
            return;
        }
        running = true;
        try {
            for (CallEvent next = events.poll(); next != null; next = events.poll()) {
                take(next);
            }
        } finally {
            running = false;
        }
    }

    /** The offer that waits, if it is this one: it does not any more. */
    Optional<CallEvent.Reoffer> withdraw(ServerTransaction offer) {
        CallEvent.Reoffer waiting = early;
        if (waiting == null || !offer.equals(waiting.transaction())) {
            return Optional.empty();
        }
        early = null;
        actor.onWaited(offer);
        return Optional.of(waiting);
    }

    /** One step. A fault of ours ends this call and no other. */
    private void take(CallEvent event) {
        try {
            if (event instanceof CallEvent.Reoffer reoffer && isEarly(reoffer)) {
                early = reoffer;
                actor.onWaiting(reoffer.transaction());
                return;
            }
            actor.onTurn(event);
            CallMachine.Step step = CallMachine.on(state, event);
            state = step.next();
            step.effects().forEach(actor::perform);
            actor.onSettled(state);
            resume();
        } catch (RuntimeException fault) {
            actor.onFault(state, fault);
            if (event instanceof CallEvent.Abort || state instanceof CallState.Ending) {
                state = new CallState.Ended();
                events.clear();
                actor.collapse();
                resume();
            } else {
                events.add(new CallEvent.Abort(new Rejection.Failed()));
            }
        }
    }

    /**
     * The party that we acknowledged at once may offer anew before the other, behind the internet, has acknowledged to us. To it
     * nothing is pending (RFC 3261 §14.1): with 491 it would have to wait for seconds.
     */
    private boolean isEarly(CallEvent.Reoffer reoffer) {
        return early == null && state instanceof CallState.Answered answered && !answered.late()
                && reoffer.from() != answered.asker()
                && reoffer.transaction().request().method().equals(SipMethod.INVITE);
    }

    /** What has waited for the ACK is taken up, whatever came instead of it. */
    private void resume() {
        CallEvent.Reoffer waited = early;
        if (waited != null && !(state instanceof CallState.Answered)) {
            early = null;
            actor.onWaited(waited.transaction());
            events.add(waited);
        }
    }
}
