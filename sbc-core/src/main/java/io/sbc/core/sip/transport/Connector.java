package io.sbc.core.sip.transport;

import io.sbc.core.Side;
import io.sbc.core.sip.message.Via;
import io.sbc.core.sip.transport.Destination.NextHop;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What transactions ask of the transport, besides sending over a flow. Thread-safe. */
public interface Connector {

    /**
     * A flow to a PBX: at once where one exists or none has to be opened, else when connection and TLS handshake are
     * through. Fails with an {@link java.io.IOException}; always within the connect and handshake time limits.
     */
    CompletionStage<Flow> connect(NextHop hop);

    /**
     * The TCP hop of the same address for a message that is too large for a datagram: only where a connection stands
     * already, so that it never costs a call (RFC 3261 §18.1.1 with its fallback to UDP). Does not open one.
     */
    default Optional<NextHop> streamInstead(NextHop datagramHop) {
        return Optional.empty();
    }

    /** Begins to open what {@link #streamInstead} looks for; a failure is nobody's. */
    default void openStreamInstead(NextHop datagramHop) {}

    /** What a Via or Contact of ours on that side says. */
    SentBy sentBy(Side side, TransportProtocol protocol);

    /**
     * Where the response to a request goes (RFC 3261 §18.2.2, RFC 3581 §4): back over the flow that it came over, except
     * that without {@code rport} UDP means the source address and the port in the Via.
     */
    Flow responseFlow(Flow arrival, Via topmostVia);
}
