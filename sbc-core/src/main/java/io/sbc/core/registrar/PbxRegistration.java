package io.sbc.core.registrar;

import io.sbc.base.Timers.Timer;
import io.sbc.core.Side;
import io.sbc.core.registrar.UpstreamRegistration.Effect;
import io.sbc.core.registrar.UpstreamRegistration.Event;
import io.sbc.core.registrar.UpstreamRegistration.State;
import io.sbc.core.registrar.UpstreamRegistration.Step;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device's registration at its PBX, alive: keeps the state of {@link UpstreamRegistration} and runs its effects. Owned by
 * the shard.
 */
final class PbxRegistration {

    private static final Logger LOG = LoggerFactory.getLogger(PbxRegistration.class);

    private final RegistrarContext context;
    private final PbxAccount account;
    private final Listener listener;
    private State state = new State.Idle();
    private @Nullable Timer timer;
    private int counted;
    private int suspended;
    private boolean abandoned;
    private final long owner;

    /** The device, which hears what it means for its phones. */
    interface Listener {

        /** Whether a phone waits for what the PBX says. */
        boolean isAwaited();

        /** What those wait for that wait for the PBX; empty for success. */
        void onAnswer(Optional<UpstreamRefusal> refusal);

        /** The PBX answered, whatever it said. */
        void onPbxAnswered();

        /** The PBX has the device no longer. */
        void onLost();

        /** What {@link #registered()} says is another now. */
        void onRegisteredChanged();

        /** Nothing is left to remember. */
        void onReleased();
    }

    PbxRegistration(RegistrarContext context, PbxAccount account, Listener listener) {
        this.context = context;
        this.account = account;
        this.listener = listener;
        owner = context.board().newOwner();
    }

    /** What the PBX granted last, in seconds, while it holds the registration; empty when it has to be asked. */
    OptionalLong held() {
        return UpstreamRegistration.fresh(state, now()).map(held -> OptionalLong.of(held.grantedSeconds()))
                .orElse(OptionalLong.empty());
    }

    /** What the PBX holds; empty when it is to be removed, or has run out. */
    Optional<State.Registered> registered() {
        return UpstreamRegistration.fresh(state, now());
    }

    /** Whether an answer of the PBX is awaited that may change what it holds. */
    boolean isUndecided() {
        return state instanceof State.Registering registering && registering.registered().isEmpty();
    }

    boolean isIdle() {
        return state instanceof State.Idle;
    }

    /** Goes on with what an earlier process, or another shard, left. Only where nothing is known yet. */
    void restore(State.Registered held) {
        take(UpstreamRegistration.restored(held, params()));
    }

    void on(Event event) {
        if (!abandoned) {
            take(UpstreamRegistration.on(state, event, params()));
        }
    }

    /** Another shard has it from now on: what is still on its way changes nothing here, and nothing is sent any more. */
    void abandon() {
        cancelTimer();
        state = new State.Idle();
        abandoned = true;
        countState();
        show();
    }

    private UpstreamRegistration.Params params() {
        return new UpstreamRegistration.Params(now(),
                account.pbx().profile().registrationExpires().orElse(context.settings().pbxExpires()).toSeconds(),
                context.shard().random().nextDouble());
    }

    private void take(Step step) {
        State before = state;
        state = step.next();
        countState();
        if (!state.equals(before)) {
            show();
        }
        step.effects().forEach(this::run);
        if (!UpstreamRegistration.registered(before).equals(UpstreamRegistration.registered(step.next()))) {
            listener.onRegisteredChanged();
        }
    }

    private void countState() {
        int holds = registered().isPresent() ? 1 : 0;
        int waits = state instanceof State.Suspended ? 1 : 0;
        context.metrics().upstreamRegistrations(holds - counted);
        context.metrics().suspended(waits - suspended);
        counted = holds;
        suspended = waits;
    }

    private void show() {
        context.board().stand(account.deviceId(), owner, switch (state) {
            case State.Idle() -> standing(RegistrationBoard.State.IDLE, now());
            case State.Registering registering -> standing(RegistrationBoard.State.REGISTERING,
                    registering.registered().map(State.Registered::untilNanos).orElse(now()));
            case State.Registered held -> standing(RegistrationBoard.State.REGISTERED, held.untilNanos());
            case State.Suspended suspended ->
                standing(RegistrationBoard.State.SUSPENDED, suspended.untilNanos());
            case State.Unregistering(boolean _) -> standing(RegistrationBoard.State.UNREGISTERING, now());
            case State.Failed failed -> standing(RegistrationBoard.State.REFUSED, failed.untilNanos());
        });
    }

