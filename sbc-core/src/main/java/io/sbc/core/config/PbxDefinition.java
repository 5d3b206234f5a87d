package io.sbc.core.config;

import io.sbc.core.sip.transport.TransportProtocol;
import java.util.List;

/**
 * A PBX.
 *
 * @param id names it in the store
 * @param domain its SIP domain
 * @param host address or name
 * @param port 0: by DNS (RFC 3263)
 * @param trusted further sources that are taken for it
 */
public record PbxDefinition(String id, String domain, String host, int port, TransportProtocol transport,
        List<IpNetwork> trusted) {

    public PbxDefinition {
        trusted = List.copyOf(trusted);
    }
}
