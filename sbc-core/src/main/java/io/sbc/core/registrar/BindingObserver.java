package io.sbc.core.registrar;

import io.sbc.core.sip.transport.Flow;

/** Hears which flows devices are bound to. Called on the shard of the device; several shards at once. */
public interface BindingObserver {

    /** Hears nothing. */
    BindingObserver NONE = new BindingObserver() {

        @Override
        public void onBound(Flow flow, String user) {
            // Nobody listens.
        }

        @Override
        public void onUnbound(Flow flow, String user) {
            // Nobody listens.
        }
    };

    /** A device of this set-side user has a binding over the flow; again for each change of its bindings. */
    void onBound(Flow flow, String user);

    /** It has none over that flow any more. */
    void onUnbound(Flow flow, String user);
}
