package io.sbc.core.sip.transport;

import io.sbc.base.Counters;
import io.sbc.core.config.LimitSettings;

/** What the edge does with a message once it is framed, for a network that is simulated: the shipped {@link EdgeContext}. */
public final class SimulatedEdge {

    private final EdgeContext context;

    /** @param listener what stands before the engine */
    public SimulatedEdge(LimitSettings limits, Counters<EdgeCounter> counters, EdgeGate gate,
            TransportListener listener) {
        context = new EdgeContext(limits, counters, gate, listener);
    }

    /** A message arrived. */
    public void onBytes(Flow flow, byte[] message) {
        context.onBytes(flow, message);
    }

    /** A connection is gone. */
    public void onClosed(Flow flow) {
        context.onFlowClosed(flow);
    }

    /** As the edge numbers its flows. */
    public long nextFlowId() {
        return context.nextFlowId();
    }
}
