package io.sbc.core.call;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The legs of one call: the caller's, and one or, while several phones ring, several towards the callee. Each is known
 * under its tag from here on until it has lost or the call is over. On the shard.
 */
final class CallLegs {

    private final CallLeg caller;
    private final Supplier<CallLeg> maker;
    private final Consumer<CallLeg> onAdded;
    private final Consumer<CallLeg> onGone;
    private final Set<CallLeg> known = new LinkedHashSet<>(4);

    private CallLeg callee;
    private @Nullable CallLeg lost;

    /** @param maker makes a leg towards the callee */
    CallLegs(CallLeg caller, Supplier<CallLeg> maker, Consumer<CallLeg> onAdded, Consumer<CallLeg> onGone) {
        this(caller, maker.get(), maker, onAdded, onGone);
    }

    /** Of a call that has a callee already. */
    CallLegs(CallLeg caller, CallLeg callee, Supplier<CallLeg> maker, Consumer<CallLeg> onAdded,
            Consumer<CallLeg> onGone) {
        this.caller = caller;
        this.maker = maker;
        this.onAdded = onAdded;
        this.onGone = onGone;
        this.callee = callee;
    }

    void start() {
        add(caller);
        add(callee);
    }

    private void add(CallLeg leg) {
        known.add(leg);
        onAdded.accept(leg);
    }

    CallLeg caller() {
        return caller;
    }

    CallLeg callee() {
        return callee;
    }

    CallLeg of(LegRole role) {
        return role == LegRole.CALLER ? caller : callee;
    }

    List<CallLeg> both() {
        return List.of(caller, callee);
    }

    /** A further leg towards the callee. */
    CallLeg another() {
        CallLeg leg = maker.get();
        add(leg);
        return leg;
    }

    /** From now on this is the callee's. */
    void follow(CallLeg leg) {
        callee = leg;
        CallLeg before = lost;
        lost = null;
        if (before != null) {
            lose(before);
        }
    }

    /** This one got no call; if it is the callee's, it stays so until another one is. */
    void lose(CallLeg leg) {
        if (leg.equals(callee)) {
            lost = leg;
        } else if (known.remove(leg)) {
            leg.timer().end();
            onGone.accept(leg);
        }
    }

    void stopTimers() {
        caller.timer().end();
        callee.timer().end();
    }

    void end() {
        known.forEach(onGone);
        known.clear();
    }
}
