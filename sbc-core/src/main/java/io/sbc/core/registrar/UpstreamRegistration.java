package io.sbc.core.registrar;

import io.sbc.core.registrar.UpstreamRegistration.Effect.AnswerWaiting;
import io.sbc.core.registrar.UpstreamRegistration.Effect.ArmTimer;
import io.sbc.core.registrar.UpstreamRegistration.Effect.CancelTimer;
import io.sbc.core.registrar.UpstreamRegistration.Effect.DropBindings;
import io.sbc.core.registrar.UpstreamRegistration.Effect.Release;
import io.sbc.core.registrar.UpstreamRegistration.Effect.SendRegister;
import io.sbc.core.registrar.UpstreamRegistration.Effect.SendRemoval;
import io.sbc.core.registrar.UpstreamRegistration.Event.Accepted;
import io.sbc.core.registrar.UpstreamRegistration.Event.CredentialsChanged;
import io.sbc.core.registrar.UpstreamRegistration.Event.PbxBack;
import io.sbc.core.registrar.UpstreamRegistration.Event.Refused;
import io.sbc.core.registrar.UpstreamRegistration.Event.Removed;
import io.sbc.core.registrar.UpstreamRegistration.Event.TimerFired;
import io.sbc.core.registrar.UpstreamRegistration.Event.TooBrief;
import io.sbc.core.registrar.UpstreamRegistration.Event.Unwanted;
import io.sbc.core.registrar.UpstreamRegistration.Event.Wanted;
import io.sbc.core.registrar.UpstreamRegistration.State.Failed;
import io.sbc.core.registrar.UpstreamRegistration.State.Idle;
import io.sbc.core.registrar.UpstreamRegistration.State.Registered;
import io.sbc.core.registrar.UpstreamRegistration.State.Registering;
import io.sbc.core.registrar.UpstreamRegistration.State.Suspended;
import io.sbc.core.registrar.UpstreamRegistration.State.Unregistering;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The life of one device's registration at its PBX, as pure steps. It is wanted while a phone of the device is bound here,
 * or waits to be.
 *
 * <pre>
 *                Wanted          Unwanted        Accepted        TooBrief      Refused          Timer        Removed              PbxBack
 *  Idle          Registering     -               (never)         (never)       (never)          -            (never)              -
 *  Registering   +wanted         -wanted         Registered, or  Registering   Failed, Suspended -           (never)              -
 *                                                Unregistering   or as Refused or Registered (1)
 *  Registered    - (2)           Unregistering   (never)         (never)       (never)          Registering  (never)              Registering
 *  Suspended     answered, or    Idle            (never)         (never)       (never)          Registering  (never)              Registering
 *                Registering (3)
 *  Unregistering +wanted         -wanted         (never)         (never)       (never)          -            Idle or Registering  -
 *  Failed        answered, or    -               (never)         (never)       (never)          Idle         (never)              Idle (4)
 *                Registering (3)
 * </pre>
 *
 * (1) a refresh that failed for a while only: Registered as long as the PBX holds the earlier registration, Suspended once
 * it has run out; tried again either way. (2) Registering once it has run out. (3) Registering once the refusal is old:
 * until then a phone that keeps asking gets the PBX's answer from us (lesson 17). (4) where the refusal was for a while
 * only. {@code CredentialsChanged} is told only here: Registered: Registering; Failed: Idle; else nothing. What the runner may not send in a state throws.
 */
final class UpstreamRegistration {

    /** REGISTERs in a row that raise the expiry after 423. */
    static final int ATTEMPTS_MAX = 3;

    /** Longest expiry that a 423 may ask for. */
    static final long EXPIRES_MAX_SECONDS = Duration.ofDays(7).toSeconds();

    /** A refusal is answered from memory this long, or as long as Retry-After says within the second bound. */
    static final Duration REFUSAL_HELD = Duration.ofSeconds(5);
    static final Duration REFUSAL_HELD_MAX = Duration.ofSeconds(60);

    /** First pause before a failed refresh is tried again; doubled each time, up to the second. */
    static final Duration RETRY = Duration.ofSeconds(15);
    static final Duration RETRY_MAX = Duration.ofMinutes(5);

    /** Refreshes that fell due while the process was away are spread over this. */
    static final Duration OVERDUE_SPREAD = Duration.ofMinutes(2);

