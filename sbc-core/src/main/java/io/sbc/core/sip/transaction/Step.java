package io.sbc.core.sip.transaction;

import java.util.List;

/** What a machine answers to an event: the next state and what has to be done, in order. */
record Step<S>(S state, List<Effect> effects) {

    Step {
        effects = List.copyOf(effects);
    }

    static <S> Step<S> to(S state, Effect... effects) {
        return new Step<>(state, List.of(effects));
    }

    /** For pairs that the owner of the machine cannot produce: a bug of ours. */
    static IllegalStateException impossible(Object state, Object event) {
        return new IllegalStateException(event + " in state " + state);
    }
}
