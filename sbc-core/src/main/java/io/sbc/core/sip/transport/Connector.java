package io.sbc.core.sip.transport;

import io.sbc.core.Side;
import io.sbc.core.sip.message.Via;
import io.sbc.core.sip.transport.Destination.NextHop;
import java.util.concurrent.CompletionStage;

/** What transactions ask of the transport, besides sending over a flow. Thread-safe. */
public interface Connector {

    /**
     * A flow to a PBX: at once where one exists or none has to be opened, else when connection and TLS handshake are
     * through. Fails with an {@link java.io.IOException}; always within the connect and handshake time limits.
     */
    CompletionStage<Flow> connect(NextHop hop);

    /** What a Via or Contact of ours on that side says. */
    SentBy sentBy(Side side, TransportProtocol protocol);

    /**
     * Where the response to a request goes (RFC 3261 §18.2.2, RFC 3581 §4): back over the flow that it came over, except
     * that without {@code rport} UDP means the source address and the port in the Via.
     */
    Flow responseFlow(Flow arrival, Via topmostVia);
}