    private UpstreamRegistration() {}

    /** Where it stands. */
    sealed interface State {

        /** Nothing at the PBX, nothing on the way. */
        record Idle() implements State {}

        /**
         * A REGISTER is on its way.
         *
         * @param attempt 1, more after 423
         * @param askedSeconds the expiry that it asks for
         * @param wanted whether a phone still needs it
         * @param registered what the PBX holds from before, when this is a refresh
         */
        record Registering(int attempt, long askedSeconds, boolean wanted, Optional<Registered> registered)
                implements
                    State {}

        /**
         * The PBX has it.
         *
         * @param untilNanos when the PBX forgets it
         * @param grantedSeconds what the PBX granted last
         * @param failedRefreshes since then
         */
        record Registered(long untilNanos, long grantedSeconds, int failedRefreshes) implements State {}

        /**
         * The PBX is out of reach and has forgotten it meanwhile; phones are still bound, and will be again there when it
         * comes back.
         *
         * @param lapsed what it held
         * @param untilNanos when it is tried again; until then phones get the refusal
         */
        record Suspended(UpstreamRefusal refusal, Registered lapsed, long untilNanos) implements State {}

        /** A REGISTER with expiry 0 is on its way. */
        record Unregistering(boolean wanted) implements State {}

        /** Refused; kept to answer from memory until then. */
        record Failed(UpstreamRefusal refusal, long untilNanos) implements State {}
    }

    /** What may happen. */
    sealed interface Event {

        /** A phone needs it: it waits for an answer, or is bound. */
        record Wanted() implements Event {}

        /** The last binding is gone, and nobody waits. */
        record Unwanted() implements Event {}

        record Accepted(long grantedSeconds) implements Event {}

        /** 423 with Min-Expires. */
        record TooBrief(long minimumSeconds) implements Event {}

        record Refused(UpstreamRefusal refusal) implements Event {}

        /** The timer of {@link Effect.ArmTimer}. */
        record TimerFired() implements Event {}

        /** The REGISTER with expiry 0 has ended, one way or the other. */
        record Removed() implements Event {}

        /** The ICP-side credentials are others now: an old refusal says nothing any more, and whether the PBX takes the new ones shows at once. */
        record CredentialsChanged() implements Event {}

        /** The PBX is back after an outage, in which it may have forgotten everything. */
        record PbxBack() implements Event {}
    }

    /** What the runner has to do, in order. */
    sealed interface Effect {

        record SendRegister(long expiresSeconds) implements Effect {}

        record SendRemoval() implements Effect {}

        /** One timer only: arming replaces. */
        record ArmTimer(long delayNanos) implements Effect {}

        record CancelTimer() implements Effect {}

        /** @param refusal empty for success */
        record AnswerWaiting(Optional<UpstreamRefusal> refusal) implements Effect {}

        /** The PBX does not have the device any more: its phones must register anew. */
        record DropBindings() implements Effect {}

        /** Nothing is left to remember. */
        record Release() implements Effect {}
    }

    /** A transition. */
    record Step(State next, List<Effect> effects) {

        Step(State next, Effect... effects) {
            this(next, List.of(effects));
        }
    }

    /**
     * What a step needs to know besides.
     *
     * @param pbxExpiresSeconds what to ask the PBX for
     * @param spread 0 to 1, drawn at random: refreshes that were granted together must not fall due together (lesson 9)
     */
    record Params(long nowNanos, long pbxExpiresSeconds, double spread) {}

    /** What the PBX holds or held last, as far as we know; empty once it is to be removed. */
    static Optional<Registered> registered(State state) {
        return switch (state) {
            case Registered now -> Optional.of(now);
            case Registering refreshing -> refreshing.registered;
            case Idle(),Suspended(_, _, _),Unregistering(_),Failed(_, _) -> Optional.empty();
        };
    }

    /** Whether the PBX holds a registration now, so that a phone can be answered without asking it. */
    static Optional<Registered> fresh(State state, long nowNanos) {
        return registered(state).filter(r -> r.untilNanos - nowNanos > 0);
    }

