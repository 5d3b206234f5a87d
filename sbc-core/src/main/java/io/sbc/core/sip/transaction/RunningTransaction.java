package io.sbc.core.sip.transaction;

import io.sbc.base.Timers.Timer;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.transport.EdgeCounter;
import io.sbc.core.sip.transport.Flow;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of the table: holds the state of its machine, runs the effects of each step in order and owns the
 * timers. Owned by the shard's thread. Users that it calls may call back at once: by then the state is the next one.
 *
 * @param <S> states of its machine
 * @param <E> events of its machine
 */
abstract class RunningTransaction<S, E> {

    final TransactionTable table;
    final TransactionKey key;
    final TimerParams timers;
    /** The first of those that run; null while there is none: over streams most have none. */
    private @Nullable Armed armed;
    private S state;
    private boolean terminated;

    /** Begins with a state that {@link #begin} replaces. */
    RunningTransaction(TransactionTable table, TransactionKey key, TimerParams timers, S initial) {
        this.table = table;
        this.key = key;
        this.timers = timers;
        this.state = initial;
    }

    /** One step of its machine. */
    abstract Step<S> step(S current, E event);

    /** The machine's event for a timer that fired. */
    abstract E fired(SipTimer timer);

    /** Its event for a flow that is gone or refused a message. */
    abstract E transportError();

    /** Runs an effect; {@code message} is the one of the event, if it had one. */
    abstract void run(Effect.Action action, @Nullable SipMessage message);

    /** Tells the user; called at most once. */
    abstract void tellFailure(TransactionFailure failure);

    /** The flow that it stands and falls with; null while there is none, or when it is UDP. */
    abstract @Nullable Flow boundFlow();

    final boolean isTerminated() {
        return terminated;
    }

    final S state() {
        return state;
    }

    final void begin(Step<S> first, @Nullable SipMessage message) {
        apply(first, message);
    }

    final void on(E event, @Nullable SipMessage message) {
        apply(step(state, event), message);
    }

    /** The flow failed: on the next turn, since this may be called from inside a step. */
    final void failLater() {
        table.shard().schedule(0, () -> on(transportError(), null));
    }

    final void onTransportError() {
        on(transportError(), null);
    }

    private void apply(Step<S> step, @Nullable SipMessage message) {
        state = step.state();
        for (Effect effect : step.effects()) {
            if (terminated) { // whom an effect before told has abandoned it
                return;
            }
            switch (effect) {
                case Effect.StartTimer start -> arm(start.timer(), start.delayNanos());
                case Effect.StopTimer stop -> disarm(stop.timer());
                case Effect.Fail fail -> fail(fail.failure());
                case Effect.Action.TERMINATE -> terminate();
                case Effect.Action action -> run(action, message);
            }
        }
    }

    private void fail(TransactionFailure failure) {
        table.counters().increment(failure == TransactionFailure.TIMEOUT
                ? EdgeCounter.TRANSACTIONS_TIMED_OUT
                : EdgeCounter.TRANSACTIONS_FAILED);
        tellFailure(failure);
    }

    private void arm(SipTimer timer, long delayNanos) {
        disarm(timer);
        Armed mine = new Armed(timer, armed);
        armed = mine;
        mine.running = table.shard().schedule(delayNanos, mine);
    }

    private void disarm(SipTimer timer) {
        Armed before = null;
        for (Armed each = armed; each != null; each = each.next) {
            if (each.timer == timer) {
                each.cancel();
                unlink(before, each);
                return;
            }
            before = each;
        }
    }

    private void unlink(@Nullable Armed before, Armed gone) {
        if (before == null) {
            armed = gone.next;
        } else {
            before.next = gone.next;
        }
    }

    private void terminate() {
        terminated = true;
        for (Armed each = armed; each != null; each = each.next) {
            each.cancel();
        }
        armed = null;
        table.forget(this);
    }

    /** A timer that runs, its task, and its place among the two or three of a transaction: one object, for there are many. */
    private final class Armed implements Runnable {

        private final SipTimer timer;
        private @Nullable Armed next;
        private @Nullable Timer running;

        Armed(SipTimer timer, @Nullable Armed next) {
            this.timer = timer;
            this.next = next;
        }

        void cancel() {
            if (running != null) {
                running.cancel();
            }
        }

        @Override
        public void run() {
            disarm(timer);
            on(fired(timer), null);
        }
    }
}
