package io.sbc.core.config;

import io.sbc.core.sip.transport.TransportProtocol;
import java.util.List;

/**
 * A PBX.
 *
 * @param id names it in the store
 * @param domain its SIP domain
 * @param host of its first node
 * @param port of its first node; 0: by DNS (RFC 3263)
 * @param transport what our Contact at the PBX says, and what a message of it without {@code transport=} means
 * @param trusted further sources that are taken for it
 * @param nodes where it is reached; at least one
 * @param healthChecks whether its nodes are asked by OPTIONS
 * @param profile what is special about its kind
 */
public record PbxDefinition(String id, String domain, String host, int port, TransportProtocol transport,
        List<IpNetwork> trusted, List<PbxNode> nodes, boolean healthChecks, PbxProfile profile) {

    public PbxDefinition {
        trusted = List.copyOf(trusted);
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("a PBX without nodes");
        }
    }

    /** Nothing special. */
    public PbxDefinition(String id, String domain, String host, int port, TransportProtocol transport,
            List<IpNetwork> trusted, List<PbxNode> nodes, boolean healthChecks) {
        this(id, domain, host, port, transport, trusted, nodes, healthChecks, PbxProfile.GENERIC);
    }

    /** The short form: one node, which is checked. */
    public PbxDefinition(String id, String domain, String host, int port, TransportProtocol transport,
            List<IpNetwork> trusted) {
        this(id, domain, host, port, transport, trusted, List.of(PbxNode.only(host, port, transport)), true);
    }
}
