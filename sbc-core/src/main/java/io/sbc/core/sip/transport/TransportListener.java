package io.sbc.core.sip.transport;

import io.sbc.core.sip.message.SipMessage;

/** Who takes what the edge received. Called on event loops: must not block and decides nothing but the shard. */
public interface TransportListener {

    /**
     * A well-formed message. A request's topmost Via has {@code received} and {@code rport} filled in already (RFC 3261
     * §18.2.1, RFC 3581 §4).
     */
    void onMessage(Flow flow, SipMessage message);

    /** A flow that could have brought messages is closed. Once for each. */
    void onFlowClosed(Flow flow);
}