    /** What an earlier process, or another shard, left: refreshed in its turn, or soon where its turn is over. */
    static Step restored(Registered held, Params params) {
        long left = held.untilNanos - params.nowNanos;
        long age = Duration.ofSeconds(held.grantedSeconds).toNanos() - left;
        long due = refreshAfter(Duration.ofSeconds(held.grantedSeconds).toNanos(), params) - age;
        long spread = (long) (Math.min(left / 2, OVERDUE_SPREAD.toNanos()) * params.spread);
        return new Step(held, new ArmTimer(Math.max(due, spread)));
    }

    private static long refreshAfter(long grantedNanos, Params params) {
        return (long) (grantedNanos * (0.5 + 0.25 * params.spread));
    }

    static Step on(State state, Event event, Params params) {
        return switch (state) {
            case Idle idle -> onIdle(idle, event, params);
            case Registering registering -> onRegistering(registering, event, params);
            case Registered registered -> onRegistered(registered, event, params);
            case Suspended suspended -> onSuspended(suspended, event, params);
            case Unregistering unregistering -> onUnregistering(unregistering, event, params);
            case Failed failed -> onFailed(failed, event, params);
        };
    }

    private static Step onIdle(Idle idle, Event event, Params params) {
        return switch (event) {
            case Wanted() -> register(params, Optional.empty());
            case Unwanted(),TimerFired(),CredentialsChanged(),PbxBack() -> new Step(idle);
            case Accepted(_),TooBrief(_),Refused(_),Removed() -> throw impossible(idle, event);
        };
    }

    private static Step register(Params params, Optional<Registered> registered) {
        return new Step(new Registering(1, params.pbxExpiresSeconds, true, registered),
                new SendRegister(params.pbxExpiresSeconds));
    }

    private static Step onRegistering(Registering state, Event event, Params params) {
        return switch (event) {
            case Wanted() -> new Step(
                    new Registering(state.attempt, state.askedSeconds, true, state.registered));
            case Unwanted() -> new Step(
                    new Registering(state.attempt, state.askedSeconds, false, state.registered));
            case Accepted(long seconds) -> onAccepted(state, seconds, params);
            case TooBrief(long minimum) -> onTooBrief(state, minimum, params);
            case Refused(UpstreamRefusal refusal) -> onRefused(state, refusal, params);
            case TimerFired(),CredentialsChanged(),PbxBack() -> new Step(state);
            case Removed() -> throw impossible(state, event);
        };
    }

    private static Step onAccepted(Registering state, long seconds, Params params) {
        if (!state.wanted) {
            return new Step(new Unregistering(false), new SendRemoval());
        }
        long granted = Duration.ofSeconds(seconds).toNanos();
        return new Step(new Registered(params.nowNanos + granted, seconds, 0),
                new ArmTimer(refreshAfter(granted, params)),
                new AnswerWaiting(Optional.empty()));
    }

    private static Step onTooBrief(Registering state, long minimum, Params params) {
        if (state.attempt >= ATTEMPTS_MAX || minimum <= state.askedSeconds || minimum > EXPIRES_MAX_SECONDS) {
            return onRefused(state, new UpstreamRefusal.ByStatus(423, OptionalLong.empty()), params);
        }
        return new Step(new Registering(state.attempt + 1, minimum, state.wanted, state.registered),
                new SendRegister(minimum));
    }

    private static Step onRefused(Registering state, UpstreamRefusal refusal, Params params) {
        Optional<Registered> held = fresh(state, params.nowNanos).filter(_ -> refusal.isTemporary());
        if (held.isPresent()) {
            return state.wanted
                    ? retryLater(held.get(), params)
                    : new Step(new Unregistering(false), new SendRemoval());
        }
        if (state.registered.isPresent() && state.wanted && refusal.isTemporary()) {
            return suspend(state.registered.get(), refusal, params);
        }
        long heldNanos = heldNanos(refusal);
        return new Step(new Failed(refusal, params.nowNanos + heldNanos), new ArmTimer(heldNanos), new DropBindings(),
                new AnswerWaiting(Optional.of(refusal)));
    }

    private static Step suspend(Registered lapsed, UpstreamRefusal refusal, Params params) {
        long pause = pauseNanos(lapsed, params);
        return new Step(
                new Suspended(refusal,
                        new Registered(lapsed.untilNanos, lapsed.grantedSeconds, lapsed.failedRefreshes + 1),
                        params.nowNanos + pause),
                new ArmTimer(pause), new AnswerWaiting(Optional.of(refusal)));
    }

