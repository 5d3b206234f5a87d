package io.sbc.core.sip.transport;

import java.net.InetSocketAddress;

/** Where a request is to go. */
public sealed interface Destination {

    /** Over a flow that exists. */
    record OverFlow(Flow flow) implements Destination {}

    /**
     * To a PBX; a connection is opened or reused. Connections are shared only where all of it is equal (lesson 7).
     *
     * @param protocol the transport
     * @param address resolved
     * @param serverName what the certificate must be for with TLS; else the name that was configured
     */
    record NextHop(TransportProtocol protocol, InetSocketAddress address, String serverName) implements Destination {}
}