    private RegistrationBoard.Standing standing(RegistrationBoard.State shown, long untilNanos) {
        long left = untilNanos - now();
        long untilMillis = left <= 0
                ? 0
                : context.shard().clock().epochMillis() + Duration.ofNanos(left).toMillis();
        return new RegistrationBoard.Standing(shown, untilMillis, account.node());
    }

    private void run(Effect effect) {
        switch (effect) {
            case Effect.SendRegister(long seconds) -> exchange(seconds, this::onEnd);
            case Effect.SendRemoval() -> exchange(0, _ -> on(new Event.Removed()));
            case Effect.ArmTimer(long delayNanos) -> {
                cancelTimer();
                timer = context.shard().schedule(delayNanos, () -> on(new Event.TimerFired()));
            }
            case Effect.CancelTimer() -> cancelTimer();
            case Effect.AnswerWaiting(Optional<UpstreamRefusal> refusal) -> listener.onAnswer(refusal);
            case Effect.DropBindings() -> listener.onLost();
            case Effect.Release() -> listener.onReleased();
        }
    }

    private void exchange(long seconds, Consumer<Event> end) {
        String pbx = account.pbx().id();
        UpstreamExchange exchange = new UpstreamExchange(context, account, seconds, event -> {
            context.pace().finished(pbx);
            if (!(event instanceof Event.Refused(UpstreamRefusal refusal) && refusal.isSilence())) {
                listener.onPbxAnswered();
            }
            end.accept(event);
        });
        UpstreamPace.Urgency urgency = listener.isAwaited()
                ? UpstreamPace.Urgency.PHONE
                : UpstreamPace.Urgency.BACKGROUND;
        if (!context.reach().admits(pbx)) {
            end.accept(new Event.Refused(new UpstreamRefusal.Unreachable()));
        } else if (!context.pace().start(pbx, urgency, turnOf(exchange, end))) {
            end.accept(new Event.Refused(new UpstreamRefusal.Busy()));
        }
    }

    private static UpstreamPace.Turn turnOf(UpstreamExchange exchange, Consumer<Event> end) {
        return new UpstreamPace.Turn() {

            @Override
            public void begin() {
                exchange.start();
            }

            @Override
            public void giveUp() {
                end.accept(new Event.Refused(new UpstreamRefusal.Unreachable()));
            }
        };
    }

    /** A PBX that cannot be reached is told of once, by {@code Icps}; what it refuses concerns this device alone. */
    private void onEnd(Event event) {
        if (event instanceof Event.Refused(UpstreamRefusal refusal)) {
            context.board().failed(account.deviceId(), trouble(refusal));
        } else if (event instanceof Event.Accepted) {
            context.board().went(account.deviceId(), Side.ICP);
        }
        if (event instanceof Event.Refused(UpstreamRefusal refusal) && !refusal.isTemporary()) {
            LOG.warn("PBX refuses registration deviceId={} pbx={} refusal={}", account.deviceId().value(),
                    account.pbx().id(), refusal);
        }
        on(event);
    }

    private RegistrationBoard.Trouble trouble(UpstreamRefusal refusal) {
        long now = context.shard().clock().epochMillis();
        return switch (refusal) {
            case UpstreamRefusal.ByStatus(int status, OptionalLong _) -> icp(status, "refused", now);
            case UpstreamRefusal.Credentials() -> icp(401, "credentials", now);
            case UpstreamRefusal.Silent() -> icp(408, "silent", now);
            case UpstreamRefusal.Unreachable() -> icp(503, "unreachable", now);
            case UpstreamRefusal.Busy() -> icp(503, "busy", now);
            case UpstreamRefusal.NoSuchPbx() -> icp(503, "no-such-pbx", now);
        };
    }

    private static RegistrationBoard.Trouble icp(int status, String why, long nowMillis) {
        return new RegistrationBoard.Trouble(Side.ICP, status, why, nowMillis);
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
        }
    }

    private long now() {
        return context.shard().clock().nanoTime();
    }
}
