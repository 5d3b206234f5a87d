package io.sbc.core.config;

import io.sbc.core.sdp.negotiate.RtpSecurityPolicy;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * {@code icp}: towards the PBX.
 *
 * @param dnsServers who is asked for the PBXs' names, in this order; none: the system's
 */
public record IcpSide(String address, String advertisedAddress, Listener udp, Listener tcp, TlsListener tls,
        RtpSecurityPolicy rtpSecurity, MediaAddress media, FailoverSettings failover,
        List<InetSocketAddress> dnsServers, List<PbxDefinition> pbxs) {

    public IcpSide {
        dnsServers = List.copyOf(dnsServers);
        pbxs = List.copyOf(pbxs);
    }

    /** Whether a PBX may be reached over TLS: because its node says so, or DNS may and our side is ready for it. */
    public boolean reachesByTls() {
        return pbxs.stream().flatMap(pbx -> pbx.nodes().stream()).map(PbxNode::transport)
                .anyMatch(transport -> transport.map(known -> known == TransportProtocol.TLS)
                        .orElse(tls.listener().enabled()));
    }
}
