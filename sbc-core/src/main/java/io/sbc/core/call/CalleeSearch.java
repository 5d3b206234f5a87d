package io.sbc.core.call;

import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends the INVITE of a call to its targets: one after the other (the nodes of a PBX), or all at once (the apps of a
 * device), and to where a PBX redirects it. On the shard.
 */
final class CalleeSearch implements Ringing.Listener {

    /** INVITEs that are out at the same time. */
    private static final int MAXIMUM_PARALLEL = 10;

    /** Who searches. */
    interface Searcher {

        /** The INVITE for this leg, which is aimed. */
        SipRequest invite(CallLeg leg, Target target);

        /** A further leg for a target that rings beside the others. */
        CallLeg newLeg();

        /** This leg has lost: nothing of it is left but what its INVITE looks after by itself. */
        void onLegLost(CallLeg leg);

        void onProgress(OutboundOffer offer, EarlyResponse response);

        void onAnswer(OutboundOffer offer, SipResponse response);

        void onAllRefused(CallEvent.Refusal best);
    }

    private final CallEnvironment env;
    private final CallPlan plan;
    private final CallLeg first;
    private final Searcher searcher;
    private final Redirections redirections = new Redirections();
    private final SilentHops silent;
    private final Deque<Target> targets = new ArrayDeque<>();
    private final Map<OutboundOffer, Target> asked = new LinkedHashMap<>();

    private @Nullable Ringing ringing;
    private boolean late;

    /** @param first the leg of the first target, and of those that come after it in its place */
    CalleeSearch(CallEnvironment env, CallPlan plan, CallLeg first, Searcher searcher) {
        this.env = env;
        this.plan = plan;
        this.first = first;
        this.searcher = searcher;
        this.silent = new SilentHops(env);
    }

    /** Where the callee may be, best first; what is more than can ring at once is left out. */
    void aimAt(List<Target> found) {
        targets.addAll(plan.parallel() ? found.subList(0, Math.min(found.size(), MAXIMUM_PARALLEL)) : found);
    }

    boolean hasTargets() {
        return !targets.isEmpty();
    }

    /** How often {@link #inviteNext} can be called. */
    int attempts() {
        return plan.parallel() ? Math.min(1, targets.size()) : targets.size();
    }

    /** @param withoutOffer the INVITE asks for an offer */
    void inviteNext(boolean withoutOffer) {
        late = withoutOffer;
        Ringing next = new Ringing(this);
        ringing = next;
        first.restart();
        send(next, first, targets.remove());
        while (plan.parallel() && !targets.isEmpty()) {
            send(next, searcher.newLeg(), targets.remove());
        }
    }

    private void send(Ringing in, CallLeg leg, Target target) {
        redirections.tried(target);
        leg.aim(target.path(), target.contact());
        OutboundOffer offer = new OutboundOffer(env, leg, late, in);
        asked.put(offer, target);
        in.add(offer);
        offer.invite(searcher.invite(leg, target), target.destination(),
                silent.patience(target.destination(), targets.isEmpty()));
    }

    /** Cancels what is out. */
    void cancel(Optional<String> reason) {
        if (ringing != null) {
            ringing.cancel(reason);
        }
    }

    @Override
    public void onElsewhere(int left) {
        env.counters().add(CallCounter.ELSEWHERE, left);
    }

    @Override
    public void onProgress(OutboundOffer offer, EarlyResponse response) {
        searcher.onProgress(offer, response);
    }

    @Override
    public void onAnswer(OutboundOffer offer, SipResponse response) {
        asked.clear();
        searcher.onAnswer(offer, response);
    }

    @Override
    public boolean onLost(OutboundOffer offer, Optional<SipResponse> refusal) {
        if (refusal.isPresent()) {
            silent.heard();
        }
        Target target = asked.remove(offer);
        Ringing in = ringing;
        if (target != null && in != null && !in.isOver()) {
            refusal.filter(response -> response.status() < 400 && env.parameters().followRedirects())
                    .ifPresent(redirect -> redirections.take(redirect, target, plan.calleeDomain()));
            Optional<Target> next = redirections.next();
            if (next.isPresent()) {
                env.counters().increment(CallCounter.REDIRECTED);
                offer.leg().restart();
                send(in, offer.leg(), next.get());
                return true;
            }
        }
        searcher.onLegLost(offer.leg());
        return false;
    }

    @Override
    public void onAllRefused(CallEvent.Refusal best) {
        searcher.onAllRefused(silent.isTooLong() ? best.last() : best);
    }
}