    private static long pauseNanos(Registered held, Params params) {
        long pause = Math.min(RETRY.toNanos() << Math.min(held.failedRefreshes, 10), RETRY_MAX.toNanos());
        return (long) (pause * (0.75 + 0.5 * params.spread));
    }

    private static Step retryLater(Registered held, Params params) {
        long spread = pauseNanos(held, params);
        // At the latest when the PBX forgets: then it is a first registration again, and its failure is told.
        return new Step(new Registered(held.untilNanos, held.grantedSeconds, held.failedRefreshes + 1),
                new ArmTimer(Math.min(spread, held.untilNanos - params.nowNanos)),
                new AnswerWaiting(Optional.empty()));
    }

    private static long heldNanos(UpstreamRefusal refusal) {
        Duration wish = refusal instanceof UpstreamRefusal.ByStatus(_, OptionalLong retryAfter)
                ? Duration.ofSeconds(Math.min(retryAfter.orElse(0), REFUSAL_HELD_MAX.toSeconds()))
                : Duration.ZERO;
        return Math.max(wish.toNanos(), REFUSAL_HELD.toNanos());
    }

    private static Step onRegistered(Registered state, Event event, Params params) {
        return switch (event) {
            case Wanted() -> state.untilNanos - params.nowNanos > 0
                    ? new Step(state)
                    : register(params, Optional.empty());
            case TimerFired() -> register(params, Optional.of(state));
            case PbxBack(),CredentialsChanged() -> registerNow(params, Optional.of(state));
            case Unwanted() -> new Step(new Unregistering(false), new CancelTimer(), new SendRemoval());
            case Accepted(_),TooBrief(_),Refused(_),Removed() -> throw impossible(state, event);
        };
    }

    private static Step onSuspended(Suspended state, Event event, Params params) {
        return switch (event) {
            case Wanted() -> state.untilNanos - params.nowNanos > 0
                    ? new Step(state, new AnswerWaiting(Optional.of(state.refusal)))
                    : registerNow(params, Optional.of(state.lapsed));
            case TimerFired() -> register(params, Optional.of(state.lapsed));
            case PbxBack() -> registerNow(params, Optional.of(state.lapsed));
            case Unwanted() -> new Step(new Idle(), new CancelTimer(), new Release());
            case CredentialsChanged() -> new Step(state);
            case Accepted(_),TooBrief(_),Refused(_),Removed() -> throw impossible(state, event);
        };
    }

    /** As {@link #register}, before the timer of the state would do it. */
    private static Step registerNow(Params params, Optional<Registered> registered) {
        return new Step(register(params, registered).next, new CancelTimer(),
                new SendRegister(params.pbxExpiresSeconds));
    }

    private static Step onUnregistering(Unregistering state, Event event, Params params) {
        return switch (event) {
            case Wanted() -> new Step(new Unregistering(true));
            case Unwanted() -> new Step(new Unregistering(false));
            case Removed() -> state.wanted
                    ? register(params, Optional.empty())
                    : new Step(new Idle(), new Release());
            case TimerFired(),CredentialsChanged(),PbxBack() -> new Step(state);
            case Accepted(_),TooBrief(_),Refused(_) -> throw impossible(state, event);
        };
    }

    private static Step onFailed(Failed state, Event event, Params params) {
        return switch (event) {
            case Wanted() -> state.untilNanos - params.nowNanos > 0
                    ? new Step(state, new AnswerWaiting(Optional.of(state.refusal)))
                    : registerNow(params, Optional.empty());
            case TimerFired() -> new Step(new Idle(), new Release());
            case PbxBack() -> state.refusal.isTemporary()
                    ? new Step(new Idle(), new CancelTimer(), new Release())
                    : new Step(state);
            case CredentialsChanged() -> new Step(new Idle(), new CancelTimer(), new Release());
            case Unwanted() -> new Step(state);
            case Accepted(_),TooBrief(_),Refused(_),Removed() -> throw impossible(state, event);
        };
    }

    private static IllegalStateException impossible(State state, Event event) {
        return new IllegalStateException(event + " in " + state);
    }
}
