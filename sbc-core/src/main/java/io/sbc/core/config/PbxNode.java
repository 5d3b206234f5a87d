package io.sbc.core.config;

import io.sbc.core.sip.transport.TransportProtocol;
import java.util.Optional;

/**
 * One address of a PBX, or a name that leads to some.
 *
 * @param host address or name
 * @param port 0: by DNS (RFC 3263 §4.2)
 * @param transport empty: by DNS (RFC 3263 §4.1)
 * @param priority lower ones are tried first
 * @param weight more of it is chosen more often among those of one priority
 */
public record PbxNode(String host, int port, Optional<TransportProtocol> transport, int priority, int weight) {

    /** The short form of a PBX: its only node. */
    static PbxNode only(String host, int port, TransportProtocol transport) {
        return new PbxNode(host, port, Optional.of(transport), 1, 1);
    }
}
